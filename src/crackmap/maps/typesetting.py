"""Pages set by typst, with a font that travels along: the same bytes on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from typing import Any

from crackmap.maps.extras import MissingExtra
from crackmap.maps.layout.metrics import WIDTHS
from crackmap.maps.stand_ins import OWN

# Never part of a name: there the quotes are escaped.
STACK = "Arial,Helvetica,'Liberation Sans',sans-serif"
_LENGTHS = re.compile(' textLength="[0-9]+" lengthAdjust="spacingAndGlyphs"')
SYSTEM_FONTS = True  # whether fonts of the machine may stand in


def typeset(document: str, inputs: Mapping[str, str], covered: bool, **wishes: Any) -> bytes:
    """Set the document, which reads its `inputs` as data, and write it as is wished.

    Where the font has not all the letters, not all is `covered`, and those of the machine stand in.
    Raises MissingExtra without typst.
    """
    try:
        import typst
    except ImportError:
        raise MissingExtra("PDF", "images") from None
    with as_file(font_folder()) as folder:
        fonts = typst.Fonts(
            include_system_fonts=SYSTEM_FONTS and not covered,
            include_embedded_fonts=False,
            font_paths=[str(folder)],
        )
        written: bytes = typst.compile(
            document.encode(), font_paths=fonts, sys_inputs=dict(inputs), **wishes
        )
    return written


def font_folder() -> Any:
    """Return where the font stands."""
    return files("crackmap.maps") / "fonts"


def in_own_font(svg_text: str) -> str:
    """Return the SVG for the font that travels along; its words are as long there as measured."""
    return _LENGTHS.sub("", svg_text).replace(STACK, f"'{OWN}'")


def is_covered(letters: Iterable[str]) -> bool:
    """Return whether the font has all letters: it has all whose widths are built in."""
    return all(letter in WIDTHS or letter == "\n" for letter in set(letters))
