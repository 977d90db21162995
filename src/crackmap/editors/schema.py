"""The JSON Schema of the process file and of crackmap.yaml, made from the models.

It is for editors and other people's checkers. They parse YAML in their own ways, so it takes a
number, a truth value or a date where crackmap reads the text. It knows names and shapes; whether
an id is known in the file only crackmap can tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, get_args

from crackmap.check.settings import LEVELS
from crackmap.editors.field_examples import examples, meaning
from crackmap.editors.field_schemas import (
    HOURS,
    KEY,
    NAME,
    NOTHING,
    NULL,
    PARTS,
    SHAPES,
    TABLE_ID,
    WORD,
    Schema,
    claimable,
    element,
    fitting,
    one,
    ref,
    words,
)
from crackmap.language import field_types
from crackmap.language.element import Element
from crackmap.language.field_types import Shape
from crackmap.language.handoff import Next
from crackmap.language.notations import a
from crackmap.language.process import Acceptance, Process, Stage, Step
from crackmap.language.workspace import WorkingHours, Workspace
from crackmap.rules.registry import ALL, GROUPS, all_rules, unacceptable_names
from crackmap.rules.rule import Rule
from crackmap.source.words import listing

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[Element]] = {"process": Process, "workspace": Workspace}
TITLES = {"process": "crackmap process file", "workspace": "crackmap.yaml, the workspace file"}

_CLAIMABLE = {
    shape.kind for shape in vars(field_types).values() if isinstance(shape, Shape) and shape.claims
}
# A name, or else an id, makes these; and of two keys some may have but one.
_NAMED = (Stage, Step)
_EXCLUSIVE: dict[type[Element], tuple[str, str]] = {
    Step: ("next", "outcome"),
    Next: ("to", "outcome"),
}


def schema(file: str) -> Schema:
    """Give the JSON Schema (draft 2020-12) of the `process` file or the `workspace` file."""
    root = FILES[file]
    known = {"nothing": NOTHING, **PARTS}
    for name, plain in SHAPES.items():
        known |= claimable(name, plain) if name in _CLAIMABLE else {name: plain}
    known |= {_noun(kind): _element(kind) for kind in _kinds(root)}
    return {
        "$schema": DIALECT,
        "title": TITLES[file],
        **_element(root),
        "$defs": _used(_element(root), known),
    }


def schema_text(file: str) -> str:
    """Give the schema as the text of a JSON file."""
    return json.dumps(schema(file), indent=2, ensure_ascii=False) + "\n"


def _kinds(root: type[Element]) -> list[type[Element]]:
    """Give the elements that `root` is made of, itself left out, outer ones first."""
    found: list[type[Element]] = []
    waiting = list(root.parts.values())
    while waiting:
        kind = waiting.pop(0)
        if kind not in found:
            found.append(kind)
            waiting += kind.parts.values()
    return found


def _used(root: Schema, known: dict[str, Schema]) -> dict[str, Schema]:
    """Give those of the `known` definitions that `root` needs, in the order of their names."""
    names: set[str] = set()
    waiting = [root]
    while waiting:
        found = set(re.findall(r'"#/\$defs/(.+?)"', json.dumps(waiting.pop())))
        waiting += [known[name] for name in sorted(found - names)]
        names |= found
    return {name: known[name] for name in sorted(names)}


def _noun(kind: type[Element]) -> str:
    return kind.noun.replace(" ", "-").replace("_", "-")


def _element(kind: type[Element]) -> Schema:
    made: Schema = {
        "type": "object",
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        "properties": {key: _field(kind, key) for key in kind.keys},
        "additionalProperties": False,
    }
    rules: list[Schema] = []
    if kind is Process:
        made["required"] = ["process"]
    if kind in _NAMED:
        named = {"required": ["name"], "properties": {"name": _name()}}
        rules.append({"if": {"not": _says("id")}, "then": named})
    if kind in _EXCLUSIVE:
        key, other = _EXCLUSIVE[kind]
        advice = f"{a(kind.noun)} has `{key}` or `{other}`, not both"
        shown = list(examples(kind.noun, other, ""))
        silent = {other: {**one(fitting("", advice)), "examples": shown}}
        rules.append({"if": _says(key), "then": {"properties": silent}})
    return {**made, "allOf": rules} if rules else made


def _says(key: str) -> Schema:
    """Tell whether something stands under `key`."""
    nothing = ref("nothing")
    empty = {"anyOf": [nothing, {"type": "array", "items": nothing}]}
    return {"required": [key], "properties": {key: {"not": empty}}}


def _field(kind: type[Element], key: str) -> Schema:
    name, shape = kind.keys[key]
    info = kind.model_fields[name]
    made: Schema = {"description": info.description, **_value(kind, key, shape)}
    default = info.default
    if default and isinstance(default, str | tuple):
        made["default"] = list(default) if isinstance(default, tuple) else default
    shown = _shown(examples(kind.noun, key, shape.kind if shape else ""))
    if shown:
        made["examples"] = shown
    return made


def _shown(found: tuple[Any, ...]) -> list[Any]:
    """Leave out examples that an editor would show and insert as `[object Object]`."""
    if len(found) == 1 and isinstance(found[0], dict):
        return list(found)
    items = ((one, one if isinstance(one, list) else [one]) for one in found)
    return [one for one, inner in items if not any(isinstance(item, dict) for item in inner)]


def _value(kind: type[Element], key: str, shape: Shape | None) -> Schema:
    """Give what the field takes."""
    name = kind.keys[key][0]
    if (kind, key) in _SPECIAL:
        return _SPECIAL[kind, key]()
    if shape is None:
        return {}
    if shape.kind == "choice":
        meanings = {word: meaning(kind.noun, key, word) for word in shape.choices}
        return words(meanings, f"write {listing(shape.choices, 'or')}")
    if shape.kind in ("many", "one", "table"):
        by_id = shape.kind == "one" and str in get_args(kind.model_fields[name].annotation)
        return _parts(kind.parts[key], shape.kind, by_id)
    return ref(shape.kind)


def _parts(kind: type[Element], form: str, by_id: bool) -> Schema:
    """Give a list, a table or one of an element, or of what stands for it."""
    mapping = ref(_noun(kind))
    short: list[Schema] = [WORD] if kind.short or by_id else []
    if form == "table":
        details = element(mapping, *short, {"type": "null"})
        table = {"type": "object", "propertyNames": KEY, "additionalProperties": details}
        return element(table, {"type": "array", "items": TABLE_ID}, TABLE_ID, NULL)
    several: Schema = {"type": "array", "items": element(mapping, *short)}
    if form == "one":
        several["maxItems"] = 1
    if by_id:
        several["items"] = element(mapping, *short, NULL)
    made = element(mapping, several, *short, NULL)
    # An editor begins the list where it knows that one belongs there.
    return made if short else {"type": ["array", "object", "null"], **made}


def _name() -> Schema:
    several = {"items": NAME, "minItems": 1, "maxItems": 1}
    return {"if": {"type": "array"}, "then": several, "else": NAME}


def _acceptable() -> Schema:
    return words(_titles(*unacceptable_names()), _UNKNOWN_RULE, ref("nothing"))


def _titles(*left_out: str) -> dict[str, str]:
    """Give the names of rules with what they ask."""
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


def _hours() -> Schema:
    return one(HOURS)


# `off` is a word in YAML 1.2, and false in YAML 1.1.
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
    (WorkingHours, "hours"): _hours,
}
