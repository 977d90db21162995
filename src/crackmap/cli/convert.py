"""crackmap convert: a process from whatever file it stands in, as a file of another kind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crackmap.check import run
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import (
    Encoding,
    From,
    OneProcess,
    Page,
    Shares,
    Sheet,
    reading,
    words,
)
from crackmap.cli.output import end, fail, one_of, tell, tell_problems, tell_reads, write_out
from crackmap.readers.choose import YAML, reader_for
from crackmap.source.words import listing
from crackmap.writers.format import CONVERT, load, names_in

if TYPE_CHECKING:
    from crackmap.language.process import Process


def convert(
    path: Annotated[
        str,
        typer.Argument(metavar="IN", help="The file to convert; - for standard input."),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="Where to: a file, or a folder/ for several processes. Default: standard output.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"{listing(names_in(CONVERT), 'or')}; by the ending of the file when left out.",
            autocompletion=words(*names_in(CONVERT)),
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write over a file that is there.", rich_help_panel=OUTPUT),
    ] = False,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
) -> None:
    """Bring a process from a table, a drawing or a page into a file of its own.

    What could not be taken as it stands is told with its place. No file is written over without
    --force.
    """
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    form = _format(output, to)
    begun = run.begin(run.RunOptions((path,), reading=told))
    checked = begun.check()
    tell_problems(checked.report.unreadable)
    tell_reads(checked.report.reads)
    if not checked.graphs:
        end(2)
    is_yaml = {
        file.path: reader_for(file.data, file.path, told).name == YAML for file in begun.inputs
    }
    texts = [
        (graph.process, _text(form, graph.process, fill=not is_yaml.get(graph.process.path)))
        for graph in checked.graphs
    ]
    _write(texts, output, load(CONVERT, form).endings[0], force=force)
    if checked.report.unreadable:
        end(2)


def _text(form: str, process: Process, *, fill: bool) -> str:
    return load(CONVERT, form).write_text("convert", process, fill=fill)


def _format(output: str | None, to: str | None) -> str:
    """Return the format that is asked for, else that of the ending of the file, else YAML."""
    known = names_in(CONVERT)
    if to is not None:
        one_of("--to", to, known)
        return to
    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if not ending or (output or "").endswith("/"):
        return YAML
    asked = [name for name in known if ending in load(CONVERT, name).endings]
    if not asked:
        fail(f"-o {output}: nothing is converted to .{ending}", f"it takes {', '.join(known)}")
    return asked[0]


def _write(
    texts: list[tuple[Process, str]], output: str | None, ending: str, *, force: bool
) -> None:
    """Write each process to its place: standard output, a file, or one of a folder."""
    from crackmap.maps.picture_names import Names

    folder = output if output and (output.endswith("/") or os.path.isdir(output)) else None
    if folder is None and len(texts) > 1:
        ids = [process.id for process, _ in texts]
        help_ = f"name a folder for them: -o processes/, or one: --process {ids[0]}"
        fail(f"there are {len(texts)} processes: {listing(ids)}", help_)
    if output is None or output == "-":
        write_out(texts[0][1])
        return
    names = Names()
    targets = [
        (Path(folder) / names.name(process.id, ending)).as_posix() if folder else output
        for process, _ in texts
    ]
    for target in targets:
        if os.path.lexists(target) and not force:
            fail(f"{target} is there already", "name another file, or add --force")
    for target, (_, text) in zip(targets, texts, strict=True):
        _write_file(target, text, force=force)
        tell(f"wrote {target}")


def _write_file(target: str, text: str, *, force: bool) -> None:
    """Write a file whole; without `force` never over one that came into being meanwhile."""
    from crackmap.cli.output import write_file
    from crackmap.source.writing import create_whole

    if force:
        write_file(text.encode(), target)
        return
    try:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        create_whole(target, text.encode())
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}")
