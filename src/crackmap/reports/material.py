"""What all reports are made of: the check, what `analyze` says of it, and how the cracks went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from crackmap.check.check import Checked
from crackmap.check.costs import Costs
from crackmap.check.run import Run
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history import registers, trend
from crackmap.history.trend import Week
from crackmap.reports.money import MoneyWords
from crackmap.rules.finding import Finding
from crackmap.source.problems import Refusal
from crackmap.source.words import abridged, listing
from crackmap.writers.analysis import Analysis, Crack, analyses, elsewhere

WEEKS = 8
UNTRACKED = "nobody keeps a register of the cracks, as crackmap track does"
TOO_NEW = "git has kept cracks.yaml for less than a week"


class Trend(NamedTuple):
    """The weeks of all registers of a run together, the oldest first; without any, `why`."""

    weeks: tuple[Week, ...] = ()
    why: str = UNTRACKED


def trend_of(begun: Run, checked: Checked) -> Trend:
    """Return how the registers of a run went, as git has kept them."""
    files = [] if begun.choice.isolated else registers.groups(begun, checked.results)
    kept = [group.path for group in files if group.exists]
    if not kept:
        return Trend()
    try:
        each = [trend.weeks(registers.read(path)[0], WEEKS, checked.report.today) for path in kept]
    except Refusal:
        return Trend(why="cracks.yaml is not in git, which would keep how it went")
    weeks = [_together(week) for week in zip(*each, strict=True)]
    while weeks and not (weeks[0].open or weeks[0].accepted or weeks[0].filled):
        weeks.pop(0)  # then there was no register
    return Trend(tuple(weeks)) if len(weeks) > 1 else Trend(why=TOO_NEW)


def _together(weeks: Iterable[Week]) -> Week:
    first, *others = weeks
    for week in others:
        first = Week(
            first.day,
            first.open + week.open,
            first.overdue + week.overdue,
            first.accepted + week.accepted,
            first.filled + week.filled,
        )
    return first


class Part(NamedTuple):
    """One process of a report: what is said of it, its costs, and the findings about it."""

    analysis: Analysis
    costs: Costs
    findings: tuple[Finding, ...]

    @property
    def graph(self) -> ProcessGraph:
        """The process."""
        return self.costs.graph


@dataclass(frozen=True)
class Material:
    """What reports are made of.

    `money` are the words for it, by the paths of the files; `narrowed` says which cracks are looked
    at, as analyze does.
    """

    checked: Checked
    trend: Trend = field(default_factory=Trend)
    money: Mapping[str, MoneyWords] = field(default_factory=dict)
    narrowed: str = ""

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The processes, in the order of the run."""
        shown = analyses(self.checked)
        return tuple(
            Part(analysis, costs, self.checked.findings_about(costs.graph))
            for analysis, costs in zip(shown, self.checked.costs, strict=True)
        )

    @property
    def today(self) -> str:
        """The day of the report."""
        return self.checked.report.today

    @property
    def several(self) -> bool:
        """Whether there are several processes, so that each crack says of which it is."""
        return len(self.parts) > 1

    @cached_property
    def shared(self) -> tuple[Crack, ...]:
        """The cracks in what processes share."""
        return tuple(elsewhere(self.checked, [part.analysis for part in self.parts]))

    @property
    def title(self) -> str:
        """What the processes are called."""
        names = [part.analysis.figures.name for part in self.parts]
        return listing(abridged(names, most=4, first=3)) or "No process"

    @cached_property
    def ranked(self) -> tuple[tuple[Part, Crack], ...]:
        """The cracks of all processes, what to fix first in front; notes left out.

        Where several processes lose money that can be compared, the greater loss comes first.
        """
        known = [(part, crack) for part in self.parts for crack in part.analysis.ranked]
        units = {crack.cost.loss.unit for _, crack in known if crack.cost and crack.cost.loss.known}

        def key(pair: tuple[Part, Crack]) -> tuple[float, ...]:
            part, crack = pair
            first, *others = part.costs.rank(crack.finding)
            if first == 0 and self.several and len(units) == 1 and crack.cost:
                others[0] = -(crack.cost.loss.value or 0.0)
            return (first, *others)

        return tuple(sorted(known, key=key))

    def costliest(self, count: int) -> Material:
        """Return what is left with only so many cracks, those to fix first, and no notes."""
        kept = {id(crack.finding) for _, crack in self.ranked[:count]}
        report = self.checked.report.narrowed(
            lambda finding: finding.fatal or finding.accepted is not None or id(finding) in kept
        )
        words = f"{self.narrowed}, the {count} that cost most" if len(self.ranked) > count else ""
        checked = self.checked.with_report(report)
        return replace(self, checked=checked, narrowed=words or self.narrowed)

    def cracks(self) -> Iterator[tuple[Part | None, Crack]]:
        """Return all cracks, ranked, then those in what is shared, then the notes."""
        yield from self.ranked
        shared = sorted(self.shared, key=lambda crack: crack.finding.severity == "note")
        yield from ((None, crack) for crack in shared)
        yield from ((part, crack) for part in self.parts for crack in part.analysis.notes)

    def name(self, id_: str) -> str:
        """Return what people call a department of any of the processes."""
        for part in self.parts:
            if id_ in part.graph.departments:
                return part.graph.organisation.name(id_)
        return id_
