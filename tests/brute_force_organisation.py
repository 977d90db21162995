"""Owners, departments and teams as the language reads them: the ground of brute_force_reading.py.

The quoted comments are the sentences of the language that the code below them stands for. Nothing
here comes from crackmap, and nothing is meant to be fast.
"""

import re
import unicodedata
from typing import Any

# > "Placeholders, in any case, with spaces around"
PLACEHOLDERS = {"", "tbd", "todo", "unknown", "unassigned", "nobody", "none", "n/a"}
PLACEHOLDERS |= {"to be defined", "?", "-", "~"}

Fields = dict[str, Any]
Owners = list[tuple[str | None, str | None]]  # (when, owner), both of them optional


def said(value: Any) -> Any:
    """Return the value of a claim, or the value itself."""
    return value.get("says") if isinstance(value, dict) and "says" in value else value


def missing(value: Any) -> bool:
    # > "They count as missing in every other field too, and so do empty lists."
    if isinstance(value, list):
        return all(missing(said(item)) for item in value)
    if isinstance(value, dict) and value.keys() <= {"to", "after"}:
        return missing(value.get("to"))  # a level of escalation that names nobody
    return value is None or (isinstance(value, str) and value.strip().lower() in PLACEHOLDERS)


def single(value: Any) -> Any:
    # > "A scalar stands for a list of one, and a list of one for a scalar."
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def value(written: Any) -> Any:
    """Return the one value of a field, through lists of one and claims; None if it is missing."""
    return None if missing(written) else single(said(single(written)))


def made_id(name: str) -> str:
    # > "Unicode NFC, lower case, apostrophes vanish, every run of other non-alphanumeric characters
    # becomes one `-`; letters of all scripts stay"
    text = unicodedata.normalize("NFC", name).lower().replace("'", "").replace("’", "")
    return "-".join(re.findall(r"[^\W_]+", text))


class Organisation:
    """Who is above whom, and whose home is where."""

    def __init__(self, process: Fields) -> None:
        departments = process.get("departments") or {}
        if isinstance(departments, list):
            departments = dict.fromkeys(departments)
        self.departments: dict[str, Fields] = {k: v or {} for k, v in departments.items()}

    # Owners and departments

    def owners(self, owner: Any) -> tuple[bool, Owners | None]:
        """Tell whether two share the step, and its owners (None: there is no telling who)."""
        if missing(owner):
            return False, [(None, None)]
        entries = listed(owner)
        if any(isinstance(entry, dict) and "who" in entry for entry in entries):
            # > "a list of `{ who, when }`. Rules about departments look at each"
            named = [
                (e.get("when"), None if missing(e.get("who")) else single(e["who"]))
                for e in entries
            ]
            # > "Handoff rules are silent at a step whose owner is unknown"
            known = all(who is None or who in self.departments for _, who in named)
            return False, named if known else None
        if isinstance(owner, str) and owner not in self.departments and self.joined(owner):
            return True, None
        # > "a placeholder claim is dropped"
        names = [single(said(entry)) for entry in entries if not missing(said(entry))]
        if any(name not in self.departments for name in names):
            return not self.are_claims(entries) and len(set(names)) > 1, None
        if self.are_claims(entries):
            # > "Claims that agree after normalisation (... a team and its department) are the
            # value"; "Comparisons elsewhere use the strictest": the lowest team of them.
            lowest = max(names, key=lambda name: len(self.chain(name)))
            agree = all(name == lowest or name in self.chain(lowest) for name in names)
            return False, [(None, lowest)] if agree else None
        # > "more than one owner, neither claims nor conditions: two owners are none"
        if len(set(names)) > 1:
            return True, None
        return False, [(None, names[0])]

    def joined(self, text: str) -> bool:
        """Tell whether a text lists several departments, each by its id, and nothing else."""
        for word in ("/", "&", "+", ";", " and ", " or "):
            text = text.replace(word, ",")
        names = {part.strip() for part in text.split(",")}
        return len(names) > 1 and names <= set(self.departments)

    @staticmethod
    def are_claims(entries: list[Any]) -> bool:
        return any(isinstance(entry, dict) and "says" in entry for entry in entries)

    def chain(self, name: str) -> list[str]:
        """List the department and all above it, topmost last."""
        above = self.departments[name].get("part_of")
        if missing(above) or above not in self.departments:
            return [name]
        return [name, *self.chain(above)]

    def home(self, owner: str | None) -> str | None:
        if owner is None:
            return None
        fields = self.departments[owner]
        kind = fields.get("kind", "department")
        if kind == "external":
            return None
        if kind == "department":
            return owner
        # > "A `pool` or `person` counts as its `part_of`, a `system` as its `part_of`, else its
        # `accountable`: its home." "Without a home, a pool, person or system has no department."
        place = fields.get("part_of")
        if missing(place) and kind == "system":
            place = fields.get("accountable")
        return None if missing(place) or place not in self.departments else self.home(place)

    def department(self, home: str) -> str:
        # > "A department's topmost `part_of` is its *department*"
        return self.chain(home)[-1]

    def differ_in_team(self, a: str, b: str) -> bool:
        # > "Two owners differ in team only if neither is above the other."
        return a not in self.chain(b) and b not in self.chain(a)

    def related(self, one: str, other: str) -> bool:
        """Tell whether two are the same, or one is above the other, each taken by its home."""
        if one == other:
            return True
        homes = [self.home(name) if name in self.departments else None for name in (one, other)]
        a, b = homes
        return a is not None and b is not None and not self.differ_in_team(a, b)

    def goals(self, name: str) -> set[str]:
        return {goal for goal in listed(self.departments[name].get("goals")) if not missing(goal)}

    def goals_with_above(self, name: str) -> set[str]:
        return set().union(*(self.goals(above) for above in self.chain(name)))
