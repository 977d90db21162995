"""crackmap's own language: one YAML file is one process."""

from __future__ import annotations

import gc
from collections.abc import Iterator

from crackmap.document import Document, load
from crackmap.forms import Reading
from crackmap.model import Department, Process
from crackmap.organisation import Organisation
from crackmap.source import Mapping, Problem, Span, Unreadable

# A circle of more departments than these is told with a gap.
_MOST_NAMED = 6


def read(data: bytes, path: str) -> Process:
    """Read the process in `data`; raises Unreadable with all that is wrong with the file."""
    collecting = gc.isenabled()
    gc.disable()  # many small objects and no cycles among them: collecting would only cost
    try:
        return _read(load(data, path), path)
    finally:
        if collecting:
            gc.enable()


def _read(document: Document, path: str) -> Process:
    problems = list(document.problems)
    reading = Reading(path)
    process = None
    if isinstance(document.root, Mapping):
        process = Process.read(document.root, reading)
        problems += reading.problems
        problems += circles(process.departments)
    elif not problems:
        words = "the file is empty" if document.root is None else "this is no process"
        help_ = "begin with process: and a name, then departments: and stages:"
        problems.append(Problem(Span(path), words, help_))
    if problems or process is None:
        raise Unreadable(problems)
    return process


def circles(departments: dict[str, Department]) -> Iterator[Problem]:
    """Give the departments that are, through others or at once, part of themselves."""
    for ids in Organisation(departments).circles():
        first, *others = (departments[id_] for id_ in ids)
        between = ids[1:] if len(ids) <= _MOST_NAMED else (*ids[1:_MOST_NAMED], "...")
        words = ", which is part of ".join(f"`{id_}`" for id_ in (*between, ids[0]))
        yield Problem(
            first.span("part_of"),
            f"the department `{ids[0]}` is part of {words}",
            "one of them stands at the top: take its part_of out",
            tuple(
                (f"`{one.id}` is part of `{one.part_of}`", one.span("part_of"))
                for one in others[:_MOST_NAMED]
            ),
        )
