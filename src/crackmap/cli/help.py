"""What --help shows: options in groups, then examples, exit codes and the environment."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from crackmap.cli.afterwords import AFTERWORDS
from crackmap.cli.output import one_of, or_fail, write_out

# What stands below the options of each command; "" is crackmap itself. Lines that are indented by
# four are commands that can be typed as they are.

# The default and the variable of an option, which stay on one line.
_AT_THE_END = re.compile(r"\[[^\]]*\]\Z")
_UNBROKEN = "\N{NO-BREAK SPACE}"


class Command(TyperCommand):
    """A command whose help has its options in groups, and ends with how it is used."""

    def invoke(self, ctx: Any) -> Any:
        """Do it; what keeps the command from its work is reported here, for all commands alike."""
        with or_fail():
            return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return the first line of the help; lists of commands show it whole."""
        return (self.help or "").strip().partition("\n")[0]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the usage as man pages write it: what must be given stands without braces."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options below the headings of their groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row:
                plain = "Arguments" if parameter.param_type_name == "argument" else "Options"
                name, words = row
                words = _AT_THE_END.sub(lambda match: match[0].replace(" ", _UNBROKEN), words)
                heading = getattr(parameter, "rich_help_panel", None) or plain
                groups.setdefault(heading, []).append((name, words))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
        formatter.buffer = [part.replace(_UNBROKEN, " ") for part in formatter.buffer]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write examples, exit codes and the environment, line by line."""
        _write_afterword(self.name or "", formatter)


def show_help(
    context: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(metavar="[COMMAND]", help="Its name; all commands when left out."),
    ] = None,
) -> None:
    """Show the help of a command."""
    program = context.find_root()
    group: Any = program.command
    if command is None:
        write_out(program.get_help() + "\n")
        return
    one_of("help", command, group.list_commands(program))
    shown = group.get_command(program, command)
    write_out(shown.get_help(type(context)(shown, info_name=command, parent=program)) + "\n")


class Program(TyperGroup):
    """All commands; its help ends as that of a command does."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write examples, exit codes and the environment, line by line."""
        _write_afterword("", formatter)


def _write_afterword(name: str, formatter: Any) -> None:
    formatter.write_paragraph()
    formatter.write(AFTERWORDS[name])
