"""How the value of each type may be written, as JSON Schema.

What a value may be is told by `if` and `then` rather than by alternatives: of a value that fits
none of them an editor can only say that it fits none. Where keys must complete before there are
any, alternatives they are. `errorMessage` and `enumDescriptions` are what VS Code and the YAML
language server show; others pass over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from crackmap.language import figures
from crackmap.language.field_types import MOST_OWNERS, UNCLAIMED
from crackmap.language.readings import ADVICE
from crackmap.language.texts import MOST_LETTERS, PLACEHOLDERS

Schema: TypeAlias = dict[str, Any]


def ref(name: str) -> Schema:
    """Return a reference to a definition, as the field types have it: `schema` completes it."""
    return {"takes": name}


def single(value: Schema) -> Schema:
    """Return a value; a list of one stands for it."""
    return {"if": {"type": "array"}, "then": {"items": value, "maxItems": 1}, "else": value}


def element(mapping: Schema, *others: Schema) -> Schema:
    """Return a mapping, or one of the `others`, the first of which may be a list."""
    plain: Schema = {"anyOf": [*others, mapping]}
    if others and others[0].get("type") == "array":
        plain = {"if": {"type": "array"}, "then": others[0], "else": plain}
    return {"if": {"type": "object"}, "then": mapping, "else": plain}


def words(known: Mapping[str, str], refusal: str, *others: Schema) -> Schema:
    """Return one of the `known` words, each with what it means, or nothing; or one of the `others`.

    Alternatives, so that the words complete.
    """
    names = {"enum": list(known), "errorMessage": refusal}
    if any(known.values()):
        names["enumDescriptions"] = list(known.values())
    nothing = {**NULL, "pattern": "^$"}
    several = {"type": "array", "items": {"anyOf": [names, *others, nothing]}, "maxItems": 1}
    return {"anyOf": [names, *others, several, nothing]}


def fitting(pattern: str, advice: str, *types: str) -> Schema:
    """Return a text that fits `pattern`, a placeholder, or a value of `types`."""
    wrong = [name for name in ("number", "boolean", "object", "array") if name not in types]
    return {
        "pattern": rf"^\s*(?:{pattern}|{_PLACEHOLDER})\s*$",
        "errorMessage": advice,
        "if": {"type": wrong},
        "then": {"type": "string", "errorMessage": advice},
    }


def _claimable(name: str, plain: Schema) -> dict[str, Schema]:
    """Return the definitions of a value that several documents may say: itself, plain, claimed."""
    claim = {
        "type": "object",
        "description": "What one document says.",
        "properties": {
            "says": ref(f"plain-{name}"),
            "source": {"description": "Which document that is: an id of sources.", **SCALAR},
        },
        "required": ["says"],
        "additionalProperties": False,
    }
    claimed, says = ref(f"claimed-{name}"), {"type": "object", "required": ["says"]}
    claims = {"if": {"type": "array"}, "then": {"items": claimed}, "else": claimed}
    is_claims = {"anyOf": [says, {"type": "array", "items": says, "minItems": 1}]}
    return {
        name: {"if": is_claims, "then": claims, "else": ref(f"plain-{name}")},
        f"plain-{name}": plain,
        f"claimed-{name}": claim,
    }


def _any_case(*texts: str) -> str:
    """Return a pattern that matches the `texts` in small and capital letters."""
    letters = ("".join(c if c.isalpha() else f"[{c}]" for c in text) for text in texts)
    return figures.any_case("(?:" + "|".join(letters) + ")")


_PLACEHOLDER = _any_case(*sorted(PLACEHOLDERS))
_NOT_WORD = {"type": ["object", "array"]}
_TEXT = "write a word or a text"

SCALAR: Schema = {"if": _NOT_WORD, "then": {"type": "string", "errorMessage": _TEXT}}
# As an alternative these bring no `null` into the completions of an editor.
NULL: Schema = {"not": {"type": ["number", "boolean", "object", "array"]}, "pattern": r"^\s*$"}
WORD: Schema = {"not": {"type": ["object", "array", "null"]}}
# What says something, where a name is needed.
NAME: Schema = {
    "if": {"type": ["null", "object", "array"]},
    "then": {"type": "string", "errorMessage": "write a name"},
    "pattern": r"\S",
    "maxLength": MOST_LETTERS,
    "errorMessage": "write a name",
}
KEY: Schema = {
    "pattern": rf"^(?!.*->)(?!\s*{_PLACEHOLDER}\s*$)[^\s/]+$",
    "maxLength": MOST_LETTERS,
    "errorMessage": "an id is a word of letters, digits and dashes; the name may be any text",
}
ID: Schema = {**SCALAR, **KEY, "pattern": rf"^\s*$|{KEY['pattern']}"}
TABLE_ID: Schema = {
    **KEY,
    "pattern": rf"^\s*{_PLACEHOLDER}\s*$|{KEY['pattern']}",
    "if": {"type": ["object", "array", "null"]},
    "then": {"type": "string", "errorMessage": KEY["errorMessage"]},
}
# Stands for nothing, in every field but names.
NOTHING: Schema = {
    "description": "Missing: nothing, or a placeholder such as tbd.",
    "type": ["string", "null"],
    "pattern": rf"^\s*{_PLACEHOLDER}\s*$",
}

_DURATION = fitting(figures.DURATION, ADVICE["duration"])
HOURS = fitting(figures.HOURS, ADVICE["hours"])
# How else the days may be written on which people work, beside the one word that completes.
WORKING_WEEK: Schema = {"type": "string", "pattern": rf"^\s*{figures.WORKING_WEEK}\s*$"}


# A share that nobody has measured, or two between which it is.
RATE = single(
    {
        **fitting(
            rf"(?:{figures.SHARE}|[0-9.]{{1,12}})\s*(?:(?:to|-|–)\s*(?:{figures.SHARE}))?",
            ADVICE["rate"],
            "number",
        ),
        "minimum": 0,
        "maximum": 1,
    }
)


def _field(description: str, example: str, value: Schema) -> Schema:
    return {"description": description, **single(value), "examples": [example]}


# What several values are made of.
_PARTS: dict[str, Schema] = {
    "clock": {
        "type": "object",
        "description": "A clock.",
        "properties": {
            "target": _field("How long it should take.", "5m", _DURATION),
            "limit": _field("How long it may take at most.", "24h", _DURATION),
            "clock": _field("From when to when.", "trigger to first touch", SCALAR),
        },
        "additionalProperties": False,
    },
    "level": {
        "type": "object",
        "description": "Who acts after some more time.",
        "properties": {
            "to": _field("A department.", "vp-sales", SCALAR),
            "after": _field("How long after the limit.", "2d", _DURATION),
        },
        "additionalProperties": False,
    },
    "owner-by-condition": {
        "type": "object",
        "description": "An owner by condition.",
        "properties": {
            "who": _field("A department.", "sales", SCALAR),
            "when": _field(
                "The condition; `otherwise` for the rest.", "more than 500 seats", SCALAR
            ),
        },
        "additionalProperties": False,
    },
}
_LEVEL = element(ref("level"), SCALAR)
_OWNER = element(ref("owner-by-condition"), SCALAR)
_OWNERS: Schema = {"type": "array", "items": _OWNER, "maxItems": MOST_OWNERS}
# How a plain value of each type may be written.
_PLAIN: dict[str, Schema] = {
    "name": single({**SCALAR, "maxLength": MOST_LETTERS}),
    "id": single(ID),
    "text": single(SCALAR),
    "texts": {
        "if": {"type": "array"},
        "then": {"items": SCALAR},
        "else": {"if": {"type": "object"}, "then": {"type": "array"}},
    },
    "owner": element(
        ref("owner-by-condition"),
        {"type": "array", "items": _OWNER, "maxItems": MOST_OWNERS},
        SCALAR,
    ),
    "escalation": element(ref("level"), {"type": "array", "items": _LEVEL}, SCALAR),
    "duration": single(_DURATION),
    "rhythm": single(fitting(figures.RHYTHM, ADVICE["rhythm"])),
    "limit": single(
        element(ref("clock"), fitting(f"{figures.DURATION}|{figures.RANGE}", ADVICE["duration"]))
    ),
    "share": single(
        {
            **fitting(figures.SHARE, ADVICE["share"], "number"),
            "minimum": 0,
            "maximum": 1,
        }
    ),
    "count": single(
        {
            **fitting("0{0,5}[1-9][0-9]{0,5}", ADVICE["count"], "number"),
            "minimum": 1,
            "maximum": 999_999,
            "multipleOf": 1,
        }
    ),
    "flag": single(
        fitting(f"{figures.TRUE}|{figures.FALSE}", ADVICE["flag"], "boolean"),
    ),
    "date": single(
        fitting("[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", ADVICE["date"])
    ),
    "volume": single(fitting(figures.VOLUME, ADVICE["volume"])),
    "money": single(fitting(figures.MONEY, ADVICE["money"])),
}
# The definitions that the schemas of the models refer to.
VALUES: dict[str, Schema] = {"nothing": NOTHING, **_PARTS}
for _name, _plain in _PLAIN.items():
    VALUES |= {_name: _plain} if _name in UNCLAIMED else _claimable(_name, _plain)
