"""Clocks of outsiders, approvals and artifacts a second time; see brute_force.py."""

from collections.abc import Iterator

from brute_force_flows import Flow, Step
from brute_force_organisation import Fields, listed, missing, said, single
from brute_force_reading import Reading
from brute_force_unreachable import Lost, entered, lost_words, proposed


def kinds(reading: Reading, step: Step) -> set[str | None]:
    """List the kinds of those who own a step; nothing where that is unclear or nobody."""
    owners = names(step)
    if None in owners:
        return set()
    return {reading.departments[who].get("kind") or "department" for who in owners if who}


def names(step: Step) -> list[str | None]:
    return [who for _, who in step.owners or []]


def outside(reading: Reading, step: Step) -> bool:
    return kinds(reading, step) == {"external"}


def waiting(step: Step) -> bool:
    return step.fields.get("kind") == "wait"


def led_in(reading: Reading, step: Step) -> list[Flow]:
    flows = [flow for flow in reading.into(step) if reading.judged(flow)]
    return [flow for flow in flows if not reading.stands_for(flow)]


def led_out(reading: Reading, step: Step) -> list[Flow]:
    return [flow for flow in reading.out_of(step) if not reading.stands_for(flow)]


def timed(fields: Fields, *names: str) -> bool:
    return any(not missing(said(single(fields.get(name)))) for name in names)


def untimed(reading: Reading, step: Step) -> bool:
    # > "an external step on the way, with no `within`, no `until`, no `after` on a flow out of it"
    # Waits, approvals and decisions have rules of their own.
    task = step.fields.get("kind", "task") == "task"
    if step.unordered or not task or not outside(reading, step):
        return False
    if timed(step.fields, "within", "until") or timed(reading.stages[step.stage], "within"):
        return False
    out = led_out(reading, step)
    if any(timed(flow.fields, "after") for flow in out):
        return False
    # An sla on the handoff into it is a clock, an unknown handoff may have one.
    for flow in led_in(reading, step):
        if reading.unknown_handoff(flow) or timed(reading.handoff(flow) or {}, "sla"):
            return False
    # So is a wait with an end beside it.
    beside = [flow.source for flow in led_in(reading, step)]
    beside += [flow.target for flow in out if flow.target]
    return not any(waiting(one) and timed(one.fields, "within", "until") for one in beside)


def untimed_outsider(reading: Reading) -> Iterator[str]:
    for step in reading.steps:
        if not untimed(reading, step):
            continue
        out = led_out(reading, step)
        onward = any((flow.target and not flow.target.unordered) or elsewhere(flow) for flow in out)
        # The first of several of one owner stands for all.
        sent = [
            flow
            for flow in led_in(reading, step)
            if not untimed(reading, flow.source) or names(flow.source) != names(step)
        ]
        if onward and sent:
            yield step.id


def elsewhere(flow: Flow) -> bool:
    return flow.target is None and "/" in str(single(flow.fields.get("to")))


def self_approval(reading: Reading) -> Iterator[str]:
    # > "an approval asked and owned by the same department ..., by every way into it"; what is
    # refused goes back to it, too
    for step in reading.steps:
        if step.unordered or step.fields.get("kind") != "approval" or not kinds(reading, step):
            continue
        if len(step.owners or []) != 1 or not kinds(reading, step) <= {"department", "person"}:
            continue
        asking = [flow for flow in reading.into(step) if not reading.stands_for(flow)]
        back = [f.target for f in reading.out_of(step) if f.target and not f.target.unordered]
        back += [one.target for one in reading.implied() if one.receiver is step and one.target]
        back = [target for target in back if target.number < step.number and not target.unordered]
        seen = [flow.source for flow in asking] + back
        others = [*roles(step, "contributors"), *roles(step, "consulted")]
        if not asking or not back or any(name not in names(step) for name in others):
            continue
        if any(source.unordered or names(source) != names(step) for source in seen):
            continue
        if missing(step.fields.get("trigger")) and not may_lead(reading, step):
            yield step.id


def roles(step: Step, role: str) -> list[str]:
    return [name for name in listed(step.fields.get(role)) if not missing(name)]


def may_lead(reading: Reading, step: Step) -> bool:
    """Tell whether a way that is lost may be meant to lead to the step."""
    lost: list[Lost] = [way for start in reading.steps for way in lost_words(reading, start)]
    known = entered(reading)
    for way in lost:
        meant = proposed(reading, way.word)
        if meant is step or (meant is None and step not in known):
            return True
    return False


def unused_artifact(reading: Reading) -> Iterator[str]:
    # > "an artifact that a step produces and nothing needs, no handoff carries, no outcome takes
    # with it; one finding that lists them"
    for step in reading.steps:
        made = [name for name in listed(step.fields.get("produces")) if not missing(name)]
        if step.unordered or step.fields.get("kind", "task") != "task" or not made:
            continue
        out = led_out(reading, step)
        behind = {flow.target for flow in out if flow.target}
        for _ in reading.steps:
            flows = [flow for one in behind for flow in led_out(reading, one)]
            behind |= {flow.target for flow in flows if flow.target}
        if any(unseen(flow) for one in {step, *behind} for flow in led_out(reading, one)):
            continue
        if any(one.unordered or (works(reading, one) and not needs(one)) for one in behind):
            continue
        ends = reading.ends(step) or any(not missing(f.fields.get("outcome")) for f in out)
        following = [flow.target for flow in out if flow.target]
        if ends or not any(only_from(reading, one, step) for one in following):
            continue
        if any(not spoken_of(reading, step, name) for name in made):
            yield f"process {reading.id}"
            return


def unseen(flow: Flow) -> bool:
    return flow.failed or elsewhere(flow)


def works(reading: Reading, step: Step) -> bool:
    return not waiting(step) and not outside(reading, step)


def needs(step: Step) -> list[str]:
    return [name for name in listed(step.fields.get("needs")) if not missing(name)]


def only_from(reading: Reading, target: Step, step: Step) -> bool:
    """Tell whether work comes to a step that does something from the other one alone."""
    if not works(reading, target) or not missing(target.fields.get("trigger")):
        return False
    ways = [flow for flow in reading.into(target) if not reading.stands_for(flow)]
    others = [flow for flow in ways if flow.source is not step]
    return not may_lead(reading, target) and all(f.source.number >= target.number for f in others)


def spoken_of(reading: Reading, step: Step, name: str) -> bool:
    # In random processes the only artifacts are one word, and nothing but needs and payloads names
    # them.
    if any(name in needs(other) for other in reading.steps if other is not step):
        return True
    handoffs = [reading.handoff(flow) or {} for flow in reading.flows]
    return any(name in listed(handoff.get("payload")) for handoff in handoffs)


OUTSIDERS = {
    "untimed-outsider": untimed_outsider,
    "self-approval": self_approval,
    "unused-artifact": unused_artifact,
}
