"""A process as the language reads it, by the dumbest means: the ground of brute_force.py.

The quoted comments are the sentences of the language that the code below them stands for. Nothing
here comes from crackmap, and nothing is meant to be fast.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from brute_force_flows import Flow, Flows, Step
from brute_force_organisation import Fields, missing, single, value

# > "The ten fields and their weights", in hundredths, so that sums are exact
WEIGHTS = {
    "from": 8,
    "to": 12,
    "trigger": 12,
    "payload": 12,
    "acceptance": 12,
    "channel": 8,
    "sla": 12,
    "acknowledgement": 12,
    "escalation": 6,
    "rejection": 6,
}


@dataclass(frozen=True, eq=False)
class Rejection:
    """What an agreement sends back from the step that it leads into."""

    refused: Flow
    receiver: Step
    to: str
    target: Step | None  # None: there is no such step
    share: object
    rounds: bool


class Reading(Flows):
    """A process as the contract reads it: agreements, rejections, reachability."""

    def __init__(self, process: Fields) -> None:
        super().__init__(process)
        self.handoffs: dict[str, Fields] = process.get("handoffs") or {}
        self.rejections = list(self.find_rejections())
        self.leads_to = self.close_transitively(self.edges())

    # Handoffs

    def handoff(self, flow: Flow) -> Fields | None:
        """Return the agreement that the flow names, if it is known."""
        named = single(flow.fields.get("handoff"))
        if missing(named):
            return None
        return named if isinstance(named, dict) else self.handoffs.get(named)

    def handoff_subject(self, flow: Flow) -> str:
        # > "A handoff in place is its flow."
        named = single(flow.fields.get("handoff"))
        return flow.subject if isinstance(named, dict) else f"handoff {named}"

    def all_handoffs(self) -> Iterator[tuple[str, Fields]]:
        for name, handoff in self.handoffs.items():
            yield f"handoff {name}", handoff
        for flow in self.flows:
            named = single(flow.fields.get("handoff"))
            if isinstance(named, dict):
                yield flow.subject, named

    def unknown_handoff(self, flow: Flow) -> bool:
        named = single(flow.fields.get("handoff"))
        return not missing(named) and isinstance(named, str) and named not in self.handoffs

    def more_than_nominal(self, flow: Flow) -> bool:
        handoff = self.handoff(flow)
        if handoff is None:
            # An unknown id is told as such: "Where an answer would be a guess because something
            # else is broken, be silent."
            return self.unknown_handoff(flow)
        present = {field for field in WEIGHTS if not missing(handoff.get(field))}
        # > "A rejection without `to`, or with a placeholder, is no way back: the agreement has
        # none."
        if self.rejection_to(handoff) is None:
            present.discard("rejection")
        # > "both count as present where that end of the flow is inside"
        if self.inside(flow.source):
            present.add("from")
        if flow.target is not None and self.inside(flow.target):
            present.add("to")
        return sum(WEIGHTS[field] for field in present) >= 40

    def rejection_to(self, handoff: Fields) -> str | None:
        rejection = single(handoff.get("rejection"))
        to = single(rejection.get("to")) if isinstance(rejection, dict) else rejection
        return None if missing(to) else to

    def in_use(self, flow: Flow) -> bool:
        # > "an agreement *in use* (named by a flow that changes department, and not nominal)"
        known = self.handoff(flow) is not None and self.judged(flow)
        return known and bool(self.changes(flow)) and self.more_than_nominal(flow)

    def find_rejections(self) -> Iterator[Rejection]:
        """Find what is sent back, once for each flow that names an agreement with a rejection."""
        for flow in self.flows:
            handoff = self.handoff(flow)
            to = self.rejection_to(handoff) if handoff else None
            if handoff is None or to is None or flow.target is None:
                continue
            # > "In a shared agreement `to` may be a department": then work goes back to its sender.
            senders = [home for _, home in self.homes(flow.source)]
            sender = flow.source if any(self.within(home, to) for home in senders) else None
            written = single(handoff["rejection"])
            fields: Fields = written if isinstance(written, dict) else {}
            rounds = not missing(fields.get("rounds"))
            target = self.by_id.get(to, sender)
            yield Rejection(flow, flow.target, to, target, fields.get("share"), rounds)

    def within(self, home: str | None, department: str) -> bool:
        if home is None or department not in self.departments:
            return False
        return self.home(department) in self.chain(home)

    def leads_back(self, flow: Flow) -> bool:
        """Tell whether a flow is a way back, and not how work goes on."""
        # > "as long as it leads back: up the file, or to a step from which work only goes up or
        # ends without a good outcome"
        assert flow.target is not None
        if flow.target.number <= flow.source.number:
            return True
        paths = self.out_of(flow.target)
        ends = [single(path.fields.get("outcome")) for path in paths]
        ends.append(single(flow.target.fields.get("outcome")))
        down = any(path.target and path.target.number > flow.source.number for path in paths)
        return not down and not {str(end).lower() for end in ends} & self.good

    def is_rejection(self, flow: Flow, a: str | None, b: str | None) -> list[Rejection]:
        """List the rejections that the flow from home a to home b is, written out."""
        # > "One with an agreement of its own that is more than nominal is none, and neither is one
        # that only the order of the file makes."
        if flow.target is None or flow.implicit or self.more_than_nominal(flow):
            return []
        return [one for one in self.rejections if self.is_this_rejection(flow, one, a, b)]

    def is_this_rejection(
        self, flow: Flow, rejection: Rejection, a: str | None, b: str | None
    ) -> bool:
        assert flow.target is not None
        receiver, to = rejection.receiver, rejection.to
        if (
            flow.target is receiver and flow.source is not receiver
        ):  # this way leads into the step that sends back
            return False
        # > "A *written* flow from the receiving step to `rejection.to` is that rejection"
        if flow.target.id == to and flow.source is receiver:
            return True
        # > "and, where `to` is a department, one to any step of it, as long as it leads back"
        meant = to not in self.by_id and self.within(b, to)
        if not (flow.target.id == to or meant) or not self.leads_back(flow):
            return False
        if flow.source is receiver:
            return True
        # > "so is one from another step of its department (team, if both are of one department)"
        senders = self.step_departments(rejection.refused.source)
        one_department = senders & self.step_departments(receiver)
        return any(
            a
            and theirs
            and self.department(a) == self.department(theirs)
            and not (one_department and self.differ_in_team(a, theirs))
            for _, theirs in self.homes(receiver)
        )

    def stands_for(self, flow: Flow) -> list[Rejection]:
        """List the rejections that a flow is, whoever of its owners acts."""
        # > "Where one is written, it stands for the implied one"
        if flow.target is None:
            return []
        ours, theirs = self.homes(flow.source) or [(None, None)], self.homes(flow.target)
        pairs = itertools.product(ours, theirs or [(None, None)])
        found = [one for (_, a), (_, b) in pairs for one in self.is_rejection(flow, a, b)]
        return list(dict.fromkeys(found))

    def implied(self) -> list[Rejection]:
        """List the rejections that the receiving step has not written out itself."""
        return [
            one
            for one in self.rejections
            if not any(one in self.stands_for(flow) for flow in self.out_of(one.receiver))
        ]

    def fits(self, flow: Flow) -> list[str]:
        """List the shared agreements between the two ends of a flow."""
        return self.fits_between(flow.source, flow.target) if flow.target else []

    def fits_between(self, source: Step, target: Step) -> list[str]:
        """List the shared agreements from the owner of one step to that of another."""
        # > "If exactly one agreement fits both ends"
        ends = [("from", source), ("to", target)]
        return [
            name
            for name, handoff in self.handoffs.items()
            if all(self.is_end(handoff.get(field), step) for field, step in ends)
        ]

    def is_end(self, named: object, step: Step) -> bool:
        """Tell whether an agreement's `from` or `to` is a step's owner, above it or below it."""
        name, owners = value(named), [who for _, who in step.owners or [] if who]
        return isinstance(name, str) and any(self.related(name, who) for who in owners)

    def alternatives(self, step: Step) -> list[Flow]:
        """List the ways on, of which work takes one: never a rejection."""
        # > "`parallel: true` on the step starts them all, and neither alternatives nor shares
        # apply"
        if step.fields.get("parallel") is True:
            return []
        return [flow for flow in self.out_of(step) if not self.stands_for(flow)]

    # Reachability

    def edges(self) -> set[tuple[Step, Step]]:
        edges = {(flow.source, flow.target) for flow in self.flows if flow.target is not None}
        # > "A flow from the receiving step back to `to` ... It counts for reachability, ways to an
        # outcome, loops"
        back = {(one.receiver, one.target) for one in self.rejections if one.target}
        return edges | back

    def close_transitively(self, edges: set[tuple[Step, Step]]) -> dict[Step, set[Step]]:
        """Find all that can be reached from each step by one edge or more."""
        reached = {step: {b for a, b in edges if a is step} for step in self.steps}
        size = -1
        while size != (size := sum(map(len, reached.values()))):
            for step in self.steps:
                reached[step] = reached[step].union(*(reached[b] for b in reached[step]))
        return reached
