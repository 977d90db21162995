"""Who of both sides has agreed to a handoff."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from crackmap.graph.fitting import Near
from crackmap.graph.organisation import Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Agreed, Handoff


def agreed_by(graph: ProcessGraph, handoff: Handoff, side: Ownership) -> Agreed | None:
    """Return the last yes of one side; None where it has not agreed.

    A department speaks for its teams, and somebody of it for the department.
    """
    signed = _SIGNED.setdefault(graph, {})
    if handoff not in signed:
        signed[handoff] = _Signed(graph, handoff)
    return signed[handoff].last(side)


class _Signed:
    """The yeses to one handoff."""

    def __init__(self, graph: ProcessGraph, handoff: Handoff) -> None:
        self._fits = graph.organisation.stands_for
        self._yeses = [(yes, yes.by) for yes in handoff.agreed if yes.by]
        self._near = Near([by for _, by in self._yeses], graph.organisation)

    def last(self, side: Ownership) -> Agreed | None:
        """Return the last yes of one side."""
        near = (self._yeses[place] for place in reversed(self._near.places(side)))
        return next((yes for yes, by in near if self._fits(by, side)), None)


_SIGNED: WeakKeyDictionary[ProcessGraph, dict[Handoff, _Signed]] = WeakKeyDictionary()
