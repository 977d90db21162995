"""The rules about what agreements say a second time; see brute_force.py."""

import itertools
from collections.abc import Iterator
from typing import Any

from brute_force_flows import Flow
from brute_force_handoffs import hidden_handoff, undefined_handoff, undefined_team_handoff
from brute_force_organisation import Fields, listed, missing, single, value
from brute_force_ownership import names
from brute_force_reading import Reading


def used(reading: Reading) -> Iterator[tuple[str, Fields, Flow]]:
    """List the agreements in use, once for each flow that names one."""
    for flow in reading.flows:
        handoff = reading.handoff(flow)
        if handoff is not None and reading.in_use(flow):
            yield reading.handoff_subject(flow), handoff, flow


def unknown_handoff(reading: Reading) -> Iterator[str]:
    # > "`handoff: id` names no agreement"; told "everywhere, in `order: none` too and whoever owns
    # the step"
    return (flow.subject for flow in reading.flows if reading.unknown_handoff(flow))


def misdirected_handoff(reading: Reading) -> Iterator[str]:
    for flow in reading.flows:
        handoff = reading.handoff(flow)
        if handoff is None or not reading.judged(flow):
            continue
        for field, step in (("from", flow.source), ("to", flow.target)):
            # > "Only ends that are inside are judged"; an unknown one is told by unknown-owner
            end = value(handoff.get(field))
            if step is None or end not in reading.departments or not reading.inside(step):
                continue
            # > "the agreement's from (to) is neither the sender's (receiver's) owner nor above nor
            # below it"
            owners = [who for _, who in step.owners or [] if who]
            if not any(reading.related(end, who) for who in owners):
                yield flow.subject


def incomplete_handoff(reading: Reading) -> Iterator[str]:
    # > "an agreement *in use* ... lacks must fields"; "*Must fields*: trigger, payload, acceptance,
    # acknowledgement."
    must = ("trigger", "payload", "acceptance", "acknowledgement")
    for subject, handoff, _ in used(reading):
        if any(missing(handoff.get(field)) for field in must):
            yield subject


def untimed_handoff(reading: Reading) -> Iterator[str]:
    # > "an agreement in use has no sla; or an sla with no escalation (an escalation to the receiver
    # itself is none)"
    for subject, handoff, flow in used(reading):
        assert flow.target is not None
        receivers = {who for _, who in flow.target.owners or []} | {value(handoff.get("to"))}
        if missing(handoff.get("sla")) or not set(names(handoff.get("escalation"))) - receivers:
            yield subject


def one_way_handoff(reading: Reading) -> Iterator[str]:
    # > "an agreement in use has acceptance criteria, no rejection"
    for subject, handoff, flow in used(reading):
        if missing(handoff.get("acceptance")) or reading.rejection_to(handoff) is not None:
            continue
        for a, b in reading.changes(flow):
            if not can_say_no(reading, flow, reading.department(a), reading.department(b)):
                yield subject


def can_say_no(reading: Reading, flow: Flow, ours: str, theirs: str) -> bool:
    # > "and no flow leads from v, or from a step of v's department further down the same stage,
    # back to u's department"
    receiver = flow.target
    assert receiver is not None
    for back in reading.flows:
        step = back.source
        below = step.stage == receiver.stage and step.number > receiver.number
        from_them = step is receiver or (below and theirs in reading.step_departments(step))
        if from_them and back.target and ours in reading.step_departments(back.target):
            return True
    # What another agreement sends back from there is a way to say no, too.
    return any(
        one.receiver is receiver and one.target and ours in reading.step_departments(one.target)
        for one in reading.rejections
    )


def folded(written: Any) -> str:
    # > "case and spaces folded"
    return " ".join(str(value(written)).split()).casefold()


def receivers(reading: Reading, handoff: Fields) -> list[set[str]]:
    """List who takes the work, one by one; owners by condition are one receiver."""
    # > "an unknown one is none"
    if not missing(handoff.get("to")):
        return [{to} for to in [value(handoff["to"])] if to in reading.departments]
    uses = [flow for flow in reading.flows if reading.handoff(flow) is handoff]
    targets = [flow.target for flow in uses if flow.target and reading.judged(flow)]
    owners = [{who for _, who in step.owners or [] if who} for step in targets]
    return [names for names in owners if names]


