"""Inputs in which very many refer to one another or to one: a step, a department, an agreement."""

from __future__ import annotations

from hard_inputs import FIELDS, Text, departments, named, process

HANDOFFS = "handoffs:\n"


def meetings(count: int) -> Text:
    """Make a step between many in which the customer meets people, and as many others."""
    ways = ", ".join(f"{{ to: t{n}, when: case {n} }}" for n in range(count))
    met = "customer_facing: true"
    steps = [
        *(
            f"name: Meet {n}, id: f{n}, owner: d0, {met}, trigger: c{n}, next: x"
            for n in range(count)
        ),
        f"name: Do it, id: x, owner: d0, next: [{ways}]",
        *(f"name: Greet {n}, id: t{n}, owner: d1, {met}, outcome: won" for n in range(count)),
    ]
    return process(steps, departments(2))


def outsiders(count: int) -> Text:
    """Make a row of steps, each of another outsider."""
    kinds = ", ".join(f"{id_}: {{ kind: external }}" for id_ in named(count))
    steps = (f"name: Do it {n}, owner: d{n}" for n in range(count))
    return process(steps, f"departments: {{ {kinds} }}")


def approvals(count: int) -> Text:
    """Make a row of approvals that nobody can refuse."""
    steps = (f"name: Approve it {n}, kind: approval, owner: d{n % 3}" for n in range(count))
    return process(steps, departments(3))


def paid(count: int) -> Text:
    """Make teams of a department that is paid for many goals, and steps that serve others."""
    goals = ", ".join(named(count, "g"))
    teams = "".join(f"  d{n}: {{ part_of: top }}\n" for n in range(count))
    steps = (f"name: Do it {n}, owner: d{n}, serves: [other]" for n in range(count))
    return process(
        steps, f"goals: [other, {goals}]", f"departments:\n  top: {{ goals: [{goals}] }}\n{teams}"
    )


def one_agreement(count: int) -> Text:
    """Make an agreement of which many have said yes, for flows between all of them."""
    yes = ", ".join(f"{{ by: d{n} }}" for n in range(count))
    table = f"{HANDOFFS}  h: {{ {FIELDS}, agreed: [{yes}] }}"
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d{n}, next: {{ to: s{n + 1}, handoff: h }}"
        for n in range(count)
    )
    last = f"name: End, id: s{count}, owner: d0, outcome: won"
    return process([*steps, last], departments(count), table)


def agreements_of_teams(count: int) -> Text:
    """Make agreements between the teams of one department, of which no flow names one."""
    teams = "".join(f"  d{n}: {{ part_of: top }}\n" for n in range(count))
    table = "".join(f"  h{n}: {{ from: d{n}, to: d{n - 1}, {FIELDS} }}\n" for n in range(1, count))
    steps = (f"name: Do it {n}, owner: d{n}" for n in range(count))
    return process(steps, f"departments:\n  top: {{}}\n{teams}", HANDOFFS + table)


def needless(count: int) -> Text:
    """Make handoffs whose fixes would each open something."""
    table = "".join(f"  h{n}: {{ {FIELDS} }}\n" for n in range(count))
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d0, next: {{ to: s{n + 1}, handoff: h{n} }}"
        for n in range(count)
    )
    last = f"name: End, id: s{count}, owner: d0, outcome: won"
    return process([*steps, last], departments(1), HANDOFFS + table)


def timed_ways(count: int) -> Text:
    """Make a step of a stage with a limit, from which all others are taken after some time."""
    ways = ", ".join(f"{{ to: s{n}, after: {n + 1}h }}" for n in range(count))
    steps = [f"name: Wait, id: w, owner: d0, next: [{ways}]"]
    steps += [f"name: Do it {n}, id: s{n}, owner: d0, outcome: won" for n in range(count)]
    text = process(steps, departments(1))
    return text.replace("- name: S\n", "- name: S\n  within: 1d\n")


def tangled(count: int) -> Text:
    """Make steps of which each leads to three others anywhere."""
    steps = []
    for n in range(count):
        ways = [
            f"{{ to: s{(n * n * at + 7 * at + n) % count}, when: case {at} }}" for at in (1, 2, 3)
        ]
        end = ", { outcome: won, when: else }" if n % 10 == 0 else ""
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 3}, next: [{', '.join(ways)}{end}]")
    return process(steps, departments(3), "volume: 100 per week")


def all_to_all(count: int) -> Text:
    """Make steps in braces that all lead to each other, from one department to another."""
    steps = []
    for n in range(count):
        ways = (f"{{ to: s{at}, when: case {at} }}" for at in range(count) if at != n)
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 2}, next: [{', '.join(ways)}]")
    return process(steps, departments(2))
