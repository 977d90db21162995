"""crackmap analyze: the cracks for people, and what to fill first."""

from __future__ import annotations

from typing import Annotated

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import COLORS, Color, Config, Isolated, NoPager, Paths, Today, words
from crackmap.cli.output import end, one_of, page
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
    no_pager: NoPager = False,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Show people where a process cracks, and what to settle first."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, names_in(ANALYZE))
    checked = run.begin(run.RunOptions(paths or (), config, isolated, today)).check()
    form = load(ANALYZE, output_format)
    text = form.write_text("analyze", checked, **terminal.wishes(color))
    page(text, terminal.pager(text, wanted=not no_pager))
    if checked.report.unreadable:
        end(2)
