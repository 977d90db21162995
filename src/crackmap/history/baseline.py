"""The baseline: cracks that were there before, so that only new ones fail.

`cracks.yaml` holds one entry a crack, sorted. A new entry is one line: of blocks of lines git would
merge the halves of two that have a line in common (docs/decisions/one-line-a-crack.md). An entry is
keyed by rule, process, subject and detail, never by a line. What people wrote beside it (a note,
who fills it, by when, comments) survives every rewrite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from unicodedata import normalize

from crackmap.rules.finding import Finding, Key
from crackmap.rules.registry import known_names
from crackmap.source.edits import is_flow
from crackmap.source.nodes import ListNode as Listed
from crackmap.source.nodes import MapNode
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Source, Span
from crackmap.source.words import did_you_mean
from crackmap.source.yaml_events import load

KEYS = ("rule", "process", "subject", "detail")
NOTES = ("note", "owner", "due")
HEADER = """\
# Cracks that are known: crackmap lint fails only for new ones.
# Into the braces you may write more, and it is kept: note: in May, owner: finance, due: 2026-05-31
# With the line `cracks.yaml merge=union` in .gitattributes, git merges new ones without conflicts.
cracks:
"""
_BOM = "\ufeff"
_EMPTY = re.compile(r"^cracks:(?:[ \t]+(?:\[[ \t]*\]|~|null))?(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
# Plain words that every YAML reader takes for a text.
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?:(?: -> | |/)[\w-]+)*")
_NO_TEXTS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
# What git leaves where it could not merge.
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=\s|$)[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A known crack: its key, its lines in the file, those behind it, and what people noted."""

    key: Key
    block: str
    behind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known cracks of a file, with the text before the first and after the last of them.

    `margin` is how far the dashes of the list are indented.
    """

    entries: tuple[Entry, ...] = ()
    header: str = HEADER
    footer: str = ""
    margin: int = 2
    path: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings against a baseline: known ones marked, and the entries whose crack is gone."""

    findings: tuple[Finding, ...]
    gone: tuple[Key, ...] = ()


def key_of(finding: Finding) -> Key:
    """Return what a crack is known by, as it is read from a file."""
    return Key(*(normalize("NFC", word) for word in finding.key))


def read(data: bytes, path: str) -> Baseline:
    """Read a baseline; raises Unreadable with the places of all that is wrong."""
    document = load(data, path)
    root, source = document.root, document.source
    problems = list(_conflicts(source))
    problems = problems or list(document.problems)
    problems = problems or list(_misshapen(root, source))
    if problems:
        raise Unreadable(problems)
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    cracks = root.get("cracks") if isinstance(root, MapNode) else None
    if not isinstance(cracks, Listed) or not cracks:
        text = _EMPTY.sub("cracks:", source.text) if root else source.text + HEADER
        return Baseline((), mark + _ended(text), path=path)
    margin = source.place(cracks.start)[1] - 1
    places = zip(cracks, cracks.marks, strict=True)
    stops = [0, *(_block_end(item, end, margin) for item, (_, end) in places)]
    dashes = zip(cracks.marks, stops[:-1], strict=True)
    starts = [_block_start(source.text, mark[0], before, margin) for mark, before in dashes]
    listed = []
    ends = zip(cracks, starts, stops[1:], [*starts[1:], stops[-1]], strict=True)
    for item, start, stop, following in ends:
        block, behind = _ended(source.text[start:stop]), source.text[stop:following]
        listed.append((_entry(item, block, behind, problems), item))
    entries = _once(listed, problems)
    if problems:
        raise Unreadable(problems)
    header, footer = source.text[: starts[0]], source.text[stops[-1] :]
    return Baseline(entries, mark + header, footer, margin, path)


def compare(
    findings: Iterable[Finding], baseline: Baseline, asked: Callable[[str, str], bool]
) -> Compared:
    """Return the findings, those that the baseline knows as accepted, and what of it is gone.

    Only what this run could have found can be gone: `asked` says whether a rule was asked of a
    process.
    """
    known = {entry.key: entry for entry in baseline.entries}
    seen: set[Key] = set()
    marked = []
    for finding in findings:
        entry = known.get(key_of(finding))
        if entry is None or finding.fatal:
            marked.append(finding)
            continue
        seen.add(entry.key)
        if finding.accepted is None:
            reason = f"known: {entry.reason}" if entry.reason else f"known, in {baseline.path}"
            finding = replace(finding, accepted=reason, in_baseline=True)
        marked.append(finding)
    gone = tuple(
        entry.key
        for entry in baseline.entries
        if entry.key not in seen and asked(entry.key.rule, entry.key.process)
    )
    return Compared(tuple(marked), gone)


def updated(
    baseline: Baseline, findings: Iterable[Finding], gone: Collection[Key] = ()
) -> tuple[str, tuple[Key, ...]]:
    """Return the text of the baseline with `findings` added and `gone` taken out, and what is new.

    Comments that stand apart from an entry which is taken out stay.
    """
    header = baseline.header
    ending = "\r\n" if "\r\n" in header else "\n"
    blocks: dict[Key, str] = {}
    for entry in baseline.entries:
        if entry.key not in gone:
            blocks[entry.key] = entry.block + entry.behind
        elif "#" in entry.behind and blocks:
            blocks[next(reversed(blocks))] += entry.behind
        elif "#" in entry.behind:
            header += entry.behind
    new = []
    for finding in findings:
        key = key_of(finding)
        if not finding.fatal and key not in blocks:
            blocks[key] = _line(key, baseline.margin) + ending
            new.append(key)
    order = sorted(blocks, key=lambda key: (key.process, key.rule, key.subject, key.detail))
    if not order:
        header = re.sub(r"^cracks:[ \t]*(?=\r?$)", "cracks: []", header, flags=re.MULTILINE)
    return header + "".join(blocks[key] for key in order) + baseline.footer, tuple(new)


