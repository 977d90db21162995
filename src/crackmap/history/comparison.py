"""What changed between two states of the processes, and which cracks it opened and closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from crackmap.check.check import Checked
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.changes import Change, changes_of, changes_of_shared
from crackmap.history.pairing import Names, paired, renames
from crackmap.language.workspace import Workspace
from crackmap.rules.finding import Finding, rank


class ProcessChange(NamedTuple):
    """What changed in one process, and its cracks that were opened and closed, worst first.

    A closed crack that is there still, and accepted now, holds the reason.
    """

    id: str
    name: str
    path: str
    state: str
    changes: tuple[Change, ...]
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing changed that this comparison looks at."""
        return not (self.changes or self.opened or self.closed or self.state != "changed")


class Comparison(NamedTuple):
    """The processes in which something changed, and what changed in the crackmap.yaml they share.

    `unreadable` and `unreadable_before` are about files that cannot be read: now, and then.
    """

    processes: tuple[ProcessChange, ...]
    shared: tuple[Change, ...] = ()
    unreadable: tuple[Finding, ...] = ()
    unreadable_before: tuple[Finding, ...] = ()

    @property
    def opened(self) -> tuple[Finding, ...]:
        """All cracks that are there now and were not."""
        return tuple(finding for process in self.processes for finding in process.opened)

    @property
    def closed(self) -> tuple[Finding, ...]:
        """All cracks that were there and are gone, or accepted."""
        return tuple(finding for process in self.processes for finding in process.closed)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that changed in what is there on both sides."""
        return (*self.shared, *(change for process in self.processes for change in process.changes))


def compare(
    old: Checked,
    new: Checked,
    old_shared: Sequence[Workspace] = (),
    new_shared: Sequence[Workspace] = (),
) -> Comparison:
    """Compare two checks of what should be the same processes, and what these share."""
    changes = [_process(*pair, old, new) for pair in paired(old.graphs, new.graphs)]
    unreadable = {finding.span.path for finding in new.report.unreadable}
    # What cannot be read now is not gone.
    reported = (
        change for change in changes if change.state != "removed" or change.path not in unreadable
    )
    return Comparison(
        tuple(change for change in reported if not change.nothing),
        tuple(changes_of_shared(old_shared, new_shared)),
        new.report.unreadable,
        old.report.unreadable,
    )


def _process(
    before: ProcessGraph | None, after: ProcessGraph | None, old: Checked, new: Checked
) -> ProcessChange:
    names = renames(before, after) if before and after else {}
    then = _cracks(old, before, names) if before else {}
    now = _cracks(new, after, {}) if after else {}
    opened = [
        finding for key, finding in now.items() if finding.accepted is None and _shut(then.get(key))
    ]
    closed = [
        finding._replace(accepted=now[key].accepted if key in now else None)
        for key, finding in then.items()
        if finding.accepted is None and _shut(now.get(key))
    ]
    changes = changes_of(before, after, names) if before and after else ()
    shown = after or before
    assert shown
    return ProcessChange(
        shown.process.id,
        shown.process.name,
        shown.process.path,
        "changed" if before and after else "added" if after else "removed",
        tuple(_not_told(changes, closed)),
        tuple(sorted(opened, key=lambda finding: -rank(finding.severity))),
        tuple(sorted(closed, key=lambda finding: -rank(finding.severity))),
    )


def _shut(finding: Finding | None) -> bool:
    return finding is None or finding.accepted is not None


def _cracks(checked: Checked, graph: ProcessGraph, names: Names) -> dict[tuple[Any, ...], Finding]:
    """Return the findings of a process by what stays the same as long as they do.

    `names` are the ids that things have now.
    """
    cracks: dict[tuple[Any, ...], Finding] = {}
    alike: Counter[tuple[Any, ...]] = Counter()
    for finding in checked.findings_about(graph):
        same = finding.subject == graph.process.subject  # whatever it is called now
        subject = "process" if same else finding.subject.renamed(names)
        key = finding.rule, subject, finding.detail
        cracks[*key, alike[key]] = finding
        alike[key] += 1
    return cracks


def _not_told(changes: Iterable[Change], closed: Sequence[Finding]) -> Iterator[Change]:
    """Return the changes without the reasons that the cracks tell which they accept."""
    told = {(f"accept.{finding.rule}.reason", "", finding.accepted) for finding in closed}
    for change in changes:
        new = [number for number, field in enumerate(change.fields) if field not in told]
        if len(new) == len(change.fields):
            yield change
        elif new or change.was:
            fields, shown = ([all_[at] for at in new] for all_ in (change.fields, change.shown))
            yield change._replace(fields=tuple(fields), shown=tuple(shown))
