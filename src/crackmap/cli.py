"""The command line: one short function a command. What is heavy is imported inside of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from crackmap import __version__, run, terminal
from crackmap.cli_diff import diff
from crackmap.cli_help import OUTPUT, Command, Program
from crackmap.cli_init import init
from crackmap.cli_lint import lint
from crackmap.cli_map import draw_map
from crackmap.cli_options import (
    COLORS,
    Color,
    Config,
    ExtendSelect,
    Ignore,
    Isolated,
    Paths,
    Select,
    Today,
    complete_rule,
    words,
)
from crackmap.cli_schema import schema
from crackmap.output import fail, let_go_of, one_of, or_fail, tell, write_out
from crackmap.refusal import Refusal


class _Commands(Mapping[str, Any]):
    """The commands by name, each built when it is asked for.

    To read the annotations of all takes longer than to check a file that has not changed.
    """

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(name, cls=Command)(COMMANDS[name])
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
        """Give the names of all commands, building none."""
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
        typer.echo(f"crackmap {__version__}")
        raise typer.Exit


@app.callback()
def crackmap(
    version: Annotated[
        bool,
        typer.Option("-V", "--version", callback=_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Find the cracks in a sales process: work that nobody owns or nobody hands over."""


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
    import importlib

    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, ("text", "json", "markdown"))
    checked = run.begin(run.Choice(paths or (), config, isolated, today)).check()
    writer = importlib.import_module(f"crackmap.writers.{output_format}")
    if output_format == "text":
        colour, unicode = terminal.has_colour(color), terminal.speaks_unicode()
        write_out(writer.write(checked, width=terminal.width(), colour=colour, unicode=unicode))
    else:
        write_out(writer.write(checked.report))
    if checked.report.unreadable:
        raise typer.Exit(2)


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="Its name.", autocompletion=complete_rule)
    ],
) -> None:
    """Show the page of a rule: what, why, and how to mend it."""
    from crackmap.rule import GROUPS, all_rules, known_names, rules_of

    name = rule.strip().lower().replace("_", "-")
    if name in GROUPS:
        names = ", ".join(rules_of(name))
        fail(f"`{name}` is a group of rules", f"name one of them: {names}")
    if name not in known_names():
        from crackmap.source import did_you_mean

        help_ = did_you_mean(name, known_names(), "crackmap rules lists them")
        fail(f"there is no rule `{rule}`", help_)
    found = all_rules()[name]
    facts = [f"severity: {found.severity}", f"group: {found.group}"]
    facts += [f"{key}: {value}" for key, value in found.options.items()]
    write_out(f"{found.name} ({', '.join(facts)})\n\n{found.page}")


def rules() -> None:
    """List the rules: severity, group, what each asks."""
    from crackmap.rule import GROUPS, all_rules

    lines = []
    for group in GROUPS:
        lines.append(f"{group}")
        members = [rule for rule in all_rules().values() if rule.group == group]
        lines += [f"  {one.name:<24} {one.severity:<8} {one.title}" for one in members]
        lines.append("")
    write_out("\n".join(lines).rstrip() + "\n")


def show_config(
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="The file or folder whose settings are shown.")
    ] = ".",
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    config: Config = None,
    isolated: Isolated = False,
) -> None:
    """Show every setting, and where it comes from."""
    import os

    from crackmap.writers import settings

    choice = run.Choice(
        (path,),
        config,
        isolated,
        select=tuple(select or ()),
        extend_select=tuple(extend_select or ()),
        ignore=tuple(ignore or ()),
    )
    run.look_at_config(choice)
    if not os.path.exists(path):
        fail(f"there is no file or folder {path}")
    with or_fail():
        found = run.workspaces(choice).of(path)
    write_out(settings.write(found, "" if os.path.isdir(path) else path))


COMMANDS: dict[str, Callable[..., None]] = {
    "analyze": analyze,
    "lint": lint,
    "map": draw_map,
    "diff": diff,
    "init": init,
    "schema": schema,
    "explain": explain,
    "rules": rules,
    "config": show_config,
}


def main() -> None:
    """Run the command line; a mistake of ours is told as such, in two lines."""
    import os
    import sys

    speaks = sys.stderr
    try:
        app()
    except SystemExit:
        if sys.stderr is not speaks:  # its reader went away, and typer would exit as for a crack
            raise SystemExit(2) from None
        raise
    except Refusal as error:
        tell(f"crackmap: {error}", error.help)
        raise SystemExit(2) from None
    except OSError as error:  # the disk is full, the folder is gone
        if os.environ.get("CRACKMAP_DEBUG"):
            raise
        let_go_of(sys.stdout)
        where = f"{error.filename}: " if error.filename else ""
        tell(f"crackmap: {where}{error.strerror or error}")
        raise SystemExit(2) from None
    except Exception as error:
        if os.environ.get("CRACKMAP_DEBUG"):
            raise
        help_ = "CRACKMAP_DEBUG=1 shows where; please report it with the file"
        tell(f"crackmap: this is a mistake of crackmap: {error!r}", help_)
        raise SystemExit(2) from None
