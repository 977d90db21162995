"""BPMN 2.0: lanes and pools are departments, tasks steps, gateways the ways between them."""

from __future__ import annotations

from crackmap.language.texts import id_of
from crackmap.readers.bpmn20.calls import Calls
from crackmap.readers.bpmn20.lanes import Lanes
from crackmap.readers.bpmn20.making import Making
from crackmap.readers.bpmn20.model import SPACE, Model, Node
from crackmap.readers.bpmn20.ways import Ways
from crackmap.readers.making.ids import unique
from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.making.xml import tree_of
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the pools of a file as one process, and each process outside of them as one."""
    root = tree_of(data, path, options.encoding)
    if (root.space, root.name) != (SPACE, "definitions"):
        words = f"this is XML of another kind: it begins with `{root.name}`, and BPMN 2.0 does not"
        raise Unreadable([Problem(Span(path, root.line, root.column), words)])
    model = Model(root, path)
    lanes, ways = Lanes(model), Ways(model)
    calls = Calls(model, ways)
    groups = [model.joined(), *([pool] for pool in model.pools if not pool.joined)]
    groups = [
        pools
        for pools in groups
        if any(node in ways.steps for pool in pools for node in pool.nodes())
    ]
    makings = [Making(model, lanes, ways, calls, pools, alone=len(groups) == 1) for pools in groups]
    taken: dict[str, int] = {}
    steps: dict[Node, str] = {}
    for making in makings:
        made = making.made
        made.id = unique(made.id or id_of(made.name.text) or "process", taken)
        steps |= making.begin()
    if not makings:
        raise Unreadable(
            [Problem(Span(path), "there is no task in this file", "draw what is done")]
        )
    readings = [making.draft(steps).reading(options.departments) for making in makings]
    reading = joined(readings, model.notes)
    return Reading(reading.processes, reading.notes, model.elements)
