"""Tables become processes: which have a form that is known, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.language.texts import fold, id_of
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.ids import unique
from crackmap.readers.making.labels import name_of
from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.tables import lucidchart, raci, salesforce, steplist, visio
from crackmap.readers.tables.grid import Grid
from crackmap.readers.tables.headers import Header, header_of, known_form, no_header
from crackmap.readers.tables.own_sheets import OwnSheets, parted
from crackmap.source.located import Located, Places
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import listing

_SHOWN = 3  # rows that are no steps, where nothing else is there


def read(grids: Sequence[Grid], options: ReadOptions, path: str) -> Reading:
    """Return the processes in the tables of a file; raises Unreadable where there is none."""
    form = known_form(options.table, path)
    ours, grids = parted(grids)
    found = [(grid, header) for grid in grids if (header := header_of(grid, form))]
    if not found:
        raise no_header(path, form)
    found, views = _without_views(found)
    notes = [note for grid in (*(grid for grid, _ in found), *ours.values()) for note in grid.notes]
    read_grids = {id(grid) for grid, _ in found}
    left = [grid.title for grid in grids if grid.title and grid.rows and id(grid) not in read_grids]
    views += [ours["cracks"].title] if "cracks" in ours else []
    left = [title for title in left if title not in views]
    if views:
        words = f"not read, for other sheets say the same: {listing(views)}"
        notes.append(Note(Span(path), words))
    if left:
        words = f"no table that can be read was found in {listing(left)}"
        notes.append(Note(Span(path), words))
    called = name_of(path)
    drafts: list[Draft] = []
    for grid, header in found:
        name = grid.title if len(found) > 1 and grid.title else called
        drawn = _drafts(grid, header, name, options)
        if header.form == "steps" and ours:
            for draft in drawn:
                OwnSheets(ours, draft)
        drafts += drawn
    drafts, empty = _parted(drafts)
    if not drafts:
        raise _no_step(*found[0], empty)
    notes += [note for draft in empty for note in _left_out(draft)]
    taken: dict[str, int] = {}
    for draft in drafts:
        draft.id = unique(draft.id or id_of(draft.name.text) or "process", taken)
    return joined([draft.reading(options.departments) for draft in drafts], notes)


def _parted(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Return those with steps, and those without."""
    return [one for one in drafts if one.steps], [one for one in drafts if not one.steps]


def _no_step(grid: Grid, header: Header, drafts: Sequence[Draft]) -> Unreadable:
    """Return what to say where nothing follows the headers of all tables, or no row is a step."""
    span = grid.span(header.row, min(header.columns.values(), default=1))
    help_ = "write a row for each step below the header"
    lost = [note for draft in drafts for note in draft.notes if note.lost][:_SHOWN]
    problems = [Problem(span, "there is no step in this table", help_)]
    return Unreadable(problems + [Problem(note.span, note.message) for note in lost])


def _left_out(draft: Draft) -> list[Note]:
    words = f"the table `{draft.name.text}` holds no step; it was left out"
    return [Note(draft.places.span(draft.name.at, draft.name.at), words), *draft.notes]


def _without_views(
    found: list[tuple[Grid, Header]],
) -> tuple[list[tuple[Grid, Header]], list[str]]:
    """Return the tables without those that show again what a list of steps says, and their titles.

    Such a one is a RACI matrix of the same steps.
    """
    steps = [
        {fold(grid.text(row, header.columns["step"])) for row in grid.below(header.row)}
        for grid, header in found
        if header.form == "steps"
    ]
    kept, views = [], []
    for grid, header in found:
        activities = {
            fold(grid.text(row, header.columns.get("activity"))) for row in grid.below(header.row)
        }
        if header.form == "raci" and any(activities <= one for one in steps):
            views.append(grid.title)
        else:
            kept.append((grid, header))
    return kept, views


def _drafts(grid: Grid, header: Header, name: str, options: ReadOptions) -> list[Draft]:
    places = Places(grid.path)
    first = min(header.columns.values(), default=1)
    called = Located(name, places.add(grid.span(header.row, first)))
    if header.form == "lucidchart":
        return lucidchart.drafts(grid, header, called, places, options.page)
    make = {
        "visio": visio.draft,
        "steps": steplist.draft,
        "raci": raci.matrix,
        "raci-transposed": raci.by_names,
        "salesforce": salesforce.draft,
    }[header.form]
    draft = make(grid, header, called, places)
    for row in sorted(grid.rows):
        if row < header.row:
            above = " ".join(text for _, text in sorted(grid.rows[row].items()))
            draft.description.append(Located(above, places.add(grid.span(row, 1))))
    return [draft]
