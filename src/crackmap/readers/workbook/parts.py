"""The parts of a workbook: unpacked piece by piece, and XML without entities, within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Protocol
from xml.parsers import expat

from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span

MAX_PARTS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_DEPTH = 256
MAX_ELEMENTS = 1_500_000  # of all parts: about three for a cell
MAX_LETTERS = 32_767  # in a cell, as Excel has it; what is longer is cut
MAX_ALL_LETTERS = 20_000_000  # in all cells: one text may stand in many of them
# What the parser hands over whole it looks at again with every piece: that takes for ever.
MAX_TOKEN = 1024 * 1024
_PIECE = 1 << 16
# What a file begins with that is no ZIP: old Excel, and a workbook with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Handler(Protocol):
    """What hears of a part: elements by their names without a prefix, and the texts in them."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""
        ...

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        ...

    def text(self, text: str) -> None:
        """Hear a part of a text."""
        ...


class Parts:
    """The parts of a ZIP; what is wrong with it is raised as Unreadable."""

    def __init__(self, data: bytes, path: str) -> None:
        """Open the ZIP."""
        self.path = path
        self.unpacked = self.elements = 0
        if data.startswith(COMPOUND):
            if _ENCRYPTED in data:
                raise self.refused(
                    "the workbook is protected by a password", "save a copy without one"
                )
            raise self.refused(
                "this is a workbook of the old format, .xls", "save it as .xlsx, or export CSV"
            )
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (
            zipfile.BadZipFile,
            ValueError,
            OverflowError,
            NotImplementedError,
            OSError,
        ) as error:
            raise self.refused(f"the workbook is damaged: {error}") from None
        if len(self.zip.namelist()) > MAX_PARTS:
            count = f"{len(self.zip.namelist()):,}"
            words = f"the workbook has {count} parts, and {MAX_PARTS:,} are read"
            raise self.refused(words, "copy the sheet with the process into a workbook of its own")
        self.names = {name.casefold().lstrip("/"): name for name in self.zip.namelist()}

    def refused(self, words: str, help_: str = "") -> Unreadable:
        """Return what to raise where the file cannot be read."""
        return Unreadable([Problem(Span(self.path), words, help_)])

    def parse(self, name: str, handler: Handler) -> bool:
        """Stream a part through a handler; return whether there is one; raises Unreadable."""
        known = self.names.get(name.casefold().lstrip("/"))
        if known is None:
            return False
        parser = _parser(handler, self, name)
        given = 0
        try:
            with self.zip.open(known) as stream:
                while piece := stream.read(_PIECE):
                    self.unpacked += len(piece)
                    if self.unpacked > MAX_UNPACKED:
                        size = f"{MAX_UNPACKED // 1024 // 1024} MB"
                        raise self.refused(f"the workbook unpacks to more than {size}")
                    given += len(piece)
                    parser.Parse(piece, False)
                    if given - parser.CurrentByteIndex > MAX_TOKEN:
                        words = f"{name} holds one name, value or comment of more than 1 MB"
                        raise self.refused(f"the workbook is damaged: {words}")
                parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # no encoding is called so
            raise self.refused(f"the workbook is damaged: {name}: {error}") from None
        except RuntimeError as error:  # a part that is encrypted by itself
            raise self.refused(f"the workbook cannot be unpacked: {error}") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise self.refused(f"the workbook is damaged: {name}: {error}") from None
        return True


def _parser(handler: Handler, parts: Parts, part: str) -> expat.XMLParserType:
    depth = 0
    begin, finish = handler.start, handler.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        parts.elements += 1
        if parts.elements > MAX_ELEMENTS:
            words = f"the workbook has more than {MAX_ELEMENTS:,} elements"
            raise parts.refused(words, "name the sheet with the process: --sheet NAME")
        if depth > MAX_DEPTH:
            raise parts.refused(f"{part} is nested more than {MAX_DEPTH} levels deep")
        begin(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        finish(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_: object) -> None:
        raise parts.refused(f"{part} declares entities, which no workbook does")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    refuses: Callable[..., Any] = refuse
    parser.EntityDeclHandler = refuses
    parser.StartDoctypeDeclHandler = refuses
    parser.ExternalEntityRefHandler = refuses
    return parser
