"""Seeing cracks through: what a run makes of the registers beside it, and changes of one crack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from crackmap.check.check import Checked
from crackmap.check.run import Run
from crackmap.check.run import today as day_of
from crackmap.history.baseline import key_of
from crackmap.history.baselines import department_names
from crackmap.history.entries import Baseline, written
from crackmap.history.entry_text import Entry, edited
from crackmap.history.merge_bases import known_before
from crackmap.history.register import Terms, Tracked, noted_at_first, tracked
from crackmap.history.registers import Group, could_find, groups, keep, read
from crackmap.history.renaming import renames_since
from crackmap.language.texts import fold
from crackmap.rules.finding import Finding, Key
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing

_HANDLE = 6  # so many letters of a fingerprint are shown, or more where two begin the same


class Book(NamedTuple):
    """One register after a run: its path, what became of it, and the findings by their keys."""

    path: str
    tracked: Tracked
    findings: Mapping[Key, Finding]


class Changed(NamedTuple):
    """One crack after it was changed: its register, its key, and what departments are called."""

    book: Book
    key: Key
    names: Mapping[str, str]
    today: str


class Tracking(NamedTuple):
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
            names = renames_since(group.path, begun, checked)
            could = could_find(group, begun)
            before = partial(known_before, group.path)
            done.append(tracked(register, found.values(), could, terms, names, before))
            return done[-1].text

        if write:
            keep(group.path, change, new=True)
        else:
            change(read(group.path, new=True)[0])
        books.append(Book(group.path, done[-1], found))
    return Tracking(tuple(books), department_names(checked.graphs), terms.today, checked)


def change(begun: Run, handles_: Sequence[str], changes: Mapping[str, str | None]) -> list[Changed]:
    """Note something beside the cracks that some handles mean; those that are new are known then.

    Without changes nothing is written. Raises Refusal, before anything is, where a handle means no
    crack, or several, or no department is called as the `owner` is.
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
        places |= dict.fromkeys(known | open_, group)
    prints = {key.fingerprint: key for key in places}
    meant = dict.fromkeys(_meant(handle, prints) for handle in handles_)
    books: dict[str, Book] = {}
    for path, group in {places[key].path: places[key] for key in meant}.items():
        found = _findings(group)
        asked = {key: found.get(key) for key in meant if places[key].path == path}
        entries: list[Entry] = []

        def noted(
            register: Baseline,
            asked: Mapping[Key, Finding | None] = asked,
            entries: list[Entry] = entries,
        ) -> str:
            entries[:], text = _with_notes(register, asked, changes, terms)
            return text

        if changes:
            keep(path, noted, new=True)
        else:
            noted(read(path, new=True)[0])
        accepted = frozenset(key for key, finding in found.items() if finding.accepted is not None)
        books[path] = Book(path, Tracked(tuple(entries), "", accepted=accepted), found)
    return [Changed(books[places[key].path], key, departments, terms.today) for key in meant]


def _meant(handle: str, prints: Mapping[str, Key]) -> Key:
    """Return the only key that a handle means, of some by their fingerprints."""
    meant = [key for print_, key in prints.items() if print_.startswith(handle.lower())]
    if not meant:
        raise Refusal(f"there is no crack {handle}", "crackmap track lists those there are")
    if len(meant) > 1:
        called = "; ".join(f"{key.fingerprint[:12]} {key}" for key in sorted(meant))
        raise Refusal(f"{handle} means {len(meant)} cracks", f"write more of it: {called}")
    return meant[0]


def noting(
    begun: Run, checked: Checked, finding: Finding, changes: Mapping[str, str | None]
) -> tuple[str, Callable[[Baseline], str]]:
    """Return the register of an open crack, and what notes `changes` beside the crack in it."""
    key, terms = key_of(finding), _terms(begun, checked)
    path = next(group.path for group in groups(begun, checked.results) if key in _findings(group))
    return path, lambda register: _with_notes(register, {key: finding}, changes, terms)[1]


def _with_notes(
    register: Baseline,
    asked: Mapping[Key, Finding | None],
    changes: Mapping[str, str | None],
    terms: Terms,
) -> tuple[tuple[Entry, ...], str]:
    """Return the entries and the text of a register with `changes` beside some cracks.

    Those that are new are known then; only of such there must be findings.
    """
    here = {entry.key: entry for entry in register.entries}
    new = {}
    for key, finding in asked.items():
        if key in here:
            here[key] = edited(here[key], changes)
        elif finding is not None:
            first: dict[str, str | None] = {**noted_at_first(finding, terms), **changes}
            new[key] = {name: value for name, value in first.items() if value}
    entries = tuple(here.values()) + tuple(Entry(key, "", noted=said) for key, said in new.items())
    return entries, written(register, here.values(), new)


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
