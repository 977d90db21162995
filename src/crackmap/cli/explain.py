"""crackmap explain: the page of a rule, or of a topic."""

from typing import Annotated

import typer

from crackmap.cli.help import TOPICS
from crackmap.cli.options import complete_page
from crackmap.cli.output import fail, write_out


def explain(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="RULE",
            help=f"Its name; or a topic: {', '.join(TOPICS)}.",
            autocompletion=complete_page,
        ),
    ],
) -> None:
    """Show the page of a rule: what, why, and how to fix it; or of a topic."""
    from crackmap.rules.registry import GROUPS, all_rules, known_names, rules_of

    name = rule.strip().lower().replace("_", "-")
    if name in TOPICS:
        write_out(f"{name}\n\n{topic_page(name)}")
        return
    if name in GROUPS:
        names = ", ".join(rules_of(name))
        fail(f"`{name}` is a group of rules", f"name one of them: {names}")
    if name not in known_names():
        from crackmap.source.words import did_you_mean

        known = [*known_names(), *TOPICS]
        help_ = did_you_mean(name, known, "crackmap rules lists them")
        fail(f"there is no rule `{rule}`", help_)
    asked = all_rules()[name]
    facts = [f"severity: {asked.severity}", f"group: {asked.group}"]
    facts += [f"{key}: {value}" for key, value in asked.options.items()]
    write_out(f"{asked.name} ({', '.join(facts)})\n\n{asked.page}")


def topic_page(topic: str) -> str:
    """Return the page of a topic: what the module says that works it out."""
    import importlib
    import inspect

    return f"{inspect.cleandoc(importlib.import_module(TOPICS[topic]).__doc__ or '')}\n"
