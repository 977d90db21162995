"""The baseline: cracks that were there before, so that only new ones fail.

`cracks.yaml` holds one entry a crack, one block of lines, sorted, so that git merges it cleanly. An
entry is keyed by rule, process, subject and detail, never by a line. What people wrote beside it (a
note, who fills it, by when, comments) survives every rewrite.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from crackmap.document import load
from crackmap.edits import is_flow
from crackmap.finding import Finding, Report
from crackmap.rule import known_names
from crackmap.source import Mapping, Problem, Source, Span, nearest
from crackmap.source import Sequence as Listed

FILE_NAME = "cracks.yaml"
KEYS = ("rule", "process", "subject", "detail")
NOTES = ("note", "owner", "due")
HEADER = """\
# Cracks that are known: crackmap lint --baseline fails only for new ones.
# A note, an owner (who fills it) and a due day may stand beside each; they are kept.
cracks:
"""
_BOM = "\ufeff"
_EMPTY = re.compile(r"^cracks:(?:[ \t]+(?:\[[ \t]*\]|~|null))?(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
# Plain words that every YAML reader takes for a text.
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?:(?: -> | |/)[\w-]+)*")
_NO_TEXTS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})

Key = tuple[str, str, str, str]


class Malformed(Exception):
    """A file is no baseline; carries every problem of it, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__(problems[0].message)
        self.problems = sorted(problems, key=lambda one: (one.span.line, one.span.column))


