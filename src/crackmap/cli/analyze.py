"""crackmap analyze: the cracks for people, and what to fill first."""

import importlib
from typing import Annotated

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import COLORS, Color, Config, Isolated, Paths, Today, words
from crackmap.cli.output import end, one_of, write_out


def analyze(
    paths: Paths = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="FORMAT",
            help="text, json or markdown.",
            autocompletion=words("text", "json", "markdown"),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    color: Color = "auto",
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Show people the cracks, and what to fill first."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, ("text", "json", "markdown"))
    checked = run.begin(run.RunOptions(paths or (), config, isolated, today)).check()
    writer = importlib.import_module(f"crackmap.writers.{output_format}")
    if output_format == "text":
        colour, unicode = terminal.has_colour(color), terminal.speaks_unicode()
        write_out(writer.write(checked, width=terminal.width(), colour=colour, unicode=unicode))
    else:
        write_out(writer.write(checked.report))
    if checked.report.unreadable:
        end(2)
