"""Options of rules: what the settings may write for them, judged by their defaults."""

from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter

from crackmap.language.faults import invalid
from crackmap.language.field_types import Count, Flag, Text, Texts, text
from crackmap.language.readings import clearer
from crackmap.language.values import parse_share


def _part(value: Any) -> float:
    written = text(value) or ""
    try:
        return float(parse_share(written))
    except ValueError as error:
        raise invalid(*clearer("share", written, str(error))) from None


# By the type of the option's default.
_TYPES: dict[str, Any] = {
    "bool": Flag,
    "int": Count,
    "float": Annotated[float, BeforeValidator(_part)],
    "tuple": Texts,
}


def option_value(default: Any, value: Any) -> Any:
    """Return what is written as the type of the option's default; raises ValidationError."""
    return _adapter(type(default).__name__).validate_python(value)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES.get(kind, Text))
