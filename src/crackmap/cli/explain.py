"""crackmap explain: the pages of rules, or of a topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from crackmap.cli import terminal
from crackmap.cli.option import Argument
from crackmap.cli.options import RULE_FORMATS, TOPICS, NoPager, RuleFormat, complete_page
from crackmap.cli.output import fail, one_of, page


def explain(
    names: Annotated[
        list[str],
        Argument(
            metavar="RULE...",
            help=f"Names of rules or of groups of them; or a topic: {', '.join(TOPICS)}.",
            autocompletion=complete_page,
        ),
    ],
    output_format: RuleFormat = "text",
    no_pager: NoPager = False,
) -> None:
    """Show the pages of rules: what, why, and how to fix it; or of a topic."""
    one_of("--output-format", output_format, RULE_FORMATS)
    wanted = dict.fromkeys(name for word in names for name in _meant(word))
    if output_format == "json":
        from crackmap.writers.json_text import json_text

        text = json_text({"version": 1, "pages": [_plain(name) for name in wanted]})
    else:
        text = "\n\n".join(map(_text, wanted))
    page(text, terminal.pager(text, wanted=not no_pager))


def _meant(word: str) -> Sequence[str]:
    """Return the names of the rules, or the topic, that a word means."""
    from crackmap.rules.registry import GROUPS, known_names, rules_of

    name = word.strip().lower().replace("_", "-")
    if name in GROUPS:
        return rules_of(name)
    if name not in known_names() and name not in TOPICS:
        from crackmap.source.words import did_you_mean

        known = [*known_names(), *GROUPS, *TOPICS]
        help_ = did_you_mean(name, known, "crackmap rules lists them")
        fail(f"there is no rule `{word}`", help_)
    return [name]


def _text(name: str) -> str:
    from crackmap.rules.registry import all_rules

    if name in TOPICS:
        return f"{name}\n\n{topic_page(name)}"
    asked = all_rules()[name]
    return f"{asked.name} ({', '.join(_facts(asked.plain()))})\n\n{asked.page}"


def _facts(about: dict[str, Any]) -> Iterator[str]:
    yield f"severity: {about['severity']}"
    yield f"group: {about['group']}"
    for key, value in about["options"].items():
        yield f"{key}: {value}"


def _plain(name: str) -> dict[str, Any]:
    from crackmap.rules.registry import all_rules

    if name in TOPICS:
        return {"name": name, "page": topic_page(name)}
    asked = all_rules()[name]
    return {**asked.plain(), "page": asked.page}


def topic_page(topic: str) -> str:
    """Return the page of a topic: what the module says that works it out."""
    import importlib
    import inspect

    return f"{inspect.cleandoc(importlib.import_module(TOPICS[topic]).__doc__ or '')}\n"
