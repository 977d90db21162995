"""crackmap diff: what changed between two states of the processes."""

from typing import Annotated

import typer

from crackmap import run, terminal
from crackmap.cli_help import FAILURE, OUTPUT
from crackmap.cli_options import COLORS, SEVERITIES, Color, Config, Isolated, Today, words

FORMATS = ("text", "json", "markdown")


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="A file, a folder, or a git revision: main, HEAD~1, or main... for the commit at "
            "which this branch left main.",
        ),
    ],
    new: Annotated[
        str, typer.Argument(metavar="[NEW]", help="The same; the files here when left out.")
    ] = ".",
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="FORMAT",
            help="text, json or markdown.",
            autocompletion=words(*FORMATS),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    color: Color = "auto",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 if a crack was opened of this severity or graver: note, warning or error.",
            autocompletion=words(*SEVERITIES),
            rich_help_panel=FAILURE,
        ),
    ] = "error",
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Tell what changed, and which cracks were opened."""
    from crackmap.comparison import compare
    from crackmap.finding import rank
    from crackmap.writers import diff as writer

    run.one_of("--output-format", output_format, FORMATS)
    run.one_of("--fail-on", fail_on, SEVERITIES)
    run.one_of("--color", color, COLORS)
    choice = run.Choice((), config, isolated, today)
    found = compare(*run.check_both(old, new, choice))
    colour = output_format == "text" and terminal.has_colour(color)
    run.write_out(writer.write(found, output_format, colour=colour))
    if found.unreadable:
        raise typer.Exit(2)
    raise typer.Exit(int(any(rank(one.severity) >= rank(fail_on) for one in found.opened)))
