"""Applying fixes: text edits on the files, again and again until nothing changes."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from crackmap.check.culprits import Search, TakenBack, is_certain, opened_by
from crackmap.rules.finding import Finding, Report, rank
from crackmap.source.files import Input
from crackmap.source.fix import Edit
from crackmap.source.span import Source

MAX_ROUNDS = 100
_BOM = "\ufeff"

_Key = tuple[str, str, str]


class Fixed(NamedTuple):
    """What fixing made of the files: inputs before and after, whose fixes it took, the last check.

    A good guess may leave its finding: fields that are still to be filled. `taken_back` are the
    fixes that would have done harm.
    """

    before: tuple[Input, ...]
    after: tuple[Input, ...]
    applied: tuple[Finding, ...]
    report: Report
    taken_back: tuple[TakenBack, ...] = ()

    def changed(self) -> list[tuple[Input, Input]]:
        """Return the files that changed, before and after."""
        pairs = zip(self.before, self.after, strict=True)
        return [(old, new) for old, new in pairs if old.data != new.data]

    def without(self, left_out: Callable[[Input], bool]) -> Fixed:
        """Return the same but for some files: standard input, say, which is no file to write."""
        pairs = zip(self.before, self.after, strict=True)
        kept = [(old, new) for old, new in pairs if not left_out(old)]
        before, after = tuple(old for old, _ in kept), tuple(new for _, new in kept)
        return self._replace(before=before, after=after)


def fix(
    inputs: Sequence[Input],
    check: Callable[[list[Input]], Report],
    *,
    unsafe: bool = False,
    least: str = "note",
) -> Fixed:
    """Apply the fixes of what `check` finds (the `unsafe` ones too) until nothing changes.

    What is less severe than `least` is left alone.

    In one round no two edits of a file overlap; what had to wait comes in the next. Safe fixes come
    before good guesses. A fix that would make a file unreadable is taken back, and so is a safe one
    that opens a finding. One that adds something and leaves as many findings as there were is left
    out: it would do so forever. Made with others it has a second try, for one of them may have
    brought a finding like its own.
    """
    wanted = partial(fixable, unsafe=unsafe, least=least)
    current = list(inputs)
    applied: list[Finding] = []
    taken_back: list[TakenBack] = []
    report = check(current)
    refused: set[_Key] = set()
    doubtful: set[_Key] = set()
    todo = _next(wanted(report), refused)
    rounds = tried_after = 0

    def made_of(todo: Sequence[Finding]) -> tuple[list[Finding], list[Input]]:
        made, texts = _one_round(current, todo)
        return made, [file._replace(data=texts.get(file.path, file.data)) for file in current]

    def harm(todo: Sequence[Finding]) -> list[Finding]:
        made, fixed = made_of(todo)
        return opened_by(made, report, check(fixed)) if made else []

    search = Search(harm)
    while rounds < MAX_ROUNDS:
        if not todo and taken_back and len(applied) > tried_after:
            # What did harm before the others were made may do none now.
            refused -= {_key(culprit.finding) for culprit in taken_back}
            taken_back, tried_after = [], len(applied)
            todo = _next(wanted(report), refused)
        if not todo:
            break
        made, fixed = made_of(todo)
        if not made:
            refused |= set(map(_key, todo))
            todo = _next(wanted(report), refused)
            continue
        rechecked = check(fixed)
        if opened := opened_by(made, report, rechecked):
            todo, culprits = search.culprits(made, opened)
            refused |= {_key(culprit.finding) for culprit in culprits}
            taken_back += culprits
            todo = todo or _next(wanted(report), refused)
            continue
        left, were = (Counter(map(_key, wanted(checked))) for checked in (rechecked, report))
        adding = {
            _key(finding)
            for finding in made
            if finding.fix and any(edit.text for edit in finding.fix.edits)
        }
        in_vain = {key for key in adding if left[key] >= were[key]}
        refused |= in_vain if len(made) == 1 else in_vain & doubtful
        doubtful |= in_vain
        current, report = fixed, rechecked
        applied += made
        todo = _next(wanted(report), refused)
        rounds += 1
    return Fixed(tuple(inputs), tuple(current), tuple(applied), report, tuple(taken_back))


def _next(findings: Sequence[Finding], refused: Container[_Key]) -> list[Finding]:
    """Return those that are fixed next: while there are any, those whose fix is certain."""
    left = [finding for finding in findings if _key(finding) not in refused]
    return list(filter(is_certain, left)) or left


def fixable(report: Report, *, unsafe: bool = False, least: str = "note") -> list[Finding]:
    """Return the findings that count and can be fixed, with `unsafe` those by a good guess too."""
    return [
        finding
        for finding in report.open
        if finding.fix and (finding.fix.safe or unsafe) and rank(finding.severity) >= rank(least)
    ]


def apply_edits(text: str, edits: Iterable[Edit], path: str = "") -> str:
    """Return `text` with `edits` made; their line ends become those of the text."""
    source = Source(path, text)
    ending = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: source.extent(edit.span)):
        start, end = source.extent(edit.span)
        parts += [text[at:start], edit.ended(ending)]
        at = end
    return "".join([*parts, text[at:]])


def _key(finding: Finding) -> _Key:
    return finding.span.path, finding.fingerprint, finding.fix.title if finding.fix else ""


def _one_round(
    inputs: Sequence[Input], findings: Sequence[Finding]
) -> tuple[list[Finding], dict[str, bytes]]:
    """Apply as many fixes as go together, each whole or not at all."""
    wanted = {edit.span.path for finding in findings if finding.fix for edit in finding.fix.edits}
    texts = {
        file.path: text
        for file in inputs
        if file.path in wanted and (text := text_of(file)) is not None
    }
    sources = {path: Source(path, text.removeprefix(_BOM)) for path, text in texts.items()}
    taken: dict[str, _Taken] = {}
    chosen: dict[str, list[Edit]] = {}
    applied = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        if not edits or any(edit.span.path not in sources for edit in edits):
            continue
        extents = [(edit.span.path, sources[edit.span.path].extent(edit.span)) for edit in edits]
        if any(path in taken and taken[path].collides(extent) for path, extent in extents):
            continue
        if any(_overlap(first, second) for first, second in pairwise(sorted(extents))):
            continue
        for edit, (path, extent) in zip(edits, extents, strict=True):
            taken.setdefault(path, _Taken()).add(extent)
            chosen.setdefault(path, []).append(edit)
        applied.append(finding)
    changed = {path: edited(texts[path], edits_here) for path, edits_here in chosen.items()}
    return applied, changed


def edited(text: str, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a file whose `text` was edited; its byte order mark stays."""
    mark = _BOM if text.startswith(_BOM) else ""
    return (mark + apply_edits(text.removeprefix(_BOM), edits)).encode()


