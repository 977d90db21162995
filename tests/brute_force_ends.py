"""The rules about how cases end a second time; see brute_force.py."""

from collections.abc import Iterator

from brute_force_organisation import missing, single
from brute_force_reading import Reading


def no_good_outcome(reading: Reading) -> Iterator[str]:
    # > "no outcome of the process is one of its good_outcomes (compared without case)"
    words = []
    for step in reading.steps:
        if step.unordered:
            continue
        if reading.ends(step):
            words.append(step.fields["outcome"])
        for flow in reading.out_of(step):
            # A case that goes on into another process may end well there, and one of which nobody
            # has said how it ends may end well here.
            if flow.nowhere or (flow.target is None and flow.word is None and leaves(flow.fields)):
                return
            if not missing(flow.fields.get("outcome")):
                words.append(flow.fields["outcome"])
    folded = {" ".join(str(single(word)).lower().split()) for word in words}
    if folded and not folded & reading.good:
        yield f"process {reading.id}"


def leaves(fields: dict[str, object]) -> bool:
    return missing(fields.get("outcome"))


ENDS = {"no-good-outcome": no_good_outcome}