@dataclass(frozen=True, slots=True)
class Entry:
    """A known crack: its key, its lines in the file, and what people noted."""

    key: Key
    block: str
    note: str | None = None

    def __str__(self) -> str:
        """Name the crack, as a person would look for it."""
        rule, process, subject, _ = self.key
        return f"{rule} {subject} ({process})"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known cracks of a file, with the text before the first and after the last of them.

    `margin` is how far the dashes of the list are indented.
    """

    entries: tuple[Entry, ...] = ()
    header: str = HEADER
    footer: str = ""
    margin: int = 2
    path: str = FILE_NAME


@dataclass(frozen=True, slots=True)
class Compared:
    """A report against a baseline: known cracks marked, and those that are gone."""

    report: Report
    gone: tuple[Entry, ...] = ()


def key_of(finding: Finding) -> Key:
    """Give what a crack is known by."""
    words = (finding.rule, finding.process or "", finding.subject, finding.detail)
    rule, process, subject, detail = (normalize("NFC", word) for word in words)  # as it is read
    return (rule, process, subject, detail)


def read(data: bytes, path: str) -> Baseline:
    """Read a baseline; raises Malformed with the places of all that is wrong."""
    document = load(data, path)
    root, source = document.root, document.source
    problems = list(document.problems) or list(_misshapen(root, source))
    if problems:
        raise Malformed(problems)
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    cracks = root.get("cracks") if isinstance(root, Mapping) else None
    if not isinstance(cracks, Listed) or not cracks:
        text = _EMPTY.sub("cracks:", source.text) if root else source.text + HEADER
        return Baseline((), mark + _ended(text), path=path)
    margin = source.place(cracks.start)[1] - 1
    stops = [0, *(_block_end(item, margin) for item in cracks)]
    places = zip(cracks.marks, stops[:-1], strict=True)
    starts = [_block_start(source.text, item[0], before, margin) for item, before in places]
    entries = {}
    for item, start, stop in zip(cracks, starts, [*starts[1:], stops[-1]], strict=True):
        entry = _entry(item, _ended(source.text[start:stop]), problems)
        if entry.key in entries:
            problems.append(Problem(item.own_span(), "this crack is listed twice"))
        entries[entry.key] = entry
    if problems:
        raise Malformed(problems)
    header, footer = source.text[: starts[0]], source.text[stops[-1] :]
    return Baseline(tuple(entries.values()), mark + header, footer, margin, path)


def compare(report: Report, baseline: Baseline, asked: Callable[[str, str], bool]) -> Compared:
    """Mark what the baseline knows as accepted, and tell which of it is gone.

    Only what this run could have found can be gone: `asked` tells whether a rule was asked of a
    process.
    """
    known = {entry.key: entry for entry in baseline.entries}
    seen: set[Key] = set()
    findings = []
    for finding in report.findings:
        entry = known.get(key_of(finding))
        if entry is None or finding.rule == "unreadable":
            findings.append(finding)
            continue
        seen.add(entry.key)
        if finding.accepted is None:
            reason = f"known: {entry.note}" if entry.note else f"known, in {baseline.path}"
            finding = replace(finding, accepted=reason, known=True)
        findings.append(finding)
    gone = tuple(
        entry
        for entry in baseline.entries
        if entry.key not in seen and asked(entry.key[0], entry.key[1])
    )
    return Compared(replace(report, findings=tuple(findings)), gone)


def updated(
    baseline: Baseline, findings: Iterable[Finding], gone: Sequence[Entry] = ()
) -> tuple[str, tuple[Entry, ...]]:
    """Give the text of the baseline with `findings` added and `gone` taken out, and what is new."""
    header = baseline.header
    ending = "\r\n" if "\r\n" in header else "\n"
    left_out = {entry.key for entry in gone}
    blocks = {one.key: one.block for one in baseline.entries if one.key not in left_out}
    new = []
    for finding in findings:
        key = key_of(finding)
        if finding.rule != "unreadable" and key not in blocks:
            blocks[key] = _block(key, baseline.margin).replace("\n", ending)
            new.append(Entry(key, blocks[key]))
    order = sorted(blocks, key=lambda key: (key[1], key[0], key[2], key[3]))
    if not order:
        header = re.sub(r"^cracks:[ \t]*(?=\r?$)", "cracks: []", header, flags=re.MULTILINE)
    return header + "".join(blocks[key] for key in order) + baseline.footer, tuple(new)


def _misshapen(root: object, source: Source) -> Iterator[Problem]:
    """Give what keeps a document from being a list of cracks, a block of lines each."""
    words = "a baseline is a mapping with a list of `cracks`"
    if root is None:
        return
    if not isinstance(root, Mapping):
        yield Problem(Span(source.path), words, "crackmap lint --write-baseline writes one")
        return
    for key in root:
        if key != "cracks":
            yield Problem(root.key_span(key), f"a baseline has no key `{key}`")
    cracks = root.get("cracks")
    if "cracks" not in root or not isinstance(cracks, Listed | None):
        yield Problem(root.own_span(), words)
    elif cracks and (is_flow(root) or is_flow(cracks)):
        help_ = "begin each crack with `- ` on a line of its own"
        yield Problem(root.own_span(), "the cracks of a baseline stand below each other", help_)
    elif cracks:
        for index, item in enumerate(cracks):
            if not isinstance(item, Mapping):
                yield Problem(cracks.span(index), "a crack is a mapping with a rule and a subject")


def _entry(item: Mapping, block: str, problems: list[Problem]) -> Entry:
    for key, value in item.items():
        if key not in (*KEYS, *NOTES):
            meant = nearest(key, (*KEYS, *NOTES))
            help_ = f"did you mean `{meant}`?" if meant else ""
            problems.append(Problem(item.key_span(key), f"a crack has no key `{key}`", help_))
        elif not isinstance(value, str | None):
            problems.append(Problem(item.key_span(key), f"`{key}` is a text"))
    rule, process, subject, detail = (str(item.get(key) or "") for key in KEYS)
    if not rule or not subject:
        problems.append(Problem(item.own_span(), "a crack needs a rule and a subject"))
    elif rule not in known_names():
        meant = nearest(rule, known_names())
        help_ = f"did you mean `{meant}`?" if meant else "crackmap rules lists them"
        problems.append(Problem(item.span("rule"), f"there is no rule `{rule}`", help_))
    if item.get("due") and not _is_day(str(item["due"])):
        problems.append(Problem(item.span("due"), "`due` is no day", "write it as 2026-11-24"))
    note = item.get("note")
    return Entry((rule, process, subject, detail), block, str(note) if note else None)


def _block_start(text: str, offset: int, floor: int, margin: int) -> int:
    """Give where the lines of an entry begin, the comments right above it included.

    `offset` is where its keys begin, `margin` how far the dashes of the list are indented; what
    stands before `floor` belongs to the entry above.
    """
    dash = text.rfind("-", floor, offset)
    start = text.rfind("\n", floor, dash) + 1 or floor
    while start > floor:
        before = max(text.rfind("\n", floor, start - 1) + 1, floor)
        if not re.match(rf" {{0,{margin}}}#", text[before:start]):
            break
        start = before
    return start


def _block_end(item: Mapping, margin: int) -> int:
    """Give where an entry ends: with its last line, and comments below that are further in."""
    text = item.source.text
    key = next(reversed(item), None)
    _, start, end = item.mark(key) if key is not None else (0, item.start, item.end)
    stop = start + len(text[start:end].rstrip()) if end > start else start
    rest = re.compile(rf"[^\n]*(?:\n|\Z)(?: {{{margin + 1},}}#[^\n]*(?:\n|\Z))*")
    found = rest.match(text, stop)
    return found.end() if found else len(text)


def _block(key: Key, margin: int) -> str:
    lines = [f"{name}: {_scalar(value)}" for name, value in zip(KEYS, key, strict=True) if value]
    before = " " * margin
    return f"{before}- " + f"\n{before}  ".join(lines) + "\n"


def _scalar(value: str) -> str:
    """Write a text plainly where every YAML reader takes it so, else quoted."""
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _NO_TEXTS
    if plain:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in quoted)


def _ended(text: str) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    return text if not text or text.endswith("\n") else text + ending


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
