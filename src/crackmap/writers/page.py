"""Where text for people is written: a terminal of some width, with or without colour."""

from __future__ import annotations

import io
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crackmap.writers.excerpt import one_line
from crackmap.writers.width import columns

# Colours that can be read on a light and on a dark background.
STYLES = {"error": "bold red", "warning": "bold magenta", "note": "bold"}
MARKS = {"error": ("✗", "x"), "warning": ("!", "!"), "note": ("·", "-")}
LEAST = 16  # columns that words keep, however narrow the terminal is


class _Paper(io.StringIO):
    """A text that counts its lines while it is written: a page may be asked for each process."""

    lines = 0

    def write(self, text: str) -> int:
        """Write a text, and count."""
        self.lines += text.count("\n")
        return super().write(text)


@dataclass(frozen=True)
class Page:
    """Where the report is written: its width in columns, and whether it may use Unicode."""

    console: Console
    width: int
    unicode: bool

    @classmethod
    def of(cls, width: int, *, colour: bool, unicode: bool) -> Page:
        """Return an empty page."""
        console = Console(
            file=_Paper(),
            width=width,
            height=100,  # with both given the console asks no terminal
            force_terminal=colour,
            force_jupyter=False,
            color_system="standard" if colour else None,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )
        return cls(console, width, unicode)

    def __str__(self) -> str:
        """Return what was written."""
        file = self.console.file
        assert isinstance(file, _Paper)
        lines = (line.rstrip() for line in file.getvalue().split("\n"))
        return "\n".join(lines).strip("\n") + "\n"

    @property
    def lines(self) -> int:
        """How many lines were written."""
        file = self.console.file
        assert isinstance(file, _Paper)
        return file.lines

    def rule(self, name: str) -> None:
        """Write a name with a line behind it to the edge."""
        *lines, last = self.folded(one_line(name), self.width)
        for line in lines:
            self.line(Text(line, "bold"))
        rest = self.width - columns(last) - 1
        self.line(Text(last, "bold").append(" " + self.sign("─", "-") * rest, "not bold"))

    def sign(self, fancy: str, plain: str) -> str:
        """Return a sign that the terminal can show."""
        return fancy if self.unicode else plain

    def say(
        self, words: str, indent: int = 0, *, lead: str = "", mark: str = "", style: str = ""
    ) -> None:
        """Write words, folded at the edge; they hang behind the `lead`, which has the style `mark`.

        Words without a lead and an indent are a line of their own; none at all is an empty line.
        """
        hang = indent + columns(lead)
        for number, line in enumerate(self.folded(one_line(words), self.width - hang)):
            before = Text(" " * indent).append(lead, mark) if not number else Text(" " * hang)
            self.line(before.append(line, style))

    def title(self, words: str) -> None:
        """Write the title of a part, below an empty line."""
        self.say("")
        self.say(words, style="bold underline")

    def line(self, text: Text) -> None:
        """Write one line as it is."""
        if self.console.no_color:  # a page of thousands of lines is not laid out one by one
            self.console.file.write(f"{text.plain}\n")
        else:
            self.console.print(text, soft_wrap=True)

    def table(self, table: Table, indent: int) -> None:
        """Write a table, indented."""
        narrow = self.console.options.update_width(self.width - indent)
        for segments in self.console.render_lines(table, narrow, pad=False):
            parts = (Text(segment.text, segment.style or "") for segment in segments)
            self.line(Text(" " * indent).append_text(Text("").join(parts)))

    def folded(self, words: str, width: int) -> list[str]:
        """Return words as lines of `width` columns; a word that is too long is broken."""
        if "\n" not in words and columns(words) <= max(width, LEAST):
            return [words.rstrip()]
        lines = Text(words).wrap(self.console, max(width, LEAST))
        return [line.plain.rstrip() for line in lines] or [""]


def number_of(number: int | None) -> str:
    """Return the number that a crack has on the map, as texts show it."""
    return f"[{number}] " if number else ""
