"""Options of rules: what the settings may write for them, judged by their defaults."""

from __future__ import annotations

from typing import Any

from crackmap import shapes
from crackmap.shapes import Misfit
from crackmap.values import parse_share


def option_value(default: Any, value: Any) -> Any:
    """Turn what is written into the type of the option's default; raises Misfit."""
    if isinstance(default, bool):
        return shapes.FLAG.read(value)
    if isinstance(default, int):
        return shapes.COUNT.read(value)
    if isinstance(default, float):
        try:
            return float(parse_share(shapes.TEXT.read(value) or ""))
        except ValueError as error:
            raise Misfit(str(error), "write 25% or 0.25") from None
    if isinstance(default, tuple):
        return shapes.TEXTS.read(value)
    return shapes.TEXT.read(value)
