"""The rules about circles and long ways a second time; see brute_force.py."""

import math
from collections.abc import Iterator

from brute_force_branches import flow_share
from brute_force_flows import Flow, Step
from brute_force_handoffs import says_when, waits
from brute_force_organisation import listed, missing
from brute_force_reading import Reading
from brute_force_unreachable import entered, open_end


def endless_loop(reading: Reading) -> Iterator[str]:
    # > "a reachable group of steps that go in a circle, with no flow out of the group and no
    # outcome in it"; its subject is "its first step"
    return (group[0].id for group in closed_groups(reading))


def closed_groups(reading: Reading) -> list[list[Step]]:
    groups = []
    for step in entered(reading):
        cycle = reading.leads_to[step]
        closed = all(step in reading.leads_to[other] for other in cycle)
        left = any(open_end(reading, s) or s.unordered for s in cycle)
        if step in cycle and closed and not left:
            groups.append(sorted(cycle, key=lambda s: s.number))
    return groups


def bounded(reading: Reading, flow: Flow) -> bool:
    # > "Where one is written, it stands for the implied one, with the rejection's `share` and
    # `rounds` unless it has its own."
    written = not missing(flow.fields.get("rounds"))
    return written or any(one.rounds for one in reading.stands_for(flow))


def circles(reading: Reading) -> Iterator[tuple[list[Step], list[Flow]]]:
    """Find the groups of steps that work may go round in without end, and the flows in them."""
    # > "take out the flows and rejections that say `rounds`, and the waits and pools whose way out
    # says `when` (a fresh start)"
    fresh = {
        step
        for step in reading.steps
        if waits(reading, step) and any(says_when(flow) for flow in reading.out_of(step))
    }
    fresh |= {step for step in reading.steps if step.unordered}
    flows = [flow for flow in reading.flows if flow.target and not bounded(reading, flow)]
    # > "A flow from the receiving step back to `to`" that "counts for ... loops"
    flows += [
        Flow(one.receiver, one.target, f"{one.receiver.id} -> {one.target.id}", {})
        for one in reading.implied()
        if one.target and not one.rounds
    ]
    flows.sort(key=lambda flow: flow.source.number)
    edges = {(f.source, f.target) for f in flows if f.target and not {f.source, f.target} & fresh}
    leads_to = reading.close_transitively(edges)
    # > "a reachable strongly connected group that is left"
    known, closed = entered(reading), [step for g in closed_groups(reading) for step in g]
    for step in reading.steps:
        group = [s for s in leads_to[step] if step in leads_to[s]]
        group.sort(key=lambda s: s.number)
        # > "Of both: a group that nothing leaves is endless-loop alone"
        if group[:1] == [step] and step in known and step not in closed:
            yield group, [f for f in flows if f.source in group and f.target in group]


def ping_pong(reading: Reading) -> Iterator[str]:
    # > "with a flow in it that changes department"; subject "the first such flow, by the place of
    # its first step in the file"
    for _, flows in circles(reading):
        changing = [flow.subject for flow in flows if reading.changes(flow)]
        yield from changing[:1]


def unbounded_loop(reading: Reading) -> Iterator[str]:
    # > "the same as ping-pong, and no flow in the group changes department"; "silent where an owner
    # in it is unclear"
    for group, flows in circles(reading):
        clear = all(step.owners is not None for step in group)
        if clear and not any(reading.changes(flow) for flow in flows):
            yield group[0].id


def relay_step(reading: Reading) -> Iterator[str]:
    for step in reading.steps:
        # > "S needs but produces nothing, is a task"
        task = step.fields.get("kind", "task") == "task"
        needs = not missing(step.fields.get("needs")) and missing(step.fields.get("produces"))
        ways_in, ways_out = reading.into(step), reading.out_of(step)
        # Where a case starts, work comes from somewhere else as well.
        task = task and step not in starts(reading)
        if not task or not needs or not reading.inside(step) or not ways_in or not ways_out:
            continue
        # > "and all its flows in and out are of one other department"
        ends = [way.source for way in ways_in] + [way.target for way in ways_out]
        inside = all(end is not None and reading.inside(end) for end in ends)
        theirs = {d for end in ends if end for d in reading.step_departments(end)}
        ours = reading.step_departments(step)
        if inside and not step.unordered and len(theirs) == 1 and not theirs & ours:
            yield step.id


