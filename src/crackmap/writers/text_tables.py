"""The tables of the text report: who hands to whom, and all processes together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from crackmap.analysis import Analysis, Company, Passing
from crackmap.source import printable

if TYPE_CHECKING:
    from crackmap.writers.text import Page


def matrix(page: Page, analysis: Analysis) -> None:
    """Show who hands to whom: how many, and how many of them nobody has defined."""
    passings = analysis.passings
    if not passings:
        return
    page.put("")
    page.put(Text("Who hands to whom", "bold underline"))
    names = list(dict.fromkeys(name for one in passings for name in (one.sender, one.receiver)))
    if _square_width(names) > page.width:
        page.put(_listed(page, passings), 2)
        return
    cells = {(one.sender, one.receiver): one for one in passings}
    table = _table(page)
    table.add_column(Text(page.sign("from ↓  to →", "from \\ to")))
    for name in names:
        table.add_column(Text(printable(name)), justify="center")
    for sender in names:
        row = [_cell(page, cells.get((sender, receiver))) for receiver in names]
        if any(str(cell) for cell in row):
            table.add_row(Text(printable(sender)), *row)
    page.put(table, 2)
    page.put(Text(f"{page.sign('✓', 'ok')} defined   {page.sign('✗', 'x')} not defined"), 2)


def _square_width(names: Sequence[str]) -> int:
    return 4 + max(12, *(len(name) for name in names)) + sum(max(len(n), 5) + 3 for n in names)


def _cell(page: Page, passing: Passing | None) -> Text:
    if passing is None:
        return Text("")
    cell = Text()
    if passing.total > passing.missing:
        cell += Text(f"{page.sign('✓', 'ok')}{passing.total - passing.missing}", "green")
    if passing.missing:
        gap = " " if cell else ""
        cell += Text(f"{gap}{page.sign('✗', 'x')}{passing.missing}", "bold red")
    return cell


def _listed(page: Page, passings: Sequence[Passing]) -> Table:
    table = _table(page)
    for name in ("from", "to", "defined", "not defined"):
        table.add_column(name, justify="left" if name in ("from", "to") else "right")
    for one in passings:
        missing = Text(str(one.missing), "bold red") if one.missing else Text("-")
        defined = str(one.total - one.missing) if one.total > one.missing else "-"
        table.add_row(
            Text(printable(one.sender)), Text(printable(one.receiver)), Text(defined), missing
        )
    return table


def company_view(page: Page, company: Company, analyses: Sequence[Analysis]) -> None:
    """Show all processes together: each in a row, who has the pen, what lies between them."""
    page.put(Text(f"All {len(analyses)} processes together", "bold underline"))
    page.put("")
    table = _table(page)
    table.add_column("process")
    for name in ("owned", "defined", "cracks"):
        table.add_column(name, justify="right")
    for one in analyses:
        cracks = sum(len(section) for _, section in one.sections)
        table.add_row(
            Text(printable(one.name)),
            Text(f"{one.owned}/{one.steps}"),
            Text(f"{one.defined}/{one.changes}"),
            Text(str(cracks), "bold red" if cracks else ""),
        )
    page.put(table, 2)
    if company.pens:
        page.put("")
        page.put(Text("Whose move it is", "bold underline"))
        table = _table(page)
        table.add_column("department")
        table.add_column("errors", justify="right")
        table.add_column("warnings", justify="right")
        for who, errors, warnings in company.pens:
            table.add_row(Text(printable(who)), Text(str(errors)), Text(str(warnings)))
        page.put(table, 2)
    _pairs(page, "Between processes", company.between)
    shared = [(id_, ", ".join(users)) for id_, users in company.shared]
    _pairs(page, "Agreements that several processes use", shared)


def _pairs(page: Page, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if not rows:
        return
    page.put("")
    page.put(Text(title, "bold underline"))
    for what, how in rows:
        page.put(Text(printable(f"{what}: {how}")), 2)


def _table(page: Page) -> Table:
    return Table(
        box=box.SIMPLE_HEAD if page.unicode else box.ASCII2,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
    )
