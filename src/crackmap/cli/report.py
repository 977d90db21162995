"""crackmap report: what one reader should know, from the executive to the front line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from crackmap.check import run
from crackmap.cli import completing, report_run
from crackmap.cli.option import OUTPUT, Option
from crackmap.cli.options import (
    SEVERITIES,
    Config,
    Departments,
    Encoding,
    From,
    Ignore,
    Isolated,
    MinSeverity,
    OneProcess,
    Page,
    Paths,
    Select,
    Shares,
    Sheet,
    Stages,
    Today,
    reading,
    top_cracks,
    words,
)
from crackmap.cli.output import end, fail, one_of, tell_problems, tell_reads
from crackmap.source.words import listing
from crackmap.writers.format import REPORT, names_in

_PLAIN = "md"


def report(
    paths: Paths = None,
    reader: Annotated[
        str | None,
        Option(
            "--for",
            metavar="READER",
            help="executive, operations, finance, department:ID, rep:ID, handoff:ID; or all.",
            autocompletion=completing.readers,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    form: Annotated[
        str | None,
        Option(
            "--format",
            metavar="FORMAT",
            help=f"{listing(names_in(REPORT), 'or')}; by the ending of the file when left out, "
            "else md, and html for all. csv has the fields of a handoff.",
            autocompletion=words(*names_in(REPORT)),
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    output: Annotated[
        str | None,
        Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where to: a file, or a folder/ for all. Default: standard output.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    department: Departments = None,
    stage: Stages = None,
    select: Select = None,
    ignore: Ignore = None,
    min_severity: MinSeverity = "note",
    top: Annotated[int | None, top_cracks("Only so many cracks, those that cost most.")] = None,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
) -> None:
    """Write a report for one reader: the executive, a department, finance, a rep."""
    one_of("--min-severity", min_severity, SEVERITIES)
    if reader is None:
        fail("say for whom the report is", "add --for executive, or --for all -o reports/")
    chosen = form or _format_of(output, reader)
    one_of("--format", chosen, names_in(REPORT))
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions(
        tuple(paths or ()),
        config,
        isolated,
        today,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        reading=told,
    )
    begun = run.begin(choice)
    material = report_run.material_of(begun, department or (), stage or (), min_severity, top)
    tell_problems(material.checked.report.unreadable)
    tell_reads(material.checked.report.reads)
    if not material.parts:
        end(2)
    report_run.write(material, reader, chosen, output)
    if material.checked.report.unreadable:
        end(2)


def _format_of(output: str | None, reader: str) -> str:
    """Return the format that the ending of a file asks for; else that of the reader."""
    from crackmap.writers.format import load

    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if reader == report_run.ALL:
        return "html"
    if not ending or output == "-" or (output or "").endswith("/"):
        return _PLAIN
    asked = [name for name in names_in(REPORT) if ending in (name, *load(REPORT, name).endings)]
    if not asked:
        fail(
            f"-o {output}: no report is written as .{ending}",
            f"name one of {listing(names_in(REPORT), 'or')} by --format",
        )
    return asked[0]
