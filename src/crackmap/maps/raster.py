"""PNG and PDF of an SVG that crackmap wrote, with a font that travels along.

The bytes are the same on every machine, as long as that font has all the letters; where it has
not, a font of the machine stands in for the missing ones. Which letters no font has is asked of the
program that draws: each is drawn alone, and looked for.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Sequence, Set
from importlib.resources import as_file
from typing import Any
from xml.etree import ElementTree

from crackmap.maps import typesetting
from crackmap.maps.drawn import Drawn
from crackmap.maps.extras import MissingExtra
from crackmap.maps.layout.metrics import WIDTHS
from crackmap.maps.stand_ins import OWN, with_stand_ins
from crackmap.maps.typesetting import font_folder, in_own_font, is_covered, typeset
from crackmap.source.characters import clusters

ZOOM = 2
LONGEST = 16_000  # pixels; much longer images are refused by many programs
MOST = 16_000_000  # pixels in all, which take a few seconds to draw
_TITLE = "{http://www.w3.org/2000/svg}title"

_TEXT = "{http://www.w3.org/2000/svg}text"
_TEXTS = re.compile("<text.*?</text>", re.DOTALL)
_WORDS = re.compile("(?<=>)[^<]+")
# Letters that are drawn as nothing, in every font that has them.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_BAND = 32  # pixels from one letter to the next where each is drawn alone

_DOCUMENT = """#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#for at in range(int(sys.inputs.pages)) {
  let (wide, high) = sys.inputs.at("size" + str(at)).split(" ").map(points => int(points) * 1pt)
  page(image(
    bytes(sys.inputs.at("page" + str(at))),
    format: "svg", width: wide, height: high, alt: sys.inputs.title,
  ))
}
"""


def images(pages: Sequence[str], note: str = "") -> Drawn:
    """Draw each SVG as a PNG; raises MissingExtra.

    A letter that no font has is drawn as `?`. Left as it is, it would take others along: resvg and
    typst look for no other font of a line any more when there is none for one letter of it.
    """
    missing = _missing_in(pages, "png")
    first, *rest = (png(_readable(page, missing)) for page in pages)
    return Drawn(first, missing, note, tuple(rest))


def document(pages: Sequence[str]) -> Drawn:
    """Draw each SVG as a page of one PDF, with `?` for letters as above; raises MissingExtra."""
    missing = _missing_in(pages, "pdf")
    return Drawn(pdf([_readable(page, missing) for page in pages]), missing)


def zoom_of(wide: int, high: int) -> float:
    """Return how many pixels of a PNG there are for each one of a picture, two if that can be."""
    return min(ZOOM, LONGEST / max(wide, high), math.sqrt(MOST / (wide * high)))


def most() -> str:
    """Say how large an image can be."""
    return f"an image has at most {LONGEST:,} pixels a side, and {MOST // 1_000_000} million in all"


def png(svg_text: str) -> bytes:
    """Draw the SVG as PNG, two pixels for each of its own; a very large one gets fewer.

    Raises MissingExtra without resvg_py. A map in both themes comes out light.
    """
    root = ElementTree.fromstring(svg_text)
    wide, high = int(root.get("width", "1")), int(root.get("height", "1"))
    return _png(svg_text, zoom_of(wide, high))


def pdf(pages: Sequence[str]) -> bytes:
    """Set each SVG on a PDF page of its size, a point for each pixel, with text to select.

    Raises MissingExtra without typst. A map in both themes comes out light.
    """
    return _set(pages, format="pdf", timestamp=0)


def _readable(page: str, missing: str) -> str:
    return with_stand_ins(without(page, missing))


def unclipped(page: str) -> str:
    """Return a page that does not clip its pieces: paper covers what lies around them.

    For each clip resvg makes a layer as large as the page, which takes longer than all that is
    drawn on it. A PDF keeps them: there a viewer that smooths the edge of the page lets through
    what is covered.
    """
    return page.replace("<svg x=", '<svg overflow="visible" x=')


def missing_letters(svg_text: str, form: str) -> str:
    """Return the letters, in their order, that the PNG or PDF of the SVG lacks."""
    return _missing_in([svg_text], form)


def _missing_in(pages: Sequence[str], form: str) -> str:
    texts = [text for page in pages for text in ElementTree.fromstring(page).iter(_TEXT)]
    return missing_of({letter for text in texts for letter in "".join(text.itertext())}, form)


def missing_of(letters: Set[str], form: str) -> str:
    """Return those of the letters that no font has which the PNG or PDF is made with."""
    asked = [letter for letter in sorted(letters - WIDTHS.keys()) if _is_seen(letter)]
    if not asked:
        return ""
    # Each in a frame that cuts off what is wider, so that it cannot reach the next one. None has a
    # meaning in XML: the font has the letters that have one.
    frames = "".join(
        f'<svg y="{at * _BAND + 4}" width="64" height="{_BAND - 8}">'
        f'<text x="24" y="18" font-size="14" font-family="{OWN}">{letter}</text></svg>'
        for at, letter in enumerate(asked)
    )
    size = f'width="64" height="{len(asked) * _BAND}"'
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{frames}</svg>'
    drawn = _png(sheet, 1) if form == "png" else _set([sheet], format="png", ppi=96)
    return "".join(
        letter
        for letter, inked in zip(asked, _inked_bands(drawn, len(asked)), strict=True)
        if not inked
    )


def without(svg_text: str, missing: str) -> str:
    """Return the SVG with `?` where its texts show a `missing` letter; a lone mark is left out."""
    if not missing:
        return svg_text

    def readable(words: re.Match[str]) -> str:
        shown = (
            "?" if cluster[0] in missing else "".join(x for x in cluster if x not in missing)
            for cluster in clusters(words[0])
        )
        return "".join(shown)

    def shown(text: re.Match[str]) -> str:
        return _WORDS.sub(readable, text[0])

    return _TEXTS.sub(shown, svg_text)


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "ZC" and not _BLANK.match(letter)


def _inked_bands(png_data: bytes, bands: int) -> list[bool]:
    """Return for each of the bands, from the top, whether anything is drawn in it.

    Nothing is decoded: below an empty row an empty row is stored as zeros, whichever filter it has,
    and a row with ink is not (PNG specification, 9.2).
    """
    at, parts = 8, []
    while at < len(png_data):
        length, kind = int.from_bytes(png_data[at : at + 4]), png_data[at + 4 : at + 8]
        if kind == b"IDAT":
            parts.append(png_data[at + 8 : at + 8 + length])
        at += length + 12
    high = int.from_bytes(png_data[20:24])
    stored = zlib.decompress(b"".join(parts))
    row = len(stored) // high
    # A row begins with the number of its filter.
    inked = [bool(stored[y * row + 1 : (y + 1) * row].strip(b"\0")) for y in range(high)]
    band = high // bands
    return [any(inked[number * band : (number + 1) * band]) for number in range(bands)]


def _png(svg_text: str, zoom: float) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise MissingExtra("PNG", "images") from None
    with as_file(font_folder()) as fonts:
        drawn = resvg_py.svg_to_bytes(
            svg_string=unclipped(in_own_font(svg_text)),
            zoom=zoom,
            skip_system_fonts=not typesetting.SYSTEM_FONTS or is_covered(svg_text),
            font_dirs=[str(fonts)],
            font_family=OWN,
        )
    return bytes(drawn)


def _set(pages: Sequence[str], **wishes: Any) -> bytes:
    """Set each SVG on a page with typst, and write them as is wished."""
    title = ElementTree.fromstring(pages[0]).findtext(_TITLE) or ""
    inputs = {"pages": str(len(pages)), "title": title}
    for at, page in enumerate(pages):
        root = ElementTree.fromstring(page)
        inputs[f"page{at}"] = in_own_font(page)
        inputs[f"size{at}"] = f"{root.get('width')} {root.get('height')}"
    return typeset(_DOCUMENT, inputs, all(map(is_covered, pages)), **wishes)
