"""The JSON Schemas: they take what crackmap reads, refuse what it refuses, and name what exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from crackmap.check.run import today
from crackmap.check.settings import Settings
from crackmap.check.workspace_file import load_settings
from crackmap.cli.app import app
from crackmap.editors.schema import FILES, schema, schema_text
from crackmap.language.element import Element
from crackmap.language.field_examples import _OF_FIELD
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace
from crackmap.readers.yaml import read
from crackmap.rules.registry import all_rules, known_names
from crackmap.source.problems import Unreadable
from in_process import check_jsonschema
from whole_language import BAD, BAD_WORKSPACE, STEP, STEPS, WHOLE, WORKSPACE

HOME = Path(__file__).resolve().parent.parent
REAL = sorted([*HOME.glob("processes/*.yaml"), *HOME.glob("examples/*/process.yaml")])


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


@pytest.mark.parametrize(
    ("file", "good", "bad"),
    [
        ("process", WHOLE, BAD["an unknown kind"]),
        ("workspace", WORKSPACE, BAD_WORKSPACE["an unknown rule"]),
    ],
)
def test_other_people_s_checkers_take_the_schema_and_agree(
    file: str, good: str, bad: str, folder: Path
) -> None:
    Path("schema.json").write_text(schema_text(file), "utf-8")
    Path("good.yaml").write_text(good, "utf-8")
    Path("bad.yaml").write_text(bad, "utf-8")
    done = check_jsonschema("--schemafile", "schema.json", "good.yaml", "bad.yaml")
    assert (done.exit_code, "bad.yaml::" in done.output) == (1, True)
    assert "good.yaml" not in done.output
