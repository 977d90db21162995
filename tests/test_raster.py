"""Maps as PNG and PDF."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from crackmap.maps import matrix, raster, typesetting
from crackmap.maps.extras import MissingExtra
from crackmap.maps.svg import theme
from exported import HOSTILE, example, graph_of, needs_images


@needs_images
def test_a_png_is_as_large_as_the_svg_times_the_zoom_and_always_the_same() -> None:
    drawn = matrix.svg(example(), "light")
    wide, high = (int(each) for each in re.findall(r'(?:width|height)="(\d+)"', drawn)[:2])
    image = raster.png(drawn)
    assert image.startswith(b"\x89PNG")
    assert image[16:24] == (2 * wide).to_bytes(4) + (2 * high).to_bytes(4)
    assert image == raster.png(drawn)


@needs_images
def test_the_words_are_really_in_the_image() -> None:
    drawn = matrix.svg(example(), "light")
    assert raster.png(drawn) != raster.png(re.sub(r"<text[^>]*>[^<]*</text>", "", drawn))


@needs_images
def test_a_very_long_map_gets_fewer_pixels() -> None:
    drawn = matrix.svg(example()).replace("<svg ", "<svg ", 1)
    long = re.sub(r'width="\d+"', 'width="30000"', drawn, count=1)
    assert int.from_bytes(raster.png(long)[16:20]) <= 16_000


@needs_images
def test_a_pdf_has_the_font_inside_and_is_always_the_same() -> None:
    drawn = matrix.svg(example(), "light")
    page = raster.pdf([drawn])
    assert page.startswith(b"%PDF")
    assert b"CrackmapSans" in page
    assert page == raster.pdf([drawn])


def test_the_fonts_of_a_map_are_exchanged_for_the_one_that_travels_along() -> None:
    assert typesetting.STACK in theme.style("auto", "map")
    hostile = matrix.svg(graph_of(HOSTILE.replace("Stage", typesetting.STACK)))
    assert typesetting.STACK not in hostile.split("</style>")[1]


def test_no_font_is_large() -> None:
    fonts = Path(raster.__file__).parent / "fonts"
    sizes = [path.stat().st_size for path in sorted(fonts.glob("*.ttf"))]
    assert len(sizes) == 2
    assert max(sizes) < 200_000


@pytest.mark.parametrize(("draws", "package"), [("images", "resvg_py"), ("document", "typst")])
def test_without_the_extra_an_image_names_it(
    draws: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match="images") as caught:
        getattr(raster, draws)([matrix.svg(example())])
    assert caught.value.help == "pip install 'crackmap[images]'"
