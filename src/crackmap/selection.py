"""Which rules are on: --select, --extend-select and --ignore over the levels of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crackmap.config import Settings
from crackmap.rule import GROUPS, all_rules
from crackmap.source import nearest

ALL = "ALL"


class UnknownRule(Exception):
    """A word that is no rule, no group and not ALL; carries the nearest known one."""

    def __init__(self, word: str, known: Sequence[str]) -> None:
        """Keep the words for the person who asked."""
        super().__init__(f"there is no rule or group `{word}`")
        meant = nearest(word, known)
        self.help = f"did you mean `{meant}`?" if meant else "crackmap rules lists them"


def rules_named(words: Sequence[str]) -> set[str]:
    """Give the rules that `words` name: rules, groups, ALL, or several with commas; may raise."""
    rules = all_rules()
    found: set[str] = set()
    for word in (part.strip() for one in words for part in one.split(",")):
        if word == ALL:
            found |= set(rules)
        elif word in GROUPS:
            found |= {name for name, rule in rules.items() if rule.group == word}
        elif word in rules:
            found.add(word)
        elif word:
            raise UnknownRule(word, [*rules, *GROUPS, ALL])
    return found


def chosen(
    settings: Settings,
    select: Sequence[str] = (),
    extend: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Settings:
    """Give `settings` with only the chosen rules on; raises UnknownRule.

    A rule that is asked for is on even if the settings switch it off. What keeps a file from being
    read is always told.
    """
    if not (select or extend or ignore):
        return settings
    wanted, added, ignored = rules_named(select), rules_named(extend), rules_named(ignore)
    levels = dict(settings.levels)
    for name, rule in all_rules().items():
        asked = name in wanted or name in added
        if name == "unreadable":
            continue
        if name in ignored or (wanted and not asked):
            levels[name] = "off"
        elif asked and settings.levels.get(name) == "off":
            levels[name] = rule.severity
    return replace(settings, levels=levels)
