"""Who belongs to whom: departments, their teams, and where the owner of a step is at home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from crackmap.graph.incentives import Incentives
from crackmap.graph.spelling import Spelling
from crackmap.language.process import Department, Stage, Step
from crackmap.language.texts import fold
from crackmap.language.values import Owner


class Away(Enum):
    """Why an owner is at home in no department."""

    EXTERNAL = "external"
    HOMELESS = "homeless"  # a pool, person or system that belongs to nobody
    UNKNOWN = "unknown"


class Home(NamedTuple):
    """Where an owner is at home: `line` holds its team first, its department last."""

    line: tuple[str, ...]

    @property
    def team(self) -> str:
        """The closest unit that is a department or a team."""
        return self.line[0]

    @property
    def department(self) -> str:
        """The topmost unit."""
        return self.line[-1]

    def other_department(self, other: Home) -> bool:
        """Return whether the departments differ."""
        return self.line[-1] != other.line[-1]

    def other_team(self, other: Home) -> bool:
        """Return whether both are teams of one department and neither is above the other."""
        return (
            self.line[-1] == other.line[-1]
            and self.line[0] not in other.line
            and other.line[0] not in self.line
        )


class OwnerState(Enum):
    """What can be said of the owner of a step."""

    OWNED = "owned"
    UNOWNED = "unowned"
    UNKNOWN = "unknown"  # an owner that is no known department
    SHARED = "shared"
    DISPUTED = "disputed"  # claims that differ
    OUTSIDE = "outside"  # no step of this process, and of none that is known here


class Ownership:
    """Who owns a step in effect, stage default included; steps with one plain owner share one.

    `homes` holds where the owners are at home, in their order; an owner by condition has several.
    A step is `inside` when all are at home in a department, a `gap` when none is.
    """

    def __init__(
        self,
        state: OwnerState,
        owners: tuple[Owner, ...] = (),
        homes: tuple[Home, ...] = (),
        *,
        inside: bool = False,
        gap: bool = False,
    ) -> None:
        """Keep who owns a step; nothing of it changes."""
        self.state, self.owners, self.homes = state, owners, homes
        self.inside, self.gap = inside, gap

    @property
    def said(self) -> tuple[object, ...]:
        """All of it; equal for two that say the same of different steps."""
        return self.state, self.owners, self.homes, self.inside, self.gap

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The departments at home in which the owners are, without repetition."""
        return tuple(dict.fromkeys(home.department for home in self.homes))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of all owners, as they were written."""
        return tuple(owner.who for owner in self.owners if owner.who)

    @property
    def unclear(self) -> bool:
        """Whether nobody can say whose the step is: the owner is unknown, shared or in dispute."""
        return self.state in (OwnerState.UNKNOWN, OwnerState.SHARED, OwnerState.DISPUTED)

    @property
    def by_condition(self) -> bool:
        """Whether the owner depends on a condition."""
        return any(owner.when for owner in self.owners)

    def meetings(self, other: Ownership) -> Iterator[tuple[Home, Home]]:
        """Return the pairs of homes that meet on a flow from here to `other`.

        Where both ends have the same conditions, only owners under the same one meet.
        """
        if not (self.inside and other.inside):
            return
        if len(self.homes) == len(other.homes) == 1:
            yield self.homes[0], other.homes[0]
            return
        mine = [fold(owner.when or "") for owner in self.owners]
        theirs = [fold(owner.when or "") for owner in other.owners]
        alike = len(mine) > 1 and set(mine) == set(theirs)
        for condition, home in zip(mine, self.homes, strict=True):
            for other_condition, other_home in zip(theirs, other.homes, strict=True):
                if not alike or condition == other_condition:
                    yield home, other_home

    def departments_between(self, other: Ownership) -> tuple[tuple[str, str], ...]:
        """Return the departments between which work passes from here to `other`; they differ."""
        met = ((a.department, b.department) for a, b in self.meetings(other))
        return tuple(pair for pair in dict.fromkeys(met) if pair[0] != pair[1])

    def changes_department(self, other: Ownership) -> bool:
        """Return whether work that passes from here to `other` changes department."""
        return any(a.other_department(b) for a, b in self.meetings(other))

    def changes_team(self, other: Ownership) -> bool:
        """Return whether it changes team inside a department, and never the department."""
        return not self.changes_department(other) and any(
            a.other_team(b) for a, b in self.meetings(other)
        )


UNOWNED = Ownership(OwnerState.UNOWNED, gap=True)
OUTSIDE = Ownership(OwnerState.OUTSIDE)


class Organisation:
    """The departments of a process, and the questions about them."""

    def __init__(self, departments: Mapping[str, Department]) -> None:
        """Keep `departments`, id -> department, those of the workspace included."""
        self.departments = departments
        self.incentives = Incentives(departments)
        self._names: dict[str, str] = {}
        self._homes: dict[str, Home | Away] = {}
        self._plain: dict[str, Ownership] = {}

    def home(self, id_: str) -> Home | Away:
        """Return where the department, team, pool, person or system `id_` is at home."""
        if id_ not in self._homes:
            self._homes[id_] = self._find_home(id_)
        return self._homes[id_]

    def name(self, id_: str) -> str:
        """Return what people call the department `id_`, on one line; its id if it has no name."""
        if id_ not in self._names:
            department = self.departments.get(id_)
            self._names[id_] = " ".join(((department.name if department else "") or id_).split())
        return self._names[id_]

    def above(self, id_: str) -> tuple[str, ...]:
        """Return `id_` and every department above it, the topmost last; safe against cycles."""
        line: dict[str, None] = {}
        current: str | None = id_
        while current is not None and current not in line:
            line[current] = None
            department = self.departments.get(current)
            current = department.part_of if department else None
        return tuple(line)

    def related(self, first: str, second: str) -> bool:
        """Return whether the ids are one department, or one is above the other."""
        return first in self.above(second) or second in self.above(first)

    def system(self, text: str) -> str | None:
        """Return the id of the declared system that `text` names by its id or its name, if any."""
        return self._systems.get(fold(text))

    def several(self, text: str) -> tuple[str, ...]:
        """Return the ids of the departments that one text lists, if it lists no other word."""
        ids = dict.fromkeys(self._spelling.parts(text).values())
        return tuple(id_ for id_ in ids if id_) if len(ids) > 1 and None not in ids else ()

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling((id_, unit.name) for id_, unit in self.departments.items())

    def outside(self, owner: Ownership) -> bool:
        """Return whether nobody but outsiders own."""
        return owner.state is OwnerState.OWNED and all(
            named.who and self.departments[named.who].kind == "external" for named in owner.owners
        )

    def automatic(self, owner: Ownership) -> bool:
        """Return whether nobody but systems own: people answer for them, and do not do the work."""
        known = [self.departments.get(name) for name in owner.names]
        return bool(known) and all(
            owning is not None and owning.kind == "system" for owning in known
        )

    @cached_property
    def _systems(self) -> dict[str, str]:
        by_word: dict[str, str] = {}
        systems = [id_ for id_, unit in self.departments.items() if unit.kind == "system"]
        for id_ in systems:
            by_word.setdefault(fold(id_), id_)
        for id_ in systems:
            by_word.setdefault(fold(self.name(id_)), id_)
        return by_word

    def stands_for(self, id_: str, owner: Ownership) -> bool:
        """Return whether `id_` is, or is above or below, an owner of the step or its home."""
        if any(self.related(id_, name) for name in owner.names):
            return True
        home = self.home(id_)
        return isinstance(home, Home) and any(
            not home.other_department(other) and not home.other_team(other) for other in owner.homes
        )

    def ownership(self, step: Step, stage: Stage) -> Ownership:
        """Return who owns `step` of `stage` in effect."""
        return self.named_owner(step if "owner" in step.model_fields_set else stage)

    def named_owner(self, holder: Step | Stage) -> Ownership:
        """Return the owner that stands on `holder` itself; of a stage, who owns by default."""
        owners = holder.owner
        if holder.claims("owner"):
            return self._claimed(holder)
        if not owners:
            return UNOWNED
        if len(owners) == 1 and owners[0].when is None and owners[0].who:
            who = owners[0].who
            if who not in self._plain:
                several = self.several(who) if who not in self.departments else ()
                # Two owners in one text are two owners.
                self._plain[who] = (
                    Ownership(OwnerState.SHARED, tuple(Owner(id_) for id_ in several))
                    if several
                    else self._ownership_of(owners)
                )
            return self._plain[who]
        return self._named(owners)

    def _claimed(self, holder: Step | Stage) -> Ownership:
        said = [claim.says for claim in holder.claims("owner")]
        if not said:
            return UNOWNED
        chosen = said[0]
        for owners in said[1:]:
            if len(chosen) != 1 or len(owners) != 1:
                if frozenset(chosen) != frozenset(owners):
                    return Ownership(OwnerState.DISPUTED, chosen)
                continue
            mine, theirs = chosen[0].who, owners[0].who
            if fold(mine) != fold(theirs) and not self.related(mine, theirs):
                return Ownership(OwnerState.DISPUTED, chosen)
            # A team and its department agree: the team it is. A known spelling before a slip.
            if mine in self.above(theirs) or mine not in self.departments:
                chosen = owners
        return self._named(chosen)

    def _named(self, owners: tuple[Owner, ...]) -> Ownership:
        if len(owners) == 1 or any(owner.when for owner in owners):
            return self._ownership_of(owners)
        return Ownership(OwnerState.SHARED, owners)

    def _ownership_of(self, owners: tuple[Owner, ...]) -> Ownership:
        homes = [self.home(owner.who) if owner.who else Away.HOMELESS for owner in owners]
        if Away.UNKNOWN in homes:
            return Ownership(OwnerState.UNKNOWN, owners)
        if not any(owner.who for owner in owners):
            return Ownership(OwnerState.UNOWNED, owners, gap=True)
        known = tuple(home for home in homes if isinstance(home, Home))
        inside = len(known) == len(homes)
        return Ownership(OwnerState.OWNED, owners, known, inside=inside, gap=not known)

    def _find_home(self, id_: str) -> Home | Away:
        seen: list[str] = []
        current = id_
        while True:
            department = self.departments.get(current)
            if department is None:
                return Away.UNKNOWN
            if department.kind == "external":
                return Away.EXTERNAL
            if department.kind == "department":
                return self._line(current)
            seen.append(current)
            above = department.part_of
            if above is None and department.kind == "system":
                above = department.accountable
            if above is None or above in seen:
                return Away.HOMELESS
            current = above

    def _line(self, team: str) -> Home | Away:
        line = []
        for id_ in self.above(team):
            department = self.departments.get(id_)
            if department is None:
                return Away.UNKNOWN
            if department.kind == "external":
                return Away.EXTERNAL
            if department.kind == "department":
                line.append(id_)
        return Home(tuple(line))
