"""For the executive: one page that asks for decisions, of whom and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crackmap.graph.alignment import ALIGNMENTS, Alignment, Pair, pairs
from crackmap.reports import told
from crackmap.reports.content import (
    Bars,
    Block,
    Cell,
    Column,
    Content,
    Drawing,
    Grid,
    Section,
    Table,
    Tone,
    Words,
)
from crackmap.reports.coverage import figures, together
from crackmap.reports.decisions import decision
from crackmap.reports.material import Material, Part
from crackmap.source.words import plural
from crackmap.writers import cost_words
from crackmap.writers.analysis import Crack
from crackmap.writers.figures import lately_words

_MOST = 5  # cracks that matter
_LONGEST = 170  # letters of what one of them says
_DEPARTMENTS = 8  # across the grid, those that hand over most
_NUMBERS = ("no", "one", "two", "three", "four", "five")
_COLUMNS = (
    Column("rank", "", 3, right=True),
    Column("decision", "Decision needed", 28),
    Column("who", "Of whom", 14),
    Column("due", "By when", 13),
    Column("crack", "Because", 34),
    Column("cost", "What it costs", 19),
    Column("wait", "Waiting", 12),
)
_TONES: dict[Alignment, Tone] = {
    "undefined": "bad",
    "defined": "fair",
    "aligned": "good",
    "integrated": "strong",
}
_MEANINGS: dict[Alignment, str] = {
    "undefined": "some of the work passes without a defined handoff",
    "defined": "every handoff is defined",
    "aligned": "and both sides share a goal",
    "integrated": "and the work goes through a system of record",
}
NO_WORK = "No work passes from one department to another."


class _Asked(NamedTuple):
    """A crack that somebody has to decide about, and how many there are `alike` beside it."""

    part: Part
    crack: Crack
    alike: int


def report(material: Material) -> Content:
    """Return the page."""
    first = _most_costly(material)
    sections = [Section("How the process stands", (figures(material),))]
    if material.several:
        sections[0] = Section("How the processes stand", (figures(material),))
    sections.append(Section("Decisions", tuple(_decisions(material, first))))
    sections.append(Section("Who hands over to whom", (_grid(material),)))
    sections.append(Section("How it went", tuple(_trend(material)), beside=True))
    drawings = tuple(Drawing(part.graph, part.findings, folded=True) for part in material.parts)
    if drawings:
        sections.append(Section("The map", drawings))
    return Content(
        "executive",
        "",
        material.title,
        _about(material),
        _lead(first),
        tuple(sections),
        material.today,
        one_page=True,
    )


def _about(material: Material) -> str:
    said = [part.graph.process.description or "" for part in material.parts]
    what = said[0].rstrip(".") if len(said) == 1 and said[0] else ""
    return f"for the executive · {_clipped(what, 120)}" if what else "for the executive"


def _lead(first: Sequence[_Asked]) -> str:
    if not first:
        return "Nothing is asked of you: no crack was found that needs a decision."
    findings = [asked.crack.finding for asked in first]
    count = len(findings)
    undated = sum(not each.due for each in findings)
    nobody = sum(not (each.actor or each.assignee) for each in findings)
    late = sum(each.overdue for each in findings)
    asked = f"You are asked for {_count(count)} {'decision' if count == 1 else 'decisions'}"
    lacks = [f"{_some(late, count)} overdue: ask why"] if late else []
    if nobody:
        it = "it" if nobody == 1 else "them"
        lacks.append(f"{_some(nobody, count, 'has', 'have')} nobody who takes {it}: name who does")
    if undated == count > 1:
        lacks.append("No day is set for any of them: set one for each")
    elif undated:
        lacks.append(f"{_some(undated, count, 'has', 'have')} no day yet: set one")
    return ". ".join([asked, *(lacks or ["Each has somebody who takes it, and a day"])]) + "."


def _some(number: int, of: int, is_: str = "is", are: str = "are") -> str:
    """Return how many of the decisions: "It is", "One is", "Two have"."""
    if of == 1:
        return f"It {is_}"
    return f"{_count(number).capitalize()} {is_ if number == 1 else are}"


def _count(number: int) -> str:
    return _NUMBERS[number]


def _most_costly(material: Material) -> list[_Asked]:
    """Return the cracks that matter; several of one rule about one thing are one decision."""
    found: dict[tuple[str, str | None, str], _Asked] = {}
    for part, crack in material.ranked:
        finding = crack.finding
        key = (finding.rule, part.graph.process.path, str(finding.subject))
        alike = found[key].alike + 1 if key in found else 0
        if key in found or len(found) < _MOST:
            found[key] = _Asked(part, found[key].crack if key in found else crack, alike)
    return list(found.values())


def _decisions(material: Material, first: Sequence[_Asked]) -> Iterator[Block]:
    rows = tuple(
        (
            Cell(str(at), number=at, tone="strong"),
            Cell(_clipped(decision(asked.part.graph, asked.crack.finding)), tone="strong"),
            _of_whom(asked.part, asked.crack),
            _by_when(asked.crack),
            _what(material, asked),
            told.cost(asked.crack.cost),
            told.wait(asked.part, asked.crack.cost),
        )
        for at, asked in enumerate(first, start=1)
    )
    empty = f"No errors or warnings{material.narrowed}: there is nothing to decide."
    yield Table(_COLUMNS, rows, empty)
    gained = _gained(first)
    if gained:
        yield Words(gained, "strong")
    yield from told.origins(cell for row in rows for cell in row)
    yield from told.uncounted((asked.part, asked.crack) for asked in first)
    left = len(material.ranked) - sum(1 + asked.alike for asked in first)
    if left > 0:
        yield Words(f"{plural(left, 'more crack')} in the report for operations.", "soft")


def _what(material: Material, asked: _Asked) -> Cell:
    crack = asked.crack
    notes = [_clipped(asked.part.analysis.figures.name, 40)] if material.several else []
    notes.append(f"no. {crack.number} on the map" if crack.number else crack.finding.rule)
    notes += [f"and {asked.alike} like it"] if asked.alike else []
    message = crack.finding.message
    return Cell(_clipped(f"{message[0].upper()}{message[1:]}"), " · ".join(notes))


def _of_whom(part: Part, crack: Crack) -> Cell:
    """Return who decides: whose move it is, else who sees every case through."""
    finding = crack.finding
    if finding.actor or finding.assignee:
        return Cell(_clipped(finding.actor or finding.assignee or "", 40))
    quarterback = part.graph.quarterback()
    if quarterback:
        name = part.graph.organisation.name(quarterback)
        return Cell(_clipped(name, 40), "process owner")
    unknown = "the owner of the process is no known department"
    why = unknown if part.graph.process.owner else "the process has no owner"
    return Cell(told.NOBODY, why, "bad")


def _by_when(crack: Crack) -> Cell:
    if crack.finding.due or crack.finding.overdue:
        return told.due(crack.finding)
    return Cell("no day set", tone="bad")


def _gained(first: Sequence[_Asked]) -> str:
    """Return what it would bring to fill those of the cracks of which a loss is known."""
    subjects: dict[int, tuple[Part, list[str]]] = {}
    for asked in first:
        cost = asked.crack.cost
        if cost and cost.lost.value:
            _, known = subjects.setdefault(id(asked.part), (asked.part, []))
            if str(asked.crack.finding.subject) not in known:
                known.append(str(asked.crack.finding.subject))
    gains = [part.costs.gain(known, part.findings) for part, known in subjects.values()]
    if not gains:
        return ""
    worth = together([gain.worth for gain in gains])
    won = together([gain.won for gain in gains])
    number = worth if worth.known else won
    if not number.value:
        return ""
    count = sum(len(known) for _, known in subjects.values())
    of = "the one" if count == 1 else f"the {_count(count)}"
    words = f"Filling {of} of which a loss is known is worth {cost_words.words(number)}"
    return f"{words} ({number.origin})."


def _grid(material: Material) -> Grid:
    found: dict[tuple[str, str], Pair] = {}
    for part in material.parts:
        for key, pair in pairs(part.graph).items():
            found[key] = found[key] + pair if key in found else pair
    busy: dict[str, int] = {}
    for (sender, receiver), pair in found.items():
        for id_ in (sender, receiver):
            busy[id_] = busy.get(id_, 0) + pair.changes
    shown = set(sorted(busy, key=lambda id_: -busy[id_])[:_DEPARTMENTS])
    kept = {key: pair for key, pair in found.items() if shown.issuperset(key)}
    order = [id_ for part in material.parts for id_ in part.analysis.departments]
    names = {id_: material.name(id_) for id_ in dict.fromkeys(order) if id_ in shown}
    senders = [id_ for id_ in names if any(id_ == sender for sender, _ in kept)]
    receivers = [id_ for id_ in names if any(id_ == receiver for _, receiver in kept)]
    rows = tuple(
        tuple(_pair(kept.get((sender, receiver))) for receiver in receivers) for sender in senders
    )
    meanings = [
        Cell(f"{grade[0].upper()} {grade}", _MEANINGS[grade], _TONES[grade]) for grade in ALIGNMENTS
    ]
    if len(busy) > len(shown):
        left = plural(len(busy) - len(shown), "more department")
        meanings.append(Cell(f"{left} left out", "", "soft"))
    return Grid(
        tuple(_clipped(names[id_], 32) for id_ in senders),
        tuple(_clipped(names[id_], 32) for id_ in receivers),
        rows,
        tuple(meanings),
        NO_WORK,
    )


def _pair(pair: Pair | None) -> Cell | None:
    if pair is None:
        return None
    note = f"{pair.defined} of {pair.changes}"
    return Cell(pair.alignment[0].upper(), note, _TONES[pair.alignment])


def _trend(material: Material) -> Iterator[Block]:
    trend = material.trend
    lately = [each for _, each in sorted(material.checked.report.lately.items())]
    if lately:
        sums = (sum(counts) for counts in zip(*lately, strict=True))
        words = lately_words(type(lately[0])(*sums))
        yield Words(f"{words[0].upper()}{words[1:]}.")
    if not trend.weeks:
        yield Words(f"No trend yet: {trend.why}.", "soft")
        return
    first, last = trend.weeks[0], trend.weeks[-1]
    yield Words(f"Open cracks: {first.open} on {first.day}, {last.open} on {last.day}.")
    yield Bars(
        tuple(
            (week.day, week.open, f"{week.open} open, {week.overdue} overdue")
            for week in trend.weeks
        )
    )


def _clipped(text: str, most: int = _LONGEST) -> str:
    """Return a text that has room on the page; the whole of it is in the report for operations."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
