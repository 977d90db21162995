"""Which processes of a run belong together, and what each must know of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crackmap.check.settings import Settings
from crackmap.graph.organisation import Organisation, Ownership
from crackmap.graph.process_graph import Context
from crackmap.language.process import Process, Step

SHARED_TABLES = ("departments", "handoffs", "goals", "sources")


def leads_into(process: Process) -> tuple[str, ...]:
    """Return the ids of the other processes that `process` leads into, in their order."""
    return tuple(sorted({target for target, _ in _entries(process)}))


def _entries(process: Process) -> Iterator[tuple[str, str]]:
    """Return the steps of other processes that flows lead to, each with the process first."""
    for step in process.steps():
        for flow in step.next or ():
            if flow.to and "/" in flow.to and not flow.to.startswith(f"{process.id}/"):
                target, _, entry = flow.to.partition("/")
                yield target, entry


def neighbourhood(processes: Sequence[tuple[Process, Settings]]) -> dict[Process, Context]:
    """Return what each process shares with its workspace and the other processes of the run."""
    known = {process.id: (process, settings) for process, settings in reversed(processes)}
    entries: dict[str, set[str]] = {}
    for process, _ in processes:
        for target, entry in _entries(process):
            entries.setdefault(target, set()).add(entry)
    steps: dict[str, tuple[Step, Ownership]] = {}
    for target in sorted(entries.keys() & known.keys()):
        steps.update(_owned_steps(*known[target]))
    ids = frozenset(known)
    return {
        process: Context(
            **shared_tables(settings),
            shared=settings.workspace.mapping if settings.workspace else None,
            steps=steps,
            entered=frozenset(entries.get(process.id, ())),
            processes=ids,
            today=settings.today,
            working_day=settings.working_day,
            rates=settings.rates,
            last_changes=settings.last_changes,
        )
        for process, settings in processes
    }


def _owned_steps(process: Process, settings: Settings) -> dict[str, tuple[Step, Ownership]]:
    """Return the steps of a process that another one flows into, with who owns them there."""
    shared = shared_tables(settings).get("departments", {})
    organisation = Organisation({**shared, **process.departments})
    return {
        f"{process.id}/{step.id}": (step, organisation.ownership(step, stage))
        for stage in reversed(process.stages)
        for step in reversed(stage.steps)
    }


def shared_tables(settings: Settings) -> dict[str, Any]:
    """Return the tables of crackmap.yaml that processes share, by their names."""
    workspace = settings.workspace
    if workspace is None:
        return {}
    return {table: getattr(workspace, table) for table in SHARED_TABLES}
