"""What `crackmap convert` does: write each process in the format that is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crackmap.cli.output import fail, one_of, tell, write_file, write_out
from crackmap.readers.choose import YAML
from crackmap.source.files import is_ours
from crackmap.source.words import did_you_mean, listing
from crackmap.writers.format import (
    DRAWINGS,
    MAP,
    TABLE_FORMS,
    Remarked,
    converted_to,
    load_converted,
    of_kind,
)

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.graph.process_graph import ProcessGraph


class Out(NamedTuple):
    """Where processes go, in which format and form, and whether over a file that is there."""

    path: str | None
    format: str
    form: str | None
    force: bool

    @property
    def folder(self) -> str | None:
        """The folder that was named, for several processes."""
        path = self.path
        return path if path and (path.endswith("/") or os.path.isdir(path)) else None

    @property
    def carrier(self) -> str:
        """The format, or the form where that is what says how much it carries."""
        return self.form if self.form in ("visio", "raci") else self.format


def out_of(output: str | None, to: str | None, form: str | None, *, force: bool) -> Out:
    """Return where processes go; ends the command where that is not in order."""
    name = _format(output, to)
    if form is not None:
        one_of("--form", form, TABLE_FORMS)
        if not load_converted(name).fulfils("convert", "form"):
            having = [each for each in converted_to() if each in ("csv", "xlsx")]
            fail(f"--form does nothing for {name}", f"it is for {listing(having)}")
    return Out(output, name, form, force)


def _format(output: str | None, to: str | None) -> str:
    """Return the format that is asked for, else that of the ending of the file, else YAML."""
    known = converted_to()
    if to is not None:
        one_of("--to", to, known)
        return to
    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if not ending or (output or "").endswith("/"):
        return YAML
    endings = {end: name for name in known for end in load_converted(name).endings}
    if ending not in endings:
        fail(f"-o {output}: nothing is converted to .{ending}", _nearest(output, ending, endings))
    return endings[ending]


def _nearest(output: str | None, ending: str, endings: dict[str, str]) -> str:
    """Return what may have been meant by an ending that no format has."""
    help_ = did_you_mean(ending, list(endings), f"it takes {', '.join(converted_to())}")
    if any(ending in each.endings for each in of_kind(MAP, "swimlane").values()):
        help_ = f"crackmap map draws it: crackmap map IN -o {output}"
    return help_


def write_all(checked: Checked, out: Out, *, yaml: dict[str, bool]) -> None:
    """Write each process to its place; `yaml` says of each file whether it is our own.

    In a process of another file owners that are missing are asked for.
    """
    from crackmap.writers.left_out import left_out

    form = load_converted(out.format)
    targets = _targets(checked.graphs, out, form.endings[0])
    written = [
        _written(graph, checked, out, fill=not yaml.get(graph.process.path, True))
        for graph in checked.graphs
    ]
    for graph, target, (text, remark) in zip(checked.graphs, targets, written, strict=True):
        if target is None:
            if isinstance(text, bytes):
                fail(f"{out.format} is no text", f"name a file: -o {graph.process.id}.{out.format}")
            write_out(text)
        else:
            _write_file(target, text, force=out.force, named=out.folder is None)
            tell(f"wrote {target}")
        for words in (left_out(graph, out.carrier), remark):
            if words:
                tell(words)


def _written(
    graph: ProcessGraph, checked: Checked, out: Out, *, fill: bool
) -> tuple[str | bytes, str]:
    """Return a process in a format, and what is to be said of what that does not hold."""
    findings = checked.findings_about(graph)
    if out.format in DRAWINGS:
        from crackmap.maps.draw import draw
        from crackmap.maps.layout.tangles import Tangle
        from crackmap.maps.options import MapOptions

        look = MapOptions()
        if load_converted(out.format).fulfils("swimlane", "direction"):
            look = MapOptions(direction="rows")  # as tools for drawing have their lanes
        try:
            return draw(graph, findings, out.format, look).data, ""
        except Tangle as error:
            plain = [name for name in converted_to() if name not in DRAWINGS]
            fail(str(error), f"--to {listing(plain, 'or')} draws nothing")
    form = load_converted(out.format)
    asked = {"form": out.form or TABLE_FORMS[0], "fill": fill}
    kept = {wish: value for wish, value in asked.items() if form.fulfils("convert", wish)}
    written: str | Remarked = form.write(graph, findings, **kept)
    return written if isinstance(written, Remarked) else (written, "")


def _targets(graphs: Sequence[ProcessGraph], out: Out, ending: str) -> list[str | None]:
    """Return the file of each process: none for standard output, one, or one each in a folder."""
    from crackmap.maps.picture_names import Names

    ids = [graph.process.id for graph in graphs]
    if out.folder is None and len(graphs) > 1:
        help_ = f"name a folder for them: -o processes/, or one: --process {ids[0]}"
        fail(f"there are {len(graphs)} processes: {listing(ids)}", help_)
    if out.path is None or out.path == "-":
        return [None]
    names, folder = Names(), out.folder
    targets = [
        (Path(folder) / names.name(id_, ending)).as_posix() if folder else out.path for id_ in ids
    ]
    for target in targets:
        if is_ours(target):
            fail(f"{target} is no process: it is for settings", "name it after the process")
        if os.path.lexists(target) and not out.force:
            fail(f"{target} is there already", "name another file, or add --force")
    return list(targets)


def _write_file(target: str, text: str | bytes, *, force: bool, named: bool) -> None:
    """Write a file whole; without `force` never over one that came into being meanwhile.

    Where nobody `named` it, but the folder, it is not written through a link.
    """
    from crackmap.cli.output import as_bytes
    from crackmap.source.writing import create_whole, making_folder, refusing

    if force:
        write_file(as_bytes(text), target, named=named)
        return
    with refusing(target), making_folder(target):
        create_whole(target, as_bytes(text))
