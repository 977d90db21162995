"""What is drawn of a picture in pieces: all of a piece, nothing of the rest, and without a clip."""

from __future__ import annotations

import re

import pytest

from charts import lead_to_cash
from crackmap.maps import matrix, printing, raster
from crackmap.maps.options import MapOptions
from crackmap.maps.paper import MARGIN, Paper
from crackmap.maps.pictures import Pictures, pictures_of_chart
from crackmap.maps.svg.sheets import About
from exported import example, needs_images

PAPER = Paper(600, 480)
HIGH = PAPER.height // 3
SIZE = f'width="{MARGIN}" height="{HIGH}"'
COVER = re.compile(r'<path class="paper"[^>]*/>')
MAP = pictures_of_chart(lead_to_cash(), MapOptions())
MATRIX = Pictures(svg=matrix.svg(example(), "light"))

in_pieces = pytest.mark.parametrize("pictures", [MAP, MATRIX], ids=["map", "matrix"])


def pages(pictures: Pictures) -> list[str]:
    found = printing.on_paper(pictures, PAPER, About("Sales"), 10, "light")
    assert len(found) > 1
    return found


def right_margin(page: str) -> bytes:
    """The upper part of the margin at the right; in its middle stands which page is beside it."""
    whole = f'width="{PAPER.width}" height="{PAPER.height}" viewBox="0 0 {PAPER.width} '
    window = f'{SIZE} viewBox="{PAPER.width - MARGIN} 0 {MARGIN} {HIGH}'
    assert f"{whole}{PAPER.height}" in page
    return raster.png(page.replace(f"{whole}{PAPER.height}", window, 1))


@in_pieces
def test_an_image_clips_nothing_for_that_takes_longer_than_to_draw(pictures: Pictures) -> None:
    for page in pages(pictures):
        _, *inside = re.findall("<svg [^>]*>", raster.unclipped(page))
        assert inside
        assert all('overflow="visible"' in each for each in inside)


@needs_images
@in_pieces
def test_what_lies_beyond_a_piece_is_covered(pictures: Pictures) -> None:
    page = pages(pictures)[0]
    white = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE}><path fill="#fff" d="M0,0h99v999h-99"/>'
    )
    assert right_margin(page) == raster.png(f"{white}</svg>")
    assert right_margin(COVER.sub("", page)) != right_margin(page)


@needs_images
def test_the_cover_leaves_all_of_a_piece_to_be_seen() -> None:
    page = pages(MATRIX)[0]
    clipped = COVER.sub("", page).replace("<svg x=", '<svg id="kept" x=')
    assert raster.unclipped(clipped) == clipped
    assert raster.png(page) == raster.png(clipped)


def test_only_the_heads_of_a_piece_lie_over_the_cover() -> None:
    for page in pages(MAP):
        if cover := COVER.search(page):
            assert page.index('class="stage-head"') > cover.start()
            assert max(page.rfind('class="step"'), page.rfind('class="edge"')) < cover.start()
