"""What crackmap understood of a process: every step with its owner, what follows, and its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crackmap.check.check import Checked
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.writers.wording import limit_words, next_words, owner_words


class StepRow(NamedTuple):
    """One step: of what kind it is, and where work goes `next`, and when.

    `starts` says how cases start at it, where that is said; they do where it `is_start`.
    """

    id: str
    name: str
    kind: str
    starts: str
    is_start: bool
    until: str
    owner: str
    owned: bool
    next: tuple[tuple[str, str], ...]
    within: str


class StageRows(NamedTuple):
    """One stage with its steps, in the order of the file."""

    name: str
    within: str
    steps: tuple[StepRow, ...]


class Understood(NamedTuple):
    """One process; `owner` is its process owner by name, or empty."""

    id: str
    name: str
    path: str
    owner: str
    stages: tuple[StageRows, ...]


def understood(checked: Checked) -> Sequence[Understood]:
    """Return what was understood of each process that can be read, in the order of the run."""
    return [_process(graph) for graph in checked.graphs]


def _process(graph: ProcessGraph) -> Understood:
    process = graph.process
    owner = graph.organisation.name(process.owner) if process.owner else ""
    stages = [
        StageRows(
            stage.name,
            limit_words(stage.within),
            tuple(_step(graph, step) for step in stage.steps),
        )
        for stage in process.stages
    ]
    return Understood(process.id, process.name, process.path, owner, tuple(stages))


def _step(graph: ProcessGraph, step: Step) -> StepRow:
    owner = graph.owner(step)
    return StepRow(
        step.id,
        step.name,
        step.kind,
        step.trigger or "",
        step in graph.starts and graph.is_ordered(step),
        step.until or "",
        owner_words(owner, graph.organisation),
        bool(owner.names),
        tuple(next_words(graph, step)),
        limit_words(step.within),
    )
