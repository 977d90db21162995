"""The elements as pydantic models: plain data, errors and their places, copies, dumps, schemas."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from crackmap.language.faults import problems_of
from crackmap.language.process import Process, Step
from crackmap.language.workspace import Workspace
from crackmap.readers.yaml import read
from crackmap.source.span import Span
from random_processes import random_process

PLAIN = {
    "process": "Trial to paid",
    "departments": ["sales", "finance"],
    "handoffs": {"order": {"from": "sales", "to": "finance", "rejection": "call"}},
    "stages": {
        "name": "Buy",
        "steps": [
            {
                "name": "Call",
                "owner": [{"who": "sales", "when": "small"}, {"who": "finance"}],
                "within": [{"says": "3d", "source": "guide"}, {"says": "2bd"}],
                "next": [{"to": "bill", "share": 0.4, "handoff": "order"}, "bill", "tbd"],
            },
            {"id": "bill", "owner": "tbd", "next": {"handoff": {"from": "finance"}}},
            {"name": "Wait", "kind": "wait", "effort": {"says": "tbd"}},
        ],
    },
}


def plain(process: Process, **options: Any) -> dict[str, Any]:
    """A process as plain data that can be read again."""
    return process.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, **options
    )


def errors(data: Any) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        Process.model_validate(data)
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


def test_plain_data_takes_every_form_of_the_language() -> None:
    process = Process.model_validate(PLAIN)
    call, bill, wait = process.steps()
    assert list(process.departments) == ["sales", "finance"]
    assert [one.id for one in process.departments.values()] == ["sales", "finance"]
    assert process.handoffs["order"].rejection
    assert process.handoffs["order"].rejection.to == "call"
    assert [owner.who for owner in call.owner] == ["sales", "finance"]
    assert call.within
    assert (call.id, str(call.within.limit)) == ("call", "2bd")
    assert [str(claim.says.limit) for claim in call.claims("within")] == ["3d", "2bd"]
    assert call.next
    assert [(flow.to, flow.share) for flow in call.next] == [
        ("bill", Fraction(2, 5)),
        ("bill", None),
        (None, None),
    ]
    assert (bill.name, bill.owner, "owner" in bill.model_fields_set) == ("bill", (), True)
    assert (wait.kind, wait.effort, "owner" in wait.model_fields_set) == ("wait", None, False)


def test_without_places_the_place_is_the_file() -> None:
    process = Process.model_validate(PLAIN, context={"path": "plain.json"})
    (step, *_) = process.steps()
    assert step.span("owner") == process.span() == Span("plain.json")
    assert Process.model_validate(PLAIN).span() == Span("")


def test_an_error_s_loc_leads_through_plain_data() -> None:
    step = {"name": "Call", "next": [{"to": "x", "share": "140%"}], "kind": "aproval", "ownr": "a"}
    data = {"process": "P", "stages": [{"name": "S", "steps": [step, {"owner": "a"}]}]}
    assert errors(data) == [
        (("stages", 0, "steps", 0, "kind"), "`kind`: `aproval` is none of " + KINDS),
        (("stages", 0, "steps", 0, "next", 0, "share"), "`share`: `140%` is no share"),
        (("stages", 0, "steps", 0, "ownr"), "a step has no key `ownr`"),
        (("stages", 0, "steps", 1), "this step has no name"),
    ]


KINDS = "task, decision, approval, wait"


@pytest.mark.parametrize(
    "data",
    [
        {1: 2},
        {"process": "P", "departments": 3},
        {"process": "P", "departments": {1: {}}},
        {"process": "P", "departments": [3]},
        {"process": "P", "stages": 3},
        {"process": "P", "stages": [None]},
        {"process": "P", "handoffs": [{}], "goals": {"a": 3}},
        {"process": "P", "sources": 3},
        "text",
        None,
        [],
    ],
)
def test_plain_data_of_other_types_is_refused(data: Any) -> None:
    assert errors(data)


def test_the_errors_of_plain_data_have_the_file_as_their_place() -> None:
    with pytest.raises(ValidationError) as caught:
        Workspace.model_validate({"fail_on": "never", "departments": {"a": {"part_of": "a"}}})
    problems = list(problems_of(caught.value, None, "crackmap.json"))
    assert [problem.span for problem in problems] == [Span("crackmap.json")] * 2
    assert {problem.message for problem in problems} == {
        "the department `a` is part of `a`",
        "`fail_on`: `never` is none of error, warning, note",
    }


def test_a_copy_keeps_its_places_and_is_another() -> None:
    process = read(yaml.safe_dump(PLAIN).encode(), "p.yaml")
    (step, *_) = process.steps()
    copy = step.model_copy(update={"owner": ()})
    assert copy != step
    assert len({copy, step, step}) == 2
    assert (copy.owner, copy.name) == ((), "Call")
    assert copy.span("owner") == step.span("owner")
    assert copy.claims("within") == step.claims("within")


def test_an_element_does_not_change() -> None:
    step = Step.model_validate({"name": "Call"})
    with pytest.raises(ValidationError):
        step.name = "Meet"


@pytest.mark.parametrize("seed", range(60))
def test_what_is_dumped_is_read_as_the_same(seed: int) -> None:
    process = Process.model_validate(random_process(seed))
    dumped = plain(process)
    assert plain(Process.model_validate(dumped)) == dumped
    assert plain(read(yaml.safe_dump(dumped).encode(), "p.yaml")) == dumped
    assert [step.id for step in Process.model_validate(dumped).steps()] == [
        step.id for step in process.steps()
    ]


def test_a_dump_holds_values_as_people_write_them() -> None:
    data = {
        "process": "P",
        "volume": "1,400 per quarter",
        "value": "900.5 €",
        "reviewed": "2026-05-01",
        "stages": [{"name": "S", "within": "2d", "owner": ["a", "b"]}],
        "handoffs": {"h": {"sla": {"target": "1h", "clock": "any"}}},
    }
    assert plain(Process.model_validate(data)) == {
        "process": "P",
        "volume": "1400 per quarter",
        "value": "900.5 EUR",
        "reviewed": "2026-05-01",
        "handoffs": {"h": {"sla": {"target": "1h", "clock": "any"}}},
        "stages": [{"name": "S", "within": {"limit": "2d"}, "owner": ["a", "b"]}],
    }


def test_pydantic_makes_a_schema_of_the_models() -> None:
    schema = Process.model_json_schema()
    assert list(schema["properties"]) == list(Process.keys)
    assert schema["$defs"]["Step"]["properties"]["kind"]["enum"] == KINDS.split(", ")
