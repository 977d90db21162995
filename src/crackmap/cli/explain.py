"""crackmap explain: the page of a rule."""

from typing import Annotated

import typer

from crackmap.cli.options import complete_rule
from crackmap.cli.output import fail, write_out


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="Its name.", autocompletion=complete_rule)
    ],
) -> None:
    """Show the page of a rule: what, why, and how to fix it."""
    from crackmap.rules.registry import GROUPS, all_rules, known_names, rules_of

    name = rule.strip().lower().replace("_", "-")
    if name in GROUPS:
        names = ", ".join(rules_of(name))
        fail(f"`{name}` is a group of rules", f"name one of them: {names}")
    if name not in known_names():
        from crackmap.source.words import did_you_mean

        help_ = did_you_mean(name, known_names(), "crackmap rules lists them")
        fail(f"there is no rule `{rule}`", help_)
    asked = all_rules()[name]
    facts = [f"severity: {asked.severity}", f"group: {asked.group}"]
    facts += [f"{key}: {value}" for key, value in asked.options.items()]
    write_out(f"{asked.name} ({', '.join(facts)})\n\n{asked.page}")
