"""A process as the language reads it, by the dumbest means: the ground of brute_force.py.

The quoted comments are the sentences of the language that the code below them stands for. Nothing
here comes from crackmap, and nothing is meant to be fast.
"""

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# > "Placeholders, in any case, with spaces around"
PLACEHOLDERS = {"", "tbd", "todo", "unknown", "unassigned", "nobody", "none", "n/a"}
PLACEHOLDERS |= {"to be defined", "?", "-", "~"}

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

Fields = dict[str, Any]
Owners = list[tuple[str | None, str | None]]  # (when, owner), both of them optional


@dataclass(frozen=True, eq=False)
class Step:
    id: str
    number: int  # place in the file
    fields: Fields
    unordered: bool  # in an `order: none` stage or process
    shared: bool
    owners: Owners | None  # None: no telling who


@dataclass(frozen=True, eq=False)
class Flow:
    source: Step
    target: Step | None
    subject: str
    fields: Fields
    failed: bool = False  # its `to` names no step


def said(value: Any) -> Any:
    """Return the value of a claim, or the value itself."""
    return value.get("says") if isinstance(value, dict) and "says" in value else value


def missing(value: Any) -> bool:
    # > "They count as missing in every other field too, and so do empty lists."
    if isinstance(value, list):
        return all(missing(said(item)) for item in value)
    return value is None or (isinstance(value, str) and value.strip().lower() in PLACEHOLDERS)


def single(value: Any) -> Any:
    # > "A scalar stands for a list of one, and a list of one for a scalar."
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def made_id(name: str) -> str:
    # > "Unicode NFC, lower case, apostrophes vanish, every run of other non-alphanumeric characters
    # becomes one `-`; letters of all scripts stay"
    text = unicodedata.normalize("NFC", name).lower().replace("'", "").replace("’", "")
    return "-".join(re.findall(r"[^\W_]+", text))


