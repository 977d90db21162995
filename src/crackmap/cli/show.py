"""crackmap show: what was understood of a process, step by step."""

from __future__ import annotations

from typing import Annotated

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.option import OUTPUT, Option
from crackmap.cli.options import (
    COLORS,
    Color,
    Config,
    Encoding,
    From,
    Isolated,
    NoPager,
    OneProcess,
    Page,
    Paths,
    Shares,
    Sheet,
    Today,
    reading,
    words,
)
from crackmap.cli.output import end, one_of, tell_problems, tell_reads
from crackmap.cli.output import page as show_page
from crackmap.source.words import listing
from crackmap.writers.format import SHOW, load, names_in


def show(
    paths: Paths = None,
    output_format: Annotated[
        str,
        Option(
            "--output-format",
            metavar="FORMAT",
            help=f"{listing(names_in(SHOW), 'or')}.",
            autocompletion=words(*names_in(SHOW)),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    color: Color = "auto",
    no_pager: NoPager = False,
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
    """List the steps as they were understood: owner, what follows, limit."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, names_in(SHOW))
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions(paths or (), config, isolated, today, reading=told)
    checked = run.begin(choice).check()
    tell_problems(checked.report.unreadable)
    tell_reads(checked.report.reads)
    if checked.graphs:
        form = load(SHOW, output_format)
        text = form.write_text("show", checked, **terminal.wishes(color))
        show_page(text, terminal.pager(text, wanted=not no_pager))
    if checked.report.unreadable:
        end(2)
