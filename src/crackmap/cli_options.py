"""The options that several commands share."""

from typing import Annotated

import typer

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Process files, folders with *.yaml files that are processes, or - for standard "
        "input. Without any, the `processes` of crackmap.yaml.",
        show_default=False,
    ),
]
Config = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help="Use this crackmap.yaml.", show_default=False),
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Look at no crackmap.yaml.")]
Today = Annotated[
    str | None,
    typer.Option(
        "--today",
        envvar="CRACKMAP_TODAY",
        metavar="DATE",
        help="The day to count from, as 2026-11-24; today (UTC) when left out.",
        show_default=False,
    ),
]
Color = Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.")]


def complete_rule(incomplete: str) -> list[str]:
    """Give the rules that begin with what was typed, for shell completion."""
    from crackmap.rule import known_names

    return [name for name in known_names() if name.startswith(incomplete)]


def complete_rules(incomplete: str) -> list[str]:
    """Give the rules and groups that begin with what was typed, for shell completion."""
    from crackmap.rule import GROUPS, known_names

    return [name for name in (*known_names(), *GROUPS, "ALL") if name.startswith(incomplete)]


def _rules(name: str, help_: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(
        name, metavar="RULE", help=help_, autocompletion=complete_rules, show_default=False
    )
    return found


Select = Annotated[
    list[str] | None, _rules("--select", "Only these: rules, groups (crackmap rules), or ALL.")
]
ExtendSelect = Annotated[
    list[str] | None, _rules("--extend-select", "These too, even if crackmap.yaml says off.")
]
Ignore = Annotated[list[str] | None, _rules("--ignore", "Not these rules or groups.")]
