"""How several things stand in one cell: parted by `;`, quoted where they hold a sign themselves.

`writers/tables/notation.py` writes what is read here, and people may, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from crackmap.language.texts import fold, id_fault, is_placeholder
from crackmap.language.values import Duration, parse_share
from crackmap.readers.making.parts import DraftFlow
from crackmap.readers.making.pieces import is_read_by, levels, named, pieces, unquoted
from crackmap.source.located import Located, Places, Written, listed, mapping

_DETAILS = re.compile(r"(?P<what>.*)\((?P<details>[^()]+)\)", re.DOTALL)
_OUTCOME = re.compile(r"outcome\s+(?P<word>.+)", re.IGNORECASE | re.DOTALL)
_WHEN = re.compile(r"(?P<who>.+?)(?<!\s)\s++when:?\s++(?P<when>.+)", re.IGNORECASE | re.DOTALL)
_ROUNDS = re.compile(r"([1-9][0-9]{0,5}) rounds?", re.IGNORECASE)
_YES = re.compile(
    r"(?P<who>.+?)(?<!\s)\s++on\s++(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", re.IGNORECASE
)
_CLOCK = re.compile(r"(target|limit|clock)\s+(.+)", re.IGNORECASE | re.DOTALL)
NOTHING = ("-", "\u2013")
OPEN = "?"


def items(places: Places, text: Located, signs: str = ",;\n") -> Written:
    """Return the items of a list; the text itself where there are none."""
    found = [Located(unquoted(part), text.at) for part in pieces(text.text, signs)]
    return listed(places, found) or text


def owners(text: Located) -> list[tuple[Located, Located | None]]:
    """Return who owns a step, each with a condition: `Sales when more than 500 seats; SDR`."""
    parts = named(text.text, ";\n")
    if parts and _WHEN.fullmatch(parts[0]):
        found = []
        for part in parts:
            match = _WHEN.fullmatch(part)
            who = Located(match["who"] if match else part, text.at)
            when = Located(unquoted(match["when"].strip()), text.at) if match else None
            found.append((who, when))
        return found
    return [(Located(unquoted(one), text.at), None) for one in named(text.text)]


def limit(places: Places, text: Located) -> Written:
    """Return a time limit: as it stands, or of `target 5m; limit 24h; clock first touch`."""
    matches = [_CLOCK.fullmatch(part) for part in pieces(text.text)]
    if not matches or not all(matches):
        return text
    parts = [
        (match[1].lower(), Located(unquoted(match[2].strip()), text.at))
        for match in matches
        if match
    ]
    return mapping(places, text.at, dict(parts).items())


def field(
    places: Places, takes: str | None, text: Located, called: Callable[[Located], Located]
) -> Written:
    """Return what a field takes of a cell; `called` says which department a word means."""
    if takes == "texts":
        return items(places, text, ";\n")
    if takes == "escalation":
        return levels(places, text, called)
    return limit(places, text) if takes == "limit" else text


def flows(text: Located, known: set[str]) -> list[DraftFlow]:
    """Return the flows in a cell: `first-call (40%): score is 80 or more; outcome lost`.

    A comma parts them where a step that is `known` follows, for a condition may hold one. A dash
    says that nothing follows.
    """
    found = []
    for part in _parts(text.text, known):
        if unquoted(part) in NOTHING:
            continue
        found.append(_flow(part, text.at, known))
    return found


def _parts(text: str, known: set[str]) -> list[str]:
    parts: list[list[str]] = []
    for piece in pieces(text):
        if fold(piece) in known:
            parts.append([piece])
            continue
        first, conditional, opened = True, ":" in piece, 0
        for part in pieces(piece, ","):
            details = opened > 0 and not first  # of a flow
            if not details and (first or not conditional or fold(split(part)[0]) in known):
                parts.append([part])
                opened = 0
            else:
                parts[-1].append(part)
            opened += part.count("(") - part.count(")")
            first = False
    return [", ".join(part) for part in parts]


def split(part: str) -> tuple[str, str]:
    """Return what stands before the first colon that is in no quotes, and what stands behind it."""
    head, *rest = pieces(part, ":") or [""]
    if not rest:
        return head, ""
    behind = part.strip()[len(head) :].lstrip().removeprefix(":")
    return head, unquoted(behind.strip())


def _flow(part: str, at: int, known: set[str]) -> DraftFlow:
    if fold(part) in known:
        return DraftFlow(to=Located(part, at))
    head, when = split(part)
    made = DraftFlow(when=Located(when, at) if when else None)
    match = _DETAILS.fullmatch(head) if fold(head) not in known else None
    details = _details(match["details"], at) if match else None
    if match and details is not None:
        head = match["what"].rstrip()
        made.share = details.pop("share", None)
        made.fields.update(details)
    outcome = _OUTCOME.fullmatch(head) if fold(head) not in known else None
    if outcome:
        made.outcome = Located(unquoted(outcome["word"].strip()), at)
        return made
    made.to = Located(unquoted(head), at)
    process, slash, step = made.to.text.partition("/")
    elsewhere = slash and not (id_fault(process) or id_fault(step))
    made.kept = fold(made.to.text) not in known and bool(elsewhere or made.to.text == OPEN)
    return made


def _details(text: str, at: int) -> dict[str, Any] | None:
    """Return what stands in parentheses behind a step; None where that is something else."""
    found: dict[str, Any] = {}
    for part in map(str.strip, text.split(",")):
        first, _, rest = part.partition(" ")
        if is_read_by(parse_share, part):
            found["share"] = Located(part, at)
        elif first == "after" and is_read_by(Duration.parse, rest):
            found["after"] = Located(rest, at)
        elif first == "drop" and is_read_by(parse_share, rest):
            found["drop"] = Located(rest, at)
        elif match := _ROUNDS.fullmatch(part):
            found["rounds"] = Located(match[1], at)
        else:
            return None
    return found


def agreed(places: Places, text: Located, called: Callable[[Located], Located]) -> Written:
    """Return who said yes, and when: `Marketing on 2026-05-01; SDR`."""
    found: list[Written] = []
    for part in pieces(text.text):
        match = _YES.fullmatch(part)
        who = Located(unquoted(match["who"] if match else part), text.at)
        on = Located(match["day"], text.at) if match else None
        by = who if is_placeholder(who.text) else called(who)
        found.append(mapping(places, text.at, (("by", by), ("on", on))))
    return listed(places, found) or text


def rejection(
    places: Places, text: Located, step_or_department: Callable[[Located], Located]
) -> Written:
    """Return a way back: `nurture (12%, 2 rounds): no budget; no fit`."""
    head, _ = split(text.text)
    behind = text.text.strip()[len(head) :].lstrip().removeprefix(":").strip()
    match = _DETAILS.fullmatch(head)
    details = _details(match["details"], text.at) if match else None
    if match and details is not None and set(details) <= {"share", "rounds"}:
        head = match["what"].rstrip()
    else:
        details = {}
    to = step_or_department(Located(unquoted(head), text.at))
    reasons = items(places, Located(behind, text.at), ";\n") if behind else None
    return mapping(places, text.at, (("to", to), ("reasons", reasons), *details.items()))
