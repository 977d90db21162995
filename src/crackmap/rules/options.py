"""Options of rules: what the settings may write for them, judged by their defaults."""

from __future__ import annotations

from typing import Any

from crackmap.language import field_types
from crackmap.language.field_types import InvalidValue
from crackmap.language.values import parse_share


def option_value(default: Any, value: Any) -> Any:
    """Turn what is written into the type of the option's default; raises InvalidValue."""
    if isinstance(default, bool):
        return field_types.FLAG.read(value)
    if isinstance(default, int):
        return field_types.COUNT.read(value)
    if isinstance(default, float):
        try:
            return float(parse_share(field_types.TEXT.read(value) or ""))
        except ValueError as error:
            raise InvalidValue(str(error), "write 25% or 0.25") from None
    if isinstance(default, tuple):
        return field_types.TEXTS.read(value)
    return field_types.TEXT.read(value)
