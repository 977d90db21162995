"""The rules about changes of department without a handoff a second time; see brute_force.py."""

from collections.abc import Iterator

from brute_force_answers import answers, questions
from brute_force_flows import Flow, Step
from brute_force_organisation import missing
from brute_force_reading import Reading
from brute_force_unreachable import may_be_asked


def uncovered_changes(reading: Reading, flow: Flow, asking: set[Flow]) -> Iterator[tuple[str, str]]:
    """Find the homes between which the flow moves work with nobody having said how."""
    # > "both its ends are inside"
    if flow.target is None or not reading.judged(flow):
        return
    if not (reading.inside(flow.source) and reading.inside(flow.target)):
        return
    # > "Where an answer would be a guess because something else is broken, be silent": an approval
    # that no path leads to may be asked by one that is lost.
    approval = flow.source.fields.get("kind") == "approval"
    if approval and may_be_asked(reading, flow):
        return
    # > "and F names no handoff, or a nominal one"
    if reading.more_than_nominal(flow):
        return
    for a, b in reading.pairs(flow.source, flow.target):
        # > "and is not covered"
        if not reading.is_rejection(flow, a, b) and not answers(reading, flow, a, b, asking):
            yield a, b


def undefined_handoff(reading: Reading) -> Iterator[str]:
    # > "F changes department"
    asking = questions(reading)
    for flow in reading.flows:
        for a, b in uncovered_changes(reading, flow, asking):
            if reading.department(a) != reading.department(b):
                yield flow.subject


def undefined_team_handoff(reading: Reading) -> Iterator[str]:
    # > "the same for a change of team inside a department"; where the owners by condition make it a
    # change of department too: "One cause, one finding."
    reported = set(undefined_handoff(reading))
    asking = questions(reading)
    for flow in reading.flows:
        for a, b in uncovered_changes(reading, flow, asking):
            if reading.differ_in_team(a, b) and flow.subject not in reported:
                yield flow.subject


def hidden_handoff(reading: Reading) -> Iterator[str]:
    # > "a path leads from an inside step u to an inside step v of another department"
    for u in reading.steps:
        if reading.inside(u):
            for v, parallel in paths_through_gaps(reading, u, u, []):
                changes = [
                    reading.department(b)
                    for a, b in reading.pairs(u, v)
                    if reading.department(a) != reading.department(b)
                ]
                # > "and no parallel flow of u hands to v's department"
                if any(department not in parallel for department in changes):
                    yield f"{u.id} -> {v.id}"


def paths_through_gaps(
    reading: Reading, u: Step, here: Step, walked: list[Step]
) -> Iterator[tuple[Step, set[str]]]:
    parallel: set[str] = set()
    if u.fields.get("parallel") is True:
        for flow in reading.flows:
            if flow.source is u and flow.target is not None and reading.inside(flow.target):
                parallel |= reading.step_departments(flow.target)
    for flow in reading.flows:
        if flow.source is not here or flow.target is None or not reading.judged(flow):
            continue
        # > "no flow on that path names a handoff that is more than nominal"
        if reading.more_than_nominal(flow):
            continue
        # A rejection counts "never for handoff rules"; "where one is written, it stands for the
        # implied one"
        ours, theirs = reading.homes(here), reading.homes(flow.target)
        if any(reading.is_rejection(flow, a, b) for _, a in ours for _, b in theirs):
            continue
        # > "none of them a wait or a pool whose way out says `when`"
        if here is not u and waits(reading, here) and says_when(flow):
            continue
        # > "through one or more gaps only"
        if reading.gap(flow.target) and flow.target not in walked:
            yield from paths_through_gaps(reading, u, flow.target, [*walked, flow.target])
        elif reading.inside(flow.target) and here is not u:
            yield flow.target, parallel


def waits(reading: Reading, step: Step) -> bool:
    owners = [reading.departments[who] for _, who in step.owners or [] if who is not None]
    pool = any(owner.get("kind") == "pool" for owner in owners)
    return pool or step.fields.get("kind") == "wait"


def says_when(flow: Flow) -> bool:
    return not missing(flow.fields.get("when"))


HANDOFFS = {
    "undefined-handoff": undefined_handoff,
    "undefined-team-handoff": undefined_team_handoff,
    "hidden-handoff": hidden_handoff,
}
