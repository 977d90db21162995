"""Which flows are answers of approvals, and which flow asked for each.

An answer asks for nothing, so that what an answer leads to can be answered only to who asked it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from crackmap.graph.flow import Flow, Onward
from crackmap.graph.organisation import Home
from crackmap.language.process import Step


class _Askers:
    """The flows by which one home may have asked for one approval, and what is known of them."""

    def __init__(self, flows: list[Flow]) -> None:
        self.flows = flows
        self.open = len(flows)  # so many of them are not known to ask, nor to answer
        self.asking = False  # whether one of them is known to ask
        self.answered: list[Flow] = []  # the flows to that home out of the approval

    @property
    def settled(self) -> bool:
        """Whether it is known if that home asked."""
        return self.asking or not self.open


class Answers:
    """The flows out of approvals, told apart: those that ask, and those that answer.

    A flow from an approval to the department (for a change of team, the team) that asked is an
    answer, unless it says how work is handed over, which makes it a question of its own. Where
    approvals only ask each other, the flow that stands first in the file asks.
    """

    def __init__(
        self,
        flows: Sequence[Flow],
        incoming: Callable[[Step], Sequence[Onward]],
        asks: Callable[[Flow], bool],
    ) -> None:
        """Tell the `flows` apart; one that `asks` in any case asks, whatever it answers."""
        self._incoming = incoming
        self._told: dict[Flow, bool] = {}  # whether it asks; what is left out asks
        self._groups: dict[tuple[Step, Home, bool], _Askers] = {}
        self._open = {
            flow: groups
            for flow in flows
            if flow.source.kind == "approval" and not asks(flow)
            if (groups := [self._askers(flow, *end) for end in _ends(flow)])
        }
        self._settle()

    def question(self, flow: Flow) -> Flow | None:
        """Return the flow by which was asked for what `flow` answers; None if it is no answer."""
        if flow.source.kind != "approval":
            return None
        asked = [
            next(filter(self._asks, self._askers(flow, *end).flows), None) for end in _ends(flow)
        ]
        return asked[0] if asked and all(asked) else None

    def _asks(self, flow: Flow) -> bool:
        return self._told.get(flow, True)

    def _askers(self, flow: Flow, home: Home, team: bool) -> _Askers:
        """Return who of `home` may have asked for the approval that `flow` leads out of."""
        key = (flow.source, home, team)
        if key not in self._groups:
            differ = Home.other_team if team else Home.other_department
            flows: list[Flow] = [
                asking
                for asking in self._incoming(flow.source)
                if not asking.rejects
                if any(
                    asker.department == home.department
                    and not differ(asker, home)
                    and differ(asker, asked)
                    for asker, asked in asking.sender.meetings(asking.receiver)
                )
            ]
            self._groups[key] = _Askers(flows)
        return self._groups[key]

    def _settle(self) -> None:
        """Find out of each flow whether it asks, from those of which it is known."""
        having: dict[Flow, list[_Askers]] = {}
        for flow, groups in self._open.items():
            for group in groups:
                group.answered.append(flow)
        for group in self._groups.values():
            for flow in group.flows:
                having.setdefault(flow, []).append(group)
        for flow in having:
            if flow not in self._open:
                self._tell(flow, having, asks=True)
        queue = deque(self._open)
        for first in self._open:
            while queue:
                flow = queue.popleft()
                groups = self._open[flow]
                if flow in self._told:
                    continue
                if any(group.settled and not group.asking for group in groups):
                    queue += self._tell(flow, having, asks=True)
                elif all(group.asking for group in groups):
                    queue += self._tell(flow, having, asks=False)
            if first not in self._told:
                queue += self._tell(first, having, asks=True)

    def _tell(self, flow: Flow, having: dict[Flow, list[_Askers]], *, asks: bool) -> list[Flow]:
        """Note whether `flow` asks; return the flows of which more is known now."""
        self._told[flow] = asks
        more: list[Flow] = []
        for group in having.get(flow, ()):
            before = group.settled
            group.open -= 1
            group.asking = group.asking or asks
            if group.settled and not before:
                more += group.answered
        return more


def _ends(flow: Flow) -> Iterator[tuple[Home, bool]]:
    """Return the homes to which `flow` changes hands, and whether only the team changes."""
    for sender, receiver in flow.sender.meetings(flow.receiver):
        if sender.other_department(receiver):
            yield receiver, False
        elif sender.other_team(receiver) and not flow.changes_department:
            yield receiver, True
