"""What must be the same when a process has gone through a table or a drawing and back."""

from __future__ import annotations

from typing import Any

import yaml

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.readers.yaml import read as read_yaml
from random_processes import random_process
from workbooks import read as read_other

# A table knows no claims, and declares whoever it names.
_AS_OWNED = (OwnerState.UNKNOWN, OwnerState.DISPUTED)


def graph_of(text: str) -> ProcessGraph:
    return ProcessGraph(read_yaml(text.encode(), "a.yaml"))


def random_graph(seed: int) -> ProcessGraph:
    return graph_of(yaml.safe_dump(random_process(seed), allow_unicode=True))


def read_back(data: str | bytes, path: str) -> ProcessGraph:
    (process,) = read_other(data, path).processes
    return ProcessGraph(process)


def facts(graph: ProcessGraph) -> list[tuple[object, ...]]:
    """All that readers.md wants to be equal after a workbook."""
    return [
        (
            *(step.id, " ".join(step.name.split()), _owner(graph, step)),
            *(graph.stage(step).name, step.kind, step.outcome, step.trigger, step.until),
            [_flow(flow) for flow in graph.outgoing(step) if _counts(flow)],
        )
        for step in graph.steps
    ]


def owner_names(graph: ProcessGraph, step: Step) -> list[str]:
    """The owners of a step by what people call them."""
    names = {graph.organisation.name(who).casefold() for who in graph.owner(step).names}
    return sorted(names)


def _owner(graph: ProcessGraph, step: Step) -> object:
    owner = graph.owner(step)
    state = OwnerState.OWNED if owner.state in _AS_OWNED else owner.state
    return state, [(one.who, one.when) for one in owner.owners]


def _counts(flow: Flow) -> bool:
    return not flow.implied_rejection and (flow.open or not flow.lost_word)


def _flow(flow: Flow) -> tuple[object, ...]:
    written = flow.written
    more = (str(written.after), written.drop) if written else (str(None), None)
    said = (flow.end, flow.when, flow.share, flow.rounds, *more)
    return (*said, flow.handoff_id, _handoff(flow.handoff))


def _handoff(handoff: Handoff | None) -> dict[str, Any] | None:
    """The ten fields, and the name."""
    return handoff.model_dump(mode="json", exclude_defaults=True) if handoff else None
