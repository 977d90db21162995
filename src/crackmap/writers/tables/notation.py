"""How what is more than a word stands in one cell; `readers/tables/notation.py` reads it again.

Several things are parted by `;`. One in which a sign stands that could part it is quoted, as CSV
quotes a cell.
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.language.element import Element
from crackmap.language.handoff import Agreed, Next, Rejection
from crackmap.language.values import Level, Owner, TimeLimit
from crackmap.source.words import percent, plural
from crackmap.writers.tables.people import People

_PARTING = ",;\n"
NOTHING = "-"  # a step that leads nowhere
OPEN = "?"  # a flow of which nobody has said where it leads


def quoted(text: str, signs: str = _PARTING) -> str:
    """Return a text that stays one thing where the `signs` part others."""
    if text.startswith('"') or any(sign in text for sign in signs):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _alone(text: str) -> str:
    """Return what a flow leads to, so that it ends before its details and its condition."""
    return quoted(text, _PARTING + ":()")


def listed(texts: Iterable[str]) -> str:
    """Return texts as a list in one cell."""
    return "; ".join(map(quoted, texts))


def cell(element: Element, key: str, people: People) -> str:
    """Return what a field holds, for one cell; empty where there is nothing."""
    value = getattr(element, element.keys[key])
    takes = element.takes.get(key)
    if value is None or value == () or not element.written(key):
        return ""
    if takes == "owner":
        return owners(value, people)
    if takes == "escalation":
        return levels(value, people)
    if takes == "limit":
        return limit(value)
    if takes == "texts":
        return listed(value)
    if takes == "flag":
        return "true" if value else "false"
    return str(value)


def owners(value: Iterable[Owner], people: People) -> str:
    """Return who owns something: `Sales`, or `Sales when more than 500 seats; SDR when not`."""
    parts = []
    for owner in value:
        name = people.name(owner.who) if owner.who else OPEN
        parts.append(f"{name} when {quoted(owner.when)}" if owner.when else name)
    return "; ".join(parts)


def levels(value: Iterable[Level], people: People) -> str:
    """Return who acts when a time limit is over: `Team lead; VP sales after 2d`."""
    return "; ".join(
        people.name(level.to) + (f" after {level.after}" if level.after else "") for level in value
    )


def limit(value: TimeLimit) -> str:
    """Return a time limit: `2bh`, or `target 5m; limit 24h; clock first touch`."""
    said: dict[str, str] = value.plain()
    if list(said) == ["limit"]:
        return said["limit"]
    return "; ".join(f"{key} {quoted(text)}" for key, text in said.items())


def flow(written: Next, to: str) -> str:
    """Return a flow: `first-call (40%, after 30d): score is 80 or more`; `to` is what it leads to.

    One that ends the case is `outcome lost (2%): unsubscribed`.
    """
    details = [percent(written.share, 9)] if written.share is not None else []
    details += [f"after {written.after}"] if written.after else []
    details += [plural(written.rounds, "round")] if written.rounds else []
    details += [f"drop {percent(written.drop, 9)}"] if written.drop is not None else []
    where = f"outcome {_alone(written.outcome)}" if written.outcome else _alone(to)
    return where + _behind(details, quoted(written.when) if written.when else "")


def rejection(value: Rejection) -> str:
    """Return a way back: `nurture (12%, 2 rounds): no budget; no fit`."""
    details = [percent(value.share, 9)] if value.share is not None else []
    details += [plural(value.rounds, "round")] if value.rounds else []
    return _alone(value.to or OPEN) + _behind(details, listed(value.reasons))


def agreed(value: Iterable[Agreed], people: People) -> str:
    """Return who said yes, and when: `Marketing on 2026-05-01; SDR`."""
    return "; ".join(
        people.name(yes.by or OPEN) + (f" on {yes.on}" if yes.on else "") for yes in value
    )


def _behind(details: list[str], words: str) -> str:
    inside = f" ({', '.join(details)})" if details else ""
    return inside + (f": {words}" if words else "")
