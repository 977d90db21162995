"""What commands take, as data: typer is told of it (app.py), plain lines are read by it (plain.py).

In the signature of a command, `Annotated[str | None, Option("--config", ...)]` says all of it.
"""

from typing import Any

# The groups of options, as the headings above them.
SELECTION = "Rule selection"
OUTPUT = "Output"
FAILURE = "Exit code"
FIXES = "Fixing"
BASELINE = "Baseline"
SOURCES = "Files and settings"
OTHER_FILES = "Files that are no YAML"
RUNNING = "Running"
PICTURE = "Picture"


class Taken:
    """What a command takes: its names, and what there is to know about it."""

    __slots__ = ("about", "names")

    def __init__(self, *names: str, **about: Any) -> None:
        """Keep what typer takes, by the keywords that typer has for it."""
        self.names = names
        self.about = about


class Option(Taken):
    """An option, as `typer.Option` takes it."""

    __slots__ = ()


class Argument(Taken):
    """An argument, as `typer.Argument` takes it; it has no names."""

    __slots__ = ()
