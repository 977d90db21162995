"""How the value of each shape may be written, as JSON Schema."""

from __future__ import annotations

from typing import Any, TypeAlias

from crackmap.values import PLACEHOLDERS

Schema: TypeAlias = dict[str, Any]


def ref(name: str) -> Schema:
    """Point to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def one(*values: Schema) -> Schema:
    """Give one of `values`; a list of one stands for it."""
    items = values[0] if len(values) == 1 else {"anyOf": list(values)}
    return {"anyOf": [*values, {"type": "array", "items": items, "maxItems": 1}]}


def claimable(name: str, plain: Schema) -> dict[str, Schema]:
    """Give the definitions of a value that several documents may say: itself, plain, claimed."""
    source = {"description": "Which document that is: an id of sources.", **_SCALAR}
    claim = {
        "type": "object",
        "description": "What one document says.",
        "properties": {"says": ref(f"plain-{name}"), "source": source},
        "required": ["says"],
        "additionalProperties": False,
    }
    claimed = ref(f"claimed-{name}")
    several = {"type": "array", "items": claimed, "minItems": 1}
    return {
        name: {"anyOf": [ref(f"plain-{name}"), claimed, several]},
        f"plain-{name}": plain,
        f"claimed-{name}": claim,
    }


def _any_case(*words: str) -> str:
    """Give a pattern that matches the `words` in small and capital letters."""
    letters = (
        "".join(f"[{c.upper()}{c}]" if c.isalpha() else f"[{c}]" for c in word) for word in words
    )
    return "(?:" + "|".join(letters) + ")"


def _pattern(pattern: str) -> Schema:
    """Give a text that fits `pattern`, with spaces around."""
    return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$"}


WORD: Schema = {"type": ["string", "number", "boolean"]}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
KEY: Schema = {"pattern": r"^(?!.*->)\s*[^\s/]+\s*$"}
TABLE_ID: Schema = {**WORD, **KEY}
# Stands for nothing, in every field but names.
NOTHING: Schema = {
    "description": "Missing: nothing, or a placeholder such as tbd.",
    "type": ["string", "null"],
    "pattern": rf"^\s*{_any_case(*sorted(PLACEHOLDERS))}\s*$",
}
BLANK: Schema = {"type": ["string", "null"], "pattern": r"^\s*$"}

_MISSING = ref("nothing")

_NUMBER = r"(?:[0-9]{1,3}(?:[,_ ][0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,6})?"
_PER = _any_case("per", "a", "each")
_PERIOD = _any_case("day", "week", "month", "quarter", "year")
_DURATION = _pattern(r"[0-9]{1,9}(?:\.[0-9]{1,6})?\s*(?:bh|bd|mo|m|h|d|w|q|y)")
_SHARE = _pattern(
    r"0{0,4}(?:100(?:\.0{1,9})?|[0-9]{1,2}(?:\.[0-9]{1,9})?)\s*%"
    r"|0{0,5}(?:1(?:\.0{1,9})?|0(?:\.[0-9]{1,9})?)"
)
_LIMIT: Schema = {
    "type": "object",
    "description": "A clock.",
    "properties": {
        "target": {"description": "How long it should take.", **one(_DURATION, _MISSING)},
        "limit": {
            "description": "How long it may take at most.",
            **one(_DURATION, _MISSING),
        },
        "clock": {"description": "From when to when: trigger to first touch.", **one(_SCALAR)},
    },
    "additionalProperties": False,
}
_OWNER: Schema = {
    "type": "object",
    "description": "An owner by condition.",
    "properties": {
        "who": {"description": "A department.", **one(_SCALAR)},
        "when": {"description": "The condition; `otherwise` for the rest.", **one(_SCALAR)},
    },
    "additionalProperties": False,
}
# How a plain value of each shape may be written.
SHAPES: dict[str, Schema] = {
    "name": one(_SCALAR),
    "id": one({**_SCALAR, "pattern": r"^(?!.*->)\s*[^\s/]*\s*$"}),
    "text": one(_SCALAR),
    "texts": {"anyOf": [{"type": "array", "items": _SCALAR}, _SCALAR]},
    "owner": {"anyOf": [_SCALAR, _OWNER, {"type": "array", "items": {"anyOf": [_SCALAR, _OWNER]}}]},
    "duration": one(_DURATION, _MISSING),
    "limit": one(_DURATION, _LIMIT, _MISSING),
    "share": one(_SHARE, {"type": "number", "minimum": 0, "maximum": 1}, _MISSING),
    "count": one(
        {"type": "integer", "minimum": 1, "maximum": 999_999},
        _pattern("0{0,5}[1-9][0-9]{0,5}"),
        _MISSING,
    ),
    "flag": one({"type": "boolean"}, _pattern("true|True|TRUE|false|False|FALSE"), _MISSING),
    "date": one(_pattern("[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"), _MISSING),
    "volume": one(_pattern(rf"{_NUMBER}\s*(?:{_PER}\s+|/\s*){_PERIOD}"), _MISSING),
    # Any letters of any script; engines disagree on how to ask for those.
    "money": one(_pattern(rf"{_NUMBER}\s*(?:\$|[^\s!-@\[-`{{-~]{{1,12}})"), _MISSING),
    "sources": {"type": ["object", "null"], "additionalProperties": _SCALAR},
}
