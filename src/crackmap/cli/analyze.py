"""crackmap analyze: the cracks for people, and what to fill first."""

from __future__ import annotations

from typing import Annotated

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import (
    COLORS,
    Color,
    Config,
    Encoding,
    From,
    Isolated,
    OneProcess,
    Page,
    Paths,
    Shares,
    Sheet,
    Today,
    reading,
    words,
)
from crackmap.cli.output import end, one_of, tell_reads, write_out
from crackmap.source.words import listing
from crackmap.writers.format import ANALYZE, load, names_in


def analyze(
    paths: Paths = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="FORMAT",
            help=f"{listing(names_in(ANALYZE), 'or')}.",
            autocompletion=words(*names_in(ANALYZE)),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    color: Color = "auto",
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
    """Show people the cracks, and what to fill first."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, names_in(ANALYZE))
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions(paths or (), config, isolated, today, reading=told)
    checked = run.begin(choice).check()
    form = load(ANALYZE, output_format)
    write_out(form.write_text("analyze", checked, **terminal.wishes(color)))
    tell_reads(checked.report.reads)
    if checked.report.unreadable:
        end(2)
