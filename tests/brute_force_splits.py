"""The rule about ends of a case in one of several branches a second time; see brute_force.py."""

from collections.abc import Iterator

from brute_force_flows import Flow, Step
from brute_force_organisation import listed, missing
from brute_force_reading import Reading


def goes_down(reading: Reading, flow: Flow) -> bool:
    # Ways up the file are ways back, and so is what is refused.
    if flow.target is None or flow.target.unordered or flow.target.number <= flow.source.number:
        return False
    return not reading.stands_for(flow)


def down(reading: Reading, step: Step) -> list[Step]:
    flows = [flow for flow in reading.out_of(step) if goes_down(reading, flow)]
    return [flow.target for flow in flows if flow.target]


def region(reading: Reading, start: Step) -> set[Step]:
    return {start}.union(*(region(reading, step) for step in down(reading, start)))


def words(reading: Reading, step: Step) -> list[tuple[str, str]]:
    """List the outcomes of a step, each with its subject."""
    own = [(word, step.id) for word in listed(step.fields.get("outcome")) if not missing(word)]
    for flow in reading.out_of(step):
        outcome = listed(flow.fields.get("outcome"))
        own += [(word, flow.subject) for word in outcome if not missing(word)]
    return [(str(word).lower(), subject) for word, subject in own]


def good_ends(reading: Reading) -> set[Step]:
    ordered = [step for step in reading.steps if not step.unordered]
    said = {word for step in ordered for word, _ in words(reading, step)}
    good = reading.good if said & reading.good else said
    # Where work goes on in another process, it is no end that others wait for.
    leaving = {f.source for f in reading.flows if f.subject.rpartition(" -> ")[2].count("/")}
    return {s for s in ordered if s in leaving or any(w in good for w, _ in words(reading, s))}


def early_end(reading: Reading) -> Iterator[str]:
    # > "a branch of a parallel split ends the case while the others go on and would meet it later"
    good = good_ends(reading)
    leading = set(good)
    for _ in reading.steps:
        flows = [flow for flow in reading.flows if not reading.stands_for(flow)]
        leading |= {flow.source for flow in flows if flow.target in leading}
    for split in reading.steps:
        if split.unordered or split.fields.get("parallel") is not True:
            continue
        begun = down(reading, split)
        branches = [region(reading, step) for step in begun]
        apart = {split}.union(*branches) - all_of(branches)
        if any(flow.failed for step in apart for flow in reading.out_of(step)):
            continue
        for first, ours in zip(begun, branches, strict=True):
            waiting = [
                theirs
                for theirs in branches
                if theirs & ours & leading and not (theirs - ours) & good
            ]
            joined = [step for theirs in waiting if theirs is not ours for step in theirs & ours]
            for step in alternatives(reading, first, set(joined) & leading):
                if any(step not in theirs for theirs in waiting):
                    yield from (subject for _, subject in words(reading, step))


def all_of(branches: list[set[Step]]) -> set[Step]:
    return set.intersection(*branches) if branches else set()


def alternatives(reading: Reading, step: Step, joined: set[Step]) -> set[Step]:
    """Find where a branch may end instead of coming to one of the steps in which it is joined."""
    parallel = step.fields.get("parallel") is True
    found = set() if parallel else {step}
    for target in down(reading, step):
        # What a split inside starts and never joins ends nothing but itself.
        if not parallel or region(reading, target) & joined:
            found |= alternatives(reading, target, joined)
    return found


SPLITS = {"early-end": early_end}
