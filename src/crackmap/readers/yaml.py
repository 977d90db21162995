"""crackmap's own language: one YAML file is one process."""

from __future__ import annotations

from pydantic import ValidationError

from crackmap.language.cut_texts import cut_texts
from crackmap.language.faults import problems_of
from crackmap.language.process import Process
from crackmap.language.synonyms import STEPS
from crackmap.source.garbage import uncollected
from crackmap.source.nodes import MapNode
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.yaml_events import Document, load


def read(data: bytes, path: str) -> Process:
    """Read the process in `data`; raises Unreadable with all that is wrong with the file."""
    with uncollected():
        return _read(load(data, path), path)


def _read(document: Document, path: str) -> Process:
    problems = list(document.problems)
    process = None
    if isinstance(document.root, MapNode):
        problems += cut_texts(document.root)
        try:
            process = Process.model_validate(document.root)
        except ValidationError as error:
            problems += problems_of(error, document.root)
        if process and not problems and not any(process.steps()):
            words = "the process has no step, so nothing in it can be checked"
            key = "steps" if process.stages else "stages"
            holder = process.stages[0] if process.stages else process
            problems.append(Problem(holder.span(key), words, f"write {STEPS}"))
    elif not problems:
        words = "the file is empty" if document.root is None else "this is no process"
        help_ = "begin with process: and a name, then departments: and stages:"
        problems.append(Problem(Span(path), words, help_))
    if problems or process is None:
        raise Unreadable(problems)
    return process
