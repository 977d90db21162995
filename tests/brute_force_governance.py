"""The rules of time, incentives and governance a second time; see brute_force.py."""

import itertools
from collections.abc import Iterator

from brute_force_agreements import untimed_handoff
from brute_force_flows import Flow, Step
from brute_force_organisation import Fields, listed, missing, single
from brute_force_ownership import ROLES, names, owner_fields
from brute_force_reading import Reading

# Time


def endless_wait(reading: Reading) -> Iterator[str]:
    # > "a wait with neither `within` nor `until`"; `after` on a flow "is a clock"
    for step in reading.steps:
        clocks = [step.fields.get("within"), step.fields.get("until")]
        clocks += [flow.fields.get("after") for flow in reading.out_of(step)]
        if step.fields.get("kind") == "wait" and not step.unordered and all(map(missing, clocks)):
            yield step.id


def agreed(reading: Reading, flow: Flow, field: str) -> bool:
    """Tell whether the agreement that the flow names has this field."""
    handoff = reading.handoff(flow)
    return handoff is not None and not missing(handoff.get(field))


def untimed_approval(reading: Reading) -> Iterator[str]:
    # > "Silent where untimed-handoff speaks of the agreement into it."
    untimed = set(untimed_handoff(reading))
    for step in reading.steps:
        owners = owner_fields(reading, step)
        pooled = any(owner["kind"] == "pool" for owner in owners)
        kind = step.fields.get("kind", "task")
        # > "an approval or decision, or a step of a pool that is no wait"
        asked = kind in ("approval", "decision") or (pooled and kind != "wait")
        if not asked or step.unordered or not owners:
            continue
        # > "that an inside step of another owner leads to (rejections do not count)"
        ways = [f for f in reading.into(step) if reading.judged(f) and not reading.stands_for(f)]
        if not any(from_another(reading, way, step) for way in ways):
            continue
        # > "with no `within`, no `until`, no sla on a flow into it and no `within` on its stage"
        stage = reading.stages[step.stage]
        clocks = [step.fields.get("within"), step.fields.get("until"), stage.get("within")]
        # `after` on a way out "is a clock", too
        clocks += [flow.fields.get("after") for flow in reading.out_of(step)]
        if not all(map(missing, clocks)) or any(agreed(reading, way, "sla") for way in ways):
            continue
        # > "not where every owner is a system or a pool with pick_up_within"
        if owners and all(
            owner["kind"] == "system"
            or (owner["kind"] == "pool" and not missing(owner.get("pick_up_within")))
            for owner in owners
        ):
            continue
        if not any(reading.handoff_subject(way) in untimed for way in ways):
            yield step.id


def from_another(reading: Reading, way: Flow, step: Step) -> bool:
    owners = {who for _, who in step.owners or []}
    theirs = {who for _, who in way.source.owners or []}
    return reading.inside(way.source) and (owners != theirs)


def silent_deadline(reading: Reading) -> Iterator[str]:
    # > "steps have `within`, and neither they nor their stage nor the handoff into them an
    # escalation, and the process no owner; one finding that lists them"
    if not missing(reading.process.get("owner")):
        return
    for step in reading.steps:
        # The `within` of a wait is what ends it: nobody is late when it has passed.
        timed = not missing(step.fields.get("within")) and step.fields.get("kind") != "wait"
        # > "For overrun, endless-wait, silent-deadline and untimed-outsider it is a clock": when it
        # runs out, the case goes on.
        timed &= all(missing(flow.fields.get("after")) for flow in reading.out_of(step))
        acts = [step.fields.get("escalation"), reading.stages[step.stage].get("escalation")]
        handed = any(agreed(reading, way, "escalation") for way in reading.into(step))
        if timed and not step.unordered and all(map(missing, acts)) and not handed:
            yield f"process {reading.id}"


# Incentives


def paid(reading: Reading, home: str) -> str | None:
    # > "its own, else those of the nearest above it that has some"
    return next((name for name in reading.chain(home) if reading.goals(name)), None)


def conflict(reading: Reading, one: str, other: str) -> bool:
    # > "conflicts (either way round)"
    catalogue: dict[str, Fields] = reading.process.get("goals") or {}
    there = listed((catalogue.get(one) or {}).get("conflicts_with") or [])
    back = listed((catalogue.get(other) or {}).get("conflicts_with") or [])
    return other in there or one in back


def conflicting_goals(reading: Reading) -> Iterator[str]:
    reported = set()
    for flow in reading.flows:
        # > "never for ... goals": a rejection is no handoff
        if flow.target is None or not reading.judged(flow) or reading.stands_for(flow):
            continue
        if not reading.inside(flow.source) or not reading.inside(flow.target):
            continue
        for a, b in reading.pairs(flow.source, flow.target):
            # > "F changes department or team"
            if not reading.differ_in_team(a, b):
                continue
            # > "and they have no goal in common, those above them counted"
            if reading.goals_with_above(a) & reading.goals_with_above(b):
                continue
            ours, theirs = paid(reading, a), paid(reading, b)
            if ours is None or theirs is None:
                continue
            meeting = itertools.product(reading.goals(ours), reading.goals(theirs))
            # > "Between the same two one finding, at the first such flow"
            two = frozenset({ours, theirs})
            if any(conflict(reading, *goals) for goals in meeting) and two not in reported:
                reported.add(two)
                yield flow.subject


