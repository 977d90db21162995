"""The table from which Visio's Data Visualizer draws a flowchart with lanes and phases."""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.writers.tables.people import People
from crackmap.writers.tables.table import Table, table

HEAD = (
    *("Process Step ID", "Process Step Description", "Next Step ID", "Connector Label"),
    *("Shape Type", "Function", "Phase"),
)
_SHAPES = {"decision": "Decision", "approval": "Decision"}


def visio(graph: ProcessGraph, people: People) -> Table:
    """Return the table; where work enters and ends it has rows of their own, as Visio draws it."""
    return table("Process Map", HEAD, _Rows(graph, people).rows())


class _Rows:
    """The rows of steps, each with those of its start and its ends around it."""

    def __init__(self, graph: ProcessGraph, people: People) -> None:
        self.graph, self.people = graph, people
        self.taken: set[str] = set()
        self.ids: dict[tuple[str, ...], str] = {}
        for step in graph.steps:
            self._id(step.id)  # before those of starts and ends

    def rows(self) -> Iterator[tuple[str, ...]]:
        for step in self.graph.steps:
            lane = self._lane(step)
            phase = self.graph.stage(step).name
            if step.trigger:
                id_ = self._id("start", step.id)
                yield (id_, _flat(step.trigger), self._id(step.id), "", "Start", lane, phase)
            to, labels, ends = self._following(step)
            shape = _SHAPES.get(step.kind, "Process")
            label = ",".join(labels) if any(labels) else ""
            own = self._id(step.id)
            yield (own, _flat(step.name), ",".join(to), label, shape, lane, phase)
            for id_, outcome in ends.items():
                yield (id_, _flat(outcome), "", "", "End", lane, phase)

    def _following(self, step: Step) -> tuple[list[str], list[str], dict[str, str]]:
        """Return the ids that follow, the words on the lines to them, and the ends among them."""
        to: list[str] = []
        labels: list[str] = []
        ends: dict[str, str] = {}
        for flow in self.graph.outgoing(step):
            if flow.implied_rejection:
                continue
            if flow.target and not flow.other_process:
                to.append(self._id(flow.target.id))
            elif flow.outcome or flow.other_process:
                word = flow.outcome or flow.other_process or ""
                id_ = self._id(step.id, word)
                ends[id_] = word
                to.append(id_)
            else:
                continue
            labels.append(_flat(flow.condition).replace(",", ";"))
        return to, labels, ends

    def _lane(self, step: Step) -> str:
        """Return the one function that a row has: the owner, rather one that is a department."""
        names = self.graph.owner(step).names
        known = [name for name in names if name in self.people.departments]
        return self.people.name(next(iter((*known, *names)), ""))

    def _id(self, *about: str) -> str:
        """Return the id of a step, or one that no step has: the same for the same start or end."""
        if about not in self.ids:
            made = wanted = "-".join(part.replace(",", "-").replace(";", "-") for part in about)
            count = 1
            while made in self.taken:
                count += 1
                made = f"{wanted}-{count}"
            self.taken.add(made)
            self.ids[about] = made
        return self.ids[about]


def _flat(text: str) -> str:
    return " ".join(text.split())
