"""FlowGraph: steps, their owners and flows, and the paths through them.

Questions that need an algorithm go to its Network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from crackmap.graph.context import Context
from crackmap.graph.flow import Flow, Onward, drawn_flows, unordered
from crackmap.graph.flow_index import FlowIndex
from crackmap.graph.organisation import Organisation, Ownership, OwnerState
from crackmap.graph.paths import longest_path
from crackmap.graph.rejections import with_rejections
from crackmap.graph.shares import Row, row_of
from crackmap.graph.spelling import Spelling
from crackmap.language.process import Department, Process, Stage, Step
from crackmap.language.subject import Subject
from crackmap.language.texts import fold

if TYPE_CHECKING:
    from crackmap.graph.network import Network
    from crackmap.graph.reachability import Reachability


class FlowGraph:
    """A process, its owners in effect, its flows, and the paths that they make."""

    def __init__(self, process: Process, around: Context | None = None) -> None:
        """Resolve the owners and flows of `process`."""
        self.process = process
        self.around = around or Context()
        self.departments = {**self.around.departments, **process.departments}
        self.handoffs = {**self.around.handoffs, **process.handoffs}
        self.goals = {**self.around.goals, **process.goals}
        self.sources = {**self.around.sources, **process.sources}
        self.organisation = Organisation(self.departments)
        self.steps: tuple[Step, ...] = tuple(process.steps())
        self.order = {step: index for index, step in enumerate(self.steps)}
        self._stages = {step: stage for stage in process.stages for step in stage.steps}
        self._loose = {step for step, stage in self._stages.items() if unordered(process, stage)}
        self._owners = {
            step: self.organisation.ownership(step, stage) for step, stage in self._stages.items()
        }
        drawn = drawn_flows(process, self._owners, self.handoffs, self.around.steps)
        self.flows, self.rejections = with_rejections(
            drawn, process, self.organisation, self._owners
        )
        self._out: dict[Step, list[Flow]] = {step: [] for step in self.steps}
        self._in: dict[Step, list[Onward]] = {step: [] for step in self.steps}
        for flow in (*self.flows, *self.rejections):
            self._out[flow.source].append(flow)
            if isinstance(flow, Onward):
                self._in[flow.target].append(flow)
        self._onward = {step: _onward(flows) for step, flows in self._out.items()}

    # Steps and their owners

    def stage(self, step: Step) -> Stage:
        """Return the stage that `step` stands in."""
        return self._stages[step]

    def owner(self, step: Step) -> Ownership:
        """Return who owns `step` in effect: its own owner, else its stage's."""
        return self._owners[step]

    def owner_place(self, step: Step) -> Step | Stage:
        """Return where the owner of `step` is written: on the step, or on its stage."""
        return step if "owner" in step.model_fields_set else self._stages[step]

    def step(self, id_: str) -> Step | None:
        """Return the step with the id `id_`, if there is one."""
        return self._by_id.get(id_)

    def is_ordered(self, step: Step) -> bool:
        """Return whether flow, time and handoff rules speak about `step` at all."""
        return step not in self._loose

    @cached_property
    def ordered_steps(self) -> tuple[Step, ...]:
        """The steps that flow, time and handoff rules speak about."""
        return tuple(step for step in self.steps if self.is_ordered(step))

    @cached_property
    def steps_by_owner(self) -> dict[Ownership, list[Step]]:
        """Who owns steps, in the order in which they come in, each with the steps."""
        steps_by_owner: dict[Ownership, list[Step]] = {}
        for step in self.steps:
            steps_by_owner.setdefault(self._owners[step], []).append(step)
        return steps_by_owner

    def owned_by(self, kind: str) -> list[tuple[Step, Department]]:
        """Return the steps whose owner is of `kind` (pool, system, person), each with the owner."""
        owned = [
            (step, self.departments[name])
            for owner, steps in self.steps_by_owner.items()
            if owner.state is OwnerState.OWNED
            for name in owner.names
            if self.departments[name].kind == kind
            for step in steps
        ]
        return sorted(owned, key=lambda pair: self.order[pair[0]])

    @cached_property
    def owning_departments(self) -> tuple[str, ...]:
        """The departments that own steps, in the order in which they come in; no externals."""
        owners = self.steps_by_owner
        return tuple(dict.fromkeys(name for owner in owners for name in owner.departments))

    def quarterback(self) -> str | None:
        """Return the process owner, if it is a known department: acts where nobody is closer."""
        owner = self.process.owner
        return owner if owner in self.departments else None

    # Flows

    def outgoing(self, step: Step) -> Sequence[Flow]:
        """Return the flows out of `step` in the order of the file, implied rejections last."""
        return self._out[step]

    def onward(self, step: Step) -> Sequence[Onward]:
        """Return those of the flows out of `step` that lead on to a step of this process."""
        return self._onward[step]

    def incoming(self, step: Step) -> Sequence[Onward]:
        """Return the flows into `step` in the order of the file, implied rejections last."""
        return self._in[step]

    def flows_about(self, subject: Subject, detail: str = "") -> Sequence[Flow]:
        """Return the flows that findings call `subject`, of several those of this `detail`.

        They are all if none has it. Of two steps with one id the first is meant.
        """
        return self._index.about(subject, detail)

    def flows_naming(self, handoff_id: str) -> Sequence[Flow]:
        """Return the flows that name the agreement `handoff_id`, in the order of the file."""
        return self._index.naming(handoff_id)

    @cached_property
    def _index(self) -> FlowIndex:
        told = (flow for step in self._by_id.values() for flow in self._out[step])
        return FlowIndex(told, self.flows)

    @cached_property
    def rows(self) -> dict[Step, Row]:
        """The shares of the flows out of each step."""
        return {step: row_of(step, flows) for step, flows in self._out.items()}

    def duplicate_flows(self, step: Step) -> dict[Flow, Flow]:
        """Return the flows out of `step` with the end and condition of an earlier one, and that."""
        first: dict[tuple[str, str], Flow] = {}
        for flow in self._out[step]:
            if flow.written and not flow.open:
                first.setdefault((flow.end, fold(flow.condition)), flow)
        earlier = ((flow, first.get((flow.end, fold(flow.condition)))) for flow in self._out[step])
        return {
            flow: same
            for flow, same in earlier
            if flow.written and not flow.open and same and same is not flow
        }

    # Paths through the process

    @cached_property
    def network(self) -> Network:
        """The steps and the flows among them, and the searches on it."""
        from crackmap.graph.network import Network

        flows = (flow for flow in (*self.flows, *self.rejections) if isinstance(flow, Onward))
        return Network(self.steps, flows)

    @cached_property
    def starts(self) -> tuple[Step, ...]:
        """The first step, every step with a trigger, and those that other processes flow into."""
        first = self.ordered_steps[:1]
        entered = self.around.entered
        return tuple(
            step
            for step in self.steps
            if step in first or step.trigger or step.id in entered or not self.is_ordered(step)
        )

    @property
    def reachable(self) -> frozenset[Step]:
        """The steps to which a path leads from a start; rejections are flows too.

        A dangling flow leads to the step that is proposed for its word.
        """
        return self.reachability.as_meant

    @cached_property
    def reachability(self) -> Reachability:
        """What starts lead to, and which chains of steps they do not lead to."""
        from crackmap.graph.reachability import Reachability

        return Reachability(
            self.network,
            self.starts,
            frozenset(self.ordered_steps),
            [(flow, self.meant_step(flow)) for flow in self.dangling],
        )

    @cached_property
    def dangling(self) -> tuple[Flow, ...]:
        """The flows, implied rejections among them, that lead to a word or to nothing, and no step.

        Left out are those of which that is not told: where claims differ, and where an agreement
        stands in crackmap.yaml.
        """
        return tuple(
            flow
            for flow in (*self.flows, *self.rejections)
            if flow.lost_word and self._is_told(flow)
        )

    def _is_told(self, flow: Flow) -> bool:
        if flow.written:
            return "to" not in flow.written.disputed_keys()
        return flow.rejects is None or flow.rejects.id not in self.around.handoffs

    def meant_step(self, flow: Flow) -> Step | None:
        """Return the step that was most likely meant by a flow whose word names none."""
        return self.step_meant_by(flow.dangling) if flow.dangling else None

    def step_meant_by(self, word: str) -> Step | None:
        """Return the step that was most likely meant by a `word` that names none."""
        return self.step(self._spelling.meant(word) or "")

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling((step.id, step.name) for step in self.steps)

    @cached_property
    def handoff_spelling(self) -> Spelling:
        """What an unknown id of an agreement may have been meant to be."""
        return Spelling((id_, handoff.name) for id_, handoff in self.handoffs.items())

    def may_lead_to(self, step: Step) -> Iterable[Flow]:
        """Return dangling flows that may be meant to lead to `step`, one of each kind.

        They name its id nearly; or nobody can say what they name, and nothing leads to `step`.
        """
        flows = self._dangling_by_meant.get(step, {})
        if step not in self.reachability.as_written:
            flows = flows | self._dangling_by_meant.get(None, {})
        return flows.values()

    @cached_property
    def _dangling_by_meant(self) -> dict[Step | None, dict[tuple[object, ...], Flow]]:
        by_meant: dict[Step | None, dict[tuple[object, ...], Flow]] = {}
        for flow in self.dangling:
            kind = (flow.sender, flow.handoff, flow.handoff_id, flow.rejects)
            by_meant.setdefault(self.meant_step(flow), {}).setdefault(kind, flow)
        return by_meant

    def dead_ends(self) -> list[Step]:
        """Return the steps at which work stops without an outcome: it is refused at best.

        A step behind the one that refuses work, which hands it back, is on no dead end.
        """
        refusing = {
            flow.target
            for flow in self.flows
            if isinstance(flow, Onward) and flow.handoff and flow.handoff.way_back
            if not flow.rejects
        }
        return [
            step
            for step in self.ordered_steps
            if not step.outcome
            and all(flow.rejects and not flow.dangling for flow in self._out[step])
            and (not self._out[step] or step in refusing)
        ]

    def cycles_without_exit(self) -> list[list[Step]]:
        """Return the reachable groups of steps that go in a cycle and that nothing leaves."""
        return [
            cycle
            for cycle in self.network.cycles
            if cycle[0] in self.reachable and self._nothing_leaves(frozenset(cycle))
        ]

    def cycles(self, keep: Callable[[Flow], bool]) -> list[list[Step]]:
        """Return the groups of reachable steps that lead to each other by the flows to `keep`.

        The groups and their steps are in the order of the file; a step that leads to itself is
        one.
        """
        return self.network.cycles_along(keep, self.reachable)

    def longest_path(
        self, stage: Stage, weight: Callable[[Step, Step | None], float]
    ) -> tuple[Step, ...]:
        """Return the reachable path of greatest weight through `stage`, () if all are 0.

        `weight` is that of a step which the path leaves for another one of the stage, or in which
        it ends. Rejections and other rounds of a cycle are left out.
        """
        inside = {step for step in stage.steps if self.is_ordered(step) and step in self.reachable}
        return longest_path(
            [step for step in self._backwards if step in inside], self._backwards, weight
        )

    @cached_property
    def _backwards(self) -> dict[Step, list[Step]]:
        """All steps, each with those of its stage to which work goes on, and not round again.

        Another round begins where a flow of a cycle leads up the file.
        """

        def inside_a_stage(flow: Flow) -> bool:
            ends = flow.steps
            return (
                self._stages[ends[0]] is self._stages[ends[-1]]
                and self.is_ordered(ends[0])
                and self.reachable.issuperset(ends)
            )

        cycles = self.cycles(inside_a_stage)
        cycle_of = {step: number for number, cycle in enumerate(cycles) for step in cycle}

        def begins_a_round(flow: Flow) -> bool:
            source, target = flow.steps
            same = source in cycle_of and cycle_of[source] == cycle_of.get(target)
            return same and self.order[target] <= self.order[source]

        return self.network.backwards(
            lambda flow: inside_a_stage(flow) and not flow.rejects and not begins_a_round(flow)
        )

    def _nothing_leaves(self, cycle: frozenset[Step]) -> bool:
        return all(
            isinstance(flow, Onward) and flow.target in cycle
            for step in cycle
            for flow in self._out[step]
        )

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in reversed(self.steps)}


def _onward(flows: list[Flow]) -> list[Onward]:
    """Return the flows that lead on; mostly that is all of them, and the very list."""
    onward = [flow for flow in flows if isinstance(flow, Onward)]
    return cast("list[Onward]", flows) if len(onward) == len(flows) else onward