def goalless_department(reading: Reading) -> Iterator[str]:
    # > "the process has goals, and a department or team that owns a step has none, nor has one
    # above it"
    if not reading.process.get("goals"):
        return
    for step in reading.steps:
        for _, who in step.owners or []:
            home = reading.home(who)
            # A system is paid for nothing, and who answers for it does not do the step.
            system = who is not None and reading.departments[who].get("kind") == "system"
            if home and not system and not reading.goals_with_above(home):
                yield f"department {home}"


# Governance


def owning_departments(reading: Reading) -> set[str]:
    return {name for step in reading.steps for name in reading.step_departments(step)}


def missing_quarterback(reading: Reading) -> Iterator[str]:
    # > "steps are owned in three or more departments (externals out) and the process has no owner"
    if missing(reading.process.get("owner")) and len(owning_departments(reading)) >= 3:
        yield f"process {reading.id}"


def siloed_quarterback(reading: Reading) -> Iterator[str]:
    owner = single(reading.process.get("owner"))
    # > "two or more departments own steps"
    if owner not in reading.departments or len(owning_departments(reading)) < 2:
        return
    # > "and the process owner is part_of, or reports_to, one of them", or a team that owns steps;
    # what it owns itself is counted below
    working = [step for step in reading.steps if not owns(reading, owner, step)]
    homes = [home for step in working for _, home in reading.homes(step) if home]
    others = {name for home in homes for name in reading.chain(home)}
    above = {*reading.chain(owner)[1:], reading.departments[owner].get("reports_to")}
    # > "or owns, by itself or its teams, more than `share` (25%) of the steps, those of systems
    # left out"
    counted = [step for step in reading.steps if not of_systems(reading, step)]
    own = [step for step in counted if owns(reading, owner, step)]
    if above & others or len(own) > len(counted) / 4:
        yield f"process {reading.id}"


def of_systems(reading: Reading, step: Step) -> bool:
    owners = owner_fields(reading, step)
    return bool(owners) and all(owner["kind"] == "system" for owner in owners)


def owns(reading: Reading, name: str, step: Step) -> bool:
    return any(home and name in reading.chain(home) for _, home in reading.homes(step))


def absent_stakeholder(reading: Reading) -> Iterator[str]:
    for place, stage in enumerate(reading.stages):
        steps = [step for step in reading.steps if step.stage == place]
        # > "neither own a step of the stage (themselves, a team, or above)"
        present = [who for step in steps for _, who in step.owners or [] if who]
        # > "nor have a RACI role"
        present += [n for s in steps for role in ROLES for n in names(s.fields.get(role))]
        # > "nor are an end of a handoff in it"
        for flow in reading.flows:
            if flow.source in steps or flow.target in steps:
                present += ends_of(reading, flow)
        # "Rules that need to know the owner are silent where it is unknown, shared or in dispute."
        near = [f for f in reading.flows if reading.handoff(f) is not None]
        near = [f for f in near if f.source in steps or f.target in steps]
        ends = {end for flow in near for end in (flow.source, flow.target) if end}
        if any(step.owners is None for step in ends.union(steps)):
            continue
        for stakeholder in names(stage.get("stakeholders")):
            if not any(reading.related(stakeholder, name) for name in present):
                yield reading.stage_subject(stage)


def ends_of(reading: Reading, flow: Flow) -> list[str]:
    """List who hands over and who takes, as the agreement says and as the steps do."""
    handoff = reading.handoff(flow)
    if handoff is None:
        return []
    steps = [flow.source] if flow.target is None else [flow.source, flow.target]
    owners = [who for step in steps for _, who in step.owners or [] if who]
    return names(handoff.get("from")) + names(handoff.get("to")) + owners


def stage_without_exit(reading: Reading) -> Iterator[str]:
    # > "stages, the last aside, have no exit criteria; one finding that lists them"
    # No case goes through the stages of a matrix.
    listed_stages = [stage for stage in reading.stages[:-1] if stage.get("order") != "none"]
    without = [stage for stage in listed_stages if missing(stage.get("exit"))]
    if without and reading.process.get("order") != "none":
        yield f"process {reading.id}"


GOVERNANCE = {
    "endless-wait": endless_wait,
    "untimed-approval": untimed_approval,
    "silent-deadline": silent_deadline,
    "conflicting-goals": conflicting_goals,
    "goalless-department": goalless_department,
    "missing-quarterback": missing_quarterback,
    "siloed-quarterback": siloed_quarterback,
    "absent-stakeholder": absent_stakeholder,
    "stage-without-exit": stage_without_exit,
}
