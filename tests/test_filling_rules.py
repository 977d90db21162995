"""What is asked about the cracks of each rule, and that its answers fill them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crackmap.check import run
from crackmap.check.filling.case import Case
from crackmap.check.filling.forms import FORMS
from crackmap.check.filling.question import Question, answered, settled
from crackmap.history.filling import Round
from rule_examples import Example, examples

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)


def cracked() -> Iterator[Example]:
    """The first cracked example of each rule that asks something."""
    seen: set[str] = set()
    for example in examples():
        if example.rule in FORMS and example.marks and example.rule not in seen:
            seen.add(example.rule)
            yield example


def first_answer(question: Question) -> str | list[str]:
    """Answer with the first choice, else with the example; with nothing where that may be."""
    offered = [choice.value for choice in question.choices if not choice.assigns]
    said = offered[0] if offered else question.example
    return settled(question, "" if question.name.endswith("share") and not offered else said)


def open_cases(example: Example) -> tuple[Round, list[Case]]:
    name, text, *rest = FILE.split(f"# file: p.yaml\n{example.text}")[1:]
    for file, content in [(name, text), *zip(rest[::2], rest[1::2], strict=True)]:
        Path(file).write_text(content)
    round_ = Round(run.RunOptions(("p.yaml",)), write=False)
    return round_, [case for case in round_.look().cases if case.finding.rule == example.rule]


@pytest.mark.parametrize("example", list(cracked()), ids=lambda example: example.rule)
def test_the_first_answers_fill_the_crack_of_a_page(example: Example, folder: Path) -> None:
    round_, cases = open_cases(example)
    for case in cases:
        given: dict[str, str | list[str]] = {}
        talk = round_.ask(case)
        assert talk is not None

        def ask(question: Question, given: dict[str, str | list[str]] = given) -> str | list[str]:
            given[question.name] = first_answer(question)
            return given[question.name]

        answered(talk, ask)
        kept = round_.keep(case, given)
        assert not kept.still
        round_.undo()
    assert cases


def test_every_rule_that_asks_has_an_example() -> None:
    assert {example.rule for example in cracked()} == FORMS.keys()


def test_the_page_names_every_rule_that_asks() -> None:
    page = (DOCS / "filling.md").read_text("utf-8").partition("## What is asked")[2]
    assert [rule for rule in FORMS if rule not in page] == []
