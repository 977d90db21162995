"""crackmap show: what was understood of a process, step by step."""

from __future__ import annotations

from typing import Annotated

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import COLORS, Color, Config, Isolated, NoPager, Paths, Today, words
from crackmap.cli.output import end, one_of, page, tell_problems
from crackmap.source.words import listing
from crackmap.writers.format import SHOW, load, names_in


def show(
    paths: Paths = None,
    output_format: Annotated[
        str,
        typer.Option(
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
) -> None:
    """List the steps as they were understood: owner, what follows, limit."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, names_in(SHOW))
    checked = run.begin(run.RunOptions(paths or (), config, isolated, today)).check()
    tell_problems(checked.report.unreadable)
    if checked.graphs:
        form = load(SHOW, output_format)
        text = form.write_text("show", checked, **terminal.wishes(color))
        page(text, terminal.pager(text, wanted=not no_pager))
    if checked.report.unreadable:
        end(2)
