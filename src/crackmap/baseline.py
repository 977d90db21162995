"""The baseline: cracks that were there before, so that only new ones fail.

`cracks.yaml` holds one entry a crack, one block of lines, sorted, so that git merges it cleanly. An
entry is keyed by rule, process, subject and detail, never by a line. What people wrote beside it (a
note, who fills it, by when, comments) survives every rewrite.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from crackmap.document import load
from crackmap.finding import Finding, Report
from crackmap.readers.yaml import Unreadable
from crackmap.source import Mapping, Problem, Span, nearest
from crackmap.source import Sequence as Listed

FILE_NAME = "cracks.yaml"
KEYS = ("rule", "process", "subject", "detail")
NOTES = ("note", "owner", "due")
HEADER = """\
# Cracks that are known: crackmap lint --baseline fails only for new ones.
# A note, an owner (who fills it) and a due day may stand beside each; they are kept.
cracks:
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A known crack: its key, its lines in the file, and what people noted."""

    key: tuple[str, str, str, str]
    block: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known cracks of a file, with the text before the first and after the last of them."""

    entries: tuple[Entry, ...] = ()
    header: str = HEADER
    path: str = FILE_NAME


@dataclass(frozen=True, slots=True)
class Compared:
    """A report against a baseline: known cracks marked, and those that are gone."""

    report: Report
    gone: tuple[Entry, ...] = field(default=())


def key_of(finding: Finding) -> tuple[str, str, str, str]:
    """Give what a crack is known by."""
    return (finding.rule, finding.process or "", finding.subject, finding.detail)


def read(data: bytes, path: str) -> Baseline:
    """Read a baseline; raises Unreadable with the places of all that is wrong."""
    document = load(data, path)
    problems = list(document.problems)
    root = document.root
    text = document.source.text
    if root is None and not problems:
        return Baseline(header=text + HEADER if text.strip() else HEADER, path=path)
    cracks = root.get("cracks") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or (cracks is not None and not isinstance(cracks, Listed)):
        problems.append(Problem(Span(path), "a baseline is a mapping with a list of `cracks`"))
    if isinstance(root, Mapping):
        for key in (key for key in root if key != "cracks"):
            problems.append(Problem(root.key_span(key), f"a baseline has no key `{key}`"))
    entries: list[Entry] = []
    header = text
    if isinstance(cracks, Listed) and cracks:
        starts = [_block_start(text, mark[0]) for mark in cracks.marks]
        header = text[: starts[0]]
        for index, item in enumerate(cracks):
            end = starts[index + 1] if index + 1 < len(starts) else len(text)
            block = text[starts[index] : end]
            entry = _entry(item, block if block.endswith("\n") else block + "\n", problems)
            entries += [entry] if entry else []
    elif "cracks" not in header:
        header = header + "cracks:\n"
    header = header.replace("cracks: []", "cracks:")
    if problems:
        raise Unreadable(problems)
    return Baseline(tuple(entries), header, path)


def compare(report: Report, baseline: Baseline, asked: Collection[str]) -> Compared:
    """Mark what the baseline knows as accepted, and tell which of it is gone.

    Only what this run could have found can be gone: cracks of the rules that were `asked`, in the
    processes of the run.
    """
    known = {entry.key: entry for entry in baseline.entries}
    seen: set[tuple[str, str, str, str]] = set()
    findings = []
    for finding in report.findings:
        entry = known.get(key_of(finding))
        if entry is None or finding.rule == "unreadable":
            findings.append(finding)
            continue
        seen.add(entry.key)
        if finding.accepted is None:
            reason = f"known: {entry.note}" if entry.note else f"known, in {baseline.path}"
            finding = replace(finding, accepted=reason)
        findings.append(finding)
    checked = {process.id for process in report.processes}
    gone = tuple(
        entry
        for entry in baseline.entries
        if entry.key not in seen and entry.key[0] in asked and entry.key[1] in checked
    )
    return Compared(replace(report, findings=tuple(findings)), gone)


def updated(
    baseline: Baseline, findings: Iterable[Finding], gone: Sequence[Entry] = ()
) -> tuple[str, list[Finding]]:
    """Give the text of the baseline with `findings` added and `gone` taken out, and what is new."""
    blocks = {entry.key: entry.block for entry in baseline.entries}
    for entry in gone:
        blocks.pop(entry.key, None)
    new = []
    for finding in findings:
        if finding.rule != "unreadable" and key_of(finding) not in blocks:
            blocks[key_of(finding)] = _block(finding)
            new.append(finding)
    order = sorted(blocks, key=lambda key: (key[1], key[0], key[2], key[3]))
    header = baseline.header
    if not order:
        header = header.replace("cracks:\n", "cracks: []\n")
    return header + "".join(blocks[key] for key in order), new


def _entry(item: object, block: str, problems: list[Problem]) -> Entry | None:
    if not isinstance(item, Mapping):
        return None
    for key in item:
        if key not in (*KEYS, *NOTES):
            meant = nearest(key, (*KEYS, *NOTES))
            help_ = f"did you mean `{meant}`?" if meant else ""
            problems.append(Problem(item.key_span(key), f"a crack has no key `{key}`", help_))
    values = [str(item.get(key) or "") for key in KEYS]
    if not values[0] or not values[2]:
        problems.append(Problem(item.own_span(), "a crack needs a rule and a subject"))
    note = item.get("note")
    rule, process, subject, detail = values
    return Entry((rule, process, subject, detail), block, str(note) if note else None)


def _block_start(text: str, offset: int) -> int:
    """Give where the lines of an entry begin, comments above it included."""
    start = text.rfind("\n", 0, offset) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before : start - 1].strip()
        if not line.startswith("#") or not text[before:start].startswith(" "):
            break
        start = before
    return start


def _block(finding: Finding) -> str:
    values = zip(KEYS, key_of(finding), strict=True)
    lines = [f"{key}: {_scalar(value)}" for key, value in values if value]
    return "  - " + "\n    ".join(lines) + "\n"


def _scalar(value: str) -> str:
    """Write a text plainly where YAML takes it so, else quoted."""
    plain = all(part.isalnum() or part in "-_ >/()" for part in value) and value.strip() == value
    return value if plain and value[:1] not in "->()" else json.dumps(value, ensure_ascii=False)
