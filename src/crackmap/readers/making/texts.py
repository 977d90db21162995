"""The text of a file whose encoding nobody has written down."""

from __future__ import annotations

import codecs
import contextlib

from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codecs of names and of source code.
_NO_FILES = ("idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape")
_NAME_IT = "name the encoding: --encoding cp1250, say"


def text_of(data: bytes, path: str, encoding: str = "") -> tuple[str, list[Note]]:
    """Return the text of `data` and what was assumed; raises Unreadable.

    A byte order mark counts most, then NULs, which mean UTF-16, then UTF-8, where all of it is
    that; Windows-1252 is a guess, and said.
    """
    if encoding:
        return _decoded(data, _known(encoding, path), path), []
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, path), []
    if b"\0" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        name = "utf-16-le" if odd > even else "utf-16-be"
        if len(data) % 2 or min(even, odd) * 4 > max(even, odd):
            words = "this is no text: it holds bytes that no encoding of texts has"
            raise Unreadable([Problem(Span(path), words, "export it as CSV or XLSX")])
        return _decoded(data, name, path), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        words = "this is no UTF-8; Windows-1252 was assumed, and --encoding names another one"
        return _decoded(data, "cp1252", path), [Note(Span(path), words)]


def _known(encoding: str, path: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        with contextlib.suppress(UnicodeError):
            b"a".decode(name)  # raises LookupError for codecs of other things than texts
        if name in _NO_FILES:
            raise LookupError
        return name
    except (LookupError, ValueError):
        words = f"--encoding: there is no encoding `{encoding}`"
        raise Unreadable([Problem(Span(path), words, "utf-8, utf-16, cp1252 and so on")]) from None


def _decoded(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        words = f"byte {start + 1}, 0x{data[start]:02X}, is not {encoding}"
        raise Unreadable([Problem(Span(path), words, _NAME_IT)]) from None
