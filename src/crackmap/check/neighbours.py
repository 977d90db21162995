"""What each process of a run must know of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from crackmap.check.elsewhere import ABSENT, NOWHERE, Elsewhere, Entry, by_process, company
from crackmap.check.interfaces import offers
from crackmap.check.settings import Settings
from crackmap.graph.organisation import Organisation, Ownership
from crackmap.graph.process_graph import Context
from crackmap.language.process import Process, Step

Judged: TypeAlias = tuple[Process, Settings]
Steps: TypeAlias = dict[str, tuple[Step, Ownership]]

SHARED_TABLES = ("departments", "handoffs", "goals", "sources")


def entries_of(process: Process) -> tuple[Entry, ...]:
    """Return the steps of other processes into which one leads, sorted."""
    return tuple(sorted(set(_entries(process))))


def _entries(process: Process) -> Iterator[Entry]:
    for step in process.steps():
        for flow in step.next or ():
            if flow.to and "/" in flow.to and not flow.to.startswith(f"{process.id}/"):
                target, _, entry = flow.to.partition("/")
                yield target, entry


class Neighbours:
    """The processes that are checked together, those they lead into, and who leads into them."""

    def __init__(
        self,
        processes: Sequence[Judged],
        led_into: Mapping[Process, tuple[Entry, ...]],
        elsewhere: Elsewhere = NOWHERE,
        beside: Sequence[Judged] = (),
    ) -> None:
        """Take in the processes to check, and those `beside` them that were only read.

        `led_into` holds the entries of each that is checked.

        Of several with one id the first one of the run counts; that of `elsewhere` comes before
        those here.
        """
        self.processes = processes
        self._known: dict[str, Judged] = {}
        for process, settings in reversed([*processes, *beside]):
            file = elsewhere.files.get(process.id)
            if file is None or file.path == process.path:
                self._known[process.id] = process, settings
        self._led_into = led_into
        entries = [entry for entries in led_into.values() for entry in entries]
        beyond = [(id_, step) for id_, steps in elsewhere.entered.items() for step in steps]
        self._entered = by_process([*entries, *beyond])
        self._steps: dict[Process, Steps] = {}
        self._offers: dict[Process, dict[str, str]] = {}

    def contexts(self) -> dict[Process, Context]:
        """Return what each process shares with its workspace and the others."""
        steps: dict[str, tuple[Step, Ownership]] = {}
        targets = {target for entries in self._led_into.values() for target, _ in entries}
        for target in sorted(targets & self._known.keys()):
            steps.update(self._steps_of(*self._known[target]))
        ids = frozenset(self._known)
        return {
            process: Context(
                **shared_tables(settings),
                shared=settings.workspace.mapping if settings.workspace else None,
                steps=steps,
                entered=self._entered.get(process.id, frozenset()),
                processes=ids,
                today=settings.today,
                working_day=settings.working_day,
                rates=settings.rates,
                last_changes=settings.last_changes,
            )
            for process, settings in self.processes
        }

    def entries(self, processes: Iterable[Process]) -> tuple[Entry, ...]:
        """Return the steps of others into which the processes of one file lead, sorted."""
        return tuple(sorted({entry for process in processes for entry in self._led_into[process]}))

    def offers(self, processes: Sequence[Process], settings: Settings) -> dict[str, dict[str, str]]:
        """Return the digests of the steps of some processes that others lead into."""
        return {
            process.id: self._offers_of(process, settings)
            for process in reversed(processes)
            if process.id in self._entered
        }

    def company(self, processes: Sequence[Process]) -> str:
        """Return the digest of what the processes of one file see of others."""

        def offer(entry: Entry) -> str:
            target, step = entry
            known = self._known.get(target)
            return self._offers_of(*known)[step] if known else ABSENT

        ids = [process.id for process in processes]
        return company(ids, self.entries(processes), self._entered, offer) or ""

    def _offers_of(self, process: Process, settings: Settings) -> dict[str, str]:
        if process not in self._offers:
            entered, steps = self._entered[process.id], self._steps_of(process, settings)
            self._offers[process] = offers(process.id, steps, entered)
        return self._offers[process]

    def _steps_of(self, process: Process, settings: Settings) -> Steps:
        if process not in self._steps:
            self._steps[process] = _owned_steps(process, settings)
        return self._steps[process]


def _owned_steps(process: Process, settings: Settings) -> Steps:
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
