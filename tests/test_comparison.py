"""What changed between two states of a process, told by ids."""

from __future__ import annotations

import pytest

from crackmap.check.check import check
from crackmap.history.comparison import Comparison, compare
from crackmap.history.fields import Fields
from crackmap.language.texts import id_of
from crackmap.source.files import Input
from crackmap.writers.changes import summary
from two_states import CRACKED, PROCESS, SETTINGS, as_text, checked, compared


def changes(old: str, new: str) -> list[tuple[str, str, str, Fields]]:
    (process,) = compared(old, new).processes
    return [(one.state, one.kind, one.subject, one.fields) for one in process.changes]


def changed(old: str, new: str) -> list[tuple[str, str, str, Fields]]:
    assert PROCESS.count(old) == 1
    return changes(PROCESS, PROCESS.replace(old, new))


def test_the_same_process_has_not_changed() -> None:
    assert compared(PROCESS, PROCESS) == Comparison(())


def test_comments_and_layout_are_no_change() -> None:
    other = "# why\n" + PROCESS.replace("{ to: call, handoff: lead }", "{handoff: lead, to: call}")
    assert compared(PROCESS, other).processes == ()


def test_an_added_step_is_reported_with_its_owner() -> None:
    new = "      - { name: Score, owner: sales, next: call }\n      - name: Call\n"
    assert changed("      - name: Call\n", new) == [
        ("added", "step", "score", (("owner", "", "sales"),)),
        ("added", "flow", "score -> call", ()),
    ]


def test_a_removed_step_is_reported_where_it_stood() -> None:
    old = PROCESS.replace(
        "      - name: Call", "      - { name: Score, owner: sales }\n      - name: Call"
    )
    assert ("removed", "step", "score", (("owner", "sales", ""),)) in changes(old, PROCESS)


def test_a_step_that_moved_has_not_changed() -> None:
    first, second = "      - { name: A }\n", "      - { name: B }\n"
    text = PROCESS[: PROCESS.index("      - name: Capture")] + "    order: none\n"
    text = text.replace("    steps:\n    order: none\n", "    order: none\n    steps:\n")
    assert compared(text + first + second, text + second + first).processes == ()


def test_a_step_with_another_owner_is_reported() -> None:
    assert changed("        owner: sales\n", "        owner: finance\n") == [
        ("changed", "step", "call", (("owner", "sales", "finance"),))
    ]


def test_the_owner_of_a_stage_changes_the_owner_of_its_steps() -> None:
    old = PROCESS.replace("        owner: marketing\n", "")
    new = old.replace("  - name: Attract\n", "  - name: Attract\n    owner: marketing\n")
    assert changes(old, new) == [
        ("changed", "stage", "attract", (("owner", "", "marketing"),)),
        ("changed", "step", "capture", (("owner", "", "marketing"),)),
    ]


def test_a_step_in_another_stage_is_reported() -> None:
    new = PROCESS.replace(
        "      - name: Call\n", "  - name: Close\n    steps:\n      - name: Call\n"
    )
    assert changes(PROCESS, new) == [
        ("added", "stage", "close", ()),
        ("changed", "step", "call", (("stage", "Attract", "Close"),)),
    ]


def test_a_field_of_a_step_that_changed_is_reported() -> None:
    assert changed("name: Call\n", "name: Call\n        within: 2d\n") == [
        ("changed", "step", "call", (("within", "", "2d"),))
    ]


def test_a_flow_with_another_condition_has_changed() -> None:
    assert changed("{ to: call, handoff: lead }", "{ to: call, handoff: lead, when: hot }") == [
        ("changed", "flow", "capture -> call", (("when", "", "hot"),))
    ]


def test_a_flow_that_goes_elsewhere_is_another_flow() -> None:
    new = "[{ to: call, handoff: lead, when: hot }, { outcome: lost, when: otherwise }]"
    states = [(one[0], one[2]) for one in changed("{ to: call, handoff: lead }", new)]
    assert states == [("changed", "capture -> call"), ("added", "capture -> (lost)")]


@pytest.mark.parametrize(
    ("old", "new", "kind", "subject", "field"),
    [
        ("sla: 4h", "sla: 8h", "handoff", "lead", ("sla", "4h", "8h")),
        (
            "finance: {}",
            "finance: { part_of: sales }",
            "department",
            "finance",
            ("part_of", "", "sales"),
        ),
        (
            "process: Lead to cash",
            "process: Leads",
            "process",
            "process lead-to-cash",
            ("process", "Lead to cash", "Leads"),
        ),
    ],
)
def test_what_else_changed_is_reported(
    old: str, new: str, kind: str, subject: str, field: tuple[str, str, str]
) -> None:
    assert changed(old, new) == [("changed", kind, subject, (field,))]


def test_a_new_goal_is_reported() -> None:
    new = "goals: { bookings: {} }\nhandoffs:\n"
    assert changed("handoffs:\n", new) == [("added", "goal", "bookings", ())]


def test_cracks_are_opened_and_closed() -> None:
    opened, closed = compared(PROCESS, CRACKED), compared(CRACKED, PROCESS)
    assert [one.rule for one in opened.opened] == ["unowned-step"]
    assert [one.rule for one in closed.closed] == ["unowned-step"]
    assert (opened.closed, closed.opened) == ((), ())


