"""The JSON Schemas: they take what crackmap reads, refuse what it refuses, and name what exists."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from crackmap.check.run import today
from crackmap.check.settings import Settings, load_settings
from crackmap.cli.app import app
from crackmap.editors.schema import FILES, schema, schema_text
from crackmap.language.element import Element
from crackmap.language.field_examples import _OF_FIELD
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace
from crackmap.readers.yaml import read
from crackmap.rules.registry import all_rules, known_names
from crackmap.source.problems import Unreadable

HOME = Path(__file__).resolve().parent.parent
REAL = sorted([*HOME.glob("processes/*.yaml"), *HOME.glob("examples/*/process.yaml")])

WHOLE = """
process: Trial to paid
id: trial-to-paid
description: From a free trial to a paid workspace.
owner: revenue-operations
volume: 1,400 per quarter
value: 900 EUR
good_outcomes: [paid]
reviewed: 2026-05-01
order: listed
sources:
  guide: https://handbook.example.com/trials
  slides: { name: Sales kick-off, url: https://drive.example.com/kick-off, reviewed: 2026-05-01 }
goals:
  activation: { name: Active trials, conflicts_with: [revenue], description: Counted daily. }
  revenue: New revenue
departments:
  product: { name: Product, goals: activation, reports_to: cpo, description: Runs trials. }
  sales: { goals: [revenue], accept: { crack: undefined-handoff, reason: it is new } }
  inside-sales: { part_of: sales }
  trial-queue:
    { kind: pool, part_of: sales, pick_up_within: 2h, assigned_by: turn, fallback: inside-sales }
  billing: { kind: system, accountable: revenue-operations, every: 1d }
  ana: { kind: person, part_of: sales, backup: sales }
  buyer: { kind: external }
  revenue-operations:
handoffs:
  active-trial:
    name: Active trial
    from: product
    to: inside-sales
    trigger: A second user is invited
    payload: [workspace, number of users]
    acceptance: a company address
    channel: billing
    sla: { target: 1bh, limit: 1bd, clock: from the invitation to the first call }
    acknowledgement: The seller takes the workspace
    escalation: revenue-operations
    rejection: { to: keep-warm, reasons: [student], share: 0.1, rounds: 2 }
    agreed: [marketing, { by: inside-sales, on: 2026-05-01 }]
    description: Agreed in spring.
    accept: [{ crack: incomplete-handoff, reason: a trial of it, until: 2027-01-31 }]
  paid-trial: { from: inside-sales, to: product, rejection: call }
stages:
  - name: Try
    id: try
    owner: product
    exit: second user
    within: 14d
    escalation: [revenue-operations, { to: sales, after: 2d }]
    stakeholders: [sales]
    order: listed
    description: The first two weeks.
    accept: []
    steps:
      - name: Start the trial
        id: start
        owner: [{ says: product, source: guide }, { says: sales, source: slides }]
        contributors: [sales]
        consulted: []
        informed: tbd
        kind: task
        trigger: Somebody signs up
        volume: 30 per week
        needs: [address]
        produces: [workspace]
        system: billing
        within: [{ says: 8bh, source: guide }, { says: 1bd }]
        escalation: revenue-operations
        every: 1d
        effort: 10m
        wait: 4h
        serves: [activation]
        customer_facing: true
        parallel: false
        description: One click.
        accept: []
        next:
          - { to: call, when: a second user comes, share: 40%, handoff: active-trial }
          - { to: keep-warm, when: otherwise, share: 0.58, rounds: 3, handoff: { to: sales } }
          - { outcome: lost, when: they unsubscribe, share: 2%, drop: 1%, after: 30d }
      - name: Keep the trial warm
        id: keep-warm
        kind: wait
        until: somebody comes back
        next: call
  - name: Buy
    steps:
      - name: Call the buyer
        id: call
        owner: [{ who: sales, when: more than 50 users }, { who: inside-sales, when: otherwise }]
        next: []
      - name: Send the invoice
        owner: ~
        outcome: paid
"""
WORKSPACE = """
processes: [processes/**/*.yaml]
departments: { sales: { name: Sales } }
goals: { revenue: New revenue }
handoffs: { order: { from: sales, to: finance, sla: 2bd } }
sources: { guide: https://handbook.example.com }
rules:
  unowned-step: warning
  dead-end: { severity: note }
  unused-acceptance: off
ignore: { "processes/old/**": [dead-end, unowned-step], "drafts/**": [handoff], "new/**": ALL }
fail_on: warning
working_hours: { days: mon-fri, hours: "08:30-17:00" }
"""
STEPS = "stages: [{ name: S, steps: [{ name: Do it }] }]\n"
STEP = "process: P\ndepartments: [sales]\nstages:\n  - name: S\n    steps:\n      - name: Do it\n"
BAD = {
    "no name": "departments: [sales]\n",
    "an empty name": "process: ''\n",
    "an unknown key": "process: P\nstags: []\n",
    "an unknown key of a step": STEP + "        ownr: sales\n",
    "an unknown kind": STEP + "        kind: meeting\n",
    "a duration without a unit": STEP + "        within: 30\n",
    "a duration in words": STEP + "        within: two days\n",
    "a clock with an unknown key": STEP + "        within: { limit: 2d, start: now }\n",
    "a share above one": STEP + "        next: { to: x, share: 140% }\n",
    "next beside outcome": STEP + "        next: do-it\n        outcome: won\n",
    "a flow that goes on and ends": STEP + "        next: { to: do-it, outcome: won }\n",
    "no rounds": STEP + "        next: { to: do-it, rounds: 0 }\n",
    "two systems": STEP + "        system: [crm, erp]\n",
    "an id with a space": STEP + "        id: do it\n",
    "a mapping for a word": STEP + "        trigger: { event: form }\n",
    "neither true nor false": STEP + "        customer_facing: maybe\n",
    "a claim with an unknown key": STEP + "        effort: { says: 1h, where: wiki }\n",
    "a step without a name": "process: P\nstages: [{ name: S, steps: [{ owner: sales }] }]\n",
    "a volume without a period": "process: P\nvolume: 1200\n",
    "an amount without a currency": "process: P\nvalue: 18000\n",
    "another way to write a day": "process: P\nreviewed: 1 May 2026\n",
    "a department's id with a space": "process: P\ndepartments: [deal desk]\n",
    "a department as text": "process: P\ndepartments: { sales: the sellers }\n",
    "an order that is none": "process: P\norder: random\n",
}
BAD_WORKSPACE = {
    "an unknown rule": "rules: { unowned-stop: off }\n",
    "an unknown level": "rules: { dead-end: fatal }\n",
    "an unknown option": "rules: { dead-end: { limits: 3 } }\n",
    "an unknown severity": "fail_on: fatal\n",
    "an unknown rule to ignore": 'ignore: { "a/**": [dead-ends] }\n',
    "to ignore what cannot be read": 'ignore: { "a/**": [unreadable] }\n',
    "an unknown key": "rule: {}\n",
}


@cache
def validator(file: str) -> Draft202012Validator:
    return Draft202012Validator(schema(file))


def parsed(text: str) -> Any:
    """What programs with YAML 1.1 make of a text, on its way through JSON."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def complaints(file: str, text: str) -> list[str]:
    return [error.message for error in validator(file).iter_errors(parsed(text))]


def settings_of(text: str, folder: Path) -> Settings:
    path = folder / "crackmap.yaml"
    path.write_text(text, "utf-8")
    return load_settings(str(path), Settings(today("2026-06-01")))


def kinds(root: type[Element]) -> Iterator[type[Element]]:
    yield root
    for part in root.parts.values():
        yield from kinds(part.kind)


@pytest.mark.parametrize("file", FILES)
def test_a_schema_is_a_schema(file: str) -> None:
    Draft202012Validator.check_schema(schema(file))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.relative_to(HOME).as_posix())
def test_the_schema_accepts_our_processes(path: Path) -> None:
    assert complaints("process", path.read_text("utf-8")) == []


def test_the_schema_accepts_the_whole_language() -> None:
    assert read(WHOLE.encode(), "whole.yaml").id == "trial-to-paid"
    assert complaints("process", WHOLE) == []


def test_the_whole_language_is_written_above() -> None:
    written = {line.partition(":")[0].strip(" -{") for line in WHOLE.splitlines()}
    words = set(WHOLE.replace("{", " ").replace(",", " ").replace("[", " ").split())
    known = {key for kind in kinds(Process) for key in kind.keys}
    assert [key for key in sorted(known) if key not in written and f"{key}:" not in words] == []


def test_the_schema_accepts_a_whole_workspace(tmp_path: Path) -> None:
    assert settings_of(WORKSPACE, tmp_path).fail_on == "warning"
    assert complaints("workspace", WORKSPACE) == []


@pytest.mark.parametrize("name", BAD)
def test_the_schema_refuses_what_crackmap_refuses(name: str) -> None:
    with pytest.raises(Unreadable):
        read(BAD[name].encode(), "bad.yaml")
    assert complaints("process", BAD[name])


@pytest.mark.parametrize("name", BAD_WORKSPACE)
def test_the_schema_refuses_a_bad_workspace(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        settings_of(BAD_WORKSPACE[name], tmp_path)
    assert complaints("workspace", BAD_WORKSPACE[name])


@pytest.mark.parametrize(
    "text",
    [
        STEPS + "process: 2027\nid: 012\n",
        STEPS + "process: no\n",
        STEPS + "process: 1:30\nreviewed: 2026-05-01\n",
        STEPS + "process: P\ndepartments: [007, no]\n",
        STEPS + "process: P\ndepartments: { 007: { name: 7 }, sales: }\n",
        STEP + "        next: { to: 012, share: 0.4, rounds: 3 }\n",
        STEP
        + "        owner: TBD\n        within: ' N/A '\n        next: tbd\n        outcome: won\n",
        STEP + "        kind:\n        serves: 2026-05-01\n",
    ],
)
def test_words_may_look_like_numbers_dates_and_booleans(text: str) -> None:
    read(text.encode(), "words.yaml")
    assert complaints("process", text) == []


@pytest.mark.parametrize("root", FILES.values(), ids=FILES)
def test_every_field_has_a_description(root: type[Element]) -> None:
    bare = [
        f"{kind.noun}.{name}"
        for kind in kinds(root)
        for name, info in kind.model_fields.items()
        if not info.description
    ]
    assert bare == []


@pytest.mark.parametrize("file", FILES)
def test_every_example_is_valid(file: str) -> None:
    whole = schema(file)
    elements = [whole, *whole["$defs"].values()]
    fields = [field for one in elements for field in one.get("properties", {}).values()]
    shown = [(field, example) for field in fields for example in field.get("examples", [])]
    assert shown
    for field, example in shown:
        Draft202012Validator({**field, "$defs": whole["$defs"]}).validate(example)


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Give all schemas inside of a schema, itself first."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else []:
        yield from schemas(inner)


@pytest.mark.parametrize("file", FILES)
def test_an_editor_can_write_every_example(file: str) -> None:
    # Mappings in lists are shown, and written into the file, as [object Object].
    shown = [one for part in schemas(schema(file)) for one in part.get("examples", [])]
    assert not [one for one in shown if isinstance(one, list) and isinstance(one[0], dict)]


def test_every_field_of_a_process_has_something_that_an_editor_writes_behind_it() -> None:
    # Without an example, a type or a choice the language server writes the key and no colon.
    whole = schema("process")
    elements = {"the process": whole, **whole["$defs"]}
    bare = [
        f"{name}.{key}"
        for name, one in elements.items()
        for key, field in one.get("properties", {}).items()
        if not name.startswith("claimed-")
        if not field.keys() & {"examples", "type", "anyOf"}
    ]
    assert bare == []


@pytest.mark.parametrize("file", FILES)
def test_every_word_of_a_choice_is_explained_or_none(file: str) -> None:
    reported = [part for part in schemas(schema(file)) if "enumDescriptions" in part]
    assert reported
    assert [one for one in reported if len(one["enum"]) != len(one["enumDescriptions"])] == []


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("process", "an unknown kind", "write task, decision, approval or wait"),
        ("process", "a duration in words", "write 30m, 4h, 2d, 1w, 3mo, 1q, 1y, or working time"),
        ("process", "next beside outcome", "a step has `next` or `outcome`, not both"),
        ("process", "an id with a space", "an id is a word of letters, digits and dashes"),
        ("workspace", "an unknown severity", "write error, warning or note"),
        ("workspace", "an unknown rule to ignore", "there is no rule or group of this name"),
    ],
)
def test_an_editor_says_what_to_write(file: str, text: str, words: str) -> None:
    bad = (BAD if file == "process" else BAD_WORKSPACE)[text]
    (error,) = validator(file).iter_errors(parsed(bad))
    inner = [error, *(one for one in error.context or [])]
    assert [one for one in inner if words in str(one.schema.get("errorMessage"))]


