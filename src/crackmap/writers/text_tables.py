"""The tables of the text report: who hands to whom, and all processes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from crackmap.graph.completeness import GRADES, Grade
from crackmap.graph.handovers import left_out
from crackmap.source.words import listing
from crackmap.writers.analysis import Analysis, Company, Passing
from crackmap.writers.excerpt import one_line
from crackmap.writers.figures import by_severity
from crackmap.writers.width import columns

if TYPE_CHECKING:
    from crackmap.writers.page import Page

# As box.SIMPLE_HEAD, in ASCII.
_PLAIN = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)

SIGNS: dict[Grade, tuple[str, str]] = {
    "defined": ("✓", "+"),
    "partial": ("~", "~"),
    "missing": ("✗", "-"),
}
_STYLES: dict[Grade, str] = {"defined": "green", "partial": "yellow", "missing": "bold red"}

_SEVERITIES = ("errors", "warnings", "notes")


def matrix(page: Page, analysis: Analysis) -> None:
    """Show who hands to whom, and how many of the handoffs have which grade.

    Every department has a row, those that hand nothing over too.
    """
    passings = analysis.passings
    if not passings:
        return
    page.title("Who hands to whom")
    names = analysis.departments
    receiving = {passing.receiver for passing in passings}
    # In the order of the rows, so that the diagonal is where people look for it.
    receivers = [id_ for id_ in names if id_ in receiving]
    corner = page.sign("from ↓ to →", "from \\ to")
    cells = {(passing.sender, passing.receiver): _cell(page, passing) for passing in passings}
    widest = dict.fromkeys(receivers, 5)
    for (_, receiver), cell in cells.items():
        least = max(_longest_word(names[receiver]), columns(cell.plain))
        widest[receiver] = max(widest[receiver], least)
    rows = max(map(_longest_word, [corner, *names.values()]))
    if rows + sum(widest.values()) + 3 * len(widest) + 2 > page.width:
        _listed(page, analysis, cells)
    else:
        table = _table(page)
        table.add_column(Text(corner), overflow="fold", min_width=rows)
        for receiver, least in widest.items():
            head = Text(one_line(names[receiver]))
            table.add_column(head, justify="center", overflow="fold", min_width=least)
        nothing = Text(page.sign("·", "."))
        for sender, name in names.items():
            row = [cells.get((sender, receiver), nothing) for receiver in receivers]
            table.add_row(Text(one_line(name)), *row)
        page.table(table, 2)
    used = {grade for passing in passings for grade, _ in passing.counts}
    words = [f"{page.sign(*SIGNS[grade])} {grade}" for grade in GRADES if grade in used]
    page.say(", ".join(words), 2)
    if analysis.unclear:
        page.say(left_out(analysis.unclear), 2)


def _longest_word(name: str) -> int:
    return max((columns(word) for word in name.split()), default=0)


def _cell(page: Page, passing: Passing) -> Text:
    parts = [
        Text(f"{page.sign(*SIGNS[grade])}{count}", _STYLES[grade])
        for grade, count in passing.counts
    ]
    return Text(" ").join(parts)


def _listed(page: Page, analysis: Analysis, cells: Mapping[tuple[str, str], Text]) -> None:
    """Show the same, a line for each pair, where a square would be too wide."""
    arrow = page.sign(" → ", " -> ")
    names = analysis.departments
    order = {id_: place for place, id_ in enumerate(names)}
    for sender, receiver in sorted(cells, key=lambda ends: (order[ends[0]], order[ends[1]])):
        words = cells[sender, receiver].plain
        page.say(f"{names[sender]}{arrow}{names[receiver]}: {words}", 2)
    busy = {id_ for ends in cells for id_ in ends}
    idle = [name for id_, name in names.items() if id_ not in busy]
    if idle:
        page.say(f"nothing from or to {listing(idle, 'or')}", 2)


def company_view(page: Page, company: Company, analyses: Sequence[Analysis]) -> None:
    """Show all processes together: each in a row, who has the pen, what lies between them."""
    page.say(f"All {len(analyses)} processes together", style="bold underline")
    page.say("")
    table = _table(page)
    table.add_column("process", overflow="fold")
    for name in ("owned", "defined", *_SEVERITIES):
        table.add_column(name, justify="right")
    named = [analysis.figures.name for analysis in analyses]
    for analysis in analyses:
        figures = analysis.figures
        cracks = [crack for _, section in analysis.sections for crack in section]
        counts = by_severity(crack.finding for crack in (*cracks, *analysis.notes))
        where = f" ({figures.path})" if named.count(figures.name) > 1 else ""
        changes = figures.changes_of_department + figures.hidden_changes
        table.add_row(
            Text(one_line(figures.name + where)),
            Text(f"{figures.owned}/{figures.steps}"),
            Text(f"{figures.handoffs_defined}/{changes}"),
            *(Text(str(counts.get(word.removesuffix("s"), ""))) for word in _SEVERITIES),
        )
    page.table(table, 2)
    if company.pens:
        page.title("Whose move it is")
        table = _table(page)
        table.add_column("department", overflow="fold")
        table.add_column("errors", justify="right")
        table.add_column("warnings", justify="right")
        for who, errors, warnings in company.pens:
            table.add_row(Text(one_line(who)), Text(str(errors)), Text(str(warnings)))
        page.table(table, 2)
    _pairs(page, "Between processes", company.between)
    shared = [(id_, ", ".join(users)) for id_, users in company.shared]
    _pairs(page, "Agreements that several processes use", shared)


def _pairs(page: Page, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if not rows:
        return
    page.title(title)
    for what, how in rows:
        page.say(f"{what}: {how}", 2, lead=f"{page.sign('·', '-')} ")


def _table(page: Page) -> Table:
    return Table(
        box=box.SIMPLE_HEAD if page.unicode else _PLAIN,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
    )
