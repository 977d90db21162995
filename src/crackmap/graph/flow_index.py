"""Flows found again by what findings call them, and by the agreement that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from crackmap.graph.flow import Flow
from crackmap.language.subject import Subject


class FlowIndex:
    """Flows by their subjects and details, and by the ids of their agreements."""

    def __init__(self, told: Iterable[Flow], naming: Iterable[Flow]) -> None:
        """Keep the flows `told` by findings, and those that may be `naming` agreements.

        They are looked at when somebody asks.
        """
        self._flows_told, self._flows_naming = told, naming

    def about(self, subject: Subject, detail: str) -> Sequence[Flow]:
        """Return the flows of a subject, of several those of this `detail`; all if none has it."""
        alike = self._told.get(subject, {})
        return alike.get(detail) or [flow for flows in alike.values() for flow in flows]

    def naming(self, handoff_id: str) -> Sequence[Flow]:
        """Return the flows that name an agreement."""
        return self._naming.get(handoff_id, ())

    @cached_property
    def _told(self) -> dict[Subject, dict[str, list[Flow]]]:
        told: dict[Subject, dict[str, list[Flow]]] = {}
        for flow in self._flows_told:
            told.setdefault(flow.subject, {}).setdefault(flow.detail, []).append(flow)
        return told

    @cached_property
    def _naming(self) -> dict[str, list[Flow]]:
        naming: dict[str, list[Flow]] = {}
        for flow in self._flows_naming:
            if flow.handoff_id:
                naming.setdefault(flow.handoff_id, []).append(flow)
        return naming