def _conflicts(source: Source) -> Iterator[Problem]:
    """Return the first mark that git left where it could not merge."""
    match = _CONFLICT.search(source.text)
    if match:
        yield Problem(
            source.span(match.start(), match.end()),
            "git could not merge this, and left a conflict",
            "keep the cracks of both sides, and take out the lines that begin with <<<<<<<, "
            "======= and >>>>>>>; cracks.yaml merge=union in .gitattributes does it for you",
        )


def _misshapen(root: object, source: Source) -> Iterator[Problem]:
    """Return what keeps a document from being a list of cracks, a block of lines each."""
    words = "a baseline is a mapping with a list of `cracks`"
    if root is None:
        return
    if not isinstance(root, MapNode):
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
        seen: set[int] = set()
        for index, item in enumerate(cracks):
            if not isinstance(item, MapNode):
                yield Problem(cracks.span(index), "a crack is a mapping with a rule and a subject")
            elif id(item) in seen:
                place = source.span(*cracks.marks[index])
                yield Problem(
                    place, "an alias is no crack", "write it out, with a subject of its own"
                )
            seen.add(id(item))


def _entry(item: MapNode, block: str, behind: str, problems: list[Problem]) -> Entry:
    for key, value in item.items():
        if key not in (*KEYS, *NOTES):
            help_ = did_you_mean(key, (*KEYS, *NOTES))
            problems.append(Problem(item.key_span(key), f"a crack has no key `{key}`", help_))
        elif not isinstance(value, str | None):
            problems.append(Problem(item.key_span(key), f"`{key}` is a text"))
    rule, process, subject, detail = (str(item.get(key) or "") for key in KEYS)
    if not rule or not subject:
        problems.append(Problem(item.own_span(), "a crack needs a rule and a subject"))
    elif rule not in known_names():
        help_ = did_you_mean(rule, known_names(), "crackmap rules lists them")
        problems.append(Problem(item.span("rule"), f"there is no rule `{rule}`", help_))
    if item.get("due") and not _is_day(str(item["due"])):
        problems.append(Problem(item.span("due"), "`due` is no day", "write it as 2026-11-24"))
    return Entry(Key(rule, process, subject, detail), block, behind, _reason(item))


def _once(listed: Iterable[tuple[Entry, MapNode]], problems: list[Problem]) -> tuple[Entry, ...]:
    """Return one entry a crack: of two that a merge left, the one in which people wrote more."""
    kept: dict[Key, tuple[Entry, MapNode]] = {}
    for entry, item in listed:
        twin, first = kept.setdefault(entry.key, (entry, item))
        if twin is entry:
            continue
        (less, some), (more, all_) = sorted(
            ((twin, first), (entry, item)), key=lambda pair: len(pair[1])
        )
        dangling = "#" in less.block or not some.items() <= all_.items()
        if dangling and less.block != more.block:
            words, help_ = (
                "this crack is listed twice",
                "keep one of the two, with the words of both",
            )
            related = (("first listed here", first.own_span()),)
            problems.append(Problem(item.own_span(), words, help_, related))
        kept[entry.key] = replace(more, behind=twin.behind + entry.behind), all_
    return tuple(entry for entry, _ in kept.values())


def _reason(item: MapNode) -> str:
    """Return what people wrote beside a crack: why they wait, who fills it, by when."""
    note, owner, due = (str(item.get(key) or "") for key in NOTES)
    who = f"{owner} fills it" if owner else ""
    when = f"due {due}" if due else ""
    return ", ".join(part for part in (" ".join(note.split()), who, when) if part)


def _block_start(text: str, offset: int, floor: int, margin: int) -> int:
    """Return where the lines of an entry begin, the comments right above it included.

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


def _block_end(item: MapNode, end: int, margin: int) -> int:
    """Return where an entry ends: with its last line, and comments below that are further in.

    `end` is where its braces end, if it has some.
    """
    text = item.source.text
    stop = end
    if not is_flow(item):
        key = next(reversed(item), None)
        _, start, end = item.mark(key) if key is not None else (0, item.start, item.end)
        stop = start + len(text[start:end].rstrip()) if end > start else start
    rest = re.compile(rf"[^\n]*(?:\n|\Z)(?: {{{margin + 1},}}#[^\n]*(?:\n|\Z))*")
    match = rest.match(text, stop)
    return match.end() if match else len(text)


def _line(key: Key, margin: int) -> str:
    words = [f"{name}: {_scalar(value)}" for name, value in zip(KEYS, key, strict=True) if value]
    return f"{' ' * margin}- {{ {', '.join(words)} }}"


def _scalar(value: str) -> str:
    """Write a text plainly where every YAML reader takes it so, else quoted."""
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _NO_TEXTS
    if plain:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in quoted)


def _ended(text: str) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    return text if not text or text.endswith("\n") else text + ending


def _is_day(text: str) -> bool:
    from crackmap.language.values import parse_date

    try:
        return bool(parse_date(text))
    except ValueError:
        return False
