"""What the loader takes is valid in the JSON Schemas, and nothing else is."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from crackmap.check.run import today
from crackmap.check.settings import Settings
from crackmap.check.workspace_file import load_settings
from crackmap.editors.schema import schema
from crackmap.language.element import Element
from crackmap.language.field_types import (
    Amount,
    Cases,
    Count,
    Day,
    Flag,
    Id,
    Length,
    Limit,
    Rhythm,
    Share,
)
from crackmap.language.handoff import Acceptance, Agreed, Handoff, Next, Rejection, Source
from crackmap.language.process import Department, Goal, Process, Stage, Step
from crackmap.language.workspace import WorkingHours, Workspace
from crackmap.readers.yaml import read
from crackmap.source.problems import Unreadable
from thoroughness import some


@cache
def whole(file: str) -> Draft202012Validator:
    return Draft202012Validator(schema(file))


@cache
def plain(name: str) -> Draft202012Validator:
    known = schema("process")["$defs"]
    names = [one for one in (f"plain-{name}", name) if one in known]
    return Draft202012Validator({"$ref": f"#/$defs/{names[0]}", "$defs": known})


FIGURES: tuple[tuple[str, Any], ...] = (
    ("duration", Length),
    ("rhythm", Rhythm),
    ("share", Share),
    ("volume", Cases),
    ("money", Amount),
    ("flag", Flag),
)


def reads(kind: Any, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


@given(st.text("0123456789.% hdwmoqyb?-~", max_size=9))
def test_durations_shares_and_counts_are_what_the_loader_takes(text: str) -> None:
    for name, kind in (("duration", Length), ("share", Share), ("count", Count)):
        assert plain(name).is_valid(text) == reads(kind, text), (name, text)


PIECES = [
    "1",
    "12",
    "0",
    "000",
    "345",
    ",",
    ".",
    "'",
    " ",
    "-",
    " to ",
    "%",
    "percent",
    "k",
    "m",
    "M",
]
PIECES += ["hours", "hr", "Day", "business ", "working-days", "mo", "3d", "weekly", "daily", "USD"]
PIECES += [
    "$",
    "\u20ac",
    "T",
    "million",
    "per ",
    "a ",
    "/",
    "month",
    "annum",
    "kr",
    "yes",
    "No",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_what_people_write_is_what_the_loader_takes(text: str) -> None:
    for name, kind in FIGURES:
        assert plain(name).is_valid(text) == reads(kind, text), (name, text)


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["-", " - ", " to ", "\u2013"]))
def test_a_range_is_taken_unless_it_runs_backwards(first: int, last: int, sign: str) -> None:
    text = f"{first}{sign}{last} days"
    assert plain("limit").is_valid(text)
    assert reads(Limit, text) == (first <= last)
    assert not plain("duration").is_valid(text)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("volume", Cases, "1200 per month"),
        ("volume", Cases, "1,200 / Quarter"),
        ("volume", Cases, "12.5 a day"),
        ("volume", Cases, "12 per fortnight"),
        ("volume", Cases, "many per day"),
        ("money", Amount, "18000 USD"),
        ("money", Amount, "18_000.50€"),
        ("money", Amount, "900 Kč"),
        ("money", Amount, "900 $"),
        ("money", Amount, "900 %"),
        ("money", Amount, "a lot"),
        ("date", Day, "2026-12-31"),
        ("date", Day, "2026-13-31"),
        ("date", Day, "20261231"),
        ("flag", Flag, "True"),
        ("flag", Flag, "yes"),
        ("id", Id, "überblick"),
        ("id", Id, "a->b"),
        ("id", Id, "a/b"),
    ],
)
def test_a_value_is_taken_if_the_loader_takes_it(name: str, kind: Any, text: str) -> None:
    assert plain(name).is_valid(text) == reads(kind, text)


# Where each element stands in a file of its own, with one field.
STAGES = "stages: [{ name: S, steps: [{ name: A }] }]"
PLACES: dict[type[Element], str] = {
    Process: f"process: P\n{STAGES}\nFIELD",
    Stage: "process: P\nstages:\n- { name: S, FIELD }\n- { name: T, steps: [{ name: A }] }",
    Step: "process: P\nstages:\n- name: S\n  steps:\n  - { name: A, FIELD }",
    Next: "process: P\nstages:\n- name: S\n  steps:\n  - { name: A, next: { FIELD } }",
    Department: f"process: P\n{STAGES}\ndepartments: {{ d: {{ FIELD }} }}",
    Handoff: f"process: P\n{STAGES}\nhandoffs: {{ h: {{ FIELD }} }}",
    Rejection: f"process: P\n{STAGES}\nhandoffs: {{ h: {{ rejection: {{ FIELD }} }} }}",
    Agreed: f"process: P\n{STAGES}\nhandoffs: {{ h: {{ agreed: {{ FIELD }} }} }}",
    Goal: f"process: P\n{STAGES}\ngoals: {{ g: {{ FIELD }} }}",
    Source: f"process: P\n{STAGES}\nsources: {{ s: {{ FIELD }} }}",
    Acceptance: f"process: P\n{STAGES}\naccept: {{ FIELD }}",
    Workspace: "FIELD",
    WorkingHours: "working_hours: { FIELD }",
}
# The schemas know more: which rules there are, and that `off` and `yes` are false and true where
# files are read as YAML 1.1; and in these two the loader passes over what stands for nothing.
MORE = {(Acceptance, "crack"), (WorkingHours, "hours"), (Handoff, "rejection")}
FIELDS = [
    (kind, key) for kind in PLACES for key in kind.keys if (kind, key) not in MORE and key != "name"
]
VALUES = """
~ | tbd | ' N/A ' | '' | ' ' | a | a b | a/b | a -> b | none | 12 | 3 | 0 | 3.5 | -1 | true | 0.4
3-5d | 5 business days | daily | 20 percent | yes | 45.000 \u20ac | 9 to 17 | mon - fri
2026-05-01 | 30m | 2bd | 40% | 120% | 1200 per month | 18000 USD | task | pool | listed | error
[] | [a] | [a, b] | [[a]] | [~] | [tbd] | [''] | ['a b'] | [3] | [40%] | {} | [{}] | { a: b }
[{ a: b }] | { a: } | { a: {} } | { a: [b] } | { none: {} } | { 'a b': {} } | { name: A }
[{ name: A }] | { name: '' } | { id: a } | { to: a } | { outcome: won } | { to: a, outcome: won }
{ says: a } | { says: 2d, source: a } | [{ says: a }, { says: 2d }] | [{ says: a }, b] | { says: }
{ says: a, wher: b } | { says: [a] } | { says: { a: b } } | { says: a, source: [b] }
{ limit: 2d } | { limit: a } | { limit: [2d] } | { target: 1h, clock: a } | { clock: { a: b } }
{ who: a, when: b } | [{ who: a }, { who: b, whn: c }] | { crack: dead-end } | { days: mon-fri }
"""


def takes(file: str, text: str, folder: Path) -> bool:
    try:
        if file == "process":
            read(text.encode(), "file.yaml")
        else:
            (folder / "crackmap.yaml").write_text(text, "utf-8")
            load_settings(str(folder / "crackmap.yaml"), Settings(today("2026-06-01")))
    except Unreadable:
        return False
    return True


@pytest.mark.parametrize(("kind", "key"), FIELDS, ids=lambda one: getattr(one, "noun", one))
def test_a_field_is_valid_if_the_loader_takes_it(
    kind: type[Element], key: str, tmp_path: Path
) -> None:
    file = "workspace" if kind in (Workspace, WorkingHours) else "process"
    valid = whole(file).is_valid
    values = VALUES.strip().replace("\n", " | ").split(" | ")
    for value in some(values, FIELDS.index((kind, key))):
        field = f"{key}: {value}"
        field = f"trigger: a call, {field}" if (kind, key) == (Step, "volume") else field
        text = PLACES[kind].replace("FIELD", field)
        if kind is Process and key in ("process", "stages"):
            text = text.replace("process: P\n" if key == "process" else f"{STAGES}\n", "")
        parsed = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert valid(parsed) == takes(file, text, tmp_path), text


@pytest.mark.parametrize("name", ["~", "''", "' '", "[]", "[A]", "[A, B]", "['']", "3", "{ a: b }"])
@pytest.mark.parametrize("id_", ["", "id: a", "id: ''"])
def test_a_step_needs_a_name_or_an_id(name: str, id_: str, tmp_path: Path) -> None:
    text = "process: P\nstages:\n- name: S\n  steps:\n  - { name: NAME, ID }"
    text = text.replace("NAME", name).replace(", ID", f", {id_}" if id_ else "")
    assert whole("process").is_valid(yaml.safe_load(text)) == takes("process", text, tmp_path)


@pytest.mark.parametrize("trigger", ["a call", "tbd", "~", "[a call]", "[]"])
@pytest.mark.parametrize("volume", ["30 per week", "tbd", "~", "[30 per week]", "[]"])
def test_a_step_has_a_volume_only_beside_a_trigger(
    trigger: str, volume: str, tmp_path: Path
) -> None:
    text = "process: P\nstages:\n- name: S\n  steps:\n  - { name: A, trigger: WHEN, volume: MANY }"
    text = text.replace("WHEN", trigger).replace("MANY", volume)
    assert whole("process").is_valid(yaml.safe_load(text)) == takes("process", text, tmp_path)


@pytest.mark.parametrize(
    "after",
    ["[]", "~", "tbd", "b", "{ outcome: lost }", "[{ to: b }]", "{ to: tbd }", "[tbd, { to: }]"],
)
@pytest.mark.parametrize("outcome", ["won", "tbd", "~", "[won]", "[]"])
def test_a_step_has_next_or_an_outcome(after: str, outcome: str, tmp_path: Path) -> None:
    text = "process: P\nstages:\n- name: S\n  steps:\n  - { name: A, next: NEXT, outcome: END }"
    text = text.replace("NEXT", after).replace("END", outcome)
    assert whole("process").is_valid(yaml.safe_load(text)) == takes("process", text, tmp_path)


def test_every_claimable_field_takes_claims() -> None:
    claims = [{"says": "8bh", "source": "guide"}, {"says": "1bd"}]
    definitions = schema("process")["$defs"]
    taken = Draft202012Validator({"$ref": "#/$defs/duration", "$defs": definitions})
    assert taken.is_valid(claims)
    assert not taken.is_valid([{"says": "soon"}])
