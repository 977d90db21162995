"""The tables of the text report: who hands to whom, and all processes together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from crackmap.writers.analysis import Analysis, Company, Passing
from crackmap.writers.excerpt import one_line
from crackmap.writers.width import columns

if TYPE_CHECKING:
    from crackmap.writers.page import Page

# As box.SIMPLE_HEAD, in ASCII.
_PLAIN = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def matrix(page: Page, analysis: Analysis) -> None:
    """Show who hands to whom: how many, and how many of them nobody has defined."""
    passings = analysis.passings
    if not passings:
        return
    page.title("Who hands to whom")
    senders = list(dict.fromkeys(passing.sender for passing in passings))
    receivers = list(dict.fromkeys(passing.receiver for passing in passings))
    # In the order in which they give, so that the diagonal is where people look for it.
    receivers.sort(key=lambda name: senders.index(name) if name in senders else len(senders))
    corner = page.sign("from ↓ to →", "from \\ to")
    heads = [max(5, _longest_word(name)) for name in receivers]
    rows = max(map(_longest_word, [corner, *senders]))
    if rows + sum(heads) + 3 * len(heads) + 2 > page.width:
        _listed(page, passings)
    else:
        cells = {(passing.sender, passing.receiver): passing for passing in passings}
        table = _table(page)
        table.add_column(Text(corner), overflow="fold", min_width=rows)
        for name, least in zip(receivers, heads, strict=True):
            head = Text(one_line(name))
            table.add_column(head, justify="center", overflow="fold", min_width=least)
        for sender in senders:
            row = [_cell(page, cells.get((sender, receiver))) for receiver in receivers]
            table.add_row(Text(one_line(sender)), *row)
        page.table(table, 2)
    page.say(f"{page.sign('✓', '+')} defined, {page.sign('✗', '-')} not defined", 2)


def _longest_word(name: str) -> int:
    return max((columns(word) for word in name.split()), default=0)


def _cell(page: Page, passing: Passing | None) -> Text:
    if passing is None:
        return Text(page.sign("·", "."))
    cell = Text()
    if passing.total > passing.missing:
        cell += Text(f"{page.sign('✓', '+')}{passing.total - passing.missing}", "green")
    if passing.missing:
        gap = " " if cell else ""
        cell += Text(f"{gap}{page.sign('✗', '-')}{passing.missing}", "bold red")
    return cell


def _listed(page: Page, passings: Sequence[Passing]) -> None:
    """Show the same, a line for each pair, where a square would be too wide."""
    arrow = page.sign(" → ", " -> ")
    for passing in passings:
        page.say(f"{passing.sender}{arrow}{passing.receiver}: {_cell(page, passing).plain}", 2)


def company_view(page: Page, company: Company, analyses: Sequence[Analysis]) -> None:
    """Show all processes together: each in a row, who has the pen, what lies between them."""
    page.say(f"All {len(analyses)} processes together", style="bold underline")
    page.say("")
    table = _table(page)
    table.add_column("process", overflow="fold")
    for name in ("owned", "defined", "cracks"):
        table.add_column(name, justify="right")
    named = [analysis.name for analysis in analyses]
    for analysis in analyses:
        cracks = sum(len(section) for _, section in analysis.sections)
        where = f" ({analysis.path})" if named.count(analysis.name) > 1 else ""
        table.add_row(
            Text(one_line(analysis.name + where)),
            Text(f"{analysis.owned}/{analysis.steps}"),
            Text(f"{analysis.defined}/{analysis.changes}"),
            Text(str(cracks), "bold red" if cracks else ""),
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
