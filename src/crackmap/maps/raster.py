"""PNG and PDF of an SVG that crackmap wrote, with a font that travels along.

The bytes are the same on every machine, as long as that font has all the letters; where it has
not, a font of the machine stands in for the missing ones.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from xml.etree import ElementTree

from crackmap.maps.extras import MissingExtra
from crackmap.maps.layout.metrics import WIDTHS

FAMILY = "Crackmap Sans"
# Never part of a name: there the quotes are escaped.
_STACK = "Arial,Helvetica,'Liberation Sans',sans-serif"
_LONGEST = 16_000  # pixels; much longer images are refused by many programs
_TITLE = "{http://www.w3.org/2000/svg}title"

_DOCUMENT = b"""#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.map), format: "svg", alt: sys.inputs.title)
"""


def png(svg_text: str, zoom: float = 2) -> bytes:
    """Draw the SVG as PNG, `zoom` pixels for each of its own; a very long map gets fewer.

    Raises MissingExtra without resvg_py. A map in both themes comes out light.
    """
    try:
        import resvg_py
    except ImportError:
        raise MissingExtra("PNG", "images") from None
    root = ElementTree.fromstring(svg_text)
    longest = max(int(root.get("width", "1")), int(root.get("height", "1")))
    with as_file(files("crackmap.maps") / "fonts") as fonts:
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg_text.replace(_STACK, f"'{FAMILY}'"),
            zoom=min(zoom, _LONGEST / longest),
            skip_system_fonts=_is_covered(svg_text),
            font_dirs=[str(fonts)],
            font_family=FAMILY,
        )
    return bytes(drawn)


def pdf(svg_text: str) -> bytes:
    """Set the SVG on one PDF page of its size, a point for each pixel, with text to select.

    Raises MissingExtra without typst. A map in both themes comes out light.
    """
    try:
        import typst
    except ImportError:
        raise MissingExtra("PDF", "images") from None
    title = ElementTree.fromstring(svg_text).findtext(_TITLE) or ""
    drawn = svg_text.replace(_STACK, f"'{FAMILY}'")
    with as_file(files("crackmap.maps") / "fonts") as folder:
        fonts = typst.Fonts(
            include_system_fonts=not _is_covered(svg_text),
            include_embedded_fonts=False,
            font_paths=[str(folder)],
        )
        document: bytes = typst.compile(
            _DOCUMENT,
            font_paths=fonts,
            format="pdf",
            sys_inputs={"map": drawn, "title": title},
            timestamp=0,
        )
    return document


def _is_covered(svg_text: str) -> bool:
    """Return whether the font has all letters: it has all whose widths are built in."""
    return all(letter in WIDTHS or letter == "\n" for letter in set(svg_text))
