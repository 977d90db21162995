"""crackmap diff: what changed between two states of the processes."""

from typing import Annotated

import typer

from crackmap import run
from crackmap.cli_options import Color, Config, Isolated, Today

FORMATS = ("text", "json", "markdown")


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A file, a folder, or a git revision: main, main..."),
    ],
    new: Annotated[
        str, typer.Argument(metavar="[NEW]", help="The same; the files here when left out.")
    ] = ".",
    output_format: Annotated[
        str, typer.Option("--output-format", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")
    ] = "text",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", metavar="SEVERITY", help="Exit 1 if a crack of this severity was opened."
        ),
    ] = "error",
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
    color: Color = "auto",
) -> None:
    """Tell what changed, and which cracks were opened.

    Exit codes: 0 no crack was opened, 1 one was, 2 the command could not do its work.
    """
    from crackmap.comparison import compare
    from crackmap.finding import SEVERITIES, rank
    from crackmap.writers import diff as writer

    run.one_of("--output-format", output_format, FORMATS)
    run.one_of("--fail-on", fail_on, SEVERITIES)
    run.one_of("--color", color, ("auto", "always", "never"))
    choice = run.Choice((), config, isolated, today)
    found = compare(*run.check_both(old, new, choice))
    colour = output_format == "text" and run.wants_colour(color)
    run.write_out(writer.write(found, output_format, colour=colour))
    if found.unreadable:
        raise typer.Exit(2)
    raise typer.Exit(int(any(rank(one.severity) >= rank(fail_on) for one in found.opened)))
