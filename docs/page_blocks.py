"""What made pages are put together from: tables, and shown text."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    """Return a value as people write it in YAML, in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    cells = [head, ["---"] * len(head), *rows]
    lines = (
        " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) for row in cells
    )
    return "".join(f"| {line} |\n" for line in lines)
