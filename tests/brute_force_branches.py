"""The rules about ways out of a step a second time; see brute_force.py."""

import itertools
from collections.abc import Iterator

from brute_force_flows import Flow, Step
from brute_force_organisation import missing, single
from brute_force_reading import Reading
from brute_force_unreachable import entered, lost_words, proposed


def dead_end(reading: Reading) -> Iterator[str]:
    # > "work stops at S: no flow out but rejections, no outcome, and no `to` that failed to
    # resolve"
    # A step behind the one that refuses, and which hands back what is refused, stops nothing.
    for step in reading.steps:
        goes_on = any(not reading.stands_for(flow) for flow in reading.out_of(step))
        failed = any(r.receiver is step and r.target is None for r in reading.rejections)
        refuses = any(r.receiver is step for r in reading.rejections)
        hands_back = bool(reading.out_of(step)) and not refuses
        if not step.unordered and not (goes_on or failed or hands_back or reading.ends(step)):
            yield step.id


def percent(share: object) -> float | None:
    # > "**Shares**", as percent or as a part of one
    share = single(share)
    if missing(share):
        return None
    text = str(share)
    return float(text[:-1]) if text.endswith("%") else float(text) * 100


def flow_share(reading: Reading, flow: Flow) -> float | None:
    return percent(flow.fields.get("share"))


def leaky_branch(reading: Reading) -> Iterator[str]:
    # > "the shares of S's alternatives and rejection, all given (S's own `outcome` and an implicit
    # flow are alternatives without a share)"
    for step in reading.steps:
        if step.unordered or step.fields.get("parallel") is True:
            continue
        shares = [percent(flow.fields.get("share")) for flow in reading.alternatives(step)]
        shares += [None] * reading.ends(step)
        own = [flow for flow in reading.out_of(step) if reading.stands_for(flow)]
        back = [sent_back(reading, way, own) for way in reading.into(step)]
        unknown = may_send_back(reading, step)
        # > "What an agreement sends back is a share of the work that comes by it: with several, the
        # sum lies between the smallest and the largest."
        refused = [share for way in back for share in way]
        lowest = min((sum(s or 0 for s in way) for way in back), default=0)
        highest = max((sum(s or 0 for s in way) for way in back), default=0)
        given = sum(share or 0 for share in shares)
        # Where no way leads on, dead-end tells so.
        complete = None not in shares and None not in refused and bool(shares)
        some = [share for share in shares + refused if share is not None]
        # > "add up to less than 99.5% or more than 100.5%; or, some given, to more than 100%"; that
        # "is told also where an agreement is unknown"
        limit = 100.5 if complete and not unknown else 100
        little = complete and not unknown and given + highest < 99.5
        if some and (given + lowest > limit or little):
            yield step.id


def sent_back(reading: Reading, way: Flow, written: list[Flow]) -> list[float | None]:
    """List the shares of the work coming by this way that its agreement sends back."""
    shares: list[float | None] = []
    for one in reading.rejections:
        if one.refused is way:
            own = [f for f in written if one in reading.stands_for(f)]
            ours = [percent(f.fields.get("share")) for f in own]
            shares += [
                share if share is not None else percent(one.share) for share in ours or [None]
            ]
    return shares


def same(one: Flow, other: Flow) -> bool:
    # > "two flows with the same ends and condition"
    # Where nobody has said where they lead, they may have other ends.
    ends = one.source is other.source and one.subject == other.subject and not one.nowhere
    conditions = [Reading.condition(flow.fields) for flow in (one, other)]
    return ends and conditions[0] == conditions[1]


def duplicates(reading: Reading) -> list[Flow]:
    return [f for f in reading.flows if any(f is not o and same(f, o) for o in reading.flows)]


def duplicate_flow(reading: Reading) -> Iterator[str]:
    return (flow.subject for flow in duplicates(reading) if not flow.source.unordered)


def unexplained_branch(reading: Reading) -> Iterator[str]:
    # > "S has two or more alternatives and one lacks `when`"; of two "flows with the same ends and
    # condition" unexplained-branch "is silent": they are one alternative, written twice.
    for step in reading.steps:
        ways: list[Flow] = []
        for way in reading.out_of(step):
            if not any(same(way, other) for other in ways):
                ways.append(way)
        ways = [way for way in ways if way in reading.alternatives(step)]
        # Of one that nobody has said anything of, unknown-step tells that.
        bare = [w for w in ways if reading.condition(w.fields) == (None, None) and not w.nowhere]
        if len(ways) >= 2 and bare and not step.unordered:
            yield step.id


def one_sided_decision(reading: Reading) -> Iterator[str]:
    stops = set(dead_end(reading))
    for step in reading.steps:
        # > "a single way out: flows (failed ones too), its own outcome and rejections counted"
        flows = reading.out_of(step)
        # What is sent back alone is a dead end; where nobody knows to whom, that is told.
        if step.id in stops or not (flows or reading.ends(step)):
            continue
        back = {r.to for r in reading.implied() if r.receiver is step}
        if step.unordered or len(flows) + reading.ends(step) + len(back) != 1:
            continue
        # Nothing at all is said of what follows: how many ways there are would be a guess.
        if any(f.nowhere and reading.condition(f.fields) == (None, None) for f in flows):
            continue
        # > "of a decision or approval, or of any step whose only way has a `when` (waits with
        # `until` aside)"
        waiting = step.fields.get("kind") == "wait" and not missing(step.fields.get("until"))
        when = any(not missing(flow.fields.get("when")) for flow in flows) and not waiting
        if step.fields.get("kind") not in ("decision", "approval") and not when:
            continue
        if not may_send_back(reading, step) and not may_be_meant(reading, step):
            yield step.id


