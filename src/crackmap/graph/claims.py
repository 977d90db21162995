"""Whether documents that are asked about one field agree on it."""

from __future__ import annotations

from typing import Any

from crackmap.graph.flow_graph import FlowGraph
from crackmap.graph.organisation import OwnerState
from crackmap.language.element import Element
from crackmap.language.notations import Claim, normal
from crackmap.language.process import Handoff, Stage, Step
from crackmap.language.texts import fold
from crackmap.language.values import Duration, Level, TimeLimit, compare


def contradictory_keys(graph: FlowGraph, element: Element) -> tuple[str, ...]:
    """Return the keys of `element` whose claims differ, in the order of the file.

    What is written differently and means the same agrees: `48h` and `2d`, a team and its
    department. A target and a limit are not two claims.
    """
    claimed = element.claimed_keys()
    if not claimed:  # as nearly everywhere
        return ()
    return tuple(
        key
        for key in claimed
        if len(element.claims(key)) > 1 and not _agree(graph, element, key, element.claims(key))
    )


def contradictory_parts(graph: FlowGraph, handoff: Handoff) -> tuple[str, ...]:
    """Return the keys of a handoff, and of its rejection, whose claims differ."""
    own = contradictory_keys(graph, handoff)
    back = contradictory_keys(graph, handoff.rejection) if handoff.rejection else ()
    return (*own, "rejection") if back and "rejection" not in own else own


def _agree(graph: FlowGraph, element: Element, key: str, claims: tuple[Claim, ...]) -> bool:
    if key == "owner" and isinstance(element, Step | Stage):
        return graph.organisation.named_owner(element).state is not OwnerState.DISPUTED
    different = {normal(claim.says): claim.says for claim in reversed(claims)}
    values = list(different.values())
    return all(
        _same(graph, value, other)
        for index, value in enumerate(values)
        for other in values[index + 1 :]
    )


def _same(graph: FlowGraph, said: Any, other: Any) -> bool:
    """Return whether two claims that are written differently still say the same."""
    day = graph.around.working_day
    if isinstance(said, TimeLimit):
        pairs = ((said.limit, other.limit), (said.target, other.target))
        return all(compare(a, b, day) == 0 for a, b in pairs if a and b)
    if isinstance(said, Duration):
        return compare(said, other, day) == 0
    if isinstance(said, str):
        return _same_department(graph, said, other)
    if isinstance(said, tuple) and said and isinstance(said[0], Level):
        levels = zip(said, other, strict=False)
        return len(said) == len(other) and all(_same_level(graph, a, b) for a, b in levels)
    if isinstance(said, tuple):
        return all(
            any(_same_department(graph, a, b) for b in there)
            for here, there in ((said, other), (other, said))
            for a in here
        )
    return False


def _same_level(graph: FlowGraph, said: Level, other: Level) -> bool:
    if not _same_department(graph, said.to, other.to):
        return False
    if said.after is None or other.after is None:
        return said.after is other.after
    return compare(said.after, other.after, graph.around.working_day) == 0


def _same_department(graph: FlowGraph, said: str, other: str) -> bool:
    known = said in graph.departments and other in graph.departments
    return fold(said) == fold(other) or (known and graph.organisation.related(said, other))
