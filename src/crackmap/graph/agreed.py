"""Who of both sides has agreed to a handoff."""

from __future__ import annotations

from crackmap.graph.organisation import Ownership
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Agreed, Handoff


def agreed_by(graph: ProcessGraph, handoff: Handoff, side: Ownership) -> Agreed | None:
    """Return the last yes of one side; None where it has not agreed.

    A department speaks for its teams, and somebody of it for the department.
    """
    fits = graph.organisation.stands_for
    return next((yes for yes in handoff.agreed[::-1] if yes.by and fits(yes.by, side)), None)
