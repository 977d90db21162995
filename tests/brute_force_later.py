"""Where crackmap does not yet say what rules.md says: there, a rule is not compared.

Each entry goes when the rule is right. Where a predicate holds for a process, the rule is left out.
"""

from collections.abc import Callable
from itertools import product

from brute_force_organisation import missing
from brute_force_ownership import owner_fields
from brute_force_reading import Reading


def lost(reading: Reading) -> bool:
    """Tell whether work leads to a word that names no step."""
    failed = any(flow.failed for flow in reading.flows)
    return failed or any(one.target is None for one in reading.rejections)


def sends_back(reading: Reading) -> bool:
    return bool(reading.rejections)


def two_in_line(reading: Reading) -> bool:
    """Tell whether an agreement stands between a department and a team of its own."""
    return any(
        a != b and not reading.differ_in_team(a, b)
        for flow in reading.flows
        if flow.target and reading.handoff(flow) is not None
        for (_, a), (_, b) in product(reading.homes(flow.source), reading.homes(flow.target))
        if a and b
    )


def handed_to_no_step(reading: Reading) -> bool:
    return any(flow.target is None and reading.handoff(flow) for flow in reading.flows)


def by_condition(reading: Reading) -> bool:
    return any(len(step.owners or []) > 1 for step in reading.steps)


def receiver_unclear(reading: Reading) -> bool:
    """Tell whether a handoff without `to` leads to nobody, or to a system, a pool, a person."""
    for _, handoff in reading.all_handoffs():
        uses = [flow for flow in reading.flows if flow.target and reading.handoff(flow) is handoff]
        steps = [flow.target for flow in uses if flow.target]
        owners = [owner for step in steps for owner in owner_fields(reading, step)]
        clear = all(reading.inside(step) for step in steps)
        plain = clear and all(owner["kind"] == "department" for owner in owners)
        collides = not missing(handoff.get("trigger")) and not missing(handoff.get("channel"))
        if collides and missing(handoff.get("to")) and not plain:
            return True
    return False


LATER: dict[str, Callable[[Reading], bool]] = {
    "approval-chain": by_condition,
    "leaky-branch": lambda reading: lost(reading) or sends_back(reading),
    "misdirected-handoff": handed_to_no_step,
    "needless-handoff": two_in_line,
    "one-way-handoff": by_condition,
    "trigger-collision": receiver_unclear,
}

# Here the contract can be read in two ways, or crackmap is wrong in a way that has no simple name.
UNSETTLED = {
    141: {"unsynchronised-split"},  # the branches meet in a checklist
    680: {"unsynchronised-split"},
    835: {"undefined-handoff"},
    918: {"unsynchronised-split"},
    940: {"dead-end"},  # a rejection to a department that did not send the work
    980: {"untimed-approval"},
    1042: {"untimed-approval"},
    1036: {"unbounded-loop"},  # a circle that only a stage without an order leads to
    1301: {"unexplained-branch"},  # an agreement sends back to the step that it leads into
    1364: {"handoff-chain"},  # the shortest way takes a rejection
    1592: {"untimed-approval"},
    1607: {"dead-end"},  # as 940
    # Is a way to a step behind which another process waits a way back
    1794: {"conflicting-goals", "one-sided-decision", "undefined-handoff"},
    1877: {"undefined-team-handoff"},  # an answer by an owner by condition
    1962: {"needless-handoff"},
    1971: {"dead-end", "one-sided-decision"},  # an agreement into a step sends back to the same
    2019: {"untimed-approval"},
    2382: {"dead-end"},  # as 940
    2425: {"trigger-collision"},
    2432: {"untimed-approval"},
    2476: {"trigger-collision"},
    2613: {"fall-through"},
}
