"""Writing what was drawn: where it went, and what it could not show."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from crackmap.cli.output import Identity, as_bytes, tell, write_file, write_out

if TYPE_CHECKING:
    from crackmap.maps.drawn import Drawn


def write_drawn(
    drawn: Drawn, target: str | None, *, named: bool, read: Set[Identity] = frozenset()
) -> None:
    """Write it, say where, and which letters it lacks; raises NotWritten.

    What was `read` to draw it is never written over.
    """
    if target is None or target == "-":
        write_out(drawn.data)
    else:
        write_file(as_bytes(drawn.data), target, named=named, read=read)
        tell(f"wrote {target}")
    if drawn.note:
        tell(f"{target or '-'}: {drawn.note}")
    if remark := drawn.remark(target or "-"):
        tell(*remark)
