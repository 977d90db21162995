"""The open cracks as tables that trackers import: one row a crack, in the columns of each.

Jira takes its columns by name in the import of CSV files, GitLab as its "Import issues" wants
them; GitHub imports no CSV itself, the columns are those of github-csv-tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crackmap.history.tracking import Tracking, handles
from crackmap.source.characters import printable
from crackmap.writers.cells import comma_separated
from crackmap.writers.places import repository_path

_PRIORITIES = {"error": "High", "warning": "Medium", "note": "Low"}
_COLUMNS = (
    *("crack", "status", "severity", "rule", "process", "subject", "message", "owner", "due"),
    *("seen", "note", "path", "line"),
)


class _Crack(NamedTuple):
    handle: str
    status: str
    severity: str
    rule: str
    process: str
    subject: str
    message: str
    owner: str
    due: str
    seen: str
    note: str
    path: str
    line: str
    help: str

    @property
    def title(self) -> str:
        return f"{self.message or f'{self.rule}: {self.subject}'} [{self.handle}]"

    @property
    def text(self) -> str:
        where = f"{self.path}:{self.line}" if self.path else self.process
        parts = [f"{self.rule}: {self.subject} ({where})", self.help]
        parts += [f"Note: {self.note}" if self.note else "", f"crackmap track {self.handle}"]
        return "\n\n".join(filter(None, parts))


def write(tracking: Tracking, form: str) -> tuple[str, int]:
    """Return the cracks that are neither filled nor accepted, as one of FORMS wants them.

    With them comes how many there are.
    """
    cracks = list(_cracks(tracking))
    return FORMS[form](cracks), len(cracks)


def _cracks(tracking: Tracking) -> Iterator[_Crack]:
    shown = handles(entry.key for book in tracking.books for entry in book.tracked.entries)
    for book in tracking.books:
        for entry in sorted(book.tracked.entries, key=lambda entry: entry.key):
            status = book.tracked.status(entry, tracking.today)
            if status in ("filled", "accepted"):
                continue
            key, said, finding = entry.key, entry.noted, book.findings.get(entry.key)
            owner = said.get("owner", "")
            place = finding.span if finding else None
            lines = finding.help.split("\n") if finding else []
            yield _Crack(
                handle=shown[key],
                status=status,
                severity=finding.severity if finding else "",
                rule=key.rule,
                process=printable(key.process),
                subject=printable(key.subject),
                message=" ".join(printable(finding.message).split()) if finding else "",
                owner=printable(tracking.names.get(owner, owner)),
                due=said.get("due", ""),
                seen=said.get("seen", ""),
                note=" ".join(printable(said.get("note", "")).split()),
                path=printable(repository_path(place.path)) if place else "",
                line=str(place.line) if place else "",
                help="\n".join(map(printable, lines)),
            )


def _csv(cracks: Sequence[_Crack]) -> str:
    """All columns; it begins with a byte order mark, for Excel takes UTF-8 without one for else."""
    rows = [
        [crack.handle if name == "crack" else str(getattr(crack, name)) for name in _COLUMNS]
        for crack in cracks
    ]
    return "\ufeff" + comma_separated([_COLUMNS, *rows])


def _jira(cracks: Sequence[_Crack]) -> str:
    head = ("Summary", "Issue Type", "Priority", "Due Date", "Labels", "Labels", "Description")
    rows = [
        (
            *(crack.title, "Task", _PRIORITIES.get(crack.severity, ""), crack.due),
            *("crackmap", "-".join(crack.owner.split()), crack.text),
        )
        for crack in cracks
    ]
    return comma_separated([head, *rows])


def _gitlab(cracks: Sequence[_Crack]) -> str:
    rows = [(crack.title, _with_owner(crack), crack.due) for crack in cracks]
    return comma_separated([("title", "description", "due_date"), *rows])


def _github(cracks: Sequence[_Crack]) -> str:
    rows = [
        (crack.title, _with_owner(crack, day=True), f"crackmap,{crack.severity or 'crack'}")
        for crack in cracks
    ]
    return comma_separated([("title", "description", "labels"), *rows])


def _with_owner(crack: _Crack, *, day: bool = False) -> str:
    """Return the text with who fills the crack, and by when, where the table has no column."""
    lines = [f"Owner: {crack.owner}" if crack.owner else ""]
    lines += [f"Due: {crack.due}" if day and crack.due else "", crack.text]
    return "\n\n".join(filter(None, lines))


FORMS = {"csv": _csv, "jira": _jira, "gitlab": _gitlab, "github": _github}
