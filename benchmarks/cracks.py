"""What people do wrong in a step: each slip is a change of what stands there, and a finding.

`typical` processes have one every fourth step, `full` ones two in each, of many kinds in turn.
"""

# Keys that are written in a step, or with None left out. "#" stands for the number of the step.
SLIPS: tuple[dict[str, str | None], ...] = (
    {"owner": "tbd"},
    {"needs": "[page # of the brief]"},
    {"kind": "approval"},
    {"name": "Process #"},
    {"owner": "{ who: sales, when: it is big }"},  # and handoffs that are not defined for it
    {"accept": "[{ crack: dead-end, reason: we know }]"},
    {"every": "week"},
    {"owner": "back-office-#"},
    {"kind": "wait", "within": None},
    {"accept": "[{ crack: unowned-stp, reason: we know }]"},
    {"owner": "[sales, legal]"},
    {"informed": "[helpers-#]"},
    {"accept": "[{ crack: dead-end, reason: we know, until: 2025-01-01 }]"},
)
SETS = ("clean", "typical", "full")
# From one step with slips to the next, and how many it has.
_EVERY = {"typical": (4, 1), "full": (1, 2)}


def slips(number: int, kind: str) -> dict[str, str | None]:
    """Return what is wrong in a step of a process of this kind."""
    if kind == "clean" or number % _EVERY[kind][0]:
        return {}
    every, how_many = _EVERY[kind]
    first = number // every * how_many
    changed: dict[str, str | None] = {}
    made = 0
    for slip in (SLIPS[(first + after) % len(SLIPS)] for after in range(len(SLIPS))):
        if made < how_many and changed.keys().isdisjoint(slip):
            changed |= slip
            made += 1
    return {key: value and value.replace("#", str(number)) for key, value in changed.items()}
