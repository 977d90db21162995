"""What a map tells besides what is always on it: shares, time limits, value and systems."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from crackmap.graph.flow import Flow
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.source.words import listing
from crackmap.writers.wording import limit_words, share_words

if TYPE_CHECKING:
    from crackmap.graph.impact import Impact
    from crackmap.graph.numbers import Number

FACTS = ("share", "sla", "value", "system")
_WIDEST = 5  # how many widths a line can have


class Facts:
    """What is known of the steps and flows of a process, as far as it is to be `shown`."""

    def __init__(self, graph: ProcessGraph, shown: Collection[str] = ()) -> None:
        """Look at `graph`; `shown` are some of FACTS."""
        self._graph = graph
        self._shown = shown

    def tells(self, fact: str) -> bool:
        """Return whether a fact is to be shown."""
        return fact in self._shown

    def of_step(self, step: Step) -> tuple[str, ...]:
        """Return what stands in the box of a step, a line each."""
        told = []
        if "sla" in self._shown and step.within:
            told.append(f"within {limit_words(step.within)}")
        if "system" in self._shown and step.system:
            told.append(f"in {self._system(step.system)}")
        if "value" in self._shown and self._total.value:
            worth = self._impact.worth(self._impact.per_period(self._impact.at_step(step).share))
            if worth.value:  # behind a split another branch has it
                from crackmap.writers.cost_words import words

                told.append(words(worth))
        return tuple(told)

    def of_flow(self, flow: Flow) -> str:
        """Return what stands beside the line of a flow."""
        told = []
        handoff = flow.handoff
        if "sla" in self._shown and handoff and handoff.sla and not flow.rejects:
            told.append(f"within {limit_words(handoff.sla)}")
        if "system" in self._shown and handoff and handoff.channel and not flow.rejects:
            told.append(f"by {self._system(handoff.channel)}")
        if "share" in self._shown and flow.share is not None:
            told.append(share_words(flow.share))
        return ", ".join(told)

    def weight(self, flow: Flow) -> int:
        """Return the width of a line, from 1 to 5; 0 where nothing is known that it could tell."""
        if "share" in self._shown:
            row = self._graph.rows.get(flow.source)
            known = row and (row.given or flow.share is not None)
            cases = self._impact.on_flow(flow).visits.value if known else None
            return _width(cases) if cases is not None else 0
        if "value" in self._shown and self._total.value:
            passing = self._impact.on_flow(flow).share.value
            return _width(passing / self._total.value) if passing else 0
        return 0

    def remarks(self) -> list[tuple[str, str]]:
        """Return what stands below the map to say what the facts are, or why some are not there."""
        told = []
        if "value" in self._shown:
            from crackmap.writers.cost_words import words

            worth = self._impact.worth(self._impact.per_period(self._total))
            meaning = "in a step stands what the won cases that pass it are worth"
            told.append(meaning if worth.known else f"what cases are worth is {words(worth)}")
        unsaid = [fact for fact in FACTS if fact in self._shown and not self._is_said(fact)]
        if unsaid:
            told.append(f"nothing here has a {listing(unsaid, 'or')}")
        return [("", remark) for remark in told]

    def _is_said(self, fact: str) -> bool:
        graph = self._graph
        if fact == "share":
            return any(flow.share is not None for flow in (*graph.flows, *graph.rejections))
        said = {"sla": ("within", "sla"), "system": ("system", "channel")}.get(fact)
        if said is None:
            return True
        of_step, of_handoff = said
        return any(getattr(step, of_step) for step in graph.steps) or any(
            flow.handoff and getattr(flow.handoff, of_handoff) for flow in graph.flows
        )

    def _system(self, text: str) -> str:
        known = self._graph.organisation.system(text)
        return self._graph.organisation.name(known) if known else text

    @cached_property
    def _impact(self) -> Impact:
        from crackmap.graph.impact import Impact

        return Impact(self._graph)

    @cached_property
    def _total(self) -> Number:
        return self._impact.win


def _width(part: float) -> int:
    """Return how wide the line of a part of all cases is; 1 is the least."""
    return max(1, min(_WIDEST, round(part * _WIDEST)))
