"""A diff on standard output: in colour for people, byte for byte for those who apply it."""

from __future__ import annotations

from crackmap.cli import terminal
from crackmap.cli.output import write_out


def show_diff(diff: str, color: str = "auto") -> None:
    """Write a unified diff to standard output."""
    if terminal.has_colour(color):
        write_out(_coloured(diff))
    else:  # a patch is taken as it is; only a terminal must not obey what stands in it
        write_out(diff if terminal.is_terminal() else diff.encode())


def _coloured(diff: str) -> str:
    """Return a diff with green for what comes and red for what goes."""
    from crackmap.writers.lint.concise import BOLD, paint

    codes = {"--- ": BOLD, "+++ ": BOLD, "@@ ": "36", "+": "32", "-": "31"}
    lines = diff.split("\n")
    return "\n".join(
        paint(line, next((code for sign, code in codes.items() if line.startswith(sign)), ""))
        for line in lines
    )