def test_every_example_is_of_a_field() -> None:
    known = {
        (kind.noun, key) for root in FILES.values() for kind in kinds(root) for key in kind.keys
    }
    assert [one for one in _OF_FIELD if one not in known] == []


def test_the_names_of_rules_complete_in_crackmap_yaml() -> None:
    rules = schema("workspace")["properties"]["rules"]["properties"]
    assert tuple(rules) == known_names()
    assert rules["unowned-step"]["default"] == all_rules()["unowned-step"].severity


def test_the_options_of_rules_complete_with_their_defaults() -> None:
    rules = schema("workspace")["properties"]["rules"]["properties"]
    for name, rule in all_rules().items():
        fields = rules[name]["anyOf"][0]["properties"]
        assert list(fields) == ["severity", *rule.options]
        for option, default in rule.options.items():
            shown = list(default) if isinstance(default, tuple) else default
            assert fields[option]["default"] == shown


def test_the_names_of_rules_complete_where_a_crack_is_accepted() -> None:
    crack = schema("process")["$defs"]["accepted-crack"]["properties"]["crack"]
    names = next(one["enum"] for one in crack["anyOf"] if "enum" in one)
    assert "undefined-handoff" in names
    assert "unreadable" not in names


def test_the_schema_of_a_file_knows_all_keys_of_its_model() -> None:
    assert list(schema("workspace")["properties"]) == list(Workspace.keys)
    assert list(schema("process")["properties"]) == list(Process.keys)


@pytest.mark.parametrize("file", FILES)
def test_the_schema_is_written_to_a_file(file: str, tmp_path: Path) -> None:
    target = tmp_path / "file.schema.json"
    done = CliRunner().invoke(app, ["schema", file, "-o", str(target)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert target.read_text("utf-8") == schema_text(file)


@pytest.mark.parametrize(("text", "code"), [(WHOLE, 0), (BAD["an unknown kind"], 1)])
def test_other_people_s_checkers_agree(text: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(schema_text("process"), "utf-8")
    (tmp_path / "process.yaml").write_text(text, "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json"]
    done = subprocess.run([*command, "process.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
