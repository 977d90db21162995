"""What `crackmap report` does: look at the processes, make a report or all of them, and write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crackmap.cli import terminal
from crackmap.cli.drawn_output import write_drawn
from crackmap.cli.output import fail, identities

if TYPE_CHECKING:
    from crackmap.check.run import Run
    from crackmap.maps.drawn import Drawn
    from crackmap.reports.content import Content
    from crackmap.reports.material import Material

ALL = "all"
_FIELDS = "csv"
_BYTES = ("xlsx", "pdf")


def material_of(
    begun: Run,
    departments: Sequence[str],
    stages: Sequence[str],
    least: str,
    top: int | None = None,
) -> Material:
    """Return what the reports of a run are made of; raises Refusal or Unreadable."""
    from crackmap.check.narrowing import Narrowing
    from crackmap.history.baselines import with_days
    from crackmap.reports.material import Material, trend_of
    from crackmap.reports.money import MoneyWords

    narrowing = Narrowing(departments, stages, least=least)
    checked = with_days(begun, begun.check()).narrowed(narrowing)
    money = {
        graph.process.path: MoneyWords(begun.settings.of(graph.process.path).money)
        for graph in checked.graphs
    }
    material = Material(checked, trend_of(begun, checked), money, narrowing.words())
    return material if top is None else material.costliest(top)


def write(material: Material, reader: str, form: str, output: str | None) -> None:
    """Write the report for a reader, or all of them into a folder; raises Refusal."""
    if reader == ALL:
        _write_all(material, form, output)
        return
    from crackmap.reports.make import make

    content = make(material, reader)
    if form == _FIELDS and not content.fields:
        fail(f"--format csv has the fields of a handoff, and {reader} has none")
    if output and (output.endswith("/") or Path(output).is_dir()):
        fail(f"-o {output} is a folder", "name a file, or write all reports by --for all")
    if output is None and form in _BYTES and terminal.is_terminal():
        fail(f"a terminal cannot show {form}", f"name a file: -o {content.reader}.{form}")
    write_drawn(
        drawn_as(content, form), output, named=True, read=identities(material.checked.report.texts)
    )


def _write_all(material: Material, form: str, output: str | None) -> None:
    from crackmap.maps.picture_names import Names
    from crackmap.reports.make import FIELDS, index, make_all

    if output is None or output == "-" or (Path(output).exists() and not Path(output).is_dir()):
        fail("--for all writes many files", "name a folder for them: -o reports/")
    if form == _FIELDS:
        fail("--for all writes the fields of handoffs beside them", "leave --format csv out")
    folder, names = Path(output), Names()
    read = identities(material.checked.report.texts)
    files: dict[str, tuple[Content, str]] = {}
    for content in make_all(material):
        stem = content.name.replace(":", "-").replace(" -> ", "-to-")
        name = names.name(stem, form)
        files[name] = (content, "")
        write_drawn(drawn_as(content, form), (folder / name).as_posix(), named=False, read=read)
        if len(content.fields) > 1:
            fields = names.name(f"{stem}-fields", _FIELDS)
            files[fields] = (content, FIELDS)
            write_drawn(
                drawn_as(content, _FIELDS), (folder / fields).as_posix(), named=False, read=read
            )
    shown = form if form in ("md", "json") else "html"
    target = (folder / f"index.{shown}").as_posix()
    write_drawn(drawn_as(index(material, files), shown), target, named=False, read=read)


def drawn_as(content: Content, form: str) -> Drawn:
    """Return a report in a format, with the letters that it could not show."""
    from crackmap.maps.drawn import Drawn
    from crackmap.writers.format import REPORT, load

    shown = load(REPORT, form).write(content)
    return shown if isinstance(shown, Drawn) else Drawn(shown)
