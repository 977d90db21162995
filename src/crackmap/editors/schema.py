"""The JSON Schema of the process file and of crackmap.yaml, made from the models.

It is for editors and other people's checkers. They parse YAML in their own ways, so it takes a
number, a truth value or a date where crackmap reads the text. It knows names and shapes; whether
an id is known in the file only crackmap can tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from crackmap.check.rule_settings import LEVELS
from crackmap.editors.field_schemas import (
    HOURS,
    KEY,
    NAME,
    NULL,
    RATE,
    TABLE_ID,
    VALUES,
    WORD,
    WORKING_WEEK,
    Schema,
    element,
    fitting,
    ref,
    single,
    words,
)
from crackmap.language.element import Element, Part
from crackmap.language.field_examples import examples, meaning
from crackmap.language.handoff import Next
from crackmap.language.notations import a
from crackmap.language.process import Acceptance, Process, Stage, Step
from crackmap.language.synonyms import STEPS
from crackmap.language.workspace import WorkingHours, Workspace
from crackmap.rules.registry import ALL, GROUPS, all_rules, unacceptable_names
from crackmap.rules.rule import Rule
from crackmap.source.words import listing

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[Element]] = {"process": Process, "workspace": Workspace}
TITLES = {"process": "crackmap process file", "workspace": "crackmap.yaml, the workspace file"}

# A name, or else an id, makes these; and of two keys some may have but one.
_NAMED = (Stage, Step)
_EXCLUSIVE: dict[type[Element], tuple[str, str]] = {
    Step: ("next", "outcome"),
    Next: ("to", "outcome"),
}


def _nouns(kind: type[Element]) -> dict[str, str]:
    names = {kind.__name__: kind.noun.replace(" ", "-").replace("_", "-")}
    for part in kind.parts.values():
        names |= _nouns(part.kind)
    return names


_NOUNS = {**_nouns(Process), **_nouns(Workspace)}


class EditorSchema(GenerateJsonSchema):
    """The schema that pydantic makes of the models, in the forms and words that editors need."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the schema of an element."""
        return _element(schema["cls"], super().model_schema(schema)["properties"])

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Keep the order of the keys: it is that of the page of the language."""
        return value


def schema(file: str) -> Schema:
    """Return the JSON Schema (draft 2020-12) of the `process` file or the `workspace` file."""
    root = FILES[file].model_json_schema(schema_generator=EditorSchema)
    root["$defs"] = {**VALUES, **{_NOUNS[name]: part for name, part in root["$defs"].items()}}
    # pydantic follows references while it makes a schema, so ours are not there before.
    text = json.dumps(root).replace('"takes": "', '"$ref": "#/$defs/')
    for name, noun in _NOUNS.items():  # editors show the names of definitions
        text = text.replace(f'"#/$defs/{name}"', f'"#/$defs/{noun}"')
    whole = json.loads(text)
    known = whole.pop("$defs")
    return {"$schema": DIALECT, "title": TITLES[file], **whole, "$defs": _used(whole, known)}


def schema_text(file: str) -> str:
    """Return the schema as the text of a JSON file."""
    return json.dumps(schema(file), indent=2, ensure_ascii=False) + "\n"


def _used(root: Schema, known: dict[str, Schema]) -> dict[str, Schema]:
    """Return those of the `known` definitions that `root` needs, in the order of their names."""
    names: set[str] = set()
    waiting = [root]
    while waiting:
        needed = set(re.findall(r'"#/\$defs/(.+?)"', json.dumps(waiting.pop())))
        waiting += [known[name] for name in sorted(needed - names)]
        names |= needed
    return {name: known[name] for name in sorted(names)}


def _element(kind: type[Element], fields: Schema) -> Schema:
    whole: Schema = {
        "type": "object",
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        "properties": {key: _field(kind, key, given) for key, given in fields.items()},
        "additionalProperties": False,
    }
    if "on" in fields:
        whole["patternProperties"] = {_ON_AS_A_KEY: whole["properties"]["on"]}
    rules: list[Schema] = []
    if kind is Process:
        whole["required"] = ["process", "stages"]
        rules.append({"properties": {"stages": _with_a_step()}})
    if kind in _NAMED:
        named = {"required": ["name"], "properties": {"name": _name()}}
        rules.append({"if": {"not": _says("id")}, "then": named})
    if kind is Step:
        rules.append({"if": _says("volume"), "then": _says("trigger")})
    if kind in _EXCLUSIVE:
        key, other = _EXCLUSIVE[kind]
        advice = f"{a(kind.noun)} has `{key}` or `{other}`, not both"
        shown = list(examples(kind, other))
        silent = {other: {**single(fitting("", advice)), "examples": shown}}
        rules.append({"if": _says(key), "then": {"properties": silent}})
    return {**whole, "allOf": rules} if rules else whole


def _with_a_step() -> Schema:
    """Return stages of which one at least has a step."""
    some = {"if": {"type": "array"}, "then": {"minItems": 1}, "else": {"type": "object"}}
    stage = {"type": "object", "required": ["steps"], "properties": {"steps": some}}
    advice = f"write {STEPS}"
    several = {"contains": stage, "errorMessage": advice}
    return {"if": {"type": "array"}, "then": several, "else": {**stage, "errorMessage": advice}}


def _says(key: str) -> Schema:
    """Return whether something stands under `key`."""
    nothing = ref("nothing")
    nowhere = {
        "type": "object",
        "properties": {"to": nothing},
        "required": ["to"],
        "additionalProperties": False,
    }
    open_end = {"anyOf": [nothing, nowhere]}
    empty = {"anyOf": [nothing, nowhere, {"type": "array", "items": open_end}]}
    return {"required": [key], "properties": {key: {"not": empty}}}


def _field(kind: type[Element], key: str, given: Schema) -> Schema:
    field: Schema = {"description": given["description"], **_value(kind, key, given)}
    if given.get("default"):
        field["default"] = given["default"]
    shown = _shown(examples(kind, key))
    if shown:
        field["examples"] = shown
    return field


def _shown(given: tuple[Any, ...]) -> list[Any]:
    """Leave out examples that an editor would show and insert as `[object Object]`."""
    if len(given) == 1 and isinstance(given[0], dict):
        return list(given)
    items = ((value, value if isinstance(value, list) else [value]) for value in given)
    return [value for value, inner in items if not any(isinstance(item, dict) for item in inner)]


def _value(kind: type[Element], key: str, given: Schema) -> Schema:
    """Return what the field takes."""
    if (kind, key) in _SPECIAL:
        return _SPECIAL[kind, key]()
    if key in kind.takes:
        return ref(kind.takes[key])
    if key in kind.parts:
        return _parts(kind.parts[key], given)
    choices = given.get("enum") or [given["const"]]
    meanings = {word: meaning(kind.noun, key, word) for word in choices}
    return words(meanings, f"write {listing(choices, 'or')}")


def _parts(part: Part, given: Schema) -> Schema:
    """Return a list, a table or one of an element, or of what stands for it."""
    reference = re.search(r'"\$ref": "([^"]+)"', json.dumps(given))
    assert reference
    mapping = {"$ref": reference[1]}
    by_id = part.form == "named"
    short: list[Schema] = [WORD] if part.kind.short or by_id else []
    if part.form == "table":
        details = element(mapping, *short, {"type": "null"})
        ids = {} if part.kind.any_id else {"propertyNames": KEY}
        table = {"type": "object", **ids, "additionalProperties": details}
        return element(table, {"type": "array", "items": TABLE_ID}, TABLE_ID, NULL)
    several: Schema = {"type": "array", "items": element(mapping, *short)}
    if part.form != "many":
        several["maxItems"] = 1
    if by_id:
        several["items"] = element(mapping, *short, NULL)
    whole = element(mapping, several, *short, NULL)
    # An editor begins the list where it knows that one belongs there.
    return whole if short else {"type": ["array", "object", "null"], **whole}


def _name() -> Schema:
    several = {"items": NAME, "minItems": 1, "maxItems": 1}
    return {"if": {"type": "array"}, "then": several, "else": NAME}


def _acceptable() -> Schema:
    return words(_titles(*unacceptable_names()), _UNKNOWN_RULE, ref("nothing"))


def _titles(*left_out: str) -> dict[str, str]:
    """Return the names of rules with what they ask."""
    return {name: rule.title for name, rule in all_rules().items() if name not in left_out}


def _rules() -> Schema:
    rules = all_rules().values()
    return {
        "type": ["object", "null"],
        "properties": {rule.name: _rule(rule) for rule in rules},
        "additionalProperties": False,
    }


def _rule(rule: Rule) -> Schema:
    severity = {"description": "How it counts.", "anyOf": _LEVEL, "default": rule.severity}
    options = {name: _option(rule, name) for name in rule.options}
    keys = {"severity": severity, **options}
    settings = {
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
        "errorMessage": f"write {listing(LEVELS, 'or')}, or keys: {', '.join(keys)}",
    }
    return {
        "description": f"{rule.title}. {rule.severity} by default.",
        "anyOf": [settings, *_LEVEL],
        "default": rule.severity,
    }


def _option(rule: Rule, name: str) -> Schema:
    default = rule.options[name]
    kinds = ((bool, "flag"), (int, "count"), (float, "share"), (tuple, "texts"))
    plain = next((name for kind, name in kinds if isinstance(default, kind)), "text")
    shown = list(default) if isinstance(default, tuple) else default
    reported = listing(shown) if isinstance(default, tuple) else str(default)
    about = f"An option of {rule.name}; {reported} by default."
    return {"description": about, **ref(f"plain-{plain}"), "default": shown}


def _ignored() -> Schema:
    groups = {group: f"All rules of the group {group}." for group in GROUPS}
    named = {
        **_titles(*(name for name, rule in all_rules().items() if rule.always)),
        **groups,
        ALL: "All rules.",
    }
    names: Schema = {
        "enum": list(named),
        "enumDescriptions": list(named.values()),
        "errorMessage": "there is no rule or group of this name; crackmap rules lists them",
    }
    nothing = ref("nothing")
    several = {"type": "array", "items": {"anyOf": [names, nothing]}}
    lists = {"anyOf": [names, several, nothing]}
    return {"type": ["object", "null"], "additionalProperties": lists}


def _rates() -> Schema:
    """Return the rules with the share of the cases that their cracks are taken to lose."""
    return {
        "type": ["object", "null"],
        "properties": {
            name: {
                "description": f"{title}. The share of the cases that get lost.",
                **RATE,
                "examples": ["2% to 5%"],
            }
            for name, title in _titles().items()
        },
        "additionalProperties": False,
    }


def _hours() -> Schema:
    return single(HOURS)


def _days() -> Schema:
    return words({"mon-fri": "Monday to Friday."}, "write mon-fri", WORKING_WEEK)


# `off` and `on` are words in YAML 1.2, and false and true in YAML 1.1, even as keys.
_ON_AS_A_KEY = "^true$"
_OFF: Schema = {"not": {"enum": [True]}, "if": {"type": "boolean"}, "else": NULL}
_LEVEL: list[Schema] = [
    {"enum": list(LEVELS), "errorMessage": f"write {listing(LEVELS, 'or')}"},
    _OFF,
]
_UNKNOWN_RULE = "there is no rule of this name; crackmap rules lists them"
_SPECIAL: dict[tuple[type[Element], str], Callable[[], Schema]] = {
    (Process, "process"): _name,
    (Acceptance, "crack"): _acceptable,
    (Workspace, "rules"): _rules,
    (Workspace, "ignore"): _ignored,
    (Workspace, "impact"): _rates,
    (WorkingHours, "hours"): _hours,
    (WorkingHours, "days"): _days,
}
