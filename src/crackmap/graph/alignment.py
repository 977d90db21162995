"""How far two departments that hand over have come together.

The four grades of Kotler, Rackham and Krishnaswamy, Ending the War Between Sales and Marketing (HBR
2006), as far as a process file can tell them. All work that passes from one department to another
must fulfil them:

- *undefined*: some of it passes without a handoff that is defined;
- *defined*: every handoff is defined;
- *aligned*: and those who hand over share a goal;
- *integrated*: and each handoff goes through a declared system.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crackmap.graph.flow import Flow
from crackmap.graph.grades import Graded, grades
from crackmap.graph.hidden_handoffs import HiddenChange
from crackmap.graph.organisation import Home
from crackmap.graph.process_graph import ProcessGraph

Alignment = Literal["undefined", "defined", "aligned", "integrated"]
ALIGNMENTS: tuple[Alignment, ...] = ("undefined", "defined", "aligned", "integrated")


@dataclass(frozen=True, slots=True)
class Pair:
    """Work that passes from one department to another: how far along, and how much is defined."""

    alignment: Alignment
    defined: int
    changes: int

    def __add__(self, other: Pair) -> Pair:
        """Return both together: no further along than the one that is behind."""
        behind = min(self.alignment, other.alignment, key=ALIGNMENTS.index)
        return Pair(behind, self.defined + other.defined, self.changes + other.changes)


def pairs(graph: ProcessGraph) -> dict[tuple[str, str], Pair]:
    """Return each pair of departments between which work passes, sender first, by their ids."""
    found: dict[tuple[str, str], Pair] = {}
    for graded in grades(graph).changes:
        giving, taking = graded.ends(graph)
        for sender, receiver in giving.meetings(taking):
            if sender.other_department(receiver):
                key = (sender.department, receiver.department)
                pair = Pair(
                    _alignment(graph, graded, sender, receiver), int(graded.grade == "defined"), 1
                )
                found[key] = found[key] + pair if key in found else pair
    return found


def _alignment(graph: ProcessGraph, graded: Graded, sender: Home, receiver: Home) -> Alignment:
    if graded.grade != "defined" or isinstance(graded.change, HiddenChange):
        return "undefined"
    if not graph.organisation.incentives.share_a_goal(sender.line, receiver.line):
        return "defined"
    return "integrated" if _through_a_system(graph, graded.question or graded.change) else "aligned"


def _through_a_system(graph: ProcessGraph, flow: Flow) -> bool:
    handoff = flow.handoff or flow.rejects
    channel = handoff.channel if handoff else None
    return bool(channel and graph.organisation.system(channel))
