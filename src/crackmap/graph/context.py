"""What a process shares with others, without which its flows and owners cannot be resolved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from crackmap.graph.organisation import Ownership
from crackmap.language.process import Department, Goal, Handoff, Source, Step
from crackmap.language.values import WORKING_DAY, Rate

if TYPE_CHECKING:
    from crackmap.source.last_changes import Change
    from crackmap.source.nodes import MapNode

LastChanges: TypeAlias = "Callable[[str, str], Sequence[Change] | None]"

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Context(NamedTuple):
    """What a process shares with others: the workspace, the other processes of the run, the day.

    `steps` holds the steps of the other processes by `process/step`, `entered` the ids of the steps
    of this process that another one flows into, `processes` the ids of all processes of the run.
    `shared` is the workspace file itself, `rates` what cracks of a rule are taken to lose.
    `last_changes` asks, of a path and the text there, when its lines were last changed.
    """

    departments: Mapping[str, Department] = _NOTHING
    handoffs: Mapping[str, Handoff] = _NOTHING
    goals: Mapping[str, Goal] = _NOTHING
    sources: Mapping[str, Source] = _NOTHING
    steps: Mapping[str, tuple[Step, Ownership]] = _NOTHING
    entered: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    today: datetime.date = datetime.date.min
    working_day: int = WORKING_DAY
    rates: Mapping[str, Rate] = _NOTHING
    shared: MapNode | None = None
    last_changes: LastChanges = lambda path, text: None
