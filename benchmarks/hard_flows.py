"""Processes whose ways are hard on one part of crackmap: out of one step, nowhere, all alike."""

from __future__ import annotations

from collections.abc import Callable

from hard_inputs import FIELDS, Text, departments, process


def chained_fan_out(count: int) -> Text:
    """Make a step from which many ways lead, to steps that run on into one another."""
    ways = ", ".join(f"{{ to: s{n}, when: case {n} }}" for n in range(count))
    steps = [f"name: Choose, owner: d0, next: [{ways}]"]
    steps += [f"name: Do it {n}, id: s{n}, owner: d0" for n in range(count)]
    return process(steps, departments(1))


def parallel_fan_out(count: int) -> Text:
    """Make a step from which many ways lead at once, each through two steps, and none together."""
    ways = ", ".join(f"{{ to: s{n} }}" for n in range(count))
    steps = [f"name: Split, owner: d0, parallel: true, next: [{ways}]"]
    for n in range(count):
        steps.append(f"name: Do it {n}, id: s{n}, owner: d0, next: [{{ to: t{n} }}]")
        steps.append(f"name: Say so {n}, id: t{n}, owner: d0, outcome: won")
    return process(steps, departments(1))


def four_ways(count: int) -> Text:
    """Make steps from each of which four ways lead far away."""
    steps = []
    for n in range(count):
        ends = dict.fromkeys((n * 7 + k * 13 + 1) % count for k in range(4))
        ways = ", ".join(f"{{ to: s{end}, when: case {end} }}" for end in ends)
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 5}, next: [{ways}]")
    return process(steps, departments(5))


def nested_splits(count: int) -> Text:
    """Make a chain of steps from each of which a way leads on and, at once, one to another end."""
    steps = []
    for n in range(count):
        ways = f"{{ to: s{n + 1} }}, {{ to: t{n} }}"
        steps.append(f"name: Split {n}, id: s{n}, owner: d0, parallel: true, next: [{ways}]")
        steps.append(f"name: Say so {n}, id: t{n}, owner: d1, outcome: won")
    return process([*steps, f"name: End, id: s{count}, owner: d0, outcome: won"], departments(2))


def fan_in(count: int) -> Text:
    """Make many steps that all lead to one."""
    steps = [
        f"name: Do it {n}, id: s{n}, owner: d{n % 5}, trigger: call {n}, next: [{{ to: e }}]"
        for n in range(count)
    ]
    return process([*steps, "name: End it, id: e, owner: d0, outcome: won"], departments(5))


def equal_ways(count: int) -> Text:
    """Make a step from which many ways lead to one step, all alike."""
    ways = ", ".join(["{ to: e }"] * count)
    steps = [f"name: Choose, owner: d0, next: [{ways}]", "name: End it, id: e, owner: d1"]
    return process([*steps, "name: Tell, owner: d0, outcome: won"], departments(2))


def open_ways(count: int) -> Text:
    """Make a step from which many ways lead nobody knows where."""
    ways = ", ".join(f"{{ to: tbd, when: case {n} }}" for n in range(count))
    return process([f"name: Choose, owner: d0, next: [{ways}]"], departments(1))


def open_steps(count: int) -> Text:
    """Make steps that lead nobody knows where."""
    steps = (f"name: Do it {n}, id: s{n}, owner: d0, next: tbd" for n in range(count))
    return process(steps, departments(1))


def lost_agreements(count: int) -> Text:
    """Make steps that lead to steps and name agreements which are not there, each of another."""
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d{n}, next: [{{ to: qqq{n}, handoff: zzz{n} }}]"
        for n in range(count)
    )
    return process(steps, departments(count))


def one_agreement(count: int) -> Text:
    """Make changes of department that all fit the one agreement, which none of them names."""
    steps = (f"name: Do it {n}, owner: d{n % 2}" for n in range(count))
    one = f"handoffs: {{ h: {{ from: d0, to: d1, {FIELDS} }} }}"
    return process(steps, departments(2), one)


def used_late(count: int) -> Text:
    """Make the same, but for the last change, which names the agreement."""
    steps = [f"name: Do it {n}, owner: d{n % 2}" for n in range(2 * count)]
    steps += ["name: Ask, owner: d0, next: { handoff: h }", "name: Tell, owner: d1, outcome: won"]
    one = f"handoffs: {{ h: {{ from: d0, to: d1, {FIELDS} }} }}"
    return process(steps, departments(2), one)


def loops(count: int) -> Text:
    """Make a chain of steps from each of which work may go back to the first."""
    return _with_ways_back(count, lambda step: 0)


def ladder(count: int) -> Text:
    """Make a chain of steps from each of which work may go back by one."""
    return _with_ways_back(count, lambda step: step - 1)


def _with_ways_back(count: int, back: Callable[[int], int]) -> Text:
    steps = ["name: Begin, id: s0, owner: d0, next: [{ to: s1 }]"]
    for n in range(1, count):
        ways = f"{{ to: s{n + 1}, when: good }}, {{ to: s{back(n)}, when: bad }}"
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 5}, next: [{ways}]")
    return process([*steps, f"name: End, id: s{count}, owner: d0, outcome: won"], departments(5))


def stages(count: int) -> Text:
    """Make a stage for each step."""
    lines = ["process: Hard", departments(5), "stages:"]
    for n in range(count):
        lines += [f"- name: S{n}", "  steps:", f"  - {{ name: Do it {n}, owner: d{n % 5} }}"]
    return "\n".join(lines) + "\n"


def rejections(count: int) -> Text:
    """Make changes of department by one agreement that sends work back."""
    one = f"handoffs: {{ h: {{ from: d0, to: d1, {FIELDS}, rejection: {{ to: d0 }} }} }}"
    steps = (
        f"name: Do it {n}, id: s{n}, owner: d{n % 2}"
        + (f", next: [{{ to: s{n + 1}, handoff: h }}]" if n % 2 == 0 else "")
        for n in range(2 * count)
    )
    return process(steps, departments(2), one)


def approvals(count: int) -> Text:
    """Make approvals of which each leads back to all who asked."""
    steps = [
        f"name: Ask {n}, id: a{n}, owner: d{n % 5}, trigger: call {n}, next: [{{ to: ok }}]"
        for n in range(count)
    ]
    back = ", ".join(f"{{ to: a{n}, when: case {n} }}" for n in range(count))
    steps.append(f"name: Approve, id: ok, kind: approval, owner: d5, next: [{back}]")
    return process(steps, departments(6))


def shares(count: int) -> Text:
    """Make a chain of loops, with the share of cases that go back."""
    steps = [
        "name: Begin, id: s0, owner: d0, trigger: a call, volume: 100 a week, next: [{ to: s1 }]"
    ]
    for n in range(1, count):
        ways = (
            f"{{ to: s{n + 1}, share: 90%, when: good }}, {{ to: s{n - 1}, share: 10%, when: no }}"
        )
        steps.append(f"name: Do it {n}, id: s{n}, owner: d{n % 5}, effort: 1h, next: [{ways}]")
    return process([*steps, f"name: End, id: s{count}, owner: d0, outcome: won"], departments(5))
