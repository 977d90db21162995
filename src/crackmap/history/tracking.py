"""Seeing cracks through: what a run makes of the registers beside it, and changes of one crack."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from crackmap.check.check import Checked
from crackmap.check.run import Run
from crackmap.check.run import today as day_of
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.baseline import key_of
from crackmap.history.baselines import department_names
from crackmap.history.entries import Baseline, written
from crackmap.history.entry_text import Entry, edited
from crackmap.history.git_files import snapshot_of
from crackmap.history.pairing import Names, paired, renames
from crackmap.history.register import Renamed, Terms, Tracked, noted_at_first, tracked
from crackmap.history.registers import Group, could_find, groups, keep, read
from crackmap.language.values import fold
from crackmap.readers.choose import endings_for
from crackmap.rules.finding import Finding, Key
from crackmap.source import git
from crackmap.source.problems import Refusal, Unreadable
from crackmap.source.words import did_you_mean, listing

_HANDLE = 6  # so many letters of a fingerprint are shown, or more where two begin the same


@dataclass(frozen=True, slots=True)
class Book:
    """One register after a run: its path, what became of it, and the findings by their keys."""

    path: str
    tracked: Tracked
    findings: Mapping[Key, Finding]


@dataclass(frozen=True, slots=True)
class Changed:
    """One crack after it was changed: its register, its key, and what departments are called."""

    book: Book
    key: Key
    names: Mapping[str, str]
    today: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """The registers of a run, the names of departments by their ids, and the check itself."""

    books: tuple[Book, ...]
    names: Mapping[str, str]
    today: str
    checked: Checked


def track(begun: Run, *, write: bool = True) -> Tracking:
    """Bring the registers of a run up to date; only in memory unless they are to be written.

    Raises Refusal or Unreadable where one cannot be read or written.
    """
    checked = begun.check()
    terms = _terms(begun, checked)
    books = []
    for group in groups(begun, checked.results):
        found = _findings(group)
        done: list[Tracked] = []

        def change(
            register: Baseline,
            group: Group = group,
            found: Mapping[Key, Finding] = found,
            done: list[Tracked] = done,
        ) -> str:
            names = _renames_since(group.path, begun, checked)
            could = could_find(group, begun)
            done.append(tracked(register, found.values(), could, terms, names))
            return done[-1].text

        if write:
            keep(group.path, change, new=True)
        else:
            change(read(group.path, new=True)[0])
        books.append(Book(group.path, done[-1], found))
    return Tracking(tuple(books), department_names(checked.graphs), terms.today, checked)


def change_one(begun: Run, handle: str, changes: Mapping[str, str | None]) -> Changed:
    """Note something beside the crack that `handle` means; one that is new is known then.

    Without changes nothing is written. Raises Refusal where the handle means no crack, or several,
    or no department is called as the `owner` is.
    """
    checked = begun.check()
    departments = department_names(checked.graphs)
    if owner := changes.get("owner"):
        changes = {**changes, "owner": _department(owner, departments)}
    terms = _terms(begun, checked)
    places: dict[Key, Group] = {}
    for group in groups(begun, checked.results):
        known = {entry.key for entry in read(group.path, new=True)[0].entries}
        open_ = {key for key, finding in _findings(group).items() if finding.accepted is None}
        places |= {
            key: group for key in known | open_ if key.fingerprint.startswith(handle.lower())
        }
    if not places:
        raise Refusal(f"there is no crack {handle}", "crackmap track lists those there are")
    if len(places) > 1:
        meant = "; ".join(f"{key.fingerprint[:12]} {key}" for key in sorted(places))
        raise Refusal(f"{handle} means {len(places)} cracks", f"write more of it: {meant}")
    [(key, group)] = places.items()
    found = _findings(group)
    entries: tuple[Entry, ...] = ()

    def change(register: Baseline) -> str:
        nonlocal entries
        here = {entry.key: entry for entry in register.entries}
        new = {}
        if key in here:
            here[key] = edited(here[key], changes)
        else:
            first: dict[str, str | None] = {**noted_at_first(found[key], terms), **changes}
            new[key] = {name: value for name, value in first.items() if value}
        entries = tuple(here.values()) + tuple(Entry(key, "", noted=said) for said in new.values())
        return written(register, here.values(), new)

    if changes:
        keep(group.path, change, new=True)
    else:
        change(read(group.path, new=True)[0])
    accepted = frozenset(key for key, finding in found.items() if finding.accepted is not None)
    book = Book(group.path, Tracked(entries, "", accepted=accepted), found)
    return Changed(book, key, departments, terms.today)


def _department(word: str, names: Mapping[str, str]) -> str:
    """Return the id of the department that a word means, its id or its name."""
    for id_, name in names.items():
        if fold(word) in (fold(id_), fold(name)):
            return id_
    help_ = did_you_mean(word, [*names, *names.values()], f"there are {listing(list(names))}")
    raise Refusal(f"--owner: no department is called {word}", help_)


def handles(keys: Iterable[Key]) -> dict[Key, str]:
    """Return the beginning of the fingerprint of each key that means no other of them."""
    by_print = {key.fingerprint: key for key in keys}
    length = {}
    ordered = sorted(by_print)
    for before, here, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        same = max(_alike(here, before), _alike(here, after))
        length[by_print[here]] = here[: max(_HANDLE, same + 1)]
    return length


def _alike(one: str, other: str) -> int:
    """Return how many letters two words have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _findings(group: Group) -> dict[Key, Finding]:
    """Return what was found in the files of a register, by what each is known by."""
    about = {*group.files, *group.configs}
    return {
        key_of(finding): finding
        for result in group.files.values()
        for finding in result.findings
        if not finding.fatal and finding.span.path in about
    }


