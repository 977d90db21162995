"""Which steps a start leads to, where flows may dangle: their words seem to mean other steps.

A dangling flow leads to the step that is proposed for its word, as far as that is asked. What then
no start leads to falls into chains, each told at its first step.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.network import Network
from crackmap.language.process import Step


class Chain(NamedTuple):
    """Steps that no start leads to: the first of them, and those behind it."""

    first: Step
    behind: Sequence[Step]


class Reachability:
    """The steps that starts lead to, as flows are written and as they seem to be meant."""

    def __init__(
        self,
        network: Network,
        starts: Sequence[Step],
        ordered: frozenset[Step],
        dangling: Sequence[tuple[Flow, Step | None]],
    ) -> None:
        """Follow the flows; each `dangling` one comes with the step that is proposed for it."""
        self._network, self._starts, self._ordered = network, starts, ordered
        self._dangling = dangling

    @cached_property
    def as_written(self) -> frozenset[Step]:
        """The steps that starts lead to along flows that name a step."""
        return self._network.reached(self._starts)

    @cached_property
    def as_meant(self) -> frozenset[Step]:
        """The steps that starts lead to where a dangling flow leads to what is proposed for it."""
        return self._meant.reached(self._starts) if self._proposed else self.as_written

    @cached_property
    def chains(self) -> list[Chain]:
        """The chains of steps that no start leads to along flows that name a step.

        First stand those whose first step no dangling flow seems to mean.
        """
        return [*self._left, *self._excused]

    def excused_by(self, word: str) -> Step | None:
        """Return the first step of the chain that is none if `word` means what is proposed."""
        meant = self._meant_by.get(word)
        first = self._first_of.get(meant, meant) if meant else None
        return first if first in self._excused_firsts else None

    @cached_property
    def loose_words(self) -> frozenset[str]:
        """The words without a proposal to which work comes: each may mean the first of a chain."""
        return frozenset(
            flow.lost_word
            for flow, meant in self._dangling
            if flow.lost_word and meant is None and flow.source in self.as_meant
        )

    @cached_property
    def _meant_by(self) -> dict[str, Step | None]:
        return {flow.dangling or "": meant for flow, meant in self._dangling}

    @cached_property
    def _proposed(self) -> list[tuple[Flow, Step]]:
        return [
            (flow, step) for flow, step in self._dangling if step not in self.as_written and step
        ]

    @cached_property
    def _meant(self) -> Network:
        led = (Onward(flow.source, step, flow.sender) for flow, step in self._proposed)
        return self._network.with_more(led)

    @cached_property
    def _left(self) -> list[Chain]:
        unreachable = self._ordered - self.as_meant
        if not unreachable:
            return []
        network = self._meant if self._proposed else self._network
        return [Chain(*chain) for chain in network.chains(unreachable)]

    @cached_property
    def _excused(self) -> list[Chain]:
        if not self._proposed:
            return []
        left = {chain.first for chain in self._left}
        chains = self._network.chains(self._ordered - self.as_written)
        return [Chain(*chain) for chain in chains if chain[0] not in left]

    @cached_property
    def _excused_firsts(self) -> frozenset[Step | None]:
        return frozenset(chain.first for chain in self._excused)

    @cached_property
    def _first_of(self) -> dict[Step, Step]:
        """For each step of a cycle the first one of it."""
        return {step: cycle[0] for cycle in self._network.cycles for step in cycle}
