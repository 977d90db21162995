"""There and back: what crackmap writes as BPMN it reads again as the same process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml as plain_yaml

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Process, Step
from crackmap.language.values import Value
from crackmap.maps.exports.bpmn import write
from crackmap.readers import yaml
from crackmap.readers.bpmn import read
from crackmap.readers.making.reading import PLAIN, Reading
from crackmap.source.files import Input
from random_processes import random_process
from thoroughness import examples

HOME = Path(__file__).resolve().parent.parent
FILES = [*sorted(HOME.glob("processes/*.yaml")), *sorted(HOME.glob("examples/*/process.yaml"))]
PROCESS = """\
process: Quote to signature
owner: desk
departments:
  sales: { name: Sales, goals: bookings }
  desk: { name: Deal desk, part_of: sales }
  legal: { name: Legal }
  customer: { name: Customer, kind: external }
goals: { bookings: Bookings }
handoffs:
  discount: { name: Discount, from: sales, to: desk, payload: [deal, reason], sla: 2d }
stages:
  - name: Offer
    exit: [quote is out]
    steps:
      - name: Write the quote
        id: quote
        owner: sales
        trigger: a customer asks
        description: In the CRM.
        informed: [customer]
        next:
          - { to: review, when: more than 10%, share: 30%, handoff: discount }
          - { to: decide, when: otherwise }
      - name: Review the discount
        id: review
        kind: approval
        owner: desk
        next:
          - { to: decide, when: it is fine }
          - { outcome: lost, when: no answer, after: 3bd }
          - { when: nobody knows }
  - name: Agree
    owner: legal
    steps:
      - name: Decide on the quote
        id: decide
        owner: customer
        next: [{ to: review-the-contract, when: yes }, { outcome: lost, when: no }]
      - name: Review the contract
        next: { handoff: { trigger: contract is fine, rejection: { to: quote, rounds: 2 } } }
      - name: Book the order
        accept: [{ crack: unowned-step, reason: soon }]
        owner:
        outcome: won
