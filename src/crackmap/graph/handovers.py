"""Who hands what to whom: the flows between departments, and how well each is agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from crackmap.graph.flow import Flow
from crackmap.graph.hidden_handoffs import HiddenChange, hidden_changes
from crackmap.graph.organisation import Away, Home, Ownership, OwnerState
from crackmap.graph.process_graph import ProcessGraph

NOBODY = "(nobody)"
NO_HANDOVERS = "No work passes from one department to another"
Verdict = Literal["defined", "weak", "missing", "unjudged"]
PartyKind = Literal["department", "external", "nobody"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or takes work: a department, someone outside of all, or nobody."""

    id: str
    name: str
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class Handover:
    """Work that passes from the party `sender` to the party `receiver`, by their ids.

    It passes between the steps named `source` and `target`; `via` are the steps in nobody's hands
    that hide it. A `missing` one has no agreement, a `weak` one an agreement that `lacks` fields;
    `unjudged` is one with an outsider that has none, for which no rule asks.
    """

    sender: str
    receiver: str
    verdict: Verdict
    source: str
    target: str
    agreement: str = ""
    lacks: tuple[str, ...] = ()
    via: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The steps between which work passes."""
        return f"{self.source} → {self.target}"

    @property
    def reported(self) -> str:
        """All that is known of it, in one line."""
        parts = [self.path]
        if self.via:
            parts.append("hidden behind " + ", ".join(self.via))
        if self.verdict == "missing":
            parts.append("no handoff")
        elif self.agreement:
            parts.append(self.agreement)
        if self.lacks:
            parts.append("lacks " + ", ".join(self.lacks))
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


def find(graph: ProcessGraph) -> Handovers:
    """Return who hands what to whom in a process; rejections are no handovers."""
    return _Search(graph).handovers()


@dataclass
class _Search:
    graph: ProcessGraph
    unclear: int = 0
    missing: set[Flow] = field(default_factory=set)

    def handovers(self) -> Handovers:
        self.missing = set(self.graph.undefined_changes())
        rows = [row for flow in self.graph.handover_flows() for row in self._of_flow(flow)]
        rows += [row for hidden in hidden_changes(self.graph) for row in self._of_hidden(hidden)]
        used = {row.sender for row in rows} | {row.receiver for row in rows}
        known = [id_ for id_ in self.graph.departments if id_ in used]
        others = dict.fromkeys(id_ for row in rows for id_ in (row.sender, row.receiver))
        ids = dict.fromkeys([*known, *others])
        parties = sorted(map(self._party, ids), key=lambda party: _RANKS[party.kind])
        return Handovers(tuple(parties), tuple(rows), self.unclear)

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

    def _of_flow(self, flow: Flow) -> Iterator[Handover]:
        sender, receiver = flow.sender, flow.receiver
        if flow.target is None:
            return
        pairs = self._pairs(sender, receiver)
        if pairs is None:
            self.unclear += 1
            return
        judged = self.graph.completeness(flow)
        for giving, taking in pairs:
            verdict = self._verdict(flow, NOBODY in (giving, taking))
            named = verdict in ("defined", "weak") and judged is not None
            yield Handover(
                giving,
                taking,
                verdict,
                flow.source.name,
                flow.target.name,
                self._agreement(flow) if verdict != "missing" else "",
                judged.missing if named and judged and verdict == "weak" else (),
            )

    def _pairs(self, sender: Ownership, receiver: Ownership) -> list[tuple[str, str]] | None:
        """Return the parties that meet on a flow and differ; None where an owner is unclear."""
        if sender.inside and receiver.inside:
            return list(sender.departments_between(receiver))
        if sender.unclear or receiver.unclear:
            return None
        meeting = product(self._parties(sender), self._parties(receiver))
        return [pair for pair in dict.fromkeys(meeting) if pair[0] != pair[1]]

    def _parties(self, owner: Ownership) -> list[str]:
        if owner.state is OwnerState.UNOWNED or not owner.names:
            return [NOBODY]
        parties = []
        for named in owner.owners:
            home = self.graph.organisation.home(named.who) if named.who else Away.HOMELESS
            parties.append(home.department if isinstance(home, Home) else named.who or NOBODY)
        return parties

    def _verdict(self, flow: Flow, nobody: bool) -> Verdict:
        judged = self.graph.completeness(flow)
        asking = self.graph.asked_by(flow)
        if judged is None and asking is not None:
            judged = self.graph.completeness(asking)
        if flow in self.missing or (nobody and not self.graph.defines_handoff(flow)):
            return "missing"
        if judged is None:
            return "weak" if flow.names_handoff or asking else "unjudged"
        return "defined" if judged.level in ("defined", "usable") else "weak"

    def _agreement(self, flow: Flow) -> str:
        handoff = flow.handoff
        if handoff is None:
            return "answer to an approval" if self.graph.asked_by(flow) else flow.handoff_id or ""
        return handoff.name or handoff.id.replace("-", " ") or ", ".join(handoff.payload[:2])

    def _of_hidden(self, hidden: HiddenChange) -> Iterator[Handover]:
        sender, receiver = self.graph.owner(hidden.source), self.graph.owner(hidden.target)
        via = tuple(step.name for step in hidden.between)
        for giving, taking in sender.departments_between(receiver):
            names = (hidden.source.name, hidden.target.name)
            yield Handover(giving, taking, "missing", *names, via=via)


_RANKS: dict[PartyKind, int] = {"department": 0, "external": 1, "nobody": 2}