def trigger_collision(reading: Reading) -> Iterator[str]:
    # > "two handoffs have the same trigger and the same channel (both written; case and spaces
    # folded) and different receivers (a team and its department are one, an unknown one is none)"
    ordered = {flow.source for flow in reading.flows if reading.judged(flow)}
    both = []
    for subject, handoff in reading.all_handoffs():
        if missing(handoff.get("trigger")) or missing(handoff.get("channel")):
            continue
        uses = [flow for flow in reading.flows if reading.handoff(flow) is handoff]
        if uses and not any(flow.source in ordered and reading.judged(flow) for flow in uses):
            continue
        both.append((subject, handoff, uses))
    for (_, first, before), (subject, later, uses) in itertools.combinations(both, 2):
        same = all(folded(first[field]) == folded(later[field]) for field in ("trigger", "channel"))
        # > "and are not on parallel flows of one step"
        sources = {flow.source for flow in uses} & {flow.source for flow in before}
        parallel = any(step.fields.get("parallel") is True for step in sources)
        ours, theirs = receivers(reading, first), receivers(reading, later)
        differ = any(
            not any(reading.related(*two) for two in itertools.product(one, other))
            for one, other in itertools.product(ours, theirs)
        )
        if same and not parallel and differ:
            yield subject


def declared_system(reading: Reading, channel: Any) -> bool:
    # > "a declared system (by id or name, case and spaces folded)"
    systems = {n: d for n, d in reading.departments.items() if d.get("kind") == "system"}
    known = {folded(name) for name in systems}
    known |= {folded(fields["name"]) for fields in systems.values() if "name" in fields}
    return folded(channel) in known


def side_channel(reading: Reading) -> Iterator[str]:
    # > "an agreement in use goes through a channel that is no declared system, while another
    # handoff's channel is one"
    channels = [handoff.get("channel") for _, handoff in reading.all_handoffs()]
    if any(declared_system(reading, one) for one in channels if not missing(one)):
        for subject, handoff, _ in used(reading):
            channel = handoff.get("channel")
            if not missing(channel) and not declared_system(reading, channel):
                yield subject


def needless_handoff(reading: Reading) -> Iterator[str]:
    # > "a named handoff on a flow that changes neither department nor team"
    for flow in reading.flows:
        if reading.handoff(flow) is None or flow.target is None or not reading.judged(flow):
            continue
        if reading.inside(flow.source) and reading.inside(flow.target):
            pairs = reading.pairs(flow.source, flow.target)
            if not any(reading.differ_in_team(a, b) for a, b in pairs):
                yield flow.subject


def unused_handoff(reading: Reading) -> Iterator[str]:
    # > "If exactly one agreement fits both ends, the help names it, the fix is to name it, and
    # unused-handoff is silent about it"
    undefined = {*undefined_handoff(reading), *undefined_team_handoff(reading)}
    flows = [flow for flow in reading.flows if missing(flow.fields.get("handoff"))]
    proposed = [reading.fits(flow) for flow in flows if flow.subject in undefined]
    # A hidden handoff names it as an undefined one does.
    hidden = [subject.split(" -> ") for subject in hidden_handoff(reading)]
    proposed += [reading.fits_between(*(reading.by_id[id_] for id_ in pair)) for pair in hidden]
    only = {names[0] for names in proposed if len(names) == 1}
    # > "an agreement of the process file that no flow names"
    written = [e for step in reading.steps for e in listed(step.fields.get("next"))]
    named = {single(e.get("handoff")) for e in written if isinstance(e, dict) and is_id(e)}
    # An unknown one may mean the nearest; in random processes that is spelt right.
    named |= {str(name).replace("agrement-", "agreement-") for name in named}
    for name in reading.handoffs:
        if name not in named and name not in only:
            yield f"handoff {name}"


def is_id(entry: Fields) -> bool:
    return not isinstance(single(entry.get("handoff")), dict)


AGREEMENTS = {
    "unknown-handoff": unknown_handoff,
    "misdirected-handoff": misdirected_handoff,
    "incomplete-handoff": incomplete_handoff,
    "untimed-handoff": untimed_handoff,
    "one-way-handoff": one_way_handoff,
    "trigger-collision": trigger_collision,
    "side-channel": side_channel,
    "needless-handoff": needless_handoff,
    "unused-handoff": unused_handoff,
}