def may_send_back(reading: Reading, step: Step) -> bool:
    # > "Silent where the agreement into it is unknown, or left out and the only fit has a
    # rejection"
    for way in reading.into(step):
        if reading.unknown_handoff(way):
            return True
        if missing(way.fields.get("handoff")) and way.source.number != step.number:
            fits = reading.fits(way)
            if len(fits) == 1 and reading.rejection_to(reading.handoffs[fits[0]]) is not None:
                return True
    return False


def may_be_meant(reading: Reading, step: Step) -> bool:
    # > "and one-sided-decision while the lost way names an agreement with a rejection", be it that
    # the word is near this step or that nothing else leads to it
    known = entered(reading)
    lost = [way for start in reading.steps for way in lost_words(reading, start) if way.flow]
    for way in lost:
        meant = proposed(reading, way.word)
        if meant is step or (meant is None and step not in known):
            # > "Silent where the agreement into it is unknown"
            if way.flow and reading.unknown_handoff(way.flow):
                return True
            handoff = reading.handoff(way.flow) if way.flow else None
            if handoff is not None and reading.rejection_to(handoff) is not None:
                return True
    return False


def unsynchronised_split(reading: Reading) -> Iterator[str]:
    # > "and the process has no owner"
    if not missing(reading.process.get("owner")):
        return
    for step in reading.steps:
        targets = [flow.target for flow in reading.out_of(step) if flow.target]
        inside = [t for t in targets if reading.inside(t) and not t.unordered]
        departments = {d for target in inside for d in reading.step_departments(target)}
        # > "parallel flows into two or more departments"
        if step.unordered or step.fields.get("parallel") is not True or len(departments) < 2:
            continue
        # > "(ways back over S itself do not count, a failed `to` may meet any)"
        ways = [(flow.source, flow.target) for flow in reading.flows]
        edges = {(a, b) for a, b in ways if b is not None and step not in (a, b)}
        leads_to = reading.close_transitively(edges)
        branches = [{target, *leads_to[target]} for target in targets if target is not step]
        failed = any(flow.failed for flow in reading.out_of(step))
        failed |= any(flow.failed for b in branches for s in b for flow in reading.out_of(s))
        # > "that fall apart into parts which never meet in one step"
        if len(parts(branches)) > 1 and not failed:
            yield step.id


def parts(branches: list[set[Step]]) -> list[set[Step]]:
    """Join what meets until nothing more does."""
    for one, other in itertools.combinations(branches, 2):
        if one & other:
            rest = [branch for branch in branches if branch is not one and branch is not other]
            return parts([*rest, one | other])
    return branches


def fall_through(reading: Reading) -> Iterator[str]:
    for flow in reading.flows:
        if flow.implicit and flow.target and not missing(flow.target.fields.get("trigger")):
            # > "an implicit flow into a step that has a `trigger`"
            yield flow.subject
    for step in reading.steps:
        named = reading.alternatives(step)
        for here, flow in enumerate(named):
            if flow.target:
                yield from runs_into(reading, named, here)


def runs_into(reading: Reading, named: list[Flow], here: int) -> Iterator[str]:
    """Follow one branch of a decision down the file."""
    step, walked = named[here].target, 0
    while step is not None and (walked := walked + 1) < 100:
        onward = [flow for flow in reading.out_of(step) if flow.implicit]
        if not onward or (target := onward[0].target) is None:
            return
        # > "or into another branch of the same decision, unless that branch says `otherwise` or is
        # named before the branch that runs into it"
        entries = [(n, f) for n, f in enumerate(named) if f.target is target]
        if entries:
            place, branch = entries[0]
            # A way without a condition is told by unexplained-branch.
            when, after = reading.condition(branch.fields)
            if place > here and when != "otherwise" and (when or after):
                yield onward[0].subject
            return
        # > "a branch goes on through steps that only the one above leads to"
        if [a for a, b in reading.edges() if b is target] != [step]:
            return
        step = target


def unknown_step(reading: Reading) -> Iterator[str]:
    # > "`to` (of a flow or a rejection) names no step", subject "F, or H"; told "everywhere, in
    # `order: none` too and whoever owns the step"
    for flow in reading.flows:
        if flow.failed:
            yield flow.subject
        # > "A handoff in place is its flow."
        in_place = single(flow.fields.get("handoff"))
        if isinstance(in_place, dict):
            to = reading.rejection_to(in_place)
            if to is not None and to not in reading.by_id:
                yield flow.subject
    for name, handoff in reading.handoffs.items():
        # > "In a shared agreement `to` may be a department."
        to = reading.rejection_to(handoff)
        if to is not None and to not in reading.by_id and to not in reading.departments:
            yield f"handoff {name}"


BRANCHES = {
    "dead-end": dead_end,
    "leaky-branch": leaky_branch,
    "unexplained-branch": unexplained_branch,
    "one-sided-decision": one_sided_decision,
    "unsynchronised-split": unsynchronised_split,
    "fall-through": fall_through,
    "duplicate-flow": duplicate_flow,
    "unknown-step": unknown_step,
}
