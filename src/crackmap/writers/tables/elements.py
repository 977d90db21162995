"""What stands beside the steps of a process: departments, stages, goals, and the process itself."""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.element import Element
from crackmap.language.process import Department, Goal, Process, Stage
from crackmap.writers.tables.notation import cell
from crackmap.writers.tables.people import People
from crackmap.writers.tables.table import Table, table

# Fields that hold departments by their ids.
_CALLED = ("owner", "part_of", "accountable", "fallback", "backup")
_APART = ("name", "id", "accept", "steps", "owner")


def departments(graph: ProcessGraph, people: People) -> Table:
    """Return the departments: a row each, a column for every field that one of them has."""
    fields = _fields(Department)
    rows = []
    for id_ in people.listed():
        one, called = people.departments[id_], people.name(id_)
        name = "" if one.name in (called, "") else one.name
        rows.append([called, id_, name, *(_field(one, key, people) for key in fields)])
    head = ("Department", "ID", "Name", *map(_title, fields))
    return table("Departments", head, rows, keep=("Department", "ID", "Kind", "Part of"))


def stages(graph: ProcessGraph, people: People) -> Table:
    """Return the stages with what they have beside their steps; those have the owners."""
    fields = _fields(Stage)
    rows = [
        [stage.name, *(_field(stage, key, people) for key in fields)]
        for stage in graph.process.stages
        if any(_field(stage, key, people) for key in fields)
    ]
    head = ("Stage", *map(_title, fields))
    return table("Stages", head, rows, keep=("Stage", "Exit", "Stakeholders"))


def goals(graph: ProcessGraph, people: People) -> Table:
    """Return what departments are paid for."""
    fields = _fields(Goal)
    rows = [
        [goal.name or id_, id_, *(_field(goal, key, people) for key in fields)]
        for id_, goal in graph.process.goals.items()
    ]
    head = ("Goal", "ID", *map(_title, fields))
    return table("Goals", head, rows, keep=("Goal", "ID", "Conflicts with"))


def about(graph: ProcessGraph, people: People) -> Table:
    """Return what is said of the process as a whole: a row for each field that is written."""
    process = graph.process
    keys = [key for key in _fields(Process) if key not in ("process", *Process.parts)]
    rows = [("ID", process.id)]
    rows += [(_title(key), _field(process, key, people)) for key in ("owner", *keys)]
    return table("Process", ("Process", process.name), [row for row in rows if row[1]])


def _fields(kind: type[Element]) -> list[str]:
    return [key for key in kind.keys if key not in _APART]


def _title(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _field(element: Element, key: str, people: People) -> str:
    if key in _CALLED and element.takes.get(key) == "text":
        who = getattr(element, element.keys[key])
        return people.name(who) if who else ""
    return cell(element, key, people)