def _terms(begun: Run, checked: Checked) -> Terms:
    quarterbacks = {graph.process.id: graph.quarterback() for graph in checked.graphs}

    def owner(finding: Finding) -> str | None:
        return finding.assignee or quarterbacks.get(finding.process or "")

    def grace(finding: Finding) -> int | None:
        return begun.settings.of(finding.span.path).follow_up.days(finding.severity)

    return Terms(day_of(begun.choice.today).isoformat(), owner, grace)


def _renames_since(
    path: str, begun: Run, checked: Checked
) -> Callable[[frozenset[Key], frozenset[Key]], Renamed]:
    """Return what tells which cracks have another key since the last commit of a register.

    The cracks of that commit are found again, and what they are about is paired with what is here.
    Outside of git nothing is renamed.
    """

    def renamed(gone: frozenset[Key], come: frozenset[Key]) -> Renamed:
        try:
            old = _checked_before(path, begun)
        except (Refusal, Unreadable):
            return {}
        names: dict[Key, Key] = {}
        for before, after in paired(old.graphs, checked.graphs):
            if before and after:
                table = renames(before, after)
                for finding in _all_of(old, before):
                    key, now = key_of(finding), _now(finding, before, after, table)
                    if key in gone and now in come and now not in names.values():
                        names[key] = now
        return names

    return renamed


def _all_of(checked: Checked, graph: ProcessGraph) -> list[Finding]:
    """Return all findings about one process, those that others explain as well."""
    return [
        finding
        for result in checked.results
        for finding in result.findings
        if finding.process == graph.process.id
    ]


def _now(finding: Finding, before: ProcessGraph, after: ProcessGraph, table: Names) -> Key:
    """Return the key that a finding of the process as it was has now."""
    subject = finding.subject.renamed(table)
    if finding.subject == before.process.subject:
        subject = after.process.subject
    return key_of(replace(finding, subject=subject, process=after.process.id))


def _is_named_alone(name: str, endings: tuple[str, ...]) -> bool:
    """Return whether a file is read for its name alone: it is none of those that folders mean."""
    return os.path.isfile(name) and not name.endswith(endings)


def _checked_before(path: str, begun: Run) -> Checked:
    """Check the processes as they were in the last commit that touched a register, else in HEAD."""
    done = git.ask("log", "-1", "--format=%H", "--", path)
    commit = done.stdout.decode().strip() if done.returncode == 0 else ""
    named, endings = begun.choice.paths, endings_for(begun.choice.reading)
    not_below = [
        name
        for name in named
        if PurePath(name).is_absolute() or name.startswith("..") or _is_named_alone(name, endings)
    ]
    snapshot = snapshot_of(commit or "HEAD", tuple(named) if not_below else (), endings=endings)
    return Run(snapshot.inputs, begun.choice, snapshot.workspace_files).check()