def handoff_chain(reading: Reading) -> Iterator[str]:
    # > "the likeliest way to a good outcome by shares, fewest changes of department where no shares
    # are given" changes department more often than `limit` (6), gaps between not counted
    best = {
        (step, last): (0.0, 0) for step in starts(reading) for last in lasts(reading, step, None)
    }
    edges = [
        (a, b, rarity(reading, a, b))
        for a, b in reading.edges()
        if not a.unordered and not b.unordered
    ]
    before = None
    while best != before:
        before = dict(best)
        for (step, last), (rare, number) in before.items():
            for target, rarer in ((b, rarer) for a, b, rarer in edges if a is step):
                for new in lasts(reading, target, last):
                    cost = (round(rare + rarer, 6), number + (last is not None and new != last))
                    best[target, new] = min(cost, best.get((target, new), cost))
    good = [
        (round(rare + rarity(reading, step, None), 6), number)
        for (step, _), (rare, number) in best.items()
        if ends_well(reading, step)
    ]
    if good and min(good)[1] > 6:
        yield f"process {reading.id}"


def rarity(reading: Reading, step: Step, target: Step | None) -> float:
    """Return how unlikely the likeliest way from a step to another is, or to a good outcome."""
    # > "What the given shares leave over is split evenly among the alternatives without one"
    flows = [flow for flow in reading.out_of(step) if not reading.stands_for(flow)]
    given = [flow_share(reading, flow) for flow in flows]
    if all(share is None for share in given) or step.fields.get("parallel") is True:
        return 0.0
    total = sum(share or 0 for share in given)
    left = max(100 - total, 0.0) / max(given.count(None), 1)
    whole = max(total, 100.0) if None in given or total < 99.5 else total
    shares = [(left if share is None else share) / whole for share in given]
    taken = [
        share
        for flow, share in zip(flows, shares, strict=True)
        if (flow.target is target if target else ends_in(reading, flow))
    ]
    best = max(taken, default=1.0)
    return -math.log(best) if best > 1e-12 else 1e9


def ends_in(reading: Reading, flow: Flow) -> bool:
    """Tell whether a flow ends the case with a good outcome."""
    outcome = listed(flow.fields.get("outcome"))
    return flow.target is None and any(str(end).lower() in reading.good for end in outcome)


def starts(reading: Reading) -> list[Step]:
    ordered = [step for step in reading.steps if not step.unordered]
    later = [step for step in ordered[1:] if not missing(step.fields.get("trigger"))]
    return ordered[:1] + later


def lasts(reading: Reading, step: Step, last: str | None) -> set[str | None]:
    """List the departments that may have the work behind a step: at a gap, still the last."""
    return set(reading.step_departments(step)) or {last}


def ends_well(reading: Reading, step: Step) -> bool:
    ends = listed(step.fields.get("outcome")) if reading.ends(step) else []
    ends += [w for f in reading.out_of(step) for w in listed(f.fields.get("outcome"))]
    return any(" ".join(str(end).lower().split()) in reading.good for end in ends)


def approval_chain(reading: Reading) -> Iterator[str]:
    # > "some way down the file leads over `limit` (3) or more approvals (waits and gaps between do
    # not count) of as many different owners"; subject "the first approval"
    for step in reading.steps:
        first = is_approval(reading, step) and not followed(reading, step)
        if first and max(map(len, chains(reading, step, frozenset()))) >= 3:
            yield step.id


def is_approval(reading: Reading, step: Step) -> bool:
    clear = step.owners is not None and len(step.owners) == 1 and reading.inside(step)
    return step.fields.get("kind") == "approval" and clear and not step.unordered


def passes(reading: Reading, step: Step) -> bool:
    return step.fields.get("kind") == "wait" or reading.gap(step)


def down(reading: Reading, step: Step) -> list[Step]:
    return [f.target for f in reading.out_of(step) if f.target and f.target.number > step.number]


def chains(reading: Reading, step: Step, owners: frozenset[str]) -> Iterator[frozenset[str]]:
    if is_approval(reading, step):
        owners |= {who for _, who in step.owners or [] if who}
    elif not passes(reading, step):
        yield owners
        return
    yield owners
    for target in down(reading, step):
        yield from chains(reading, target, owners)


def followed(reading: Reading, step: Step) -> bool:
    """Tell whether another approval stands before this one in a chain."""
    for before in reading.steps:
        if step in down(reading, before):
            if is_approval(reading, before):
                return True
            if passes(reading, before) and followed(reading, before):
                return True
    return False


LOOPS = {
    "endless-loop": endless_loop,
    "ping-pong": ping_pong,
    "unbounded-loop": unbounded_loop,
    "relay-step": relay_step,
    "handoff-chain": handoff_chain,
    "approval-chain": approval_chain,
}
