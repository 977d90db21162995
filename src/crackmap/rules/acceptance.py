"""Accepted cracks: which finding an `accept` of the process covers, and which cover nothing."""

from __future__ import annotations

import datetime
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Acceptance, Department, Goal, Handoff, Process, Stage, Step
from crackmap.language.subject import Subject
from crackmap.rules.comments import Comment, Covering, comments_of, first_lines
from crackmap.rules.finding import Finding
from crackmap.rules.registry import unacceptable_names
from crackmap.source.nodes import MapNode
from crackmap.source.span import Span


class Accepted(NamedTuple):
    """An acceptance and the element on which it stands; a comment stands on the process.

    A `shared` one stands in crackmap.yaml, where a comment stands on the file. Of one that silences
    nothing, `nearest` is the place of the nearest finding in its file that it could be meant for.
    """

    acceptance: Acceptance | Comment
    element: Any
    shared: bool = False
    nearest: Span | None = None


def acceptances_of(graph: ProcessGraph) -> Iterator[Accepted]:
    """Return all acceptances of a process and, behind them, those on what processes share."""
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
    for comment in comments_of(process.mapping):
        yield Accepted(comment, process)
    around = graph.around
    for table in (around.departments, around.goals, around.handoffs):
        for element in table.values():
            for acceptance in element.accept:
                yield Accepted(acceptance, element, shared=True)
    for comment in comments_of(around.shared):
        file = Subject("file", (os.path.basename(comment.place.path),))
        yield Accepted(comment, file, shared=True)


def expired(acceptance: Acceptance | Comment, today: datetime.date) -> bool:
    """Return whether the last day of the acceptance is past, or what stands there is no day."""
    if isinstance(acceptance, Comment) and acceptance.no_day:
        return True
    return acceptance.until is not None and acceptance.until < today


class Acceptances:
    """The acceptances of one process, and which of them were of use."""

    def __init__(self, graph: ProcessGraph, today: datetime.date) -> None:
        """Collect those that count: with a reason, not expired, of a rule that can be accepted."""
        self._graph = graph
        self._counting: dict[str, dict[int, Acceptance]] = {}
        self._all: list[Accepted] = []
        self._comments = Covering()
        self._used: set[int] = set()
        self._weighed: list[Finding] = []
        for accepted in acceptances_of(graph):
            acceptance = accepted.acceptance
            if acceptance.crack and acceptance.reason and not expired(acceptance, today):
                self._all.append(accepted)
                if isinstance(acceptance, Comment):
                    self._comments.add(acceptance)
                else:
                    of_rule = self._counting.setdefault(acceptance.crack, {})
                    of_rule.setdefault(id(accepted.element), acceptance)

    def weigh(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the `findings`, marked with the reason where an acceptance covers one.

        A comment that stands at no finding is taken where it stands in the first lines of what a
        single one is about.
        """
        weighed = [self._weigh(finding) for finding in findings]
        elsewhere = [
            comment
            for accepted in self._all
            if isinstance(comment := accepted.acceptance, Comment)
            and comment.lines
            and id(comment) not in self._used
        ]
        near = self._near(elsewhere, weighed) if elsewhere else {}
        for comment in elsewhere:
            places = [(comment.crack, comment.place.path, line) for line in comment.lines or ()]
            meant = {number for place in places for number in near.get(place, ())}
            meant = {number for number in meant if weighed[number].accepted is None}
            if len(meant) == 1:
                self._used.add(id(comment))
                (number,) = meant
                weighed[number] = weighed[number]._replace(accepted=comment.reason)
        self._weighed += weighed
        return weighed

    def _near(
        self, comments: Iterable[Comment], findings: Sequence[Finding]
    ) -> dict[tuple[str, str, int], list[int]]:
        """Return, by rule, file and line, the numbers of the open `findings` that may be meant.

        That is in the first lines of what one is about. Lines without one of the `comments` are not
        looked at.
        """
        lines: dict[tuple[str, str], set[int]] = {}
        for comment in comments:
            lines.setdefault((comment.crack, comment.place.path), set()).update(comment.lines or ())
        wanted = {place: sorted(here) for place, here in lines.items()}
        near: dict[tuple[str, str, int], list[int]] = {}
        for number, finding in enumerate(findings):
            for mapping in self._own_mappings(finding.place) if finding.accepted is None else ():
                path = mapping.source.path
                if lines_here := wanted.get((finding.rule, path)):
                    first = first_lines(mapping)
                    begin, end = (bisect_left(lines_here, at) for at in (first.start, first.stop))
                    for line in lines_here[begin:end]:
                        near.setdefault((finding.rule, path, line), []).append(number)
        return near

    def _own_mappings(self, place: Any) -> Iterator[MapNode]:
        """Return where `place` itself is written; a flow also where the step that it leaves is."""
        elements = [place]
        if isinstance(place, Flow):
            elements = [place.written, place.source]
            if place.handoff and not place.handoff_id:
                elements.append(place.handoff)
        elif isinstance(place, HiddenChange):
            elements = [place.source]
        for element in elements:
            if isinstance(element, Element) and element.mapping:
                yield element.mapping

    def _weigh(self, finding: Finding) -> Finding:
        """Return `finding`, marked if an acceptance stands at it, or on what it is about."""
        if not self._all or finding.rule in unacceptable_names():
            return finding
        if comment := self._comments.of(finding):
            self._used.add(id(comment))
            return finding._replace(accepted=comment.reason)
        if of_rule := self._counting.get(finding.rule):
            for element in self._around(finding.place):
                if acceptance := of_rule.get(id(element)):
                    self._used.add(id(acceptance))
                    return finding._replace(accepted=acceptance.reason)
        return finding

    def unused(self, active: set[str]) -> list[Accepted]:
        """Return the acceptances of the process that silenced nothing although their rule is on.

        What crackmap.yaml accepts may be of use to another process.
        """
        return [
            accepted._replace(nearest=self._nearest(accepted.acceptance))
            for accepted in self._all
            if id(accepted.acceptance) not in self._used
            and accepted.acceptance.crack in active
            and not accepted.shared
        ]

    def _nearest(self, acceptance: Acceptance | Comment) -> Span | None:
        """Return the place of the nearest open finding of its rule in the file of `acceptance`."""
        span = acceptance.span()
        places = self._open.get((span.path, acceptance.crack or ""), [])
        behind = bisect_left(places, span.line, key=_line)
        before = bisect_left(places, places[behind - 1].line, key=_line) if behind else 0
        near = (*places[before : before + 1], *places[behind : behind + 1])
        return min(near, key=lambda place: abs(place.line - span.line), default=None)

    @cached_property
    def _open(self) -> dict[tuple[str, str], list[Span]]:
        """The places of the findings that nobody accepts, by their file and rule, by their line."""
        places: dict[tuple[str, str], list[Span]] = {}
        for finding in self._weighed:
            if finding.accepted is None:
                places.setdefault((finding.span.path, finding.rule), []).append(finding.span)
        for alike in places.values():
            alike.sort(key=_line)
        return places

    def _around(self, place: Any) -> Iterator[Any]:
        """Return the elements on which an acceptance covers `place`, from the closest outwards."""
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


def _line(place: Span) -> int:
    return place.line
