"""How well a change of department is agreed on: defined, partial or missing.

Work changes hands wherever the next step belongs to another department. Each of these changes has
one grade, in every report and on every map:

- *defined*: an agreement says how it is done, with a score of 85 or more, and its documents do not
  contradict each other;
- *partial*: there is an agreement, and it scores from 40 to 84, or its documents contradict each
  other;
- *missing*: there is no agreement, or one only in name (it scores less than 40), or the change
  hides behind steps outside or without an owner, as `hidden-handoff` finds it.

The score of an agreement is the sum of what it says:

| field | points |
| --- | --- |
| `from`, or a step of a department that gives | 8 |
| `to`, or a step of a department that takes | 12 |
| `trigger` | 12 |
| `payload` | 12 |
| `acceptance` | 12 |
| `channel` | 8 |
| `sla` | 12 |
| `acknowledgement` | 12 |
| `escalation` | 6 |
| `rejection` | 6 |

The flow from an approval back to the department that asked is an answer. Unless it names an
agreement of its own, it has the grade of the question: what was not asked properly is not answered
properly either. What a receiver sends back by the `rejection` of an agreement is part of that
agreement and counts nowhere else.

Reports say how many changes have which grade. In the JSON, `handoffs_defined`, `handoffs_partial`
and `handoffs_missing` together are `changes_of_department` and `hidden_changes`. `handoff_score`
is the mean of the scores, from 0 to 1; what is missing counts as 0, and where no work changes
hands it is null.

On a map a defined handoff is a full blue line, a partial one a broken blue line, and where the
handoff is missing the line is broken and red. Hidden ones are red all the way through the gap. An
answer has an open arrowhead.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from crackmap.graph.claims import contradictory_parts
from crackmap.graph.completeness import Completeness, Grade
from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes
from crackmap.graph.organisation import Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff


class Graded(NamedTuple):
    """A flow, or a hidden change of department, with its grade.

    `score` goes from 0 to 100, 0 where the handoff is missing. An answer has its `question`; what
    an agreement of its own `lacks`, and on which fields documents contradict each other, is told
    of a partial one.
    """

    change: Flow | HiddenChange
    grade: Grade
    score: int = 0
    question: Flow | None = None
    lacks: tuple[str, ...] = ()
    contradictory: tuple[str, ...] = ()

    def ends(self, graph: ProcessGraph) -> tuple[Ownership, Ownership]:
        """Return who gives, and who takes."""
        change = self.change
        if isinstance(change, HiddenChange):
            return graph.owner(change.source), graph.owner(change.target)
        return change.sender, change.receiver


class Grades:
    """All changes of department of a process: the flows in the order of the file, then the hidden.

    Of every change the grade is known, so that the counts of all grades are the count of changes.
    """

    def __init__(self, changes: tuple[Graded, ...]) -> None:
        """Keep the `changes`, each with its grade."""
        self.changes = changes

    def count(self, grade: Grade) -> int:
        """Return how many changes have this grade."""
        return sum(graded.grade == grade for graded in self.changes)

    @property
    def hidden(self) -> int:
        """How many changes hide in a gap."""
        return sum(isinstance(graded.change, HiddenChange) for graded in self.changes)

    @property
    def score(self) -> float | None:
        """The mean of the scores, from 0 to 1 in hundredths; None where no work changes hands."""
        if not self.changes:
            return None
        mean = sum(graded.score for graded in self.changes) / len(self.changes)
        return round(mean / 100, 2)

    def of(self, flow: Flow) -> Graded | None:
        """Return the grade of a flow; None if it does not change department."""
        return self._by_flow.get(flow)

    @cached_property
    def _by_flow(self) -> dict[Flow, Graded]:
        return {each.change: each for each in self.changes if isinstance(each.change, Flow)}


def grades(graph: ProcessGraph) -> Grades:
    """Return the grades of all changes of department, the hidden ones last."""
    flows = (graded(graph, flow) for flow in graph.changes_of_department())
    hidden = (Graded(change, "missing") for change in hidden_changes(graph))
    return Grades((*flows, *hidden))


def graded(graph: ProcessGraph, flow: Flow) -> Graded:
    """Return the grade of any flow: by its own agreement, or else by that of its question."""
    for asked in _back_to_the_question(graph, flow):
        judged, handoff = _agreement(graph, asked)
        if judged is None or handoff is None or judged.nominal:
            continue
        contradictory = contradictory_parts(graph, handoff)
        grade: Grade = "partial" if contradictory else judged.grade
        if asked is not flow:
            return Graded(flow, grade, judged.score, asked)
        lacks = judged.missing if grade == "partial" else ()
        return Graded(flow, grade, judged.score, None, lacks, contradictory)
    return Graded(flow, "missing", question=graph.asked_by(flow))


def _back_to_the_question(graph: ProcessGraph, flow: Flow) -> Iterator[Flow]:
    """Return `flow`, the question whose answer it is, and so on; no flow twice."""
    asked: Flow | None = flow
    seen: set[Flow] = set()
    while asked is not None and asked not in seen:
        yield asked
        seen.add(asked)
        asked = graph.asked_by(asked)


def _agreement(graph: ProcessGraph, flow: Flow) -> tuple[Completeness | None, Handoff | None]:
    """Return the agreement by which work passes; what is sent back passes by the one it refuses."""
    if flow.handoff is None and flow.rejects is not None:
        return graph.judged(flow, flow.rejects), flow.rejects
    return graph.completeness(flow), flow.handoff