def test_a_crack_that_is_accepted_counts_as_closed_and_tells_the_reason() -> None:
    accept = "name: Call\n        accept: [{ crack: unowned-step, reason: next month }]\n"
    found = compared(CRACKED, CRACKED.replace("name: Call\n", accept))
    assert [(one.rule, one.accepted) for one in found.closed] == [("unowned-step", "next month")]
    assert summary(found) == "no crack opened, none closed, 1 accepted"
    assert "accepted: next month" in as_text(found)


def test_a_crack_that_is_accepted_no_longer_is_opened() -> None:
    accept = "name: Call\n        accept: [{ crack: unowned-step, reason: next month }]\n"
    assert [one.rule for one in compared(CRACKED.replace("name: Call\n", accept), CRACKED).opened]


@pytest.mark.parametrize("name", ["Call them", "Call the lead", "Calls"])
def test_a_step_with_another_name_is_the_same_step(name: str) -> None:
    id_ = id_of(name)
    new = CRACKED.replace("name: Call\n", f"name: {name}\n").replace("to: call,", f"to: {id_},")
    found = compared(CRACKED, new)
    assert (found.opened, found.closed) == ((), ())
    (change,) = found.changes
    assert (change.kind, change.state, change.was, change.subject) == (
        "step",
        "changed",
        "call",
        id_,
    )
    assert change.fields == (("name", "Call", name),)


def test_a_step_that_says_the_same_under_another_name_is_the_same_step() -> None:
    old = PROCESS.replace("name: Call\n", "name: Call\n        effort: 20m\n")
    new = old.replace("name: Call\n", "name: Gespräch\n").replace("to: call,", "to: gespräch,")
    assert [one[:2] for one in changes(old, new)] == [("changed", "step")]


def test_another_step_at_another_place_is_another_step() -> None:
    old = PROCESS.replace(
        "      - name: Call", "      - { name: A, owner: sales }\n      - name: Call"
    )
    new = PROCESS + "      - { name: B, owner: finance }\n"
    states = [(state, subject) for state, kind, subject, _ in changes(old, new) if kind == "step"]
    assert states == [("removed", "a"), ("added", "b")]


@pytest.mark.parametrize(
    ("old", "new", "kind"), [("lead", "mql", "handoff"), ("finance", "accounting", "department")]
)
def test_an_element_with_another_id_is_the_same_element(old: str, new: str, kind: str) -> None:
    before = PROCESS.replace("finance: {}", "finance: { name: Finance }")
    found = compared(before, before.replace(f" {old}:", f" {new}:"))
    reported = {one.kind: one for one in found.changes}
    assert (reported[kind].was, reported[kind].subject) == (old, new)
    assert f"id: {old} -> {new}" in as_text(found)


def test_a_file_with_another_name_holds_the_same_process() -> None:
    old = check([Input("old.yaml", PROCESS.encode())], SETTINGS)
    new = check([Input("new.yaml", PROCESS.encode())], SETTINGS)
    assert compare(old, new).processes == ()


def test_one_process_on_each_side_is_the_same_one_whatever_its_id() -> None:
    (process,) = compared(CRACKED, CRACKED.replace("id: lead-to-cash", "id: leads")).processes
    assert (process.id, process.state, process.opened, process.closed) == (
        "leads",
        "changed",
        (),
        (),
    )


def test_a_process_with_most_of_the_same_steps_is_the_same_process() -> None:
    other = PROCESS.replace("Lead to cash", "Other").replace("lead-to-cash", "other")
    other = other.replace("name: Call", "name: Deliver").replace("to: call", "to: deliver")
    other = other.replace("name: Capture", "name: Order").replace(
        "rejection: capture", "rejection: order"
    )
    renamed = CRACKED.replace("Lead to cash", "Leads").replace("lead-to-cash", "leads")
    found = compare(checked(CRACKED, other), checked(other, renamed))
    assert [(one.id, one.state, one.opened) for one in found.processes] == [
        ("leads", "changed", ())
    ]


def test_two_files_with_one_id_are_two_processes() -> None:
    found = compare(checked(PROCESS, CRACKED), checked(CRACKED, CRACKED))
    assert [(one.path, len(one.opened)) for one in found.processes] == [("0.yaml", 1)]


def test_two_cracks_that_are_called_the_same_are_two() -> None:
    step = "      - { name: Score, owner: sales, next: [{ to: x }, { to: x }] }\n"
    one = PROCESS + step.replace("{ to: x }, ", "")
    assert [found.rule for found in compared(one, PROCESS + step).opened].count("unknown-step") == 1


def test_processes_that_come_and_go_bring_and_take_their_cracks() -> None:
    other = CRACKED.replace("id: lead-to-cash", "id: other")
    found = compare(checked(PROCESS), checked(PROCESS, other))
    assert [(one.id, one.state, len(one.opened)) for one in found.processes] == [
        ("other", "added", 1)
    ]
    found = compare(checked(PROCESS, other), checked(PROCESS))
    assert [(one.id, one.state, len(one.closed)) for one in found.processes] == [
        ("other", "removed", 1)
    ]


def test_a_file_that_could_not_be_read_before_is_reported() -> None:
    found = compared("process: [", PROCESS)
    assert [one.span.path for one in found.unreadable_before] == ["0.yaml"]
    assert as_text(found).startswith("0.yaml:1:11\ncould not be read before: ")
    assert "1 file could not be read before; " in as_text(found)


def test_a_process_that_cannot_be_read_now_is_not_gone() -> None:
    found = compared(CRACKED, "process: [")
    assert (found.processes, found.closed) == ((), ())
    assert as_text(found).endswith("\n1 file cannot be read; nothing else changed\n")
