"""The lines of a YAML file that cannot be read, as a person sees them: indentation, dash, key."""

from __future__ import annotations

import re
from typing import NamedTuple

from crackmap.source.characters import printable

# So much of a text is shown in advice; nobody types more than that again.
_SHOWN = 60
KEY = r"[^\s:#'\"\[\]{}&*!|>%@`,?-][^\s:#'\"\[\]{},]*"
_BEGINNING = re.compile(rf"(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<key>{KEY}) *:(?=\s|$))?")
_BREAK = re.compile(r"\r\n|\n|\r")


class Slip(NamedTuple):
    """What is wrong between two offsets of the text, what to do, and another place in words."""

    start: int
    end: int
    message: str
    help: str
    related: tuple[tuple[str, int, int], ...] = ()


class Line(NamedTuple):
    """A line of the file: the offset at which it starts, and its text without the line end."""

    start: int
    text: str

    def beginning(self) -> re.Match[str]:
        """Return the `indent`, the `dashes` with the spaces behind them, and the `key` or None."""
        found = _BEGINNING.match(self.text)
        assert found
        return found

    @property
    def key(self) -> str | None:
        """The word before the first colon, if the line begins with one."""
        return self.beginning()["key"]

    @property
    def key_column(self) -> int:
        """How many columns stand before the key, dashes too."""
        return self.beginning().end("dashes")

    @property
    def indent(self) -> int:
        """How many spaces the line begins with."""
        return self.beginning().end("indent")

    @property
    def has_dash(self) -> bool:
        """Whether the line begins an item of a list."""
        return re.match(" *-(?: |$)", self.text) is not None

    @property
    def says(self) -> bool:
        """Whether anything but a comment stands on it."""
        return re.fullmatch(r"\s*(?:#.*)?", self.text) is None

    def value(self) -> str:
        """Return what stands behind the key, without a comment."""
        rest = self.text[self.beginning().end("key") + 1 :] if self.key else self.text
        return re.split(r"(?:^|\s)#", rest, maxsplit=1)[0].strip()

    def holds(self, offset: int) -> bool:
        """Return whether `offset` of the text is on this line."""
        return self.start <= offset <= self.start + len(self.text)

    def slip(
        self, start: int, end: int, message: str, help_: str, beside: Line | None = None
    ) -> Slip:
        """Return a slip between two columns; `beside` is a line whose key is shown, too."""
        related: tuple[tuple[str, int, int], ...] = ()
        if beside and beside.key:
            at = beside.start + beside.key_column
            words = f"`{printable(beside.key)}` begins in column {beside.key_column + 1}"
            related = ((words, at, at + len(beside.key)),)
        return Slip(self.start + start, self.start + max(end, start + 1), message, help_, related)


class Stop(NamedTuple):
    """Where libyaml stopped and with which words, and the offset where what it read had begun.

    `lines` are those that say something, up to the one where it stopped; there is at least one.
    """

    text: str
    words: str
    at: int
    began: int
    lines: tuple[Line, ...]

    @property
    def line(self) -> Line:
        """The line on which it stopped."""
        return self.lines[-1]

    @property
    def column(self) -> int:
        """How many characters of that line stand before the place."""
        return max(0, self.at - self.line.start)

    @property
    def above(self) -> Line | None:
        """The line above."""
        return self.lines[-2] if len(self.lines) > 1 else None

    @property
    def first(self) -> Line:
        """The line on which that began which libyaml was reading."""
        return next((line for line in self.lines if line.holds(self.began)), self.line)

    @property
    def near(self) -> tuple[Line, ...]:
        """The lines on which the slip may be, the likeliest first."""
        return (self.first, *self.lines[:-3:-1])


def stop_at(text: str, words: str, at: int, began: int) -> Stop | None:
    """Return the place where libyaml stopped; None where no line says anything."""
    lines = []
    start = 0
    for found in (*_BREAK.finditer(text), None):
        end = found.start() if found else len(text)
        line = Line(start, text[start:end])
        if line.says:
            lines.append(line)
        if found is None or at < found.end():
            break
        start = found.end()
    return Stop(text, words, at, began, tuple(lines)) if lines else None


def shown(text: str) -> str:
    """Return a text for advice: what could steer a terminal replaced, what is long shortened."""
    plain = printable(text.strip())
    return plain if len(plain) <= _SHOWN else "..."


def quoted(text: str) -> str:
    """Return a text as it can be pasted, in the quotes that it does not hold itself."""
    plain = shown(text)
    if "'" not in plain:
        return f"'{plain}'"
    if '"' not in plain and "\\" not in plain:
        return f'"{plain}"'
    return "'" + plain.replace("'", "''") + "'"
