"""Pictures as files: their names, their folder, and what is said when one is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crackmap.check import run
from crackmap.cli.output import as_bytes, fail, tell, write_file, write_out

if TYPE_CHECKING:
    from crackmap.graph.process_graph import ProcessGraph
    from crackmap.maps.drawn import Drawn


def write(picture: Drawn, target: str | None, *, named: bool) -> None:
    """Write a picture, say where, and which letters it lacks; raises NotWritten."""
    if target is None or target == "-":
        write_out(picture.data)
    else:
        write_file(as_bytes(picture.data), target, named=named)
        tell(f"wrote {target}")
    if remark := picture.remark(target or "-"):
        tell(*remark)


def make_folder(path: str) -> None:
    """Make a folder for pictures, unless it is there; ends the command where that fails."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{path} cannot be made: {error.strerror or error}")


def name_beside(graph: ProcessGraph, what: str, ending: str, *, on_disk: bool = True) -> str:
    """Return the name of a picture beside the file of its process.

    It is here for a process that came by a pipe, or out of a revision.
    """
    from crackmap.maps.picture_names import file_stem

    path = Path(graph.process.path)
    if graph.process.path == run.STDIN:
        path = Path(file_stem(graph.process.id))
    elif not on_disk:
        path = Path(path.name)
    return path.with_name(f"{path.stem}{'-' if what else ''}{what}.{ending}").as_posix()
