"""Who hands what to whom: the flows between departments, and how well each is agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, NamedTuple

from crackmap.graph.completeness import Grade
from crackmap.graph.flow import Flow
from crackmap.graph.grades import Graded, Grades, grades
from crackmap.graph.hidden_handoffs import HiddenChange
from crackmap.graph.organisation import Away, Home, Ownership, OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.source.words import listing

NOBODY = "(nobody)"
NO_HANDOVERS = "No work passes from one department to another"
Verdict = Literal[Grade, "outside"]
VERDICTS: tuple[Verdict, ...] = ("defined", "partial", "missing", "outside")
PartyKind = Literal["department", "external", "nobody"]


class Party(NamedTuple):
    """Who gives or takes work: a department, someone outside of all, or nobody."""

    id: str
    name: str
    kind: PartyKind


class Handover(NamedTuple):
    """Work that passes from the party `sender` to the party `receiver`, by their ids.

    It passes between the steps named `source` and `target`; `via` are the steps in nobody's hands
    that hide it. The verdict is the grade of a change of department; `outside` is what passes to
    or from an outsider or nobody, which is none. A partial one `lacks` fields, or documents
    contradict each other on those that are `contradictory`.

    Where owners depend on conditions, one `change` may be several handovers.
    """

    change: int
    sender: str
    receiver: str
    verdict: Verdict
    source: str
    target: str
    agreement: str = ""
    lacks: tuple[str, ...] = ()
    contradictory: tuple[str, ...] = ()
    via: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The steps between which work passes."""
        return f"{self.source} → {self.target}"

    @property
    def shortcomings(self) -> tuple[str, ...]:
        """What keeps it from being defined."""
        lacks = (f"lacks {', '.join(self.lacks)}",) if self.lacks else ()
        if not self.contradictory:
            return lacks
        return (*lacks, f"documents differ on {listing(list(self.contradictory))}")

    @property
    def reported(self) -> str:
        """All that is known of it, in one line."""
        parts = [self.path]
        if self.via:
            parts.append("hidden behind " + ", ".join(self.via))
        if self.agreement:
            parts.append(self.agreement)
        if self.verdict == "missing":
            parts.append("no handoff")
        parts += self.shortcomings
        return ": ".join(parts)


@dataclass(frozen=True, slots=True)
class Handovers:
    """All parties of a process and all handovers between them, in the order of the file.

    `unclear` counts the flows left out because an owner is unknown, shared or disputed.
    """

    parties: tuple[Party, ...]
    rows: tuple[Handover, ...]
    unclear: int

    def cells(self) -> dict[tuple[str, str], list[Handover]]:
        """Return the handovers by sender and receiver."""
        cells: dict[tuple[str, str], list[Handover]] = {}
        for row in self.rows:
            cells.setdefault((row.sender, row.receiver), []).append(row)
        return cells

    def count(self, verdict: Verdict) -> int:
        """Return how many changes have this verdict: as many as every other report says."""
        return len({row.change for row in self.rows if row.verdict == verdict})


def left_out(unclear: int) -> str:
    """Return what is said of the flows that are left out."""
    flows = "1 flow is" if unclear == 1 else f"{unclear} flows are"
    return f"{flows} left out: it is not clear who owns one of the steps."


def find(graph: ProcessGraph) -> Handovers:
    """Return who hands what to whom in a process; rejections are no handovers."""
    return _Search(graph, grades(graph)).handovers()


@dataclass
class _Search:
    graph: ProcessGraph
    grades: Grades
    unclear: int = 0
    rows: list[Handover] = field(default_factory=list)

    def handovers(self) -> Handovers:
        hidden = [each for each in self.grades.changes if isinstance(each.change, HiddenChange)]
        for number, flow in enumerate(self.graph.handover_flows):
            self.rows += self._of_flow(number, flow)
        for number, each in enumerate(hidden, start=len(self.graph.flows)):
            assert isinstance(each.change, HiddenChange)
            self.rows += self._of_hidden(number, each.change)
        used = dict.fromkeys(id_ for row in self.rows for id_ in (row.sender, row.receiver))
        if used:  # a department that neither gives nor takes is part of the picture, too
            used |= dict.fromkeys(self.graph.owning_departments)
        known = [id_ for id_ in self.graph.departments if id_ in used]
        ids = dict.fromkeys([*known, *used])
        parties = sorted(map(self._party, ids), key=lambda party: _RANKS[party.kind])
        return Handovers(tuple(parties), tuple(self.rows), self.unclear)

    def _party(self, id_: str) -> Party:
        if id_ == NOBODY:
            return Party(id_, "No owner", "nobody")
        department = self.graph.departments.get(id_)
        name = self.graph.organisation.name(id_)
        if department is None or department.kind == "department":
            return Party(id_, name, "department")
        if department.kind == "external":
            return Party(id_, name, "external")
        return Party(id_, f"{name} ({department.kind})", "external")

    def _of_flow(self, number: int, flow: Flow) -> Iterator[Handover]:
        if flow.target is None:
            return
        graded = self.grades.of(flow)
        if graded:
            pairs = flow.sender.departments_between(flow.receiver)
        elif flow.sender.unclear or flow.receiver.unclear:
            self.unclear += 1
            return
        else:
            pairs = self._parties_between(flow.sender, flow.receiver)
        for sending, receiving in pairs:
            yield Handover(
                number,
                sending,
                receiving,
                graded.grade if graded else "outside",
                flow.source.name,
                flow.target.name,
                self._agreement(flow, graded),
                graded.lacks if graded else (),
                graded.contradictory if graded else (),
            )

    def _parties_between(
        self, sender: Ownership, receiver: Ownership
    ) -> tuple[tuple[str, str], ...]:
        """Return the parties that meet on a flow and differ; none where both ends are inside."""
        if sender.inside and receiver.inside:
            return ()
        meeting = product(self._parties(sender), self._parties(receiver))
        return tuple(pair for pair in dict.fromkeys(meeting) if pair[0] != pair[1])

    def _parties(self, owner: Ownership) -> list[str]:
        if owner.state is OwnerState.UNOWNED or not owner.names:
            return [NOBODY]
        parties = []
        for named in owner.owners:
            home = self.graph.organisation.home(named.who) if named.who else Away.HOMELESS
            parties.append(home.department if isinstance(home, Home) else named.who or NOBODY)
        return parties

    def _agreement(self, flow: Flow, graded: Graded | None) -> str:
        if graded and graded.question:
            return "answer to an approval"
        handoff = flow.handoff
        if handoff is None or (graded and graded.grade == "missing"):
            return ""
        return handoff.name or handoff.id.replace("-", " ") or ", ".join(handoff.payload[:2])

    def _of_hidden(self, number: int, hidden: HiddenChange) -> Iterator[Handover]:
        sender, receiver = self.graph.owner(hidden.source), self.graph.owner(hidden.target)
        via = tuple(step.name for step in hidden.between)
        for sending, receiving in sender.departments_between(receiver):
            names = (hidden.source.name, hidden.target.name)
            yield Handover(number, sending, receiving, "missing", *names, via=via)


_RANKS: dict[PartyKind, int] = {"department": 0, "external": 1, "nobody": 2}
