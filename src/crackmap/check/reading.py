"""One file of a run becomes its processes, by whatever reader it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crackmap.check.neighbours import SHARED_TABLES, shared_tables
from crackmap.check.settings import Settings
from crackmap.language.element import Element
from crackmap.language.process import Process
from crackmap.readers import choose, yaml
from crackmap.readers.making.reading import ReadOptions
from crackmap.rules.finding import FileRead
from crackmap.source.files import Input
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span


class ReadFile(NamedTuple):
    """What a file holds, or why it cannot be read; `told` is said of files that are no YAML."""

    processes: tuple[Process, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: FileRead | None = None
    is_yaml: bool = True


def read_process_file(file: Input, settings: Settings, options: ReadOptions) -> ReadFile:
    """Read the processes in a file."""
    if file.failure:
        return ReadFile(problems=(Problem(Span(file.path), file.failure, file.help),))
    chosen = choose.reader_for(file.data, file.path, options)
    try:
        if chosen.name == choose.YAML:
            return _yaml(file, settings, misnamed=chosen.misnamed)
        options = options._replace(departments=_names(settings))
        reading = choose.read(chosen, file.data, file.path, options)
    except Unreadable as error:
        return ReadFile(problems=tuple(error.problems), is_yaml=chosen.name == choose.YAML)
    for process in reading.processes:
        _give_way(process, settings)
    told = FileRead(file.path, reading.elements, reading.notes)
    return ReadFile(reading.processes, told=told, is_yaml=False)


def _yaml(file: Input, settings: Settings, *, misnamed: bool) -> ReadFile:
    process = yaml.read(file.data, file.path)
    told = None
    if misnamed:
        words = "whatever the ending says, this was read as a process in YAML"
        told = FileRead(file.path, sum(1 for _ in process.steps()), (Note(Span(file.path), words),))
    problems = tuple(_redefined(process, settings))
    return ReadFile(() if problems else (process,), problems, told)


def _redefined(process: Process, settings: Settings) -> Iterator[Problem]:
    """Return the ids of the process that crackmap.yaml has declared already."""
    shared = shared_tables(settings)
    for table in SHARED_TABLES if shared else ():
        for id_, element in getattr(process, table).items():
            if id_ in shared[table]:
                span = element.span() if isinstance(element, Element) else process.span(table)
                words = f"`{id_}` is declared in {settings.path} already"
                yield Problem(span, words, "take it out here, or give it another id")


def _give_way(process: Process, settings: Settings) -> None:
    """Take out what crackmap.yaml declares: a table has only names of it, a drawing a copy."""
    for table, elements in shared_tables(settings).items():
        for id_ in elements:
            getattr(process, table).pop(id_, None)


def _names(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return what the departments of crackmap.yaml are called, and their ids."""
    departments = shared_tables(settings).get("departments", {})
    return tuple((one.name or id_, id_) for id_, one in departments.items())
