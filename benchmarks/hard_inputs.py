"""Processes that are hard on one part of crackmap: many of one thing, and few of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Text: TypeAlias = str

FIELDS = "trigger: a lead, payload: [a], acceptance: [b], acknowledgement: c, sla: 1d"


def process(stages: Iterable[str], *above: str) -> Text:
    """Write a process of one stage with these lines of steps."""
    head = ["process: Hard", *above, "stages:", "- name: S", "  steps:"]
    return "\n".join([*head, *(f"  - {{ {line} }}" for line in stages)]) + "\n"


def named(count: int, word: str = "d") -> list[str]:
    """Return so many ids."""
    return [f"{word}{number}" for number in range(count)]


def departments(count: int) -> str:
    """Return the line that declares so many departments."""
    return f"departments: [{', '.join(named(count))}]"


def agreements_of(count: int) -> str:
    """Return agreements from each department to the next."""
    lines = (f"  h{n}: {{ from: d{n}, to: d{n + 1}, {FIELDS} }}" for n in range(count - 1))
    return "\n".join(["handoffs:", *lines])


def agreements(count: int) -> Text:
    """Make changes of department that name none of as many agreements that may fit."""
    steps = (f"name: Do it {n}, owner: d{n}" for n in range(count))
    return process(steps, departments(count), agreements_of(count))


def unknown_handoffs(count: int) -> Text:
    """Make flows that name agreements which are not there, beside as many that are."""
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d{n},"
        f" next: {{ to: s{(n + 1) % count}, handoff: agreement-x{n}y }}"
        for n in range(count)
    )
    return process(steps, departments(count), agreements_of(count))


def unknown_owners(count: int) -> Text:
    """Make steps whose owners are not there, beside as many departments that are."""
    steps = (f"name: Do it {n}, owner: dept-{n}x" for n in range(count))
    return process(steps, departments(count))


def uneven_owners(count: int) -> Text:
    """Make steps with many owners by condition, of which no two steps have the same."""
    steps = []
    for n in range(count):
        owners = (f"{{ who: d{k}, when: case {n % 7} {k} }}" for k in range(count))
        steps.append(f"name: Do it {n}, owner: [{', '.join(owners)}]")
    return process(steps, departments(count))


def ways_into_gaps(count: int) -> Text:
    """Make a chain of steps that nobody owns, into each of which another step leads."""
    steps = []
    for n in range(count):
        steps.append(f"name: Ask {n}, id: a{n}, owner: d{n}, next: [{{ to: g{n} }}]")
        after = f"g{n + 1}" if n + 1 < count else "end"
        steps.append(f"name: Wait {n}, id: g{n}, next: [{{ to: {after} }}]")
    steps.append("name: End it, id: end, owner: d0, outcome: won")
    return process(steps, departments(count))


def gaps_all_to_all(count: int) -> Text:
    """Make steps that nobody owns, each of which leads to each, with an owned step at each."""
    steps = []
    for n in range(count):
        to = ", ".join([*(f"{{ to: g{k} }}" for k in range(count) if k != n), f"{{ to: a{n} }}"])
        steps.append(f"name: Ask {n}, id: a{n}, owner: d{n}, next: [{{ to: g{n} }}]")
        steps.append(f"name: Wait {n}, id: g{n}, next: [{to}]")
    return process(steps, departments(count))


def part_of_chain(count: int) -> Text:
    """Make teams of teams of teams, each of which owns a step."""
    teams = "\n".join(
        ["departments:", "  d0: {}", *(f"  d{n}: {{ part_of: d{n - 1} }}" for n in range(1, count))]
    )
    return process((f"name: Do it {n}, owner: d{n}" for n in range(count)), teams)


def stale_sources(count: int) -> Text:
    """Make old documents, from each of which the owner of a step is taken."""
    old = "\n".join(["sources:", *(f"  s{n}: {{ reviewed: 2020-01-01 }}" for n in range(count))])
    steps = (f"name: Do it {n}, owner: {{ says: d0, source: s{n} }}" for n in range(count))
    return process(steps, f"{old}\n{departments(1)}")


def equal_names(count: int) -> Text:
    """Make steps of one name, for which ids are made."""
    return process(["name: Do it, owner: d0"] * count, departments(1))


def accepted(count: int) -> Text:
    """Make steps with an accepted crack each."""
    steps = (
        f"name: Do it {n}, owner: , accept: [{{ crack: unowned-step, reason: known }}]"
        for n in range(count)
    )
    return process(steps, departments(1))


def conflicting_goals(count: int) -> Text:
    """Make goals that conflict with each other, and departments that have them."""
    goals = named(count, "g")
    lines = (f"  {goal}: {{ conflicts_with: [{', '.join(goals)}] }}" for goal in goals)
    units = (f"  d{n}: {{ goals: [g{n}] }}" for n in range(count))
    head = "\n".join(["goals:", *lines, "departments:", *units])
    return process((f"name: Do it {n}, owner: d{n}" for n in range(count)), head)


def artifacts(count: int) -> Text:
    """Make a step that makes many things, and needs as many."""
    names = ", ".join(f"thing {n}" for n in range(count))
    steps = [
        f"name: Make it, owner: d0, produces: [{names}]",
        f"name: Use it, owner: d0, needs: [{names}], outcome: won",
    ]
    return process(steps, departments(1))


def combining(count: int) -> Text:
    """Make a name of letters with combining marks, which have to be put in order."""
    marks = "\u0315\u0300" * count
    return process([f"name: a{marks}, owner: d0"], departments(1))


def ignore_comments(count: int) -> Text:
    """Make steps that nobody owns, each with a comment that accepts it."""
    steps = (f"  - name: Do it {n}  # crackmap: ignore[unowned-step] known" for n in range(count))
    return "\n".join(["process: Hard", "stages:", "- name: S", "  steps:", *steps]) + "\n"


def fan_out(count: int) -> Text:
    """Make a step from which many ways lead."""
    ways = ", ".join(f"{{ to: s{n}, when: case {n} }}" for n in range(count))
    steps = [f"name: Choose, owner: d0, next: [{ways}]"]
    steps += [f"name: Do it {n}, id: s{n}, owner: d{n % 5}, outcome: won" for n in range(count)]
    return process(steps, departments(5))


def misspelt(count: int) -> Text:
    """Make steps that lead to misspelt ones."""
    steps = (
        f"name: Do it {n}, id: step-{n}, owner: d0, next: [{{ to: stepp-{n + 1} }}]"
        for n in range(count)
    )
    return process(steps, departments(1))


def one_line(count: int) -> Text:
    """Make steps on one line, each with a fix."""
    steps = ", ".join(f"{{ name: Do it {n}, owner: D0 }}" for n in range(count))
    return f"process: Hard\n{departments(1)}\nstages: [{{ name: S, steps: [{steps}] }}]\n"


def unknown_keys(count: int) -> Text:
    """Make a file that cannot be read, for each of many lines."""
    return process(f"name: Do it {n}, colour: red, owner: d0" for n in range(count))


def long_line(count: int) -> Text:
    """Make one long line that cannot be read."""
    return process([f"name: Do it, colour: {'x' * count}"])


def notes(count: int) -> Text:
    """Make steps with a vague name and without a limit: a note or more for each."""
    owners = (f"name: Process {n}, owner: d{n % 3}" for n in range(count))
    return process(owners, departments(3))


def ring(count: int) -> Text:
    """Make as many departments as steps."""
    return process((f"name: Do it {n}, owner: d{n}" for n in range(count)), departments(count))


def tangle(count: int) -> Text:
    """Make steps of which each leads to each."""
    steps = []
    for n in range(count):
        ways = ", ".join(f"{{ to: s{k}, when: case {k} }}" for k in range(count) if k != n)
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 5}, next: [{ways}]")
    return process(steps, departments(5))


def full_handoffs(count: int) -> Text:
    """Make changes of department, each with an agreement in place."""
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d{n % 5},"
        f" next: [{{ to: s{(n + 1) % count}, handoff: {{ {FIELDS}, channel: mail }} }}]"
        for n in range(count)
    )
    return process(steps, departments(5))
