"""What a report says, as plain records: any format shows any of them.

Words are those of people, cleaned by the formats. A number stands beside its words, with where it
is from, for programs and spreadsheets.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from crackmap.graph.numbers import Number
from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.finding import Finding

# How something stands: as agreed, in part, not at all; what is said softly, what with weight.
Tone = Literal["", "good", "fair", "bad", "soft", "strong"]


class Cell(NamedTuple):
    """Some words, and in smaller ones a `note` below: where a number is from, say.

    `number` is what the words tell; `link` the file of a set that they lead to.
    """

    words: str
    note: str = ""
    tone: Tone = ""
    number: Number | int | None = None
    link: str = ""


class Column(NamedTuple):
    """A column of a table: the `key` that programs know it by, its head, and how wide it is.

    The widths of a table are shares of it.
    """

    key: str
    head: str
    width: int = 10
    right: bool = False


class Table(NamedTuple):
    """Rows below heads; where there are none, `empty` says what that means.

    In one that is filled in `by_hand` what is open has room for that.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    by_hand: bool = False


class Words(NamedTuple):
    """A paragraph."""

    text: str
    tone: Tone = ""


class Figures(NamedTuple):
    """A few figures side by side: each a cell, whose note says what is counted."""

    cells: tuple[Cell, ...]


class Fact(NamedTuple):
    """A name, and what is said under it; `ticked` where each is something to tick off."""

    key: str
    name: str
    said: tuple[Cell, ...]
    ticked: bool = False


class Card(NamedTuple):
    """A title with facts; `above` is where it belongs, `mark` a figure in its corner."""

    title: str
    facts: tuple[Fact, ...]
    above: str = ""
    mark: Cell | None = None


class Cards(NamedTuple):
    """Cards in order; where there are none, `empty` says what that means."""

    cards: tuple[Card, ...]
    empty: str


class Grid(NamedTuple):
    """A cell for each pair: of who gives, down, and who takes, across; None where none passes."""

    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    key: tuple[Cell, ...]
    empty: str


class Bars(NamedTuple):
    """How a count went: each with its label, its height and its words."""

    bars: tuple[tuple[str, int, str], ...]


class Signatures(NamedTuple):
    """Lines on which to sign: for whom each is, and in its note what is known of it already."""

    sides: tuple[Cell, ...]


class Drawing(NamedTuple):
    """The map of a process with its cracks; all lanes but those of a `department` stand back.

    One that is `folded` is for the screen alone: paper has no room for it.
    """

    graph: ProcessGraph
    findings: tuple[Finding, ...]
    department: str | None = None
    folded: bool = False


Block: TypeAlias = Table | Words | Figures | Cards | Grid | Bars | Signatures | Drawing


class Section(NamedTuple):
    """Blocks below a title; `beside` puts it in one row with the section before it."""

    title: str
    blocks: tuple[Block, ...]
    beside: bool = False


class Content(NamedTuple):
    """One report: for whom, about what, and what it says.

    `reader` and `of` are how the command line calls it, `lead` is what its reader should know
    first. What is on `one_page` is made to fit. `fields` are the rows of a table for whoever sets
    up the system, the first of them its head.
    """

    reader: str
    of: str
    title: str
    about: str
    lead: str
    sections: tuple[Section, ...]
    today: str
    one_page: bool = False
    fields: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """How the command line calls it."""
        return f"{self.reader}:{self.of}" if self.of else self.reader


def cells(*words: str) -> tuple[Cell, ...]:
    """Return a plain row."""
    return tuple(map(Cell, words))
