"""The command line as typer knows it: for help, mistakes, completion and all that is not plain."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from crackmap import __version__
from crackmap.cli.commands import COMMANDS, function
from crackmap.cli.help import Command, Program
from crackmap.cli.option import Argument, Option
from crackmap.cli.output import end, write_out


class _Commands(Mapping[str, Any]):
    """The commands by name, each built when it is asked for.

    To read the annotations of all takes longer than to check a file that has not changed.
    """

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._built:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(name, cls=Command)(in_typer(function(name)))
            self._built[name] = typer.main.get_command(alone)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Program(Program):
    """The program as typer knows it, with the commands below."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": _Commands()})

    def list_commands(self, ctx: object) -> list[str]:
        """Return the names of all commands, building none."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each command with what it says of itself, loading none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    name="crackmap",
    cls=_Program,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(value: bool) -> None:
    if value:
        write_out(f"crackmap {__version__}\n")
        end()


@app.callback()
def crackmap(
    version: Annotated[
        bool,
        typer.Option("-V", "--version", callback=_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Find the cracks in a sales process: work that nobody owns or nobody hands over."""


_IN_TYPER: dict[type, Callable[..., Any]] = {Option: typer.Option, Argument: typer.Argument}


def in_typer(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command whose signature tells typer, in its own words, what it takes."""

    @functools.wraps(command)
    def told(**values: Any) -> None:
        command(**values)

    signature = inspect.signature(command, eval_str=True)
    parameters = [
        each.replace(annotation=_annotation(each.annotation))
        for each in signature.parameters.values()
    ]
    told.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    told.__annotations__ = {each.name: each.annotation for each in parameters}
    return told


def _annotation(annotation: Any) -> Any:
    for taken in getattr(annotation, "__metadata__", ()):
        if type(taken) in _IN_TYPER:
            told = _IN_TYPER[type(taken)](*taken.names, **taken.about)
            return Annotated[annotation.__origin__, told]
    return annotation