"""


def told(value: Any) -> Any:
    """Return all that a part of a process says, as plain data."""
    if isinstance(value, Element):
        fields = {key: told(getattr(value, key)) for key in type(value).model_fields}
        claims = {key: told(value.claims(key)) for key in value.claimed_keys()}
        return {**fields, "claims": claims}
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if hasattr(value, "says"):
        return told(value.says), value.source
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    return value.plain() if isinstance(value, Value) else value


def back(text: str) -> Reading:
    return read(drawn(text).encode(), "a.bpmn", PLAIN)


@lru_cache
def drawn(text: str) -> str:
    return write(ProcessGraph(yaml.read(text.encode(), "a.yaml")))


def same(text: str) -> None:
    reading = back(text)
    assert told(reading.processes[0]) == told(yaml.read(text.encode(), "a.yaml"))
    assert reading.notes == ()


def changed(*pairs: tuple[str, str], text: str = PROCESS) -> tuple[Process, tuple[str, ...]]:
    """Return the process after somebody has changed the drawing, and what is noted of it."""
    source = drawn(text)
    for before, after in pairs:
        assert before in source
        source = source.replace(before, after)
    reading = read(source.encode(), "a.bpmn", PLAIN)
    return reading.processes[0], tuple(note.message for note in reading.notes)


def step(process: Process, id_: str) -> Step:
    return next(one for one in process.steps() if one.id == id_)


def test_a_process_is_the_same_there_and_back() -> None:
    same(PROCESS)


def test_names_that_make_no_id_come_back() -> None:
    same("process: '!'\nid: p\nstages:\n- {name: '?', id: s, steps: [{name: '!!', id: a}]}\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.stem)
def test_the_library_and_the_examples_are_the_same(path: Path) -> None:
    same(path.read_text("utf-8"))


@pytest.mark.parametrize("seed", range(examples(4)))
def test_random_processes_are_the_same(seed: int) -> None:
    same(plain_yaml.safe_dump(random_process(seed), allow_unicode=True, sort_keys=False))


def test_the_same_cracks_are_found() -> None:
    found = [
        sorted(f"{one.rule} {one.subject} {one.message}" for one in report.findings)
        for path, text in (("a.yaml", PROCESS), ("a.bpmn", drawn(PROCESS)))
        for report in (
            check([Input(path, text.encode())], Settings(today=date(2026, 6, 1))).report,
        )
    ]
    assert found[0] == found[1] != []


def test_what_a_modeller_that_keeps_our_elements_writes_over_the_exporter_is_no_matter() -> None:
    process, notes = changed(('exporter="crackmap"', 'exporter="bpmn-js"'))
    assert told(process) == told(yaml.read(PROCESS.encode(), "a.yaml"))
    assert notes == ()


# What somebody changes in the drawing counts.


def test_a_new_name_counts() -> None:
    process, _ = changed(('name="Review the discount"', 'name="Judge it"'))
    assert (step(process, "review").name, step(process, "review").kind) == ("Judge it", "approval")


def test_another_lane_is_another_owner() -> None:
    moved = "<bpmn:flowNodeRef>step.review</bpmn:flowNodeRef>"
    source = drawn(PROCESS).replace(moved, "")
    legal = source.index("<bpmn:flowNodeRef>", source.index('id="lane.legal"'))
    source = source[:legal] + moved + source[legal:]
    process = read(source.encode(), "a.bpmn", PLAIN).processes[0]
    assert step(process, "review").owner[0].who == "legal"
    assert step(process, "review").kind == "approval"


def test_a_lane_with_another_name_is_another_department() -> None:
    process, _ = changed(('name="Legal">', 'name="Lawyers">'))
    assert step(process, "review-the-contract").owner[0].who == "lawyers"
    assert process.departments["lawyers"].name == "Lawyers"


def test_a_new_condition_counts_and_the_rest_of_the_flow_is_kept() -> None:
    process, _ = changed(('name="more than 10%"', 'name="more than 15%"'))
    flow = (step(process, "quote").next or ())[0]
    assert (flow.when, flow.handoff, str(flow.share)) == ("more than 15%", "discount", "3/10")


def test_a_timer_that_was_set_anew_counts() -> None:
    process, _ = changed((">P3D</", ">P5D</"))
    assert [str(flow.after or "") for flow in step(process, "review").next or ()] == ["", "5d", ""]


def test_a_flow_that_was_taken_out_is_gone() -> None:
    source = drawn(PROCESS)
    begin = source.rindex("<bpmn:sequenceFlow", 0, source.index("contract is fine"))
    end = source.index("</bpmn:sequenceFlow>", begin) + len("</bpmn:sequenceFlow>")
    process = read((source[:begin] + source[end:]).encode(), "a.bpmn", PLAIN).processes[0]
    assert step(process, "review-the-contract").next == ()


def test_a_new_task_has_the_lane_it_stands_in_and_the_stage_before_it() -> None:
    new = '<bpmn:task id="New" name="Archive"/>'
    flow = '<bpmn:sequenceFlow id="F" sourceRef="step.review-the-contract" targetRef="New"/>'
    listed = "<bpmn:flowNodeRef>New</bpmn:flowNodeRef>"
    process, _ = changed(
        ("</bpmn:laneSet>\n    <bpmn:startEvent", f"</bpmn:laneSet>{new}{flow}<bpmn:startEvent"),
        (
            "<bpmn:flowNodeRef>step.review-the-contract</bpmn:flowNodeRef>",
            f"<bpmn:flowNodeRef>step.review-the-contract</bpmn:flowNodeRef>{listed}",
        ),
    )
    assert step(process, "archive").owner[0].who == "legal"
    assert [one.id for one in process.stages[1].steps][-1] == "archive"


# What somebody changes in our elements is judged as the language judges it.


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (">approval<", ">guess<", "`kind`"),
        ("<crackmap:kind>approval</crackmap:kind>", "<crackmap:knd>x</crackmap:knd>", "no key"),
        (">30%<", ">lots<", "`share`"),
        (">external<", "><crackmap:a/><crackmap:b/><", "`kind`"),
        (">quote is out<", "><crackmap:quote/><", "`exit`"),
    ],
)
def test_what_the_language_refuses_is_left_out_and_told(
    before: str, after: str, words: str
) -> None:
    process, notes = changed((before, after))
    assert len([*process.steps()]) == 5
    assert [note for note in notes if words in note and note.endswith("; it was left out")]


def test_departments_in_a_circle_are_cut_apart_and_told() -> None:
    sales = "<crackmap:name>Sales</crackmap:name>"
    process, notes = changed((sales, f"{sales}<crackmap:part_of>desk</crackmap:part_of>"))
    assert not (process.departments["sales"].part_of and process.departments["desk"].part_of)
    assert len(notes) == 1


def test_an_element_of_another_namespace_is_none_of_ours() -> None:
    process, _ = changed(('"urn:crackmap:bpmn"', '"urn:other"'))
    assert step(process, "review-the-discount").kind == "task"
    assert [stage.name for stage in process.stages] == [process.name]


def test_the_example_of_a_drawing_there_and_back_is_the_same() -> None:
    folder = HOME / "examples" / "from-bpmn"
    made = yaml.read((folder / "order.yaml").read_bytes(), "order.yaml")
    for name in ("order.bpmn", "back.bpmn"):
        (process,) = read((folder / name).read_bytes(), name, PLAIN).processes
        flows = [
            {(one.source.id, one.end, one.condition) for one in ProcessGraph(each).flows}
            for each in (made, process)
        ]
        assert flows[0] == flows[1]
        assert [one.id for one in process.steps()] == [one.id for one in made.steps()]
