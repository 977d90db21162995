"""Pictures of a process on pages: one panel a page, or tiles where its text would be too small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crackmap.maps.asked import Undrawable
from crackmap.maps.paper import LEAST_TEXT, LONGEST, Paper, papers
from crackmap.maps.pictures import Pictures
from crackmap.maps.print_plan import least_scale, plan, size_of
from crackmap.maps.svg.sheets import About, Sheet, write
from crackmap.maps.svg.text import name_token
from crackmap.maps.svg.theme import Theme

_MOST_PAGES = 300  # to draw and to bind more takes minutes, and nobody turns them


class Printing(NamedTuple):
    """On what is printed: without a `paper`, on pages as large as their pictures."""

    paper: str | None = None
    orientation: str = "auto"
    least_text: float = LEAST_TEXT


def pages(pictures: Pictures, about: About, how: Printing, theme: Theme) -> list[str]:
    """Return the pages as SVG, in points; raises Undrawable for small paper, and for too many.

    Of the ways in which the paper can lie, that with fewer pages is taken, else with larger text.
    """
    if how.paper is None:
        _refuse_many(len(pictures.scenes))
        return list(_as_large(pictures, about, how.least_text, theme))
    plans = [
        (paper, plan(pictures, paper, how.least_text))
        for paper in papers(how.paper, how.orientation)
    ]
    fitting = [(paper, sheets) for paper, sheets in plans if sheets]
    if not fitting:
        words = f"text of {how.least_text:g} points leaves no room for a map on {how.paper}"
        raise Undrawable(words, "take a larger --paper, or a smaller --least-text")
    paper, sheets = min(fitting, key=lambda planned: (len(planned[1]), -_scale(planned[1])))
    _refuse_many(len(sheets))
    return _written(pictures, sheets, paper, about, theme)


def _refuse_many(pages: int) -> None:
    if pages > _MOST_PAGES:
        words = f"the map would have {pages:,} pages; {_MOST_PAGES} are the most"
        raise Undrawable(words, "draw a --stage of it, or take a larger --paper")


def on_paper(
    pictures: Pictures, paper: Paper, about: About, least: float, theme: Theme
) -> list[str]:
    """Return the pages on a paper of any size; there are none where it is too small."""
    return _written(pictures, plan(pictures, paper, least), paper, about, theme)


def each_alone(pictures: Pictures) -> Iterator[Pictures]:
    """Return the overview and every panel as a picture of its own."""
    if pictures.svg:
        yield pictures
    if pictures.overview:
        yield pictures._replace(scenes=())
    for scene in pictures.scenes:
        yield pictures._replace(scenes=(scene,), overview=None)


def _scale(sheets: list[Sheet]) -> int:
    """Return the scale of what is drawn smallest."""
    return min(piece.scale for sheet in sheets for piece in sheet.pieces)


def _written(
    pictures: Pictures, sheets: list[Sheet], paper: Paper, about: About, theme: Theme
) -> list[str]:
    prefix = f"page-{name_token(pictures.id)}"
    return [
        write(_numbered(sheet, at), paper, about, (at, len(sheets)), theme, prefix)
        for at, sheet in enumerate(sheets, 1)
    ]


def _numbered(sheet: Sheet, page: int) -> Sheet:
    """Return a sheet with the numbers of the pages beside it, which were counted from its own."""
    if not sheet.key:
        return sheet
    left, right, above, below = (page + far if far else 0 for far in sheet.key.beside)
    return sheet._replace(key=sheet.key._replace(beside=(left, right, above, below)))


def _as_large(pictures: Pictures, about: About, least: float, theme: Theme) -> Iterator[str]:
    """Return a page for each picture, a point for a pixel; smaller, or tiles, if it is too long."""
    for alone in each_alone(pictures):
        drawn = alone.as_svg(theme)
        wide, high = size_of(drawn)
        scale = LONGEST * 1000 // max(wide, high)
        if scale >= 1000:
            yield drawn
        elif scale >= least_scale(alone, least):
            size = f'width="{wide * scale // 1000}" height="{high * scale // 1000}"'
            yield drawn.replace(f'width="{wide}" height="{high}"', size, 1)
        else:
            paper = Paper.around(wide, high, LONGEST)
            yield from on_paper(alone, paper, about, least, theme)
