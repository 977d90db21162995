"""The file cracks.yaml: its entries, sorted, with the words and comments of people around them.

An entry is keyed by rule, process, subject and detail, never by a line. What people wrote beside it
survives every rewrite. A merge may leave two lines of one crack: they are read as one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from crackmap.history.entry_text import DAYS, FIELDS, KEYS, NOTED, Entry, joined, new_entry
from crackmap.rules.finding import Key
from crackmap.rules.registry import known_names
from crackmap.source.edits import is_flow
from crackmap.source.nodes import ListNode as Listed
from crackmap.source.nodes import MapNode
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Source, Span
from crackmap.source.words import did_you_mean
from crackmap.source.yaml_events import load

# What was known where branches parted, from the last merge back.
Before = Callable[[], Iterable[Mapping[Key, Entry]]]
HEADER = """\
# Cracks that are known: crackmap lint fails only for new ones.
# Into the braces you may write more, and it is kept: note: in May, owner: finance, due: 2026-05-31
# Past its due day a crack counts again; crackmap track sees it through.
# With `cracks.yaml text merge=union` in .gitattributes, git merges what branches note here.
cracks:
"""
_BOM = "\ufeff"
_EMPTY = re.compile(r"^cracks:(?:[ \t]+(?:\[[ \t]*\]|~|null))?(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What git leaves where it could not merge.
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=\s|$)[^\r\n]*", re.MULTILINE)


class Baseline(NamedTuple):
    """The known cracks of a file, with the text before the first and after the last of them.

    `margin` is how far the dashes of the list are indented.
    """

    entries: tuple[Entry, ...] = ()
    header: str = HEADER
    footer: str = ""
    margin: int = 2
    path: str = ""


def read(data: bytes, path: str, before: Before = tuple) -> Baseline:
    """Read a baseline; raises Unreadable with the places of all that is wrong.

    Where two lines of a crack say two things, `before` is asked what was known before a merge.
    """
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
        block, behind = source.text[start:stop], source.text[stop:following]
        block = _ended(block, "\r\n" if "\r\n" in source.text[: starts[0]] else "\n")
        listed.append(_entry(item, block, behind, problems))
    entries = _once(listed, before, problems) if not problems else ()
    if problems:
        raise Unreadable(problems)
    header, footer = source.text[: starts[0]], source.text[stops[-1] :]
    return Baseline(entries, mark + header, footer, margin, path)


def _conflicts(source: Source) -> Iterator[Problem]:
    """Return the first mark that git left where it could not merge."""
    match = _CONFLICT.search(source.text)
    if match:
        yield Problem(
            source.span(match.start(), match.end()),
            "git could not merge this, and left a conflict",
            "keep the cracks of both sides, and take out the lines that begin with <<<<<<<, "
            "======= and >>>>>>>; cracks.yaml text merge=union in .gitattributes does it for you",
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
        if key not in FIELDS:
            help_ = did_you_mean(key, FIELDS)
            problems.append(Problem(item.key_span(key), f"a crack has no key `{key}`", help_))
        elif not isinstance(value, str | None):
            problems.append(Problem(item.key_span(key), f"`{key}` is a text"))
        elif key in DAYS and value and not _is_day(value):
            problems.append(Problem(item.span(key), f"`{key}` is no day", "write it as 2026-11-24"))
    rule, process, subject, detail = (str(item.get(key) or "") for key in KEYS)
    if not rule or not subject:
        problems.append(Problem(item.own_span(), "a crack needs a rule and a subject"))
    elif rule not in known_names():
        help_ = did_you_mean(rule, known_names(), "crackmap rules lists them")
        problems.append(Problem(item.span("rule"), f"there is no rule `{rule}`", help_))
    for one, other in (("reason", "until"), ("until", "reason")):
        if item.get(one) and not item.get(other):
            words = f"`{one}` stands alone: a crack is accepted for a reason, until a day"
            problems.append(Problem(item.key_span(one), words, f"write `{other}` beside it"))
    noted = {name: str(item[name]) for name in NOTED if item.get(name)}
    return Entry(Key(rule, process, subject, detail), block, behind, noted, item.own_span())


def _once(listed: Iterable[Entry], before: Before, problems: list[Problem]) -> tuple[Entry, ...]:
    """Return one entry a crack: of two that a merge left, one with the fields of both."""
    kept: dict[Key, Entry] = {}
    parted = cache(lambda: tuple(before()))  # asked of git once, and only where it is needed
    for entry in listed:
        twin = kept.setdefault(entry.key, entry)
        if twin is entry:
            continue
        both = joined(twin, entry)
        for known in parted() if isinstance(both, tuple) else ():
            if isinstance(both, tuple) and entry.key in known:
                both = joined(twin, entry, known[entry.key].noted)
        if isinstance(both, Entry):
            kept[entry.key] = both
            continue
        name, said, says = both
        words = f"this crack is listed twice, with two values of `{name}`: {said} and {says}"
        if name == "comment":
            words = "this crack is listed twice, and each time with a comment"
        help_ = "keep one of the two, with the words of both"
        related = (("first listed here", twin.span),)
        problems.append(Problem(entry.span, words, help_, related))
    return tuple(kept.values())


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


def _ended(text: str, ending: str = "") -> str:
    ending = ending or ("\r\n" if "\r\n" in text else "\n")
    return text if not text or text.endswith("\n") else text + ending


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def written(
    baseline: Baseline, entries: Iterable[Entry], new: Mapping[Key, Mapping[str, str]] | None = None
) -> str:
    """Return the text of a baseline with those of its `entries` that stay, and what is `new`.

    `new` holds what is noted beside a crack, by its key. All is sorted; comments that stand apart
    from an entry which is taken out stay.
    """
    header = baseline.header
    line_end = "\r\n" if "\r\n" in header else "\n"
    staying = {entry.span: entry for entry in entries}
    blocks: list[tuple[Key, str]] = []
    for old in baseline.entries:
        entry = staying.get(old.span)
        if entry is not None:
            blocks.append((entry.key, entry.block + old.behind))
        elif "#" in old.behind and blocks:
            blocks[-1] = (blocks[-1][0], blocks[-1][1] + old.behind)
        elif "#" in old.behind:
            header += old.behind
    for key, noted in (new or {}).items():
        blocks.append((key, new_entry(key, noted, baseline.margin, line_end).block))
    blocks.sort(key=lambda pair: (pair[0].process, pair[0].rule, pair[0].subject, pair[0].detail))
    if not blocks:
        header = re.sub(r"^cracks:[ \t]*(?=\r?$)", "cracks: []", header, flags=re.MULTILINE)
    return header + "".join(text for _, text in blocks) + baseline.footer
