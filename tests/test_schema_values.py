"""A value of the language is valid in the JSON Schema if the loader takes it, and only then."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from crackmap import shapes
from crackmap.schema import schema
from crackmap.shapes import Misfit, Shape


@cache
def plain(shape: str) -> Draft202012Validator:
    whole = schema("process")
    names = [name for name in (f"plain-{shape}", shape) if name in whole["$defs"]]
    return Draft202012Validator({"$ref": f"#/$defs/{names[0]}", "$defs": whole["$defs"]})


def reads(shape: Shape, text: str) -> bool:
    try:
        shape.read(text)
    except Misfit:
        return False
    return True


@given(st.text("0123456789.% hdwmoqyb?-~", max_size=9))
def test_durations_shares_and_counts_are_what_the_loader_takes(text: str) -> None:
    for shape in (shapes.DURATION, shapes.SHARE, shapes.COUNT):
        assert plain(shape.kind).is_valid(text) == reads(shape, text), (shape.kind, text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (shapes.VOLUME, "1200 per month"),
        (shapes.VOLUME, "1,200 / Quarter"),
        (shapes.VOLUME, "12.5 a day"),
        (shapes.VOLUME, "12 per fortnight"),
        (shapes.VOLUME, "many per day"),
        (shapes.MONEY, "18000 USD"),
        (shapes.MONEY, "18_000.50€"),
        (shapes.MONEY, "900 Kč"),
        (shapes.MONEY, "900 $"),
        (shapes.MONEY, "900 %"),
        (shapes.MONEY, "a lot"),
        (shapes.DATE, "2026-12-31"),
        (shapes.DATE, "2026-13-31"),
        (shapes.DATE, "20261231"),
        (shapes.FLAG, "True"),
        (shapes.FLAG, "yes"),
        (shapes.ID, "überblick"),
        (shapes.ID, "a->b"),
        (shapes.ID, "a/b"),
    ],
)
def test_a_value_is_taken_if_the_loader_takes_it(shape: Shape, text: str) -> None:
    assert plain(shape.kind).is_valid(text) == reads(shape, text)


def test_every_claimable_field_takes_claims() -> None:
    claims = [{"says": "8bh", "source": "guide"}, {"says": "1bd"}]
    definitions = schema("process")["$defs"]
    taken = Draft202012Validator({"$ref": "#/$defs/duration", "$defs": definitions})
    assert taken.is_valid(claims)
    assert not taken.is_valid([{"says": "soon"}])
