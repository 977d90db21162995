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


def rules_named(words: Sequence[str]) -> dict[str, int]:
    """Give the rules that `words` name: rules, groups, ALL, or several with commas; may raise.

    Beside each stands how closely it is named: 1 by ALL, 2 by its group, 3 by its name.
    """
    rules = all_rules()
    found: dict[str, int] = {}
    for word in (part.strip() for one in words for part in one.split(",")):
        if word == ALL:
            named, closeness = list(rules), 1
        elif word in GROUPS:
            named, closeness = [name for name, rule in rules.items() if rule.group == word], 2
        elif word in rules:
            named, closeness = [word], 3
        elif word:
            raise UnknownRule(word, [*rules, *GROUPS, ALL])
        else:
            continue
        found.update((name, max(closeness, found.get(name, 0))) for name in named)
    return found


def chosen(
    settings: Settings,
    select: Sequence[str] = (),
    extend: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Settings:
    """Give `settings` with only the chosen rules on; raises UnknownRule.

    A rule that is asked for is on even if the settings switch it off. Asked for and ignored, the
    closer word counts, and of two as close --ignore. What keeps a file from being read is always
    told.
    """
    if not (select or extend or ignore):
        return settings
    wanted, added, ignored = rules_named(select), rules_named(extend), rules_named(ignore)
    levels, places = dict(settings.levels), dict(settings.places)
    for name, rule in all_rules().items():
        asked = max(wanted.get(name, 0), added.get(name, 0))
        if name == "unreadable":
            continue
        if (wanted and not asked) or ignored.get(name, 0) >= max(asked, 1):
            level = "off"
        elif asked and settings.levels.get(name) == "off":
            level = rule.severity
        else:
            continue
        if levels.get(name) != level:
            levels[name] = level
            places.pop(name, None)  # no longer what the file says
    return replace(settings, levels=levels, places=places)
