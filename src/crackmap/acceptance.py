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
from crackmap.source import Mapping, Node, Sequence, Span

# These say something of the acceptance or the file itself, so that no acceptance silences them.
NEVER_ACCEPTED = frozenset({"unreadable", "expired-acceptance", "unused-acceptance"})


_COMMENT = re.compile(
    r"(?:\A|(?<=\s))\#[ \t]*crackmap:[ \t]*ignore(?P<file>-file)?(?![\w-])[ \t]*"
    r"(?:\[(?P<rules>[^\]\r\n]*)\])?(?P<reason>[^\r\n]*)"
)
# The end of a comment's line, and the lines below it that hold nothing but comments.
_COMMENTS_BELOW = re.compile(r"\r?\n(?:[ \t]*\#[^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Comment:
    """An acceptance in a comment: `# crackmap: ignore[rule] reason`.

    It covers findings on its own line and, standing alone, on the line below it and other
    comments; with `ignore-file` those of the whole file. Without a rule in brackets `crack` is
    empty.
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

    def covers(self, finding: Finding) -> bool:
        """Tell whether it stands at what `finding` points to, and names its rule."""
        span = finding.span
        here = self.lines is None or any(span.line <= line <= span.end_line for line in self.lines)
        return here and self.crack == finding.rule and span.path == self.place.path


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
    texts: list[tuple[int, int]] | None = None
    for found in _COMMENT.finditer(source.text):
        if texts is None:
            texts = list(_texts(process.mapping))
        if any(start <= found.start() < end for start, end in texts):
            continue  # a text of the file that speaks of such comments
        line, column = source.place(found.start())
        alone = not source.text[found.start() - column + 1 : found.start()].strip()
        lines = {line}
        if alone:
            below = _COMMENTS_BELOW.match(source.text, found.end())
            lines.add(line + 1 + (below[0].count("\n") - 1 if below else 0))
        place = source.span(found.start(), found.end())
        reason = found["reason"].strip(" \t\r:-") or None
        for crack in (found["rules"] or "").split(","):
            everywhere = bool(found["file"])
            yield Comment(crack.strip(), reason, place, None if everywhere else frozenset(lines))


def _texts(node: Node) -> Iterator[tuple[int, int]]:
    """Give where the scalars of a file begin and end."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            _, start, end = node.mark(key)
            yield from [(start, end)] if isinstance(value, str) else _texts(value)
    elif isinstance(node, Sequence):
        for value, (start, end) in zip(node, node.marks, strict=True):
            yield from [(start, end)] if isinstance(value, str) else _texts(value)


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
    for holder in dict.fromkeys(holders):
        for acceptance in holder.accept:
            yield Accepted(acceptance, holder)
    for comment in comments_of(process):
        yield Accepted(comment, process)


def _shared(graph: ProcessGraph) -> Iterator[Accepted]:
    """Give the acceptances on what processes share."""
    around = graph.around
    for table in (around.departments, around.goals, around.handoffs):
        for element in table.values():
            for acceptance in element.accept:
                yield Accepted(acceptance, element)


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
        for accepted in (*acceptances_of(graph), *_shared(graph)):
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
            if comment.covers(finding):
                self._used.add(id(comment))
                return replace(finding, accepted=comment.reason)
        for element in self._around(finding.place):
            for accepted in self._counting.get(id(element), ()):
                if accepted.acceptance.crack == finding.rule:
                    self._used.add(id(accepted.acceptance))
                    return replace(finding, accepted=accepted.acceptance.reason)
        return finding

    def unused(self, active: set[str]) -> list[Accepted]:
        """Give the acceptances of the process that silenced nothing although their rule is on.

        What crackmap.yaml accepts may be of use to another process.
        """
        shared = {id(accepted.acceptance) for accepted in _shared(self._graph)}
        return [
            accepted
            for accepted in self._all
            if id(accepted.acceptance) not in self._used | shared
            and accepted.acceptance.crack in active
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
