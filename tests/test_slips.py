"""Slips of people who do not know YAML: each is told at its place, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackmap.source import yaml_events
from crackmap.source.span import Source
from crackmap.source.yaml_slips import explain
from slips import HEAD, SLIPS, problems


def first(marked: str, end: str = "\n") -> tuple[str, str, str]:
    """The first problem of a file: its place marked in the file, its message and its help."""
    text = marked.replace("⟦", "").replace("⟧", "").replace("\n", end)
    one = problems(text)[0]
    starts = [0, *(at + len(end) for at in range(len(text)) if text.startswith(end, at))]
    begin = starts[one.span.line - 1] + one.span.column - 1
    stop = starts[one.span.end_line - 1] + one.span.end_column - 1
    shown = f"{text[:begin]}⟦{text[begin:stop]}⟧{text[stop:]}"
    return shown.replace(end, "\n"), one.message, one.help


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_at_its_place_with_what_to_write(slip: str) -> None:
    assert first(SLIPS[slip][0]) == SLIPS[slip]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_at_its_place_whatever_ends_the_lines(slip: str) -> None:
    assert first(SLIPS[slip][0], "\r\n") == SLIPS[slip]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_byte_order_mark_moves_no_place(slip: str) -> None:
    text = SLIPS[slip][0].replace("⟦", "").replace("⟧", "")
    assert problems("\ufeff" + text)[0].span == problems(text)[0].span


@pytest.mark.parametrize(
    "line",
    [
        "name: Call the lead # today",
        "name: Call the lead   #  5",
        "name: 'Call' #5",
        "name: Win #",
        "trigger: #TODO",
        "trigger: #tbd",
        "name: Win  #crackmap: ignore[vague-name] that is its name",
        "owner: sales #inside",
        "outcome: won #5",
        "name: C#",
        "name: Call#5",
    ],
)
def test_a_comment_that_takes_nothing_away_is_a_comment(line: str) -> None:
    other = "id: a" if line.startswith("name") else "name: A"
    assert problems(f"{HEAD}      - {line}\n        {other}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "      - name: Call\u00a0the\u00a0lead\n",
        HEAD + "      - name: \u201cCall\u201d the lead\n",
        HEAD + '      - name: "Call\n          the lead"\n',
        HEAD + "      - name: It's done\n",
        HEAD + "      - name: See https://example.com/a:b\n",
    ],
)
def test_what_only_looks_like_a_slip_is_read(text: str) -> None:
    assert problems(text) == []


def test_a_name_in_curly_quotes_is_suggested_without_them() -> None:
    (one,) = problems(HEAD + "      - { name: A, kind: \u201ctask\u201d }\n")
    assert one.help == "did you mean `task`?"


FILE = (Path(__file__).parent.parent / "processes" / "lead-to-cash.yaml").read_text("utf-8")
SIGNS_OF_YAML = st.sampled_from(
    ["", " ", "\t", ":", "- ", "'", '"', "[", "}", "#", "\n", "*", "\u00a0"]
)


@given(st.integers(0, len(FILE) - 1), st.integers(0, 3), SIGNS_OF_YAML)
def test_a_slip_anywhere_is_told_inside_of_the_file(at: int, gone: int, put: str) -> None:
    text = FILE[:at] + put + FILE[at + gone :]
    for one in problems(text):
        assert one.message
        assert 1 <= one.span.line <= text.count("\n") + 1


@given(st.text(" \n\t:-#'\"[]{}a@\u00a0", max_size=30), st.integers(0, 40), st.integers(0, 40))
def test_any_place_in_any_text_is_explained(text: str, at: int, began: int) -> None:
    for words in ("mapping values are not allowed", "did not find expected key", "scanning"):
        slip = explain(text, words, min(at, len(text)), min(began, at, len(text)))
        assert slip.message
        Source("p.yaml", text).span(slip.start, slip.end)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_without_libyaml_too(slip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_parser", yaml_events._pure_parser)
    assert problems(SLIPS[slip][0].replace("⟦", "").replace("⟧", ""))
