"""What a process in the making is made of: stages, steps and flows, as their file tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from crackmap.source.located import Located, Written

PARTS = ("contributors", "consulted", "informed")


@dataclass(slots=True)
class DraftFlow:
    """A flow to a step, called by its id or name, or to the end of the case.

    One is `sent` that is a message to another pool of a drawing. One that is `kept` leads where its
    file says in our own words: into another process, or to a step that is not there.
    """

    to: Located | None = None
    when: Located | None = None
    outcome: Located | None = None
    share: Located | None = None
    fields: dict[str, Written] = field(default_factory=dict)
    sent: bool = False
    kept: bool = False
    place: int = 0

    @property
    def at(self) -> int:
        """Where it stands."""
        return next((one.at for one in (self.to, self.outcome) if one), self.place)


@dataclass(slots=True)
class DraftStep:
    """A step as it was found.

    `owners` are names with their conditions. `flows` is None where the order of the file says what
    follows; an empty list says that nothing does. `remarks` become the description. The fields of
    one that is `kept` call departments by their ids, as our own language does.
    """

    name: Located
    id: Located | None = None
    stage: Located | None = None
    owners: list[tuple[Located, Located | None]] = field(default_factory=list)
    parts: dict[str, list[Located]] = field(default_factory=dict)
    fields: dict[str, Written] = field(default_factory=dict)
    flows: list[DraftFlow] | None = None
    remarks: list[Located] = field(default_factory=list)
    kept: bool = False

    def part(self, key: str, who: Located) -> None:
        """Add somebody who contributes, is consulted or is informed."""
        self.parts.setdefault(key, []).append(who)


@dataclass(slots=True)
class DraftStage:
    """What is said of a stage as such: who owns its steps if nobody else does, and its fields.

    One that is known before its steps are has its name and id here.
    """

    owners: list[tuple[Located, Located | None]] = field(default_factory=list)
    fields: dict[str, Written] = field(default_factory=dict)
    remarks: list[Located] = field(default_factory=list)
    name: Located | None = None
    id: Located | None = None
