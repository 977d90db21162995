"""A step has as many owners as anybody could tell apart."""

from __future__ import annotations

import pytest

from crackmap.readers.yaml import read
from crackmap.source.problems import Unreadable


def text(count: int) -> bytes:
    names = [f"d{number}" for number in range(count)]
    owners = ", ".join(f"{{ who: {name}, when: case {name} }}" for name in names)
    step = f"{{ name: Do it, owner: [{owners}], outcome: won }}"
    head = f"process: P\ndepartments: [{', '.join(names)}]\n"
    return f"{head}stages: [{{ name: S, steps: [{step}] }}]\n".encode()


def test_64_owners_by_condition_are_read() -> None:
    (step,) = read(text(64), "p.yaml").steps()
    assert len(step.owner) == 64


def test_one_more_is_an_error_at_the_first_that_is_too_many() -> None:
    with pytest.raises(Unreadable) as caught:
        read(text(65), "p.yaml")
    (problem,) = caught.value.problems
    assert "65 owners" in problem.message
    assert problem.span.column > 1
