"""Applying fixes: text edits on the files, again and again until nothing changes."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import partial
from itertools import combinations

from crackmap.rules.finding import Finding, Report, rank
from crackmap.source.files import Input, read_input
from crackmap.source.fix import Edit
from crackmap.source.problems import Refusal
from crackmap.source.span import Source
from crackmap.source.writing import Busy, Changed, alone, replace_whole

MAX_ROUNDS = 100
_BOM = "\ufeff"
# The last are bytes that belong to no letter.
_QUOTED_NAME = re.compile('["\\\\\x00-\x1f\x7f\udc80-\udcff]')


class NotSaved(Refusal):
    """A file was changed by somebody else meanwhile, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing made of the files: inputs before and after, whose fixes it took, the last check.

    A good guess may leave its finding: fields that are still to be filled.
    """

    before: tuple[Input, ...]
    after: tuple[Input, ...]
    applied: tuple[Finding, ...]
    report: Report

    def changed(self) -> list[tuple[Input, Input]]:
        """Return the files that changed, before and after."""
        pairs = zip(self.before, self.after, strict=True)
        return [(old, new) for old, new in pairs if old.data != new.data]

    def without(self, left_out: Callable[[Input], bool]) -> Fixed:
        """Return the same but for some files: standard input, say, which is no file to write."""
        pairs = zip(self.before, self.after, strict=True)
        kept = [(old, new) for old, new in pairs if not left_out(old)]
        before, after = tuple(old for old, _ in kept), tuple(new for _, new in kept)
        return replace(self, before=before, after=after)


def fix(
    inputs: Sequence[Input],
    check: Callable[[list[Input]], Report],
    *,
    unsafe: bool = False,
    least: str = "note",
) -> Fixed:
    """Apply the fixes of what `check` finds (the `unsafe` ones too) until nothing changes.

    What is less severe than `least` is left alone.

    In one round no two edits of a file overlap; what had to wait comes in the next. A fix that
    would make a file unreadable is left out, and so is one that adds something and leaves as many
    findings as there were: it would do so forever. Made with others it has a second try, for one of
    them may have brought a finding like its own.
    """
    wanted = partial(fixable, unsafe=unsafe, least=least)
    current = list(inputs)
    applied: list[Finding] = []
    report = check(current)
    refused: set[tuple[str, str, str]] = set()
    doubtful: set[tuple[str, str, str]] = set()
    todo = wanted(report)
    rounds = 0
    while todo and rounds < MAX_ROUNDS:
        made, texts = _one_round(current, todo)
        if not made:
            break
        fixed = [replace(file, data=texts.get(file.path, file.data)) for file in current]
        rechecked = check(fixed)
        if len(rechecked.unreadable) > len(report.unreadable):
            # Some fix broke a file: look for it among fewer of them.
            if len(made) == 1:
                refused.add(_key(made[0]))
                todo = [finding for finding in wanted(report) if _key(finding) not in refused]
            else:
                todo = made[: len(made) // 2]
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
        todo = [finding for finding in wanted(report) if _key(finding) not in refused]
        rounds += 1
    return Fixed(tuple(inputs), tuple(current), tuple(applied), report)


def fixable(report: Report, *, unsafe: bool = False, least: str = "note") -> list[Finding]:
    """Return the findings that count and can be fixed, with `unsafe` those by a good guess too."""
    return [
        finding
        for finding in report.open
        if finding.fix and (finding.fix.safe or unsafe) and rank(finding.severity) >= rank(least)
    ]


def save(fixed: Fixed) -> None:
    """Write the files that changed, each whole or not at all; raises NotSaved.

    All are looked at before the first is written.
    """
    changed = fixed.changed()
    for old, _ in changed:
        _refuse_changed(old)
        _refuse_read_only(old)
    for number, (old, new) in enumerate(changed):
        done = f"{number} of {len(changed)} files were fixed before" if number else ""
        try:
            with alone(os.path.dirname(os.path.realpath(new.path))):
                replace_whole(new.path, old.data, new.data)
        except Changed:
            raise _changed(old, done) from None
        except Busy as error:
            raise NotSaved(f"{new.path} cannot be written: {error}", done or error.help) from None
        except OSError as error:
            words = f"{new.path} cannot be written: {error.strerror or error}"
            raise NotSaved(words, done) from None


def diff(changed: Iterable[tuple[Input, Input]]) -> str:
    """Return what changes, as a unified diff that `git apply` and `patch -p1` take.

    `changed` are files before and after; one that was not there is empty before.
    """
    lines: list[str] = []
    for old, new in changed:
        before, after = (
            re.findall(r"[^\n]*\n|[^\n]+", file.data.decode("utf-8", "replace"))
            for file in (old, new)
        )
        name = _name_from_here(old.path)
        for line in unified_diff(before, after, _diff_name("a", name), _diff_name("b", name)):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _name_from_here(path: str) -> str:
    """Return the name of a file from the folder where we are; a link stands for its end."""
    name = os.path.relpath(os.path.realpath(path), os.path.realpath("."))
    outside = name == os.pardir or name.startswith(os.pardir + os.sep)
    return (path if outside else name).replace(os.sep, "/").lstrip("/")


def _diff_name(side: str, name: str) -> str:
    """Write a name as git does: a tab ends one with spaces, quotes hold one with worse."""
    if _QUOTED_NAME.search(name):
        return f'"{side}/{_QUOTED_NAME.sub(_escaped, name)}"'
    return f"{side}/{name}\t" if " " in name else f"{side}/{name}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in ('"', "\\") else f"\\{os.fsencode(match[0])[0]:03o}"


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


def _key(finding: Finding) -> tuple[str, str, str]:
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
    taken: dict[str, list[tuple[int, int]]] = {}
    chosen: dict[str, list[Edit]] = {}
    applied = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        if not edits or any(edit.span.path not in sources for edit in edits):
            continue
        extents = [(edit.span.path, sources[edit.span.path].extent(edit.span)) for edit in edits]
        if any(_collides(extent, taken.get(path, ())) for path, extent in extents):
            continue
        if any(_overlap(first, second) for first, second in combinations(extents, 2)):
            continue
        for edit, (path, extent) in zip(edits, extents, strict=True):
            taken.setdefault(path, []).append(extent)
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


def _collides(extent: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Return whether an edit touches one of another fix; two insertions at one place do."""
    start, end = extent
    return any(
        (start < stop and begin < end)
        or (start, end) == (begin, stop)
        or (start == end and begin <= start <= stop)
        or (begin == stop and start <= begin <= end)
        for begin, stop in others
    )


def _refuse_changed(old: Input) -> None:
    if read_input(old.path) != old:
        raise _changed(old)


def _changed(old: Input, done: str = "") -> NotSaved:
    words = f"{old.path} changed while it was being fixed"
    return NotSaved(words, f"{done}; run the command again".removeprefix("; "))


def _refuse_read_only(old: Input) -> None:
    target = os.path.realpath(old.path)
    if not os.access(target, os.W_OK):
        raise NotSaved(f"{old.path} is read-only", "nothing was written; look at its permissions")
    folder = os.path.dirname(target)
    if not os.access(folder, os.W_OK):
        words = f"{old.path} cannot be written: its folder is read-only"
        raise NotSaved(words, "nothing was written; look at the permissions of the folder")
