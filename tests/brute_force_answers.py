"""What approvals answer, and what is a question, a second time; see brute_force.py."""

from brute_force_flows import Flow
from brute_force_reading import Reading
from brute_force_unreachable import may_be_asked

Pair = tuple[str, str]


def answers(reading: Reading, flow: Flow, a: str, b: str, asking: set[Flow]) -> bool:
    # > "A flow from an `approval` step to the department (for a change of team: the team) that
    # asked is covered by the handoff by which it was asked"
    return is_approval(flow) and any(one in asking for one in may_ask(reading, flow, a, b))


def is_approval(flow: Flow) -> bool:
    return flow.source.fields.get("kind") == "approval"


def may_ask(reading: Reading, answer: Flow, a: str, b: str) -> list[Flow]:
    """List the flows by which home b may have asked the approval of home a."""
    return [flow for flow in reading.into(answer.source) if comes_from(reading, flow, a, b)]


def comes_from(reading: Reading, flow: Flow, a: str, b: str) -> bool:
    if not reading.inside(flow.source) or flow.target is None:
        return False
    pairs = reading.pairs(flow.source, flow.target)
    other = [(one, two) for one, two in pairs if reading.department(one) != reading.department(two)]
    if reading.department(a) != reading.department(b):
        return any(reading.department(asker) == reading.department(b) for asker, _ in other)
    return any(
        reading.differ_in_team(asker, asked) and not reading.differ_in_team(asker, b)
        for asker, asked in pairs
    )


def handed(reading: Reading, flow: Flow) -> list[Pair]:
    """List the homes between which the flow moves work: of two departments, else of two teams."""
    if flow.target is None or not (reading.inside(flow.source) and reading.inside(flow.target)):
        return []
    pairs = reading.pairs(flow.source, flow.target)
    changes = [(a, b) for a, b in pairs if reading.department(a) != reading.department(b)]
    return changes or [(a, b) for a, b in pairs if reading.differ_in_team(a, b)]


def questions(reading: Reading) -> set[Flow]:
    """Find the flows that ask, those of which it is clear first."""
    asks: dict[Flow, bool] = {}
    for flow in reading.flows:
        # A rejection is what the receiver answers to an agreement.
        if reading.stands_for(flow):
            asks[flow] = False
        # What names an agreement of its own is asked by it; and where a lost way may have asked,
        # "Where an answer would be a guess because something else is broken, be silent."
        elif not is_approval(flow) or reading.more_than_nominal(flow) or guessed(reading, flow):
            asks[flow] = True
    while len(asks) < len(reading.flows):
        undecided = [flow for flow in reading.flows if flow not in asks]
        clear = {
            flow: told for flow in undecided if (told := clearly(reading, flow, asks)) in (0, 1)
        }
        # Where approvals only ask each other, the first in the file asks.
        asks |= {flow: bool(told) for flow, told in clear.items()} or {undecided[0]: True}
    return {flow for flow, told in asks.items() if told}


def guessed(reading: Reading, flow: Flow) -> bool:
    return flow.target is not None and may_be_asked(reading, flow)


def clearly(reading: Reading, flow: Flow, asks: dict[Flow, bool]) -> bool | None:
    # > "A flow that is an answer itself asks for nothing"
    asked = [
        [asks.get(one) for one in may_ask(reading, flow, *pair)] for pair in handed(reading, flow)
    ]
    if not asked or any(all(one is False for one in ones) for ones in asked):
        return True
    return False if all(True in ones for ones in asked) else None
