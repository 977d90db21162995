"""The JSON Schema of the process file and of crackmap.yaml, made from the models.

It is for editors and other people's checkers. They parse YAML in their own ways, so it takes a
number, a truth value or a date where crackmap reads the text. It knows names and shapes; whether
an id is known in the file only crackmap can tell.
"""

from __future__ import annotations

import json
import re
from typing import Any, get_args

from crackmap import shapes
from crackmap.acceptance import NEVER_ACCEPTED
from crackmap.config import LEVELS
from crackmap.element import Element
from crackmap.field_examples import examples
from crackmap.model import Acceptance, Process, Stage, Step
from crackmap.parts import Next
from crackmap.rule import ALL, GROUPS, Rule, all_rules, known_names
from crackmap.schema_shapes import (
    BLANK,
    KEY,
    NOTHING,
    SHAPES,
    TABLE_ID,
    WORD,
    Schema,
    claimable,
    one,
    ref,
)
from crackmap.shapes import Shape
from crackmap.workspace import Workspace

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[Element]] = {"process": Process, "workspace": Workspace}
TITLES = {"process": "crackmap process file", "workspace": "crackmap.yaml, the workspace file"}

_CLAIMABLE = {
    shape.kind for shape in vars(shapes).values() if isinstance(shape, Shape) and shape.claims
}
# One of these must say something, and of these only one may.
_NEEDED: dict[type[Element], tuple[str, ...]] = {
    Process: ("process",),
    Stage: ("name", "id"),
    Step: ("name", "id"),
}
_EXCLUSIVE: dict[type[Element], tuple[str, str]] = {
    Step: ("next", "outcome"),
    Next: ("to", "outcome"),
}


def schema(file: str) -> Schema:
    """Give the JSON Schema (draft 2020-12) of the `process` file or the `workspace` file."""
    root = FILES[file]
    known = {"nothing": NOTHING}
    for name, plain in SHAPES.items():
        known |= claimable(name, plain) if name in _CLAIMABLE else {name: plain}
    known |= {_name(kind): _element(kind) for kind in _kinds(root)}
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


def _name(kind: type[Element]) -> str:
    return kind.noun.replace(" ", "-").replace("_", "-")


def _element(kind: type[Element]) -> Schema:
    made: Schema = {
        "type": "object",
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        "properties": {key: _field(kind, key) for key in kind.keys},
        "additionalProperties": False,
    }
    if kind in _NEEDED:
        ways = [_says(key, BLANK) for key in _NEEDED[kind]]
        made |= {"allOf": ways} if len(ways) == 1 else {"anyOf": ways}
    if kind in _EXCLUSIVE:
        made["not"] = {"allOf": [_says(key, ref("nothing")) for key in _EXCLUSIVE[kind]]}
    return made


def _says(key: str, nothing: Schema) -> Schema:
    empty = {"anyOf": [nothing, {"type": "array", "items": nothing}]}
    return {"required": [key], "properties": {key: {"not": empty}}}


def _field(kind: type[Element], key: str) -> Schema:
    name, shape = kind.keys[key]
    info = kind.model_fields[name]
    made: Schema = {"description": info.description, **_value(kind, key, shape)}
    default = info.default
    if default and isinstance(default, str | tuple):
        made["default"] = list(default) if isinstance(default, tuple) else default
    shown = examples(kind.noun, key, shape.kind if shape else "")
    if shown:
        made["examples"] = list(shown)
    return made


def _value(kind: type[Element], key: str, shape: Shape | None) -> Schema:
    """Give what the field takes."""
    name = kind.keys[key][0]
    if (kind, key) in _SPECIAL:
        return _SPECIAL[kind, key]()
    if shape is None:
        return {}
    if shape.kind == "choice":
        return one({"enum": list(shape.choices)}, {"type": ["string", "null"], "maxLength": 0})
    if shape.kind in ("many", "one", "table"):
        by_id = shape.kind == "one" and str in get_args(kind.model_fields[name].annotation)
        return _parts(kind.parts[key], shape.kind, by_id)
    return ref(shape.kind)


def _parts(kind: type[Element], form: str, by_id: bool) -> Schema:
    """Give a list, a table or one of an element, or of what stands for it."""
    element: Schema = ref(_name(kind))
    short: list[Schema] = [WORD] if kind.short or by_id else []
    item: Schema = {"anyOf": [element, *short]} if short else element
    if form == "table":
        details = {"anyOf": [element, *short, {"type": "null"}]}
        table = {"type": "object", "propertyNames": KEY, "additionalProperties": details}
        ids = {"type": "array", "items": TABLE_ID}
        return {"anyOf": [table, ids, TABLE_ID, {"type": "null"}]}
    several: Schema = {"type": "array", "items": item}
    if form == "one":
        several["maxItems"] = 1
    return {"anyOf": [several, element, *short, {"type": "null"}]}


def _acceptable() -> Schema:
    names = [name for name in known_names() if name not in NEVER_ACCEPTED]
    return one({"enum": names}, ref("nothing"))


def _rules() -> Schema:
    rules = all_rules().values()
    return {
        "type": ["object", "null"],
        "properties": {rule.name: _rule(rule) for rule in rules},
        "additionalProperties": False,
    }


def _rule(rule: Rule) -> Schema:
    # `off` is a word in YAML 1.2, and false in YAML 1.1.
    level: Schema = {"enum": [*LEVELS, False, None]}
    severity = {"description": "How it counts.", **level, "default": rule.severity}
    options = {name: _option(default) for name, default in rule.options.items()}
    settings = {
        "type": "object",
        "properties": {"severity": severity, **options},
        "additionalProperties": False,
    }
    return {
        "description": f"{rule.title}. {rule.severity} by default.",
        "anyOf": [level, settings],
        "default": rule.severity,
    }


def _option(default: Any) -> Schema:
    kinds = ((bool, "flag"), (int, "count"), (float, "share"), (tuple, "texts"))
    name = next((name for kind, name in kinds if isinstance(default, kind)), "text")
    shown = list(default) if isinstance(default, tuple) else default
    plain = f"plain-{name}"
    return {"description": "An option of the rule.", **ref(plain), "default": shown}


def _ignored() -> Schema:
    rules = [name for name in known_names() if name != "unreadable"]
    names: Schema = {"enum": [*rules, *GROUPS, ALL]}
    lists = {"anyOf": [{"type": "array", "items": names}, names, {"type": "null"}]}
    return {"type": ["object", "null"], "additionalProperties": lists}


_SPECIAL = {
    (Acceptance, "crack"): _acceptable,
    (Workspace, "rules"): _rules,
    (Workspace, "ignore"): _ignored,
}