class Reading:
    """A process as the contract reads it: steps, flows, owners, rejections, reachability."""

    def __init__(self, process: Fields) -> None:
        departments = process.get("departments") or {}
        if isinstance(departments, list):
            departments = dict.fromkeys(departments)
        self.owner = None if missing(process.get("owner")) else process["owner"]
        self.departments: dict[str, Fields] = {k: v or {} for k, v in departments.items()}
        self.handoffs: dict[str, Fields] = process.get("handoffs") or {}
        self.good = listed(process.get("good_outcomes") or ["won", "renewed", "expanded"])
        self.steps: list[Step] = []
        for stage in process["stages"]:
            # > "`order: none` on the process or a stage: a matrix or a checklist."
            unordered = "none" in (process.get("order"), stage.get("order"))
            for fields in stage["steps"]:
                # > "Left out, it is the stage's; never the process's."
                owner = fields["owner"] if "owner" in fields else stage.get("owner")
                shared, owners = self.owners(owner)
                step_id = fields.get("id") or made_id(fields["name"])
                number = len(self.steps)
                self.steps.append(Step(step_id, number, fields, unordered, shared, owners))
        self.by_id = {step.id: step for step in self.steps}
        self.flows = [flow for step in self.steps for flow in self.flows_out_of(step)]
        self.rejections = list(self.find_rejections())
        self.leads_to = self.close_transitively()

    # Owners and departments

    def owners(self, owner: Any) -> tuple[bool, Owners | None]:
        """Tell whether two share the step, and its owners (None: there is no telling who)."""
        if missing(owner):
            return False, [(None, None)]
        entries = listed(owner)
        if any(isinstance(entry, dict) and "who" in entry for entry in entries):
            # > "a list of `{ who, when }`. Rules about departments look at each"
            named = [
                (e.get("when"), None if missing(e.get("who")) else single(e["who"]))
                for e in entries
            ]
            # > "Handoff rules are silent at a step whose owner is unknown"
            known = all(who is None or who in self.departments for _, who in named)
            return False, named if known else None
        # > "a placeholder claim is dropped"
        names = [single(said(entry)) for entry in entries if not missing(said(entry))]
        if any(name not in self.departments for name in names):
            return not self.are_claims(entries) and len(set(names)) > 1, None
        if self.are_claims(entries):
            # > "Claims that agree after normalisation (... a team and its department) are the
            # value"; "Comparisons elsewhere use the strictest": the lowest team of them.
            lowest = max(names, key=lambda name: len(self.chain(name)))
            agree = all(name == lowest or name in self.chain(lowest) for name in names)
            return False, [(None, lowest)] if agree else None
        # > "more than one owner, neither claims nor conditions: two owners are none"
        if len(set(names)) > 1:
            return True, None
        return False, [(None, names[0])]

    @staticmethod
    def are_claims(entries: list[Any]) -> bool:
        return any(isinstance(entry, dict) and "says" in entry for entry in entries)

    def chain(self, name: str) -> list[str]:
        """List the department and all above it, topmost last."""
        above = self.departments[name].get("part_of")
        if missing(above) or above not in self.departments:
            return [name]
        return [name, *self.chain(above)]

    def home(self, owner: str | None) -> str | None:
        if owner is None:
            return None
        fields = self.departments[owner]
        kind = fields.get("kind", "department")
        if kind == "external":
            return None
        if kind == "department":
            return owner
        # > "A `pool` or `person` counts as its `part_of`, a `system` as its `part_of`, else its
        # `accountable`: its home." "Without a home, a pool, person or system has no department."
        place = fields.get("part_of")
        if missing(place) and kind == "system":
            place = fields.get("accountable")
        return None if missing(place) or place not in self.departments else self.home(place)

    def department(self, home: str) -> str:
        # > "A department's topmost `part_of` is its *department*"
        return self.chain(home)[-1]

    def differ_in_team(self, a: str, b: str) -> bool:
        # > "Two owners differ in team only if neither is above the other."
        return a not in self.chain(b) and b not in self.chain(a)

    def homes(self, step: Step) -> Owners:
        return [(when, self.home(who)) for when, who in step.owners or []]

    def inside(self, step: Step) -> bool:
        # > "The step is inside if all of them are"
        return step.owners is not None and all(home for _, home in self.homes(step))

    def gap(self, step: Step) -> bool:
        # > "a gap if none is"; "It is a *gap* when it is unowned, external or without a home. A
        # step with two owners or with owner claims that differ is neither"
        return step.owners is not None and not any(home for _, home in self.homes(step))

    def pairs(self, u: Step, v: Step) -> list[tuple[str, str]]:
        """List the homes that meet where work goes from u to v; both must be inside."""
        ours, theirs = self.homes(u), self.homes(v)
        # > "where both ends of a flow have the same conditions, only owners under the same `when`
        # meet"
        same = {when for when, _ in ours} == {when for when, _ in theirs}
        return [
            (a, b)
            for (when, a), (other, b) in itertools.product(ours, theirs)
            if a and b and (when == other or not same)
        ]

    def step_departments(self, step: Step) -> set[str]:
        return {self.department(home) for _, home in self.homes(step) if home}

    # Flows

    def after(self, step: Step) -> Step | None:
        # > "flows to the next step in the file, across stages, stepping over `order: none` stages"
        later = [s for s in self.steps if s.number > step.number and not s.unordered]
        return later[0] if later else None

    def flows_out_of(self, step: Step) -> Iterator[Flow]:
        following = step.fields.get("next")
        if following == []:  # "`next: []` says that nothing follows"
            return
        if missing(following):
            # > "A step with neither `next` nor `outcome` flows to the next step"; "out of a step in
            # such a stage nothing flows unless `next` says so"
            following = [] if self.ends(step) or step.unordered else [{}]
        # > "`next` is an id, a mapping, or a list of either"
        for entry in listed(following):
            fields = entry if isinstance(entry, dict) else {"to": entry}
            to = single(fields.get("to"))
            if not missing(fields.get("outcome")):
                yield Flow(step, None, f"{step.id} -> ({single(fields['outcome'])})", fields)
            elif missing(to):
                # > "a mapping without `to` and `outcome` means the step after"
                if (after := self.after(step)) is not None:
                    yield Flow(step, after, f"{step.id} -> {after.id}", fields)
            else:
                # > "`to: onboarding/kickoff` flows into another process of the same run"
                target = self.by_id.get(to)
                failed = target is None and "/" not in to
                yield Flow(step, target, f"{step.id} -> {to}", fields, failed)

    @staticmethod
    def ends(step: Step) -> bool:
        return not missing(step.fields.get("outcome"))

    # Handoffs

    def handoff(self, flow: Flow) -> Fields | None:
        """Return the agreement that the flow names, if it is known."""
        named = single(flow.fields.get("handoff"))
        if missing(named):
            return None
        return named if isinstance(named, dict) else self.handoffs.get(named)

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

    def find_rejections(self) -> Iterator[tuple[Flow, str, Step | None]]:
        """Find each flow that can be refused, where to, and the step there if that is known."""
        for flow in self.flows:
            handoff = self.handoff(flow)
            to = self.rejection_to(handoff) if handoff else None
            if to is None or flow.target is None:
                continue
            # > "In a shared agreement `to` may be a department": then work goes back to its sender.
            senders = [home for _, home in self.homes(flow.source)]
            sender = flow.source if any(self.within(home, to) for home in senders) else None
            yield flow, to, self.by_id.get(to, sender)

    def within(self, home: str | None, department: str) -> bool:
        if home is None or department not in self.departments:
            return False
        return self.home(department) in self.chain(home)

    def leads_back(self, flow: Flow) -> bool:
        """Tell whether a flow is a way back, and not how work goes on."""
        # > "from another step than the receiving one, or where `to` is a department, it must lead
        # up the file, or to a step from which no path leads further down or to a good outcome"
        assert flow.target is not None
        place, paths = flow.source.number, [w for w in self.flows if w.source is flow.target]
        if flow.target.number <= place:
            return True
        outcomes = [single(fields.get("outcome")) for fields in (w.fields for w in paths)]
        outcomes.append(single(flow.target.fields.get("outcome")))
        down = any(path.target is not None and path.target.number > place for path in paths)
        return not down and not set(outcomes) & set(self.good)

    def is_rejection(self, flow: Flow, a: str | None, b: str | None) -> bool:
        """Tell whether the flow from home a to home b is the rejection of an agreement."""
        assert flow.target is not None
        # > "and neither is one that only the order of the file makes"
        if not flow.fields:
            return False
        for refused, to, _ in self.rejections:
            receiver = refused.target
            assert receiver is not None
            if self.handoff(flow) is self.handoff(refused):  # it asks, and so refuses nothing
                continue
            meant = to not in self.by_id and self.within(b, to)
            if flow.target.id != to and not meant:
                continue
            if flow.target.id == to and flow.source is receiver:
                return True
            if not self.leads_back(flow):
                continue
            if flow.source is receiver:
                return True
            # > "A flow from any step of the receiver's department (team, if both are of one
            # department) to `rejection.to` is that rejection, and covered"
            one = self.step_departments(refused.source) & self.step_departments(receiver)
            for _, theirs in self.homes(receiver):
                if not a or not theirs or self.department(a) != self.department(theirs):
                    continue
                if not one or not self.differ_in_team(a, theirs):
                    return True
        return False

    def only_rejects(self, flow: Flow) -> bool:
        """Tell whether the flow is a rejection, whoever is at home at its ends."""
        # > "One with an agreement of its own that is more than nominal is none"
        if flow.target is None or (self.handoff(flow) and self.more_than_nominal(flow)):
            return False
        ours, theirs = self.homes(flow.source), self.homes(flow.target)
        if self.inside(flow.source) and self.inside(flow.target):
            met = self.pairs(flow.source, flow.target)
            changing = [
                (a, b)
                for a, b in met
                if self.department(a) != self.department(b) or self.differ_in_team(a, b)
            ]
            return all(self.is_rejection(flow, a, b) for a, b in changing or met)
        return any(
            self.is_rejection(flow, a, b)
            for _, a in ours or [(None, None)]
            for _, b in theirs or [(None, None)]
        )

    def answers(self, flow: Flow, a: str, b: str) -> bool:
        # > "A flow from an `approval` step to the department (for a change of team: the team) that
        # asked is covered by the handoff by which it was asked"
        if flow.source.fields.get("kind") != "approval":
            return False
        for path_in in self.flows:
            if path_in.target is not flow.source or not self.inside(path_in.source):
                continue
            for asker, asked in self.pairs(path_in.source, flow.source):
                if self.department(a) != self.department(b):
                    if self.department(asker) == self.department(b):
                        return True
                elif self.differ_in_team(asker, asked) and not self.differ_in_team(asker, b):
                    return True
        return False

    def judged(self, flow: Flow) -> bool:
        """Tell whether handoff rules speak about the flow at all, as far as its stages go."""
        # > "No flow, time or handoff rule speaks about its steps."
        unordered = flow.target is not None and flow.target.unordered
        return not flow.source.unordered and not unordered

    # Reachability

    def failed_words(self) -> Iterator[tuple[Step, str]]:
        """Find the steps from which a flow or a rejection leads to a word that is no step."""
        for flow in self.flows:
            if flow.failed:
                yield flow.source, single(flow.fields["to"])
        for refused, to, _ in self.rejections:
            if to not in self.by_id and to not in self.departments and refused.target:
                yield refused.target, to

    def proposed(self, word: str) -> Step | None:
        """Find the step that is nearest to a word."""
        close = difflib.get_close_matches(word, list(self.by_id), n=1, cutoff=0.6)
        return self.by_id[close[0]] if close else None

    def meant(self, flow: Flow) -> Step | None:
        return self.proposed(single(flow.fields["to"])) if flow.failed else None

    def edges(self, *, as_meant: bool) -> set[tuple[Step, Step]]:
        edges = {(flow.source, flow.target) for flow in self.flows if flow.target is not None}
        # > "A flow from the receiving step back to `to` ... It counts for reachability, ways to an
        # outcome, loops, dead-end"
        edges |= {(f.target, step) for f, _, step in self.rejections if f.target and step}
        # > "Where reachability is asked, it leads to the step that unknown-step proposes"
        if as_meant:
            led = ((source, self.proposed(word)) for source, word in self.failed_words())
            edges |= {(source, step) for source, step in led if step}
        return edges

    def close_transitively(self, *, as_meant: bool = False) -> dict[Step, set[Step]]:
        """Find all that can be reached from each step by one flow or more."""
        edges = self.edges(as_meant=as_meant)
        reached = {step: {b for a, b in edges if a is step} for step in self.steps}
        size = -1
        while size != (size := sum(map(len, reached.values()))):
            for step in self.steps:
                reached[step] = reached[step].union(*(reached[b] for b in reached[step]))
        return reached

    def entered(self, *, as_meant: bool) -> set[Step]:
        """Find the steps to which work may come, those behind a checklist included."""
        # > "The first step, every step with a `trigger`": the first of those that have an order.
        starts = {s for s in self.steps if s.unordered or not missing(s.fields.get("trigger"))}
        starts.update([s for s in self.steps if not s.unordered][:1])
        leads_to = self.close_transitively(as_meant=as_meant)
        return starts.union(*(leads_to[start] for start in starts))
