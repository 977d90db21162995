"""A round of filling: the open cracks, worst first; each answer is kept, and can be taken back."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from crackmap.check import run
from crackmap.check.check import Checked
from crackmap.check.filling import follow_up
from crackmap.check.filling.case import Case
from crackmap.check.filling.forms import talk
from crackmap.check.filling.question import Edits, Said, Talk, Unwritable, from_table
from crackmap.check.fixing import edited, text_of
from crackmap.check.narrowing import Narrowing
from crackmap.check.ranking import costliest
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.baseline import key_of
from crackmap.history.baselines import with_days
from crackmap.history.kept_files import CONFIG, PROCESS, Change, Files, in_order
from crackmap.history.register import status
from crackmap.history.registers import groups
from crackmap.history.tracking import noting
from crackmap.rules.finding import Finding, Key
from crackmap.source.files import Input
from crackmap.source.fix import Edit
from crackmap.source.problems import Refusal
from crackmap.source.span import Source


class Gone(Refusal):
    """A crack is not there any more."""


@dataclass(frozen=True)
class Look:
    """What is there now: the check, and the cracks to be filled, each as a case.

    `changed` are files that somebody else has changed since the last look.
    """

    checked: Checked
    cases: tuple[Case, ...]
    changed: tuple[str, ...] = ()

    @cached_property
    def open(self) -> dict[Key, Finding]:
        """All findings that count, by their keys."""
        return {key_of(each): each for each in self.checked.report.open if not each.fatal}


class Kept(NamedTuple):
    """What an answer did: the files before and after, the cracks that it filled and opened.

    `filled` does not hold the crack itself where that is `still` there. `news` are files that
    somebody else had changed before.
    """

    changes: tuple[Change, ...]
    filled: tuple[Finding, ...] = ()
    opened: tuple[Finding, ...] = ()
    still: bool = False
    news: tuple[str, ...] = ()


@dataclass
class Round:
    """The files that people were asked to look at, and what was answered so far."""

    choice: run.RunOptions
    narrowing: Narrowing = field(default_factory=Narrowing)
    write: bool = True

    def __post_init__(self) -> None:
        """Begin with nothing seen and nothing kept."""
        self.files = Files(write=self.write)
        self.today: datetime.date = run.today(self.choice.today)
        self._seen: dict[str, bytes] | None = None
        self._checked: Checked | None = None
        self._done: list[tuple[Change, ...]] = []

    def look(self, *, ranked: bool = True) -> Look:
        """Read all files again, and check them if one has changed; raises Refusal, Unreadable.

        The cracks that are looked at come worst first if they are to be `ranked`, which takes long
        where there are many.
        """
        begun = self._begun = self._begin()
        here = {file.path: file.data + file.failure.encode() for file in begun.inputs}
        here |= self._configs(begun)
        before = self._seen
        changed = () if before is None else tuple(sorted(_differing(before, here)))
        if self._checked is None or before != here:
            self._checked = begun.check()
        self._seen = here
        checked = with_days(begun, self._checked)
        return Look(checked, tuple(self._cases(begun, checked, ranked=ranked)), changed)

    @property
    def inputs(self) -> Sequence[Input]:
        """The process files of the last look."""
        return self._begun.inputs

    def ask(self, case: Case) -> Talk | None:
        """Return what is asked to fill a crack; None where it can only be given to somebody."""
        return talk(case)

    def keep(self, case: Case, given: Mapping[str, Said]) -> Kept:
        """Write what is said of a crack into its file, as that is now.

        Raises Gone where the crack is not there any more, Misanswered where an answer is none, and
        Refusal where nothing was said or it cannot be written.
        """
        look = self.look(ranked=False)
        case = self._again(look, case)
        asked = self.ask(case)
        if asked is None:
            raise Refusal(f"{case.finding.rule} is filled in the file itself", case.finding.help)
        edits = from_table(asked, given)
        if not edits:
            raise Refusal("nothing was said", "the crack stays as it is")
        changes = self._changes(edits)
        after = self._after(changes)
        self.files.put(changes)
        self._done.append(changes)
        self._seen, self._checked = self._seen_then(changes), after
        now = {key_of(each): each for each in after.report.open if not each.fatal}
        return Kept(
            changes,
            tuple(each for key, each in look.open.items() if key not in now),
            tuple(each for key, each in now.items() if key not in look.open),
            key_of(case.finding) in now,
            look.changed,
        )

    def note(self, case: Case, verb: str, given: Mapping[str, Said]) -> Kept:
        """Note in cracks.yaml who fills a crack, or why it is accepted; raises as `keep` does."""
        look = self.look(ranked=False)
        case = self._again(look, case)
        form = follow_up.assign if verb == "assign" else follow_up.accept
        said = from_table(form(case, self.today), given)
        path, change = noting(self._begun, look.checked, case.finding, said)
        changes = (self.files.note(path, change),)
        self._done.append(changes)
        return Kept(changes, news=look.changed)

    def undo(self) -> tuple[Change, ...]:
        """Take the last answer back, and return what it had changed; raises Refusal."""
        if not self._done:
            raise Refusal("nothing was answered yet")
        changes = self._done[-1]
        self.files.take_back(reversed(changes))
        self._done.pop()
        back = tuple(Change(each.path, each.after, each.before or b"") for each in changes)
        self._seen = self._seen_then(back)
        self._checked = None
        return back

    # How it is done

    def _begin(self) -> run.Run:
        begun = run.begin(self.choice)
        if self.write:
            return begun
        configs = self._configs(begun)
        inputs = self.files.seen(begun.inputs)
        if not any(path in self.files.memory for path in configs):
            return begun.of(inputs)
        return begun.of(inputs, _by_full_path(configs))

    def _configs(self, begun: run.Run) -> dict[str, bytes]:
        return self.files.overlaid(dict(begun.config_files()))

    def _cases(self, begun: run.Run, checked: Checked, *, ranked: bool) -> Iterator[Case]:
        """Return the cracks that are looked at and that nobody accepts."""
        accepted = self._accepted(begun, checked)
        wanted = {id(finding) for finding in checked.narrowed(self.narrowing).report.open}
        found = checked.report.open
        for finding in costliest(checked, len(found)) if ranked else found:
            graph = _graph_of(checked, finding)
            left = finding.fatal or (accepted and key_of(finding) in accepted)
            if graph is not None and id(finding) in wanted and not left:
                yield Case(graph, finding)

    def _accepted(self, begun: run.Run, checked: Checked) -> frozenset[Key]:
        """Return what cracks.yaml says people live with."""
        if begun.choice.isolated:
            return frozenset()
        return frozenset(
            entry.key
            for group in groups(begun, checked.results)
            for entry in self.files.register(group.path)[0].entries
            if status(entry, self.today.isoformat()) == "accepted"
        )

    def _again(self, look: Look, case: Case) -> Case:
        """Return the same crack as it is now."""
        key = key_of(case.finding)
        path, rule = case.graph.process.path, case.finding.rule
        alike = [
            one
            for one in look.cases
            if one.finding.rule == rule
            and one.finding.subject == case.finding.subject
            and key_of(one.finding) == key
        ]
        here = [one for one in alike if one.graph.process.path == path] or alike
        if not here:
            raise Gone(f"{key} is not there any more", "somebody has filled it meanwhile")
        return here[0]

    def _changes(self, edits: Edits) -> tuple[Change, ...]:
        by_path: dict[str, list[Edit]] = {}
        for edit in edits:
            by_path.setdefault(edit.span.path, []).append(edit)
        inputs = {file.path: file.data for file in self._begun.inputs}
        configs = self._configs(self._begun)
        changes = []
        full = {os.path.realpath(path): path for path in configs}
        for path, here in by_path.items():
            named = path in inputs or self.choice.config is not None
            if path not in inputs:  # findings tell it as people would, seen from here
                path = full.get(os.path.realpath(path), path)
            if path not in inputs and path not in configs:
                raise Unwritable(f"{path} is no file of this run", "name it, too")
            data = inputs[path] if path in inputs else configs[path]
            text = text_of(Input(path, data))
            if text is None:
                raise Unwritable(f"{path} is not written in UTF-8", "save it as UTF-8 first")
            _refuse_overlaps(text, here)
            kind = PROCESS if path in inputs else CONFIG
            changes.append(Change(path, data, edited(text, here), named, kind))
        return tuple(in_order(changes))

    def _after(self, changes: Sequence[Change]) -> Checked:
        """Check what would be there; raises Refusal where that cannot be read."""
        new = {change.path: change.after for change in changes}
        begun, configs = self._begun, self._configs(self._begun)
        inputs = [file._replace(data=new.get(file.path, file.data)) for file in begun.inputs]
        then = begun.of(inputs)
        if new.keys() & configs.keys():
            if self.choice.config:
                words = f"{self.choice.config} stands for all crackmap.yaml here"
                raise Unwritable(words, "write it by hand, or leave --config out")
            overlaid = {path: new.get(path, data) for path, data in configs.items()}
            then = begun.of(inputs, _by_full_path(overlaid))
        checked = then.check()
        known = {finding.span.path for finding in self._unreadable}
        for problem in checked.report.unreadable:
            if problem.span.path not in known:
                raise Refusal(problem.message, problem.help)
        return checked

    @property
    def _unreadable(self) -> Sequence[Finding]:
        return self._checked.report.unreadable if self._checked else ()

    def _seen_then(self, changes: Sequence[Change]) -> dict[str, bytes]:
        """Return what is there after our own changes: they are no news."""
        seen = dict(self._seen or {})
        seen.update({each.path: each.after for each in changes if each.path in seen})
        return seen


def _graph_of(checked: Checked, finding: Finding) -> ProcessGraph | None:
    """Return the process of a finding; of what several share, the first in which it is found."""
    graphs = [graph for graph in checked.graphs if graph.process.id == finding.process]
    own = [graph for graph in graphs if graph.process.path == finding.span.path]
    if own or graphs:
        return (own or graphs)[0]
    return next(iter(checked.graphs), None)


def _differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> Iterator[str]:
    return (path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _by_full_path(files: Mapping[str, bytes]) -> dict[Path, bytes]:
    return {Path(path).resolve(): data for path, data in files.items()}


def _refuse_overlaps(text: str, edits: Sequence[Edit]) -> None:
    """Raise Unwritable where two edits change the same characters."""
    source = Source("", text.removeprefix("\ufeff"))
    extents = sorted(source.extent(edit.span) for edit in edits)
    for (_, stop), (start, _) in pairwise(extents):
        if start < stop:
            raise Unwritable("two answers go to one place", "give them one after the other")
