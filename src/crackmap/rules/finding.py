"""What rules find: findings, and the report that holds them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from crackmap.language.subject import Subject
from crackmap.source.characters import encoded
from crackmap.source.fix import Fix, line_end
from crackmap.source.problems import Note
from crackmap.source.span import Span, with_plain_ends

SEVERITIES = ("note", "warning", "error")


def rank(severity: str) -> int:
    """Return how grave a severity is: note 0, warning 1, error 2."""
    return SEVERITIES.index(severity)


class Related(NamedTuple):
    """Another place that a finding is about: the other end of a flow, the first of two."""

    message: str
    span: Span


class Key(NamedTuple):
    """What a crack is known by, wherever its lines move; the fingerprint is made of it."""

    rule: str
    process: str
    subject: str
    detail: str

    def __str__(self) -> str:
        """Name the crack, as a person would look for it."""
        process = f" ({self.process})" if self.process else ""
        return f"{self.rule} {self.subject}{process}"

    @property
    def fingerprint(self) -> str:
        """The key in 16 hex digits."""
        return hashlib.sha256(encoded("\0".join(self))).hexdigest()[:16]


class Clue(NamedTuple):
    """What a finding says of others: it may be the cause of the one about `subject`.

    Where nobody can say of which, `subject` is empty; then one unknown `word` may be the cause of
    any one of them.
    """

    subject: str
    word: str


class Finding(NamedTuple):
    """One answer of one rule in one place.

    `subject` is how the JSON calls what it is about; with the rule, the process and, where one
    subject can have several findings of a rule, the `detail`, it makes the fingerprint. `brief` is
    the help for who has read the like of it above; `lines_at` is where the lines go that end a
    help: a file, and its first and last line that they follow or replace. `assignee` is the
    department that acts next, `actor` its name for people. `accepted` is the reason, where people
    live with it; `in_baseline` says that it stands in the baseline, `fatal` that it keeps the file
    from being read. `owner` fills it by the day `due`, as cracks.yaml says; it is `overdue` where
    that day is past. The rule leaves `process` to the check, which knows whose rule it ran. An
    `explicable` finding is silent while another one has a `clue` to it. `place` is the element
    itself, for the check to see which acceptances cover it.
    """

    rule: str
    severity: str
    subject: Subject
    message: str
    span: Span
    help: str = ""
    brief: str = ""
    lines_at: tuple[str, int, int] | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    assignee: str | None = None
    actor: str = ""
    detail: str = ""
    process: str | None = None
    accepted: str | None = None
    in_baseline: bool = False
    owner: str | None = None
    due: str | None = None
    overdue: bool = False
    fatal: bool = False
    clue: Clue | None = None
    explicable: bool = False
    place: Any = None

    @property
    def key(self) -> Key:
        """What stays the same as long as the crack does."""
        return Key(self.rule, self.process or "", str(self.subject), self.detail)

    @property
    def acts_next(self) -> str:
        """Who acts next, as reports end with it; empty for what is accepted or unreadable.

        By when, too, where cracks.yaml says so; that a day is past stands in the message.
        """
        if self.fatal or self.accepted is not None:
            return ""
        who = " ".join((self.actor or self.assignee or "nobody yet").split())
        return f"next: {who}, by {self.due}" if self.due and not self.overdue else f"next: {who}"

    @property
    def fingerprint(self) -> str:
        """The key in 16 hex digits."""
        return self.key.fingerprint


class ProcessSummary(NamedTuple):
    """The figures of one process, as the JSON tells them.

    Defined, partial and missing handoffs together are all changes of department, the hidden ones
    too. The score goes from 0 to 1; it is None where no work changes department.
    """

    id: str
    name: str
    path: str
    steps: int
    owned: int
    changes_of_department: int
    hidden_changes: int
    handoffs_defined: int
    handoffs_partial: int
    handoffs_missing: int
    handoff_score: float | None


class FileRead(NamedTuple):
    """What the reader of a file that is no YAML says: how much it found, and what it could not map.

    `elements` are the steps and flows of the file.
    """

    path: str
    elements: int
    notes: tuple[Note, ...]

    @property
    def lost(self) -> int:
        """How many elements could not be mapped, whole or in part."""
        return sum(note.lost for note in self.notes)


class Lately(NamedTuple):
    """How many known cracks of a process came, were filled, and came back in a week."""

    new: int = 0
    filled: int = 0
    back: int = 0


class Report(NamedTuple):
    """Everything that a run found, in the order of files and lines.

    `texts` holds the bytes of each file by its path, for writers that show lines; `gone` the cracks
    of the baseline that are no more; `reads` what is to be told of files that are no YAML. It is
    not the `whole` where people asked for some rules only. `left_out` are findings that are not
    shown, and by which the others keep their numbers. `lately` says what became of known cracks,
    by the ids of their processes.
    """

    findings: tuple[Finding, ...]
    processes: tuple[ProcessSummary, ...]
    files: int
    today: str
    texts: Mapping[str, bytes] = MappingProxyType({})
    gone: tuple[Key, ...] = ()
    reads: tuple[FileRead, ...] = ()
    whole: bool = True
    left_out: tuple[Finding, ...] = ()
    lately: Mapping[str, Lately] = MappingProxyType({})

    def narrowed(self, keep: Callable[[Finding], bool]) -> Self:
        """Return the report with those findings only that `keep` wants."""
        kept: list[Finding] = []
        others: list[Finding] = []
        for finding in self.findings:
            (kept if keep(finding) else others).append(finding)
        return self._replace(findings=tuple(kept), left_out=(*self.left_out, *others))

    def by_home(self, findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
        """Return findings by the path and the id of the process that they are about.

        Of a file with one process that has all of its findings. The id is empty for what is about
        none: what is found in crackmap.yaml, in a file that could not be read, or in all of one.
        """
        ids: dict[str, set[str]] = {}
        for process in self.processes:
            ids.setdefault(process.path, set()).add(process.id)
        homes: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            path, within = finding.span.path, ids.get(finding.span.path, set())
            about = {finding.process or ""} if len(within) > 1 else within
            homes.setdefault((path, next(iter(about & within), "")), []).append(finding)
        return homes

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file as editors number them; none where it could not be read."""
        data = self.texts.get(path, b"")
        if b"\0" in data[:4096]:  # a workbook: nobody would know its lines
            return []
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return with_plain_ends(text).split("\n")

    def line_end(self, path: str) -> str:
        """Return what ends the lines of a file, so that what is written into it ends the same."""
        return line_end(self.texts.get(path, b""))

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count: those that nobody accepted."""
        return tuple([finding for finding in self.findings if finding.accepted is None])

    @property
    def unreadable(self) -> tuple[Finding, ...]:
        """What keeps files from being read."""
        return tuple(finding for finding in self.findings if finding.fatal)

    @property
    def accepted(self) -> int:
        """How many findings people live with, those in the baseline counted."""
        return sum(finding.accepted is not None for finding in self.findings)

    @property
    def in_baseline(self) -> int:
        """How many findings stand in the baseline."""
        return sum(finding.in_baseline for finding in self.findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file, place, gravity and rule, so that the same input gives the same output.

    What is said of crackmap.yaml itself is said once, in however many processes it came up.
    """
    gravity = {severity: -rank(severity) for severity in SEVERITIES}
    ordered = sorted(
        findings,
        key=lambda finding: (
            finding.span[:3],
            gravity[finding.severity],
            finding.rule,
            str(finding.subject),
            finding.detail,
        ),
    )
    kept: list[Finding] = []
    for finding in ordered:
        if finding.process is None and kept and _same_crack(kept[-1], finding):
            continue
        kept.append(finding)
    return kept


def _same_crack(first: Finding, second: Finding) -> bool:
    return first.span == second.span and first.fingerprint == second.fingerprint
