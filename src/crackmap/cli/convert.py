"""crackmap convert: a process from whatever file it stands in, as a file of another kind."""

from __future__ import annotations

from typing import Annotated

from crackmap.check import run
from crackmap.cli import convert_run
from crackmap.cli.option import OUTPUT, Argument, Option
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
from crackmap.cli.output import end, or_fail, tell_problems, tell_reads
from crackmap.readers.choose import YAML, reader_for
from crackmap.source.words import listing
from crackmap.writers.format import TABLE_FORMS, converted_to


def convert(
    path: Annotated[
        str,
        Argument(metavar="IN", help="The file to convert; - for standard input."),
    ],
    output: Annotated[
        str | None,
        Option(
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
        Option(
            "--to",
            metavar="FORMAT",
            help=f"{listing(converted_to(), 'or')}; by the ending of the file when left out.",
            autocompletion=words(*converted_to()),
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    form: Annotated[
        str | None,
        Option(
            "--form",
            metavar="FORM",
            help="The form of a table: steps with all that belongs to them, visio for the Data "
            "Visualizer, or a raci. Default: steps.",
            autocompletion=words(*TABLE_FORMS),
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    force: Annotated[
        bool,
        Option("--force", help="Write over a file that is there.", rich_help_panel=OUTPUT),
    ] = False,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
) -> None:
    """Turn a process into a file of another kind: from a table or a drawing, or into one.

    What could not be taken as it stands is told with its place, and so is what the other format
    cannot carry. No file is written over without --force.
    """
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    out = convert_run.out_of(output, to, form, force=force)
    begun = run.begin(run.RunOptions((path,), reading=told))
    checked = begun.check()
    tell_problems(checked.report.unreadable)
    tell_reads(checked.report.reads)
    if not checked.graphs:
        end(2)
    is_yaml = {
        file.path: reader_for(file.data, file.path, told).name == YAML for file in begun.inputs
    }
    with or_fail():
        convert_run.write_all(checked, out, yaml=is_yaml)
    if checked.report.unreadable:
        end(2)
