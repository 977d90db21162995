"""Applying fixes: text edits on the files, again and again until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from crackmap.check import Checked
from crackmap.files import Input, write_whole
from crackmap.finding import Edit, Finding
from crackmap.source import Source

MAX_ROUNDS = 20
_BOM = "\ufeff"


class Changed(Exception):
    """A file was changed by somebody else between reading and writing it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing made of the files: inputs before and after, what it mended, the last check."""

    before: tuple[Input, ...]
    after: tuple[Input, ...]
    mended: tuple[Finding, ...]
    checked: Checked

    def changed(self) -> list[tuple[Input, Input]]:
        """Give the files that changed, before and after."""
        pairs = zip(self.before, self.after, strict=True)
        return [(old, new) for old, new in pairs if old.data != new.data]


def fix(
    inputs: Sequence[Input], check: Callable[[list[Input]], Checked], *, unsafe: bool = False
) -> Fixed:
    """Apply the fixes of what `check` finds (the `unsafe` ones too) until nothing changes.

    In one round no two edits of a file overlap; what had to wait comes in the next. A fix that
    would make a file unreadable is left out.
    """
    current = list(inputs)
    mended: list[Finding] = []
    checked = check(current)
    refused: set[tuple[str, str]] = set()
    for _ in range(MAX_ROUNDS):
        wanted = [
            finding
            for finding in checked.report.open
            if finding.fix
            and (finding.fix.safe or unsafe)
            and (finding.fingerprint, finding.fix.title) not in refused
        ]
        applied, texts = _one_round(current, wanted)
        if not applied:
            break
        fixed = [replace(one, data=texts.get(one.path, one.data)) for one in current]
        rechecked = check(fixed)
        if _unreadable(rechecked) > _unreadable(checked):
            refused.update((one.fingerprint, one.fix.title) for one in applied[:1] if one.fix)
            continue
        refused.update((one.fingerprint, one.fix.title) for one in applied if one.fix)
        current, checked = fixed, rechecked
        mended += applied
    return Fixed(tuple(inputs), tuple(current), tuple(mended), checked)


def save(fixed: Fixed) -> None:
    """Write the files that changed, each whole or not at all; raises Changed and OSError."""
    for old, new in fixed.changed():
        if Path(old.path).read_bytes() != old.data:
            raise Changed(old.path)
        write_whole(new.path, new.data)


def diff(fixed: Fixed) -> str:
    """Give what would change, as a unified diff."""
    lines: list[str] = []
    for old, new in fixed.changed():
        before, after = (
            one.data.decode("utf-8", "replace").splitlines(keepends=True) for one in (old, new)
        )
        for line in unified_diff(before, after, old.path, new.path):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def apply_edits(text: str, edits: Iterable[Edit], path: str = "") -> str:
    """Give `text` with `edits` made; their line ends become those of the text."""
    source = Source(path, text)
    ending = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda one: _extent(source, one), reverse=True):
        start, end = _extent(source, edit)
        words = edit.text.replace("\r\n", "\n").replace("\n", ending)
        text = text[:start] + words + text[end:]
    return text


def _one_round(
    inputs: Sequence[Input], findings: Sequence[Finding]
) -> tuple[list[Finding], dict[str, bytes]]:
    """Apply as many fixes as go together, each whole or not at all."""
    texts = {one.path: one.data.decode("utf-8", "replace") for one in inputs if findings}
    sources = {path: Source(path, text.removeprefix(_BOM)) for path, text in texts.items()}
    taken: dict[str, list[tuple[int, int]]] = {}
    chosen: dict[str, list[Edit]] = {}
    applied = []
    for finding in findings:
        assert finding.fix
        edits = finding.fix.edits
        if not edits or any(edit.span.path not in sources for edit in edits):
            continue
        extents = [(edit.span.path, _extent(sources[edit.span.path], edit)) for edit in edits]
        if any(_collides(extent, taken.get(path, ())) for path, extent in extents):
            continue
        for edit, (path, extent) in zip(edits, extents, strict=True):
            taken.setdefault(path, []).append(extent)
            chosen.setdefault(path, []).append(edit)
        applied.append(finding)
    changed = {}
    for path, edits_here in chosen.items():
        mark = _BOM if texts[path].startswith(_BOM) else ""
        changed[path] = (mark + apply_edits(sources[path].text, edits_here, path)).encode()
    return applied, changed


def _extent(source: Source, edit: Edit) -> tuple[int, int]:
    span = edit.span
    return source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)


def _collides(extent: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Tell whether an edit touches another; two insertions at one place do."""
    start, end = extent
    return any(
        (start < stop and begin < end)
        or (start, end) == (begin, stop)
        or (start == end and begin <= start <= stop)
        or (begin == stop and start <= begin <= end)
        for begin, stop in others
    )


def _unreadable(checked: Checked) -> int:
    return sum(finding.rule == "unreadable" for finding in checked.report.findings)
