"""Which rules are on: --select, --extend-select and --ignore over the levels of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crackmap.check.settings import Settings
from crackmap.rules.registry import ALL, GROUPS, all_rules, known_names, rules_of
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean


class UnknownRule(Refusal):
    """A word that is no rule, no group and not ALL, or no word at all; says what may be meant."""

    def __init__(self, option: str, word: str) -> None:
        """Keep the words for the person who asked by `option`."""
        if not word:
            help_ = "name rules or groups, or ALL; crackmap rules lists them"
            super().__init__(f"{option}: no rule is named", help_)
            return
        help_ = did_you_mean(word, [*known_names(), *GROUPS, ALL], "crackmap rules lists them")
        super().__init__(f"{option}: there is no rule or group `{word}`", help_)


def rules_named(words: Sequence[str], option: str = "--select") -> dict[str, int]:
    """Return the rules that `words` name: rules, groups, ALL, or several with commas; may raise.

    Beside each stands how closely it is named: 1 by ALL, 2 by its group, 3 by its name.
    """
    rules: dict[str, int] = {}
    for text in words:
        # A comma too many does no harm; a whole list that is empty would ask for all or nothing.
        for word in [part.strip() for part in text.split(",") if part.strip()] or [""]:
            named = rules_of(word)
            if not named:
                raise UnknownRule(option, word)
            closeness = 1 if word == ALL else 2 if word in GROUPS else 3
            rules.update((name, max(closeness, rules.get(name, 0))) for name in named)
    return rules


def leaves_out(some: bool, asked: int, ignored: int) -> bool:
    """Return whether a rule is off that is `asked` for and `ignored` so closely.

    Where only `some` are asked for, all others are off. Of two as close --ignore counts.
    """
    return (some and not asked) or ignored >= max(asked, 1)


def chosen(
    settings: Settings,
    select: Sequence[str] = (),
    extend: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Settings:
    """Return `settings` with only the chosen rules on; raises UnknownRule.

    A rule that is asked for is on even if the settings switch it off. Asked for and ignored, the
    closer word counts, and of two as close --ignore. What keeps a file from being read is always
    reported.
    """
    if not (select or extend or ignore):
        return settings
    wanted = rules_named(select)
    added = rules_named(extend, "--extend-select")
    ignored = rules_named(ignore, "--ignore")
    levels, places = dict(settings.levels), dict(settings.places)
    for name, rule in all_rules().items():
        asked = max(wanted.get(name, 0), added.get(name, 0))
        if rule.always:
            continue
        if leaves_out(bool(wanted), asked, ignored.get(name, 0)):
            level = "off"
        elif asked and settings.levels.get(name) == "off":
            level = rule.severity
        else:
            continue
        if levels.get(name) != level:
            levels[name] = level
            places.pop(name, None)  # no longer what the file says
    return replace(settings, levels=levels, places=places)
