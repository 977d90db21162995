"""What stands beside the steps of a process: its departments, and what is said of it as a whole."""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Department, Process
from crackmap.writers.tables.notation import cell
from crackmap.writers.tables.people import People
from crackmap.writers.tables.table import Table, table

_FIELDS = tuple(key for key in Department.keys if key not in ("name", "accept"))
_CALLED = ("part_of", "accountable", "fallback", "backup")
_FIRST = ("Department", "ID", "Kind", "Part of")


def departments(graph: ProcessGraph, people: People) -> Table:
    """Return the departments: a row each, a column for every field that one of them has."""
    titles = (key.replace("_", " ").capitalize() for key in _FIELDS)
    head = ("Department", "ID", "Name", *titles)
    rows = []
    for id_ in people.listed():
        one, called = people.departments[id_], people.name(id_)
        name = "" if one.name in (called, "") else one.name
        rows.append([called, id_, name, *(_field(one, key, people) for key in _FIELDS)])
    return table("Departments", head, rows, keep=_FIRST)


def _field(department: Department, key: str, people: People) -> str:
    if key in _CALLED:
        who = getattr(department, key)
        return people.name(who) if who else ""
    return cell(department, key, people)


def about(graph: ProcessGraph, people: People) -> Table:
    """Return what is said of the process as a whole: a row for each field that is written."""
    process = graph.process
    rows = []
    for key in Process.keys:
        if key in ("process", "id", "accept", *Process.parts):
            continue
        value = people.name(process.owner or "") if key == "owner" else cell(process, key, people)
        if value:
            rows.append((key.replace("_", " ").capitalize(), value))
    return table("Process", ("Process", process.name), [("ID", process.id), *rows])
