"""Which row of a table is its header, and which form that makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crackmap.readers.tables.grid import Grid
from crackmap.readers.tables.marks import is_empty, is_plain_mark, may_be_mark
from crackmap.readers.tables.words import FORMS, MUST, folded, lookup
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean, listing

FIRST_ROWS = 20
# What people call the forms.
CALLED = {
    "visio": "a table of Visio",
    "steps": "a list of steps",
    "raci": "a RACI matrix with roles as columns",
    "raci-transposed": "a RACI list with names in the cells",
    "lucidchart": "a table of Lucidchart",
    "salesforce": "the stages of Salesforce",
}


@dataclass(frozen=True)
class Header:
    """The header of a table: its form, its row, and the columns by what they are called here.

    `roles` are the columns of a RACI matrix, `others` those that mean nothing to the form and have
    a name, `again` those with another name of a column that was found before. `score` counts the
    names that match.
    """

    form: str
    row: int
    columns: dict[str, int]
    score: int
    roles: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    again: dict[str, list[int]] = field(default_factory=dict)


def header_of(grid: Grid, form: str = "") -> Header | None:
    """Return the header in which most names match one form, of all or of the one asked for.

    Raises Unreadable where two forms match as well.
    """
    best: dict[str, Header] = {}
    for header in _headers(grid, (form,) if form else tuple(FORMS)):
        if header.form not in best or header.score > best[header.form].score:
            best[header.form] = header
    if "steps" in best and {"owner", "next"} <= best["steps"].columns.keys():
        best.pop("raci", None)  # whose letters are only short words
    most = max((header.score for header in best.values()), default=0)
    first = [header for header in best.values() if header.score == most]
    if len(first) > 1:
        forms = [header.form for header in first]
        words = f"this may be {listing([CALLED[name] for name in forms], 'or')}"
        help_ = f"say which: {listing([f'--from table:{name}' for name in forms], 'or')}"
        raise Unreadable([Problem(grid.span(first[0].row, 1), words, help_)])
    return first[0] if first else None


def known_form(form: str, path: str) -> str:
    """Return the form that was asked for; raises Unreadable where there is none of that name."""
    if form and form not in FORMS:
        help_ = did_you_mean(form, FORMS, f"there are {listing(list(FORMS))}")
        raise Unreadable([Problem(Span(path), f"there is no form of table `{form}`", help_)])
    return form


def no_header(path: str, form: str = "") -> Unreadable:
    """Return what to say of a file without a table that can be read."""
    words = f"none of the first {FIRST_ROWS} rows is the header of a table that can be read"
    help_ = (
        "a list of steps needs the columns step and owner; a RACI matrix an activity and two roles "
        "with R, A, C, I below them; a table of Visio Process Step ID and Next Step ID"
    )
    if form:
        words = f"none of the first {FIRST_ROWS} rows is the header of {CALLED[form]}"
        help_ = "leave --from out, or name another form"
    return Unreadable([Problem(Span(path), words, help_)])


def _headers(grid: Grid, forms: Sequence[str]) -> Iterator[Header]:
    rows = sorted(grid.rows)[:FIRST_ROWS]
    roles = _Roles(grid, rows) if "raci" in forms else None
    for row in rows:
        for form in forms:
            columns: dict[str, int] = {}
            again: dict[str, list[int]] = {}
            others: list[int] = []
            found = roles.of(row) if roles and form == "raci" else {}
            known = lookup(form)
            for column, text in sorted(grid.rows[row].items()):
                name = known.get(folded(text))
                if column in found:
                    continue
                if name is None:
                    others.append(column)
                elif name in columns:
                    again.setdefault(name, []).append(column)
                    others.append(column)
                else:
                    columns[name] = column
            if form == "raci":
                if len(found) < 2 or not (columns or others):
                    continue
                if "activity" not in columns:
                    columns["activity"] = (others or sorted(columns.values()))[0]
                    others = [column for column in others if column != columns["activity"]]
            elif any(name not in columns for name in MUST[form]):
                continue
            score = len(columns) + len(found)
            yield Header(form, row, columns, score, tuple(found), tuple(others), again)


class _Roles:
    """Which columns hold the marks of a RACI matrix below a row."""

    def __init__(self, grid: Grid, rows: Sequence[int]) -> None:
        """Count what stands below `rows`, the ones that may be the header."""
        self.grid, self.rows = grid, rows
        self.below = Counter[tuple[int, str]]()
        last = rows[-1] if rows else 0
        for row in grid.below(last):
            self._count(row, self.below)

    def of(self, header: int) -> dict[int, None]:
        """Return the columns with a name in `header` and marks below it, in their order."""
        counts = Counter(self.below)
        for row in self.rows:
            if row > header:
                self._count(row, counts)
        names = self.grid.rows[header]
        marks = [text for text in names.values() if is_plain_mark(text)]
        # A department may be called Support, and none is called A.
        if len(marks) >= max(2, len(names) - 1) or any(len(text) < 4 for text in marks):
            return {}  # a row of the matrix
        sure = dict.fromkeys(
            column
            for column in sorted(names)
            if counts[column, "mark"] and counts[column, "mark"] >= counts[column, "text"]
        )
        if len(sure) < 2:
            return {}
        first = next(iter(sure))
        return dict.fromkeys(
            column
            for column in sorted(names)
            if column in sure
            or (column > first and counts[column, "slip"] and not counts[column, "text"])
            or (counts[column, "AR"] and not counts[column, "slip"] + counts[column, "text"])
        )

    def _count(self, row: int, counts: Counter[tuple[int, str]]) -> None:
        for column, text in self.grid.rows[row].items():
            if is_plain_mark(text):
                counts[column, "mark"] += 1
            elif text.upper() in ("AR", "RA"):  # in other columns these may be somebody
                counts[column, "AR"] += 1
            elif not is_empty(text):
                counts[column, "slip" if may_be_mark(text) else "text"] += 1
