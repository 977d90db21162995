"""A process that another one calls is one of its own, where the file has it."""

from __future__ import annotations

from bpmn_files import flows, following, lanes, node, notes, steps, tasks, text
from crackmap.readers.bpmn import read
from crackmap.readers.making.reading import PLAIN


def calls(called: str = "p2") -> str:
    call = f'<b:callActivity id="c" name="Credit" calledElement="{called}"/>'
    caller = lanes(Sales="a b c") + tasks("a", "b") + call + flows("a c", "c b")
    inside = node("startEvent", "s") + tasks("x", "y") + node("endEvent", "e", "checked")
    links = flows("s x", "x y", "y e").replace('id="f', 'id="g')
    return text(caller, inside + links)


def test_work_goes_into_a_called_process_and_back() -> None:
    reading = read(calls().encode(), "a.bpmn", PLAIN)
    found = {step.id: following(step) for one in reading.processes for step in one.steps()}
    assert found == {
        "a": [("p2/x", None)],
        "b": [],
        "x": [("y", None)],
        "y": [("p1/b", None)],
    }


def test_who_calls_a_process_that_names_nobody_owns_its_steps() -> None:
    found = steps(calls())
    assert {step.owner[0].who for step in found.values()} == {"sales"}


def test_a_called_process_that_is_not_here_is_a_task_and_told() -> None:
    source = calls("elsewhere")
    assert following(steps(source)["A"]) == [("credit", None)]
    assert "the process `elsewhere` that it calls is not in this file; it is a task" in notes(
        source
    )
