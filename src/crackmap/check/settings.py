"""The settings of a run: what crackmap.yaml and the command line say beside the processes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crackmap.language.values import WORKING_DAY, Rate
from crackmap.rules.registry import all_rules, rules_of
from crackmap.source.globs import matches, seen_from
from crackmap.source.span import Span

if TYPE_CHECKING:
    from crackmap.language.workspace import FollowUp, Workspace
    from crackmap.rules.rule import Rule
    from crackmap.source.last_changes import Change


@dataclass(frozen=True)
class Settings:
    """What a run is told besides its files.

    `levels` maps a rule to off, note, warning or error, `options` a rule to its options, `ignore` a
    path pattern to the rules that are off below it, named as --select names them, `rates` a rule to
    the share of the cases that its cracks are taken to lose; `places` a setting to where it is
    written. The files are those of the commit `revision`, else those on disk.
    """

    today: datetime.date
    levels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    fail_on: str = "error"
    processes: tuple[str, ...] = ()
    workspace: Workspace | None = None
    path: str = ""
    places: Mapping[str, Span] = field(default_factory=dict)
    revision: str = ""

    def last_changes(self, path: str, text: str) -> Sequence[Change] | None:
        """Return when each line of `text`, which stands at `path`, was last changed."""
        from crackmap.source.last_changes import last_changes

        return last_changes(path, text, self.revision)

    @property
    def follow_up(self) -> FollowUp:
        """By when cracks are to be filled."""
        from crackmap.language.workspace import FollowUp

        written = self.workspace.follow_up if self.workspace else None
        return written or FollowUp.model_validate({})

    @property
    def dated(self) -> tuple[str, ...]:
        """The severities of which known cracks need a day; none where nobody asks for it."""
        written = self.workspace.follow_up if self.workspace else None
        return written.dated if written else ()

    @property
    def money(self) -> dict[str, tuple[str, ...]]:
        """The words by which reports know money, beside those built in; see reports/money.py."""
        written = self.workspace.money if self.workspace else None
        return {key: getattr(written, key) for key in type(written).model_fields} if written else {}

    @property
    def working_day(self) -> int:
        """The minutes of a working day."""
        hours = self.workspace.working_hours if self.workspace else None
        return hours.day if hours else WORKING_DAY

    def of(self, path: str) -> Settings:
        """Return the settings for the file `path`: these, for every file."""
        return self

    def level(self, rule: str, path: str) -> str:
        """Return the level of `rule` for the process file `path`: off, note, warning or error."""
        if self.ignore and rule in self.ignored(path):
            return "off"
        return self.levels.get(rule) or all_rules()[rule].severity

    def rules_on(self, path: str) -> dict[str, Rule]:
        """Return the rules that are not off for the process file `path`, by their names."""
        rules = all_rules().items()
        return {name: rule for name, rule in rules if self.level(name, path) != "off"}

    def ignored(self, path: str) -> dict[str, str]:
        """Return the rules that are off for the file `path` alone, each with the pattern."""
        if path not in self._ignored_for:
            name = seen_from(self.path, path)
            self._ignored_for[path] = {
                rule: pattern
                for pattern, words in self.ignore.items()
                if matches(pattern, name)
                for word in words
                for rule in rules_of(word)
                if not all_rules()[rule].always
            }
        return self._ignored_for[path]

    @cached_property
    def _ignored_for(self) -> dict[str, dict[str, str]]:
        return {}
