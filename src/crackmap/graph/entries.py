"""Where cases enter a process, and how many of them in which period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crackmap.graph.case_flow import CaseFlow
from crackmap.graph.numbers import Number, number, unknown
from crackmap.language.process import Step
from crackmap.language.values import Volume


class Entries(NamedTuple):
    """Where cases enter: the share of them that begins at each state, which add up to 1.

    `volume` is how many there are in a `period`. `unseen` are the states at which others enter of
    which nobody said how many. Without any volume each start is taken to have as many.
    """

    shares: Mapping[int, float]
    volume: Number
    period: str
    unseen: frozenset[int]
    assumed: bool

    @property
    def unit(self) -> str:
        """What is counted."""
        return f"cases per {self.period}" if self.period else "cases"


def entries(cases: CaseFlow) -> Entries:
    """Return where cases enter.

    The volume of a process enters at its first step, unless this says its own.
    """
    graph = cases.graph
    starts = [step for step in graph.starts if step in cases.index]
    volumes: dict[Step, Volume] = {step: step.volume for step in starts if step.volume}
    whole = graph.process.volume
    if whole and starts:
        volumes = {starts[0]: whole, **volumes}
    if not volumes or not any(volume.cases for volume in volumes.values()):
        return Entries(
            {cases.index[step]: 1 / len(starts) for step in starts},
            unknown("no volume is given" if not volumes else "the volume is 0", "cases"),
            "",
            cases.unseen_entries,
            assumed=len(starts) > 1,
        )
    period = (whole or next(iter(volumes.values()))).period
    counted = {cases.index[step]: volume.per(period) for step, volume in volumes.items()}
    sum_ = sum(counted.values())
    unseen = cases.unseen_entries | {cases.index[step] for step in starts if step not in volumes}
    plain = len(volumes) == 1 and not unseen
    return Entries(
        {state: cases_ / sum_ for state, cases_ in counted.items()},
        number(sum_, "given" if plain else "derived", f"cases per {period}", at_least=bool(unseen)),
        period,
        unseen,
        assumed=False,
    )
