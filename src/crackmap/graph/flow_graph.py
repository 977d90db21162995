"""FlowGraph: steps, their owners and flows, and the ways through them.

Questions that need an algorithm go to networkx, which is loaded only when a process gives it
something to do: it is the largest single cost of a small run.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from crackmap.graph.flow import Flow, find_flows, unordered
from crackmap.graph.organisation import Organisation, Ownership, OwnerState
from crackmap.graph.paths import behind_cycles, fewest_changes, reached
from crackmap.language.process import Department, Goal, Handoff, Process, Stage, Step
from crackmap.language.values import WORKING_DAY, fold

if TYPE_CHECKING:
    import networkx as nx

    from crackmap.source.nodes import MapNode as Placed


@dataclass(frozen=True)
class Context:
    """What a process shares with others: the workspace, the other processes of the run, the day.

    `steps` holds the steps of the other processes by `process/step`, `entered` the ids of the steps
    of this process that another one flows into, `processes` the ids of all processes of the run.
    `shared` is the workspace file itself.
    """

    departments: Mapping[str, Department] = field(default_factory=dict)
    handoffs: Mapping[str, Handoff] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, tuple[Step, Ownership]] = field(default_factory=dict)
    entered: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    today: datetime.date = datetime.date.min
    working_day: int = WORKING_DAY
    shared: Placed | None = None


class FlowGraph:
    """A process, its owners in effect, its flows, and the ways that they make."""

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
        self.flows, self.rejections = find_flows(
            process, self.organisation, self._owners, self.handoffs, self.around.steps
        )
        self._out: dict[Step, list[Flow]] = {step: [] for step in self.steps}
        self._in: dict[Step, list[Flow]] = {step: [] for step in self.steps}
        for flow in (*self.flows, *self.rejections):
            self._out[flow.source].append(flow)
            if flow.target is not None and flow.other_process is None:
                self._in[flow.target].append(flow)

    # Steps and their owners

    def stage(self, step: Step) -> Stage:
        """Give the stage that `step` stands in."""
        return self._stages[step]

    def owner(self, step: Step) -> Ownership:
        """Give who owns `step` in effect: its own owner, else its stage's."""
        return self._owners[step]

    def owner_place(self, step: Step) -> Step | Stage:
        """Give where the owner of `step` is written: on the step, or on its stage."""
        return step if "owner" in step.model_fields_set else self._stages[step]

    def step(self, id_: str) -> Step | None:
        """Give the step with the id `id_`, if there is one."""
        return self._by_id.get(id_)

    def is_ordered(self, step: Step) -> bool:
        """Tell whether flow, time and handoff rules speak about `step` at all."""
        return step not in self._loose

    @cached_property
    def ordered_steps(self) -> tuple[Step, ...]:
        """The steps that flow, time and handoff rules speak about."""
        return tuple(step for step in self.steps if self.is_ordered(step))

    @cached_property
    def steps_by_owner(self) -> dict[Ownership, list[Step]]:
        """Who owns steps, in the order in which they come in, each with the steps."""
        found: dict[Ownership, list[Step]] = {}
        for step in self.steps:
            found.setdefault(self._owners[step], []).append(step)
        return found

    def owned_by(self, kind: str) -> list[tuple[Step, Department]]:
        """Give the steps whose owners are of `kind` (pool, system, person), each with the owner."""
        found = [
            (step, self.departments[name])
            for owner, steps in self.steps_by_owner.items()
            if owner.state is OwnerState.OWNED
            for name in owner.names
            if self.departments[name].kind == kind
            for step in steps
        ]
        return sorted(found, key=lambda pair: self.order[pair[0]])

    @cached_property
    def owning_departments(self) -> tuple[str, ...]:
        """The departments that own steps, in the order in which they come in; no externals."""
        owners = self.steps_by_owner
        return tuple(dict.fromkeys(name for owner in owners for name in owner.departments))

    def quarterback(self) -> str | None:
        """Give the process owner, if it is a known department: who acts where nobody is closer."""
        owner = self.process.owner
        return owner if owner in self.departments else None

    # Flows

    def outgoing(self, step: Step) -> Sequence[Flow]:
        """Give the flows out of `step` in the order of the file, implied rejections last."""
        return self._out[step]

    def incoming(self, step: Step) -> Sequence[Flow]:
        """Give the flows into `step` in the order of the file, implied rejections last."""
        return self._in[step]

    def duplicate_flows(self, step: Step) -> dict[Flow, Flow]:
        """Give the flows out of `step` with the end and condition of an earlier one, and that."""
        first: dict[tuple[str, str], Flow] = {}
        for flow in self._out[step]:
            if flow.written:
                first.setdefault((flow.end, fold(flow.when or "")), flow)
        earlier = ((flow, first.get((flow.end, fold(flow.when or "")))) for flow in self._out[step])
        return {flow: one for flow, one in earlier if flow.written and one and one is not flow}

    # Ways through the process

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

    @cached_property
    def reachable(self) -> frozenset[Step]:
        """The steps to which a way leads from a start; rejections are ways."""
        return frozenset(reached(self.starts, self._forward))

    def may_be_meant(self, step: Step) -> bool:
        """Tell whether no path leads to `step`, and one is lost that may be meant to."""
        return step not in self.reachable and self._has_dangling_flows

    @cached_property
    def _has_dangling_flows(self) -> bool:
        """Whether a flow from a reachable step leads to a name that no step has."""
        return any(
            flow.dangling
            for step in self.ordered_steps
            if step in self.reachable
            for flow in self._out[step]
        )

    def unreachable(self) -> list[tuple[Step, list[Step]]]:
        """Give the steps that no start leads to: the first of each chain, and the rest of it.

        First are those that no other unreachable step leads to, or the first of a ring of them.
        None while a way is lost: it may be meant to lead there.
        """
        dangling = [step for step in self.ordered_steps if step not in self.reachable]
        if not dangling or self._has_dangling_flows:
            return []
        inside = set(dangling)
        heads = []
        for cycle in self._components(dangling):
            members = set(cycle)
            entries = (flow.source for step in cycle for flow in self._in[step])
            if not any(source in inside and source not in members for source in entries):
                heads.append(cycle[0])
        untold = inside - set(heads)
        chains = []
        for head in sorted(heads, key=self.order.__getitem__):
            chain = reached([head], lambda step: untold.intersection(self._forward(step)))
            rest = sorted((step for step in chain if step is not head), key=self.order.__getitem__)
            untold.difference_update(rest)
            chains.append((head, rest))
        return chains

    def dead_ends(self) -> list[Step]:
        """Give the steps at which work stops without an outcome."""
        rejecting = {flow.target for flow in self.flows if flow.handoff and flow.handoff.rejection}
        return [
            step
            for step in self.ordered_steps
            if not self._out[step] and not step.outcome and step not in rejecting
        ]

    def cycles_without_exit(self) -> list[list[Step]]:
        """Give the reachable groups of steps that go in a cycle and that nothing leaves."""
        ends = [
            step
            for step in self.steps
            if not self._out[step] or any(self._leaves(flow) for flow in self._out[step])
        ]
        escaping = set(reached(ends, self._backward))
        caught = [step for step in self.steps if step in self.reachable and step not in escaping]
        if not caught:
            return []
        return [group for group in self._components(caught) if self._nothing_leaves(set(group))]

    def cycles(self, keep: Callable[[Flow], bool]) -> list[list[Step]]:
        """Give the strongly connected groups of reachable steps that the flows to `keep` leave.

        The groups and their steps are in the order of the file; a step that leads to itself is
        one.
        """
        onward: dict[Step, list[Step]] = {}
        for step in self.steps:
            if step in self.reachable:
                onward[step] = [
                    flow.target
                    for flow in self._out[step]
                    if flow.target is not None and not flow.other_process and keep(flow)
                ]
        left = behind_cycles(onward)
        if not left:  # as in most processes; then networkx need not be loaded
            return []
        cycles = self._components(left, keep)
        return [cycle for cycle in cycles if len(cycle) > 1 or cycle[0] in onward[cycle[0]]]

    def happy_path(self) -> tuple[int, list[Step]] | None:
        """Give the fewest changes of department from a start to a good outcome, and the way.

        None where no path leads to one; a rejection that is only implied is no way forward.
        """
        good = set(self.process.good_outcomes)

        def ends_well(step: Step) -> bool:
            return step.outcome in good or any(
                flow.outcome in good for flow in self._out[step] if flow.outcome
            )

        def onward(step: Step) -> Iterator[Step]:
            for flow in self._out[step]:
                if (
                    flow.target is not None
                    and not flow.other_process
                    and not flow.implied_rejection
                ):
                    yield flow.target

        def departments(step: Step) -> tuple[str, ...]:
            owner = self._owners[step]
            return owner.departments if owner.inside else ()

        starts = [step for step in self.starts if self.is_ordered(step)]
        return fewest_changes(starts, onward, departments, ends_well)

    def takeovers(self, path: Iterable[Step]) -> list[Step]:
        """Give the steps of `way` at which a department takes the work over from another one."""
        found: list[Step] = []
        current = ""
        for step in path:
            owner = self._owners[step]
            if owner.inside and current not in owner.departments:
                current = owner.departments[0]
                found.append(step)
        return found

    def _components(
        self, steps: Iterable[Step], keep: Callable[[Flow], bool] = lambda flow: True
    ) -> list[list[Step]]:
        """Give the strongly connected groups of `steps`, with the flows between them to `keep`."""
        import networkx as nx

        graph: nx.DiGraph[Step] = nx.DiGraph()
        graph.add_nodes_from(steps)
        graph.add_edges_from(
            (step, flow.target)
            for step in list(graph)
            for flow in self._out[step]
            if flow.target is not None and flow.target in graph
            if not flow.other_process and keep(flow)
        )
        found = nx.strongly_connected_components(graph)
        groups = [sorted(group, key=self.order.__getitem__) for group in found]
        return sorted(groups, key=lambda group: self.order[group[0]])

    def _forward(self, step: Step) -> Iterator[Step]:
        for flow in self._out[step]:
            if flow.target is not None and flow.other_process is None:
                yield flow.target

    def _backward(self, step: Step) -> Iterator[Step]:
        return (flow.source for flow in self._in[step])

    def _nothing_leaves(self, group: set[Step]) -> bool:
        return all(flow.target in group for step in group for flow in self._out[step])

    @staticmethod
    def _leaves(flow: Flow) -> bool:
        return flow.target is None or flow.other_process is not None

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in reversed(self.steps)}
