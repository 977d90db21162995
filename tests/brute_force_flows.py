"""Steps and flows as the language reads them: the ground of brute_force_reading.py.

The quoted comments are the sentences of the language that the code below them stands for. Nothing
here comes from crackmap, and nothing is meant to be fast.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from brute_force_organisation import (
    Fields,
    Organisation,
    Owners,
    listed,
    made_id,
    missing,
    single,
)


@dataclass(frozen=True, eq=False)
class Step:
    id: str
    number: int  # place in the file
    stage: int  # its number
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
    word: str | None = None  # its `to`, if that names no step
    nowhere: bool = False  # nobody has said where work goes
    implicit: bool = False  # only the order of the file makes it

    @property
    def failed(self) -> bool:
        return self.word is not None or self.nowhere


class Flows(Organisation):
    """The steps of a process, who owns them, and how work goes on between them."""

    def __init__(self, process: Fields) -> None:
        super().__init__(process)
        self.process = process
        self.id = process.get("id") or made_id(process["process"])
        good = listed(process.get("good_outcomes") or ["won", "renewed", "expanded"])
        self.good = {word.lower() for word in good}
        self.stages: list[Fields] = process["stages"]
        self.steps: list[Step] = []
        for place, stage in enumerate(self.stages):
            # > "`order: none` on the process or a stage: a matrix or a checklist."
            unordered = "none" in (process.get("order"), stage.get("order"))
            for fields in stage["steps"]:
                # > "Left out, it is the stage's; never the process's."
                owner = fields["owner"] if "owner" in fields else stage.get("owner")
                shared, owners = self.owners(owner)
                step_id = fields.get("id") or made_id(fields["name"])
                number = len(self.steps)
                self.steps.append(Step(step_id, number, place, fields, unordered, shared, owners))
        self.by_id = {step.id: step for step in self.steps}
        self.flows = [flow for step in self.steps for flow in self.flows_out_of(step)]

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

    def written_owner(self, step: Step) -> object:
        return step.fields.get("owner", self.stages[step.stage].get("owner"))

    @staticmethod
    def stage_subject(stage: Fields) -> str:
        return f"stage {stage.get('id') or made_id(stage['name'])}"

    # Flows

    def after(self, step: Step) -> Step | None:
        # > "flows to the next step in the file, across stages, stepping over `order: none` stages"
        later = [s for s in self.steps if s.number > step.number and not s.unordered]
        return later[0] if later else None

    def flows_out_of(self, step: Step) -> Iterator[Flow]:
        after = self.after(step)
        said = listed(step.fields.get("next"))
        if "outcome" in step.fields and (
            self.ends(step) or said == [] or "next" not in step.fields
        ):
            if not self.ends(step):
                # > "a flow's `to`, `outcome` or `next` is a placeholder, empty"
                yield Flow(step, None, f"{step.id} -> (unknown)", {}, nowhere=True)
            return
        if "next" not in step.fields:
            # > "A step with neither `next` nor `outcome` flows to the next step"; "out of a step in
            # such a stage nothing flows unless `next` says so"
            if after and not self.ends(step) and not step.unordered:
                yield Flow(step, after, f"{step.id} -> {after.id}", {}, implicit=True)
            return
        following = step.fields["next"]
        if following == []:  # "`next: []` says that nothing follows"
            return
        # > "`next` is an id, a mapping, or a list of either"
        for entry in listed(following):
            fields = entry if isinstance(entry, dict) else {"to": entry}
            to, outcome = single(fields.get("to")), single(fields.get("outcome"))
            if not missing(outcome):
                yield Flow(step, None, f"{step.id} -> ({outcome})", fields)
            elif not missing(to):
                # > "`to: onboarding/kickoff` flows into another process of the same run"
                target = self.by_id.get(to)
                word = to if target is None and "/" not in to else None
                yield Flow(step, target, f"{step.id} -> {to}", fields, word)
            elif {"to", "outcome"} & fields.keys() or self.condition(fields) != (None, None):
                # > "a flow's `to`, `outcome` or `next` is a placeholder, empty, or missing beside a
                # `when`: nobody has said where work goes. Then the subject is `u -> (unknown)`"
                yield Flow(step, None, f"{step.id} -> (unknown)", fields, nowhere=True)
            elif after:
                # > "a mapping without `to` and `outcome` means the step after"
                yield Flow(step, after, f"{step.id} -> {after.id}", fields)

    @staticmethod
    def condition(fields: Fields) -> tuple[str | None, str | None]:
        """Return when a flow is taken, folded: by its `when`, and `after` which time."""
        # > "`after: 30d` on a flow: it is taken when that time has passed (`when` may stand beside
        # it)"
        said = [single(fields.get(key)) for key in ("when", "after")]
        when, after = (
            None if missing(word) else " ".join(str(word).lower().split()) for word in said
        )
        return when, after

    @staticmethod
    def ends(step: Step) -> bool:
        return not missing(step.fields.get("outcome"))

    def out_of(self, step: Step) -> list[Flow]:
        return [flow for flow in self.flows if flow.source is step]

    def into(self, step: Step) -> list[Flow]:
        return [flow for flow in self.flows if flow.target is step]

    def changes(self, flow: Flow) -> list[tuple[str, str]]:
        """List the homes in different departments that meet on the flow; both ends inside."""
        if flow.target is None or not self.inside(flow.source) or not self.inside(flow.target):
            return []
        pairs = self.pairs(flow.source, flow.target)
        return [(a, b) for a, b in pairs if self.department(a) != self.department(b)]

    def judged(self, flow: Flow) -> bool:
        """Tell whether handoff rules speak about the flow at all, as far as its stages go."""
        # > "No flow, time or handoff rule speaks about its steps."
        unordered = flow.target is not None and flow.target.unordered
        return not flow.source.unordered and not unordered
