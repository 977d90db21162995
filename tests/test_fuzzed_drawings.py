"""Whatever stands in a drawing or a page: it is read or refused, and never breaks."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackmap.readers.making.reading import ReadOptions
from crackmap.source.problems import Unreadable
from drawings import LANE, cell, edge, file, model, packed
from thoroughness import examples
from workbooks import read

BITS = [
    "a",
    "b",
    "A[x]",
    "-->",
    "-- x",
    "-->|x|",
    "&",
    "<-->",
    "subgraph S",
    "end",
    "{",
    "]",
    "((x",
]
BITS += [
    '"',
    "%%",
    "@{",
    "}",
    "#40;",
    ":::",
    ";",
    "\n",
    "\n\n",
    " ",
    "# H",
    "## I",
    "**Owner:**",
    "or",
]
BITS += [
    "- ",
    "1. ",
    "**SLA:** 2d",
    "```",
    "```mermaid\n",
    "flowchart LR\n",
    "|",
    "---",
    "\0",
    "\u202e",
]
TEXTS = st.lists(st.sampled_from(BITS), max_size=30).map("".join)
WORDS = st.sampled_from(
    ["", "Call", "?", "TBD", "Start", "No owner", "x (pool)", "<b>", "&#1;", "日本"]
)
IDS = st.sampled_from(["0", "1", "a", "b", "c", "", "-"])
STYLES = ["", LANE, "rhombus", "ellipse", "text", "shape=table", "shape=tableRow", "group", "=;;="]
NUMBERS = st.sampled_from(["0", "nan", "-1e400", "9", "x"])
SHAPES = st.builds(
    lambda id_, words, style, parent, at: cell(id_, words, style, parent, " ".join(at)),
    IDS,
    WORDS,
    st.sampled_from(STYLES),
    IDS,
    st.lists(NUMBERS, min_size=4, max_size=4),
)
LINES = st.builds(
    lambda source, target, words: edge(f"{source or 'a'} {target or '-'}", words, inside=words),
    IDS,
    IDS,
    WORDS,
)


def survives(text: str, path: str, form: str) -> None:
    with contextlib.suppress(Unreadable):
        reading = read(text, path, ReadOptions(form))
        assert all(list(process.steps()) for process in reading.processes)


@settings(max_examples=examples(40), deadline=None)
@given(TEXTS)
@pytest.mark.parametrize(("path", "form"), [("a.mmd", "mermaid"), ("a.md", "markdown")])
def test_texts_are_read_or_refused(path: str, form: str, text: str) -> None:
    survives(f"flowchart LR\n{text}" if form == "mermaid" else text, path, form)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(SHAPES | LINES, max_size=12))
def test_drawings_are_read_or_refused(cells: list[str]) -> None:
    drawn = model(*cells)
    survives(drawn, "a.drawio", "drawio")
    survives(file(P=packed(drawn), Q="", R=drawn), "a.drawio", "drawio")
