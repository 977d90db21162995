"""Looking at a part of what was found: of some departments, stages, rules, severities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from crackmap.check.selection import leaves_out, rules_named
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold
from crackmap.rules.finding import Finding, Report, rank
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing


class Narrowing(NamedTuple):
    """Departments and stages, by their ids or names; none of either means all of them.

    A crack is a department's if the department, or a team of it, acts next, or owns a step that the
    crack is about. It is a stage's if it is about the stage or a step of it. `select` and `ignore`
    name rules or groups of them as the options do; `least` is the least severity that is shown.
    """

    departments: Sequence[str] = ()
    stages: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    least: str = "note"

    def __bool__(self) -> bool:
        """Return whether anything is left out."""
        some = self.departments or self.stages or self.select or self.ignore
        return bool(some) or self.least != "note"

    def words(self) -> str:
        """Return what is looked at, as it ends a sentence: " of sales"; empty where it is all."""
        parts = [f" of {listing(self.departments)}"] if self.departments else []
        parts += [f" in {listing(self.stages)}"] if self.stages else []
        return "".join(parts)

    def of(self, graph: ProcessGraph) -> Callable[[Finding], bool]:
        """Return which findings about one process are looked at; may raise UnknownRule."""
        part, is_meant = _Part(graph, self), self._by_rule()
        return lambda finding: is_meant(finding) and part.has(finding)

    def report(self, report: Report, graphs: Sequence[ProcessGraph]) -> Report:
        """Return the part of a report; raises Refusal where a word names nothing.

        What is said of crackmap.yaml itself is no department's and no stage's.
        """
        parts: dict[str, list[_Part]] = {}
        everywhere = not (self.departments or self.stages)
        for graph in graphs if not everywhere else ():
            parts.setdefault(graph.process.id, []).append(_Part(graph, self))
        every = [part for alike in parts.values() for part in alike]
        _known("--department", self.departments, [part.department_names for part in every])
        _known("--stage", self.stages, [part.stage_names for part in every])
        is_meant = self._by_rule()

        def keep(finding: Finding) -> bool:
            about = parts.get(finding.process or "", ())
            return finding.fatal or (
                is_meant(finding) and (everywhere or any(part.has(finding) for part in about))
            )

        return report.narrowed(keep)

    def _by_rule(self) -> Callable[[Finding], bool]:
        """Return which findings are of a rule and a severity that is looked at."""
        wanted, ignored = rules_named(self.select), rules_named(self.ignore, "--ignore")

        def is_meant(finding: Finding) -> bool:
            asked, left = wanted.get(finding.rule, 0), ignored.get(finding.rule, 0)
            grave = rank(finding.severity) >= rank(self.least)
            return grave and not leaves_out(bool(wanted), asked, left)

        return is_meant


class _Part:
    """What is looked at of one process."""

    def __init__(self, graph: ProcessGraph, wanted: Narrowing) -> None:
        self.graph = graph
        self.department_names = {
            fold(name): id_
            for id_, department in graph.departments.items()
            for name in (department.name or id_, id_)
        }
        self.stage_names = {
            fold(name): stage.id
            for stage in graph.process.stages
            for name in (stage.name, stage.id)
        }
        self._departments = _ids(wanted.departments, self.department_names)
        self._stages = _ids(wanted.stages, self.stage_names)
        self._wanted = wanted

    def has(self, finding: Finding) -> bool:
        """Return whether a crack is about what is looked at."""
        steps = self._steps(finding)
        return (not self._wanted.departments or self._is_theirs(finding, steps)) and (
            not self._wanted.stages or self._is_there(finding, steps)
        )

    def _is_theirs(self, finding: Finding, steps: Sequence[Step]) -> bool:
        owners = {name for step in steps for name in self.graph.owner(step).names}
        owners |= {finding.assignee} if finding.assignee else set()
        if finding.subject.kind == "department":
            owners.update(finding.subject.ids)
        above = self.graph.organisation.above
        return any(not self._departments.isdisjoint(above(owner)) for owner in owners)

    def _is_there(self, finding: Finding, steps: Sequence[Step]) -> bool:
        if finding.subject.kind == "stage":
            return finding.subject.id in self._stages
        return any(self.graph.stage(step).id in self._stages for step in steps)

    def _steps(self, finding: Finding) -> list[Step]:
        """Return the steps that a finding is about."""
        subject = finding.subject
        if subject.kind == "handoff":
            return [step for flow in self._named_by.get(subject.id, ()) for step in flow]
        if subject.kind == "stage":
            stages = self.graph.stages_called(subject.id)
            return [step for stage in stages for step in stage.steps]
        if subject.kind not in ("step", "flow"):
            return []
        return [step for id_ in subject.ids if (step := self.graph.step(id_))]

    @cached_property
    def _named_by(self) -> Mapping[str, list[list[Step]]]:
        """For each agreement the steps at the ends of the flows that name it."""
        ends: dict[str, list[list[Step]]] = {}
        for flow in self.graph.flows:
            if flow.handoff_id:
                steps = [step for step in flow.steps if step in self.graph.order]
                ends.setdefault(flow.handoff_id, []).append(steps)
        return ends


def _ids(words: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(names[fold(word)] for word in words if fold(word) in names)


def _known(option: str, words: Iterable[str], names: Sequence[Mapping[str, str]]) -> None:
    """Raise Refusal for a word that is in no process."""
    for word in words:
        if not any(fold(word) in known for known in names):
            ids = dict.fromkeys(id_ for known in names for id_ in known.values())
            raise Refusal(
                f"{option}: there is no `{word}`",
                did_you_mean(word, ids, f"there is {listing(list(ids))}" if ids else ""),
            )
