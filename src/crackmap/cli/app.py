"""The command line: which commands there are. Each is loaded when it is asked for."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from crackmap import __version__
from crackmap.cli.help import Command, Program
from crackmap.cli.output import end, run_to_end, write_out


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
            alone.command(name, cls=Command)(_function(name))
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


# Each command is the function of its name in a module of that name, but for words that Python has.
COMMANDS = (
    *("analyze", "lint", "track", "fill", "map", "show", "diff", "convert"),
    *("init", "schema", "explain", "rules", "config", "help"),
)
_FUNCTIONS = {"map": "draw_map", "config": "show_config", "help": "show_help"}


def _function(name: str) -> Callable[..., None]:
    """Return what a command does; only its own module is loaded."""
    module = importlib.import_module(f"crackmap.cli.{name}")
    function: Callable[..., None] = getattr(module, _FUNCTIONS.get(name, name))
    return function


def main() -> None:
    """Run the command line."""
    run_to_end(app)
