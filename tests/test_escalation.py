"""Who acts when a time limit is over: one department, or several levels of them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from crackmap.language.process import Step
from crackmap.maps.chart import chart_of
from crackmap.maps.html.content import model_of
from small_process import graph_of


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("cro", ["cro"]),
        (["cro"], ["cro"]),
        (["lead", {"to": "cro", "after": "2d"}], ["lead", {"to": "cro", "after": "2d"}]),
        ({"to": "cro", "after": "2d"}, [{"to": "cro", "after": "2d"}]),
        ({"to": "cro"}, ["cro"]),
        ({"to": "cro", "after": "tbd"}, ["cro"]),
        (["tbd", {"to": "?"}, {"after": "2d"}], []),
        ("tbd", []),
        ([], []),
        (None, []),
    ],
)
def test_levels_may_be_written_in_these_forms(written: Any, levels: list[Any]) -> None:
    step = Step.model_validate({"name": "a", "escalation": written})
    assert [level.plain() for level in step.escalation] == levels
    again = Step.model_validate({"name": "a", "escalation": levels})
    assert again.escalation == step.escalation


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([["cro"]], "there is a list in a list where a level belongs"),
        ({"to": "cro", "aftr": "2d"}, "a level of escalation has no key `aftr`"),
        ([{"to": "cro", "after": "soon"}], "`soon` is no duration"),
        ({"to": {"a": "b"}}, "there are keys and values where a word belongs"),
    ],
)
def test_what_is_no_level_is_told(written: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Step.model_validate({"name": "a", "escalation": written})
    assert [error["msg"] for error in caught.value.errors()] == [f"`escalation`: {words}"]


def test_the_page_names_the_levels() -> None:
    graph = graph_of("a, within: 2d, escalation: [sales, { to: field-sales, after: 2d }]")
    (step,) = model_of(graph, chart_of(graph), [])["steps"]
    assert ["When it is over", "sales, field-sales after 2d"] in step["facts"]