def text_of(file: Input) -> str | None:
    """Return the text of a file; of what is no UTF-8, not every byte could be written back."""
    try:
        return file.data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _overlap(first: tuple[str, tuple[int, int]], second: tuple[str, tuple[int, int]]) -> bool:
    """Return whether two edits of one fix, each with its path, change the same characters."""
    (path, (start, end)), (other_path, (begin, stop)) = first, second
    return path == other_path and start < stop and begin < end


class _Taken:
    """Where the edits of a file are that were chosen so far, in order; they share no character."""

    def __init__(self) -> None:
        self._extents: list[tuple[int, int]] = []

    def collides(self, extent: tuple[int, int]) -> bool:
        """Return whether an edit touches one of another fix; two insertions at one place do."""
        start, end = extent
        at = bisect_right(self._extents, end, key=itemgetter(0))
        while at > 0:
            at -= 1
            begin, stop = self._extents[at]
            if stop < start:
                break
            if (
                (start < stop and begin < end)
                or (start, end) == (begin, stop)
                or (start == end and begin <= start <= stop)
                or (begin == stop and start <= begin <= end)
            ):
                return True
        return False

    def add(self, extent: tuple[int, int]) -> None:
        """Keep the extent of an edit that collides with none."""
        insort(self._extents, extent)
