"""Accepted cracks: which finding an `accept` of the process covers, and which cover nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from crackmap.finding import Finding
from crackmap.flows import Flow
from crackmap.graph import HiddenChange, ProcessGraph
from crackmap.model import Acceptance, Department, Goal, Handoff, Process, Stage, Step
from crackmap.source import Span

# These say something of the acceptance or the file itself, so that no acceptance silences them.
NEVER_ACCEPTED = frozenset({"unreadable", "expired-acceptance", "unused-acceptance"})


_COMMENT = re.compile(
    r"(?:^|(?<=\s))\#\s*crackmap:\s*ignore(?P<file>-file)?\s*(?:\[(?P<rules>[^\]\n]*)\])?(?P<reason>.*)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """An acceptance in a comment: `# crackmap: ignore[rule] reason`.

    It covers findings on its own line and, standing alone, on the line below; with `ignore-file`
    those of the whole file. Without a rule in brackets `crack` is empty.
    """

    crack: str
    reason: str | None
    place: Span
    lines: frozenset[int] | None
    until: datetime.date | None = None

    def span(self, key: str | None = None) -> Span:
        """Give the place of the comment."""
        return self.place

    def written(self, key: str) -> bool:
        """Tell whether it says `key`, as an acceptance in the language would."""
        return getattr(self, key) is not None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An acceptance and the element on which it stands."""

    acceptance: Acceptance | Comment
    element: Any


def comments_of(process: Process) -> Iterator[Comment]:
    """Give the acceptances that stand in comments of the process file."""
    source = process.mapping.source if process.mapping else None
    if source is None or "crackmap:" not in source.text:
        return
    for found in _COMMENT.finditer(source.text):
        line, column = source.place(found.start())
        alone = not source.text[found.start() - column + 1 : found.start()].strip()
        lines = frozenset({line, line + 1} if alone else {line})
        place = source.span(found.start(), found.end())
        reason = found["reason"].strip(" \t\r:-") or None
        for crack in (found["rules"] or "").split(","):
            yield Comment(crack.strip(), reason, place, None if found["file"] else lines)


def acceptances_of(graph: ProcessGraph) -> Iterator[Accepted]:
    """Give all acceptances of a process, in the order of the file where that is told."""
    process = graph.process
    holders: list[Process | Stage | Step | Handoff | Department | Goal] = [
        process,
        *process.departments.values(),
        *process.goals.values(),
        *process.handoffs.values(),
    ]
    for stage in process.stages:
        holders += [stage, *stage.steps]
    for flow in graph.flows:
        if flow.handoff and not flow.handoff_id:
            holders.append(flow.handoff)
    for holder in holders:
        for acceptance in holder.accept:
            yield Accepted(acceptance, holder)
    for comment in comments_of(process):
        yield Accepted(comment, process)


def expired(acceptance: Acceptance | Comment, today: datetime.date) -> bool:
    """Tell whether the last day of the acceptance is past."""
    return acceptance.until is not None and acceptance.until < today


class Acceptances:
    """The acceptances of one process, and which of them were of use."""

    def __init__(self, graph: ProcessGraph, today: datetime.date) -> None:
        """Collect those that count: with a reason, not expired, of a rule that can be accepted."""
        self._graph = graph
        self._counting: dict[int, list[Accepted]] = {}
        self._all: list[Accepted] = []
        self._comments: list[Comment] = []
        self._used: set[int] = set()
        for accepted in acceptances_of(graph):
            acceptance = accepted.acceptance
            if acceptance.crack and acceptance.reason and not expired(acceptance, today):
                self._all.append(accepted)
                if isinstance(acceptance, Comment):
                    self._comments.append(acceptance)
                else:
                    self._counting.setdefault(id(accepted.element), []).append(accepted)

    def weigh(self, finding: Finding) -> Finding:
        """Give `finding`, marked with the reason if an acceptance covers it."""
        if not self._all or finding.rule in NEVER_ACCEPTED:
            return finding
        for comment in self._comments:
            here = comment.lines is None or finding.span.line in comment.lines
            if here and comment.crack == finding.rule:
                self._used.add(id(comment))
                return replace(finding, accepted=comment.reason)
        for element in self._around(finding.place):
            for accepted in self._counting.get(id(element), ()):
                if accepted.acceptance.crack == finding.rule:
                    self._used.add(id(accepted.acceptance))
                    return replace(finding, accepted=accepted.acceptance.reason)
        return finding

    def unused(self, active: set[str]) -> list[Accepted]:
        """Give the acceptances that silenced nothing although their rule is on."""
        return [
            accepted
            for accepted in self._all
            if id(accepted.acceptance) not in self._used and accepted.acceptance.crack in active
        ]

    def _around(self, place: Any) -> Iterator[Any]:
        """Give the elements on which an acceptance covers `place`, from the closest outwards."""
        if isinstance(place, Flow):
            if place.handoff and not place.handoff_id:
                yield place.handoff
            place = place.source
        elif isinstance(place, HiddenChange):
            place = place.source
        if isinstance(place, Step):
            yield place
            place = self._graph.stage(place)
        if isinstance(place, Stage | Handoff | Department | Goal):
            yield place
        yield self._graph.process
