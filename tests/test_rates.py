"""Rates: what a crack is taken to lose, as people write it, and how volumes turn into others."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from crackmap.editors.schema import schema
from crackmap.language.values import Rate, Volume

RATES = ["2% to 5%", "2%-5%", "2-5%", "2% – 5%", "0.02 to 0.05", " 2%  to  5% "]
NO_RATES = ["", "some", "5% to 2%", "2% to", "to 5%", "120%", "2 to 5", "2% 5%", "1% to 2% to 3%"]


@pytest.mark.parametrize("text", RATES)
def test_a_rate_is_read(text: str) -> None:
    assert Rate.parse(text) == Rate(Fraction(2, 100), Fraction(5, 100))
    assert str(Rate.parse(text)) == "2% to 5%"


def test_a_rate_may_be_one_share() -> None:
    assert Rate.parse("2.5%") == Rate(Fraction(25, 1000), Fraction(25, 1000))
    assert str(Rate.parse("2.5%")) == "2.5%"


@pytest.mark.parametrize("text", NO_RATES)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        Rate.parse(text)


@pytest.mark.parametrize("rate", [*RATES, "2.5%", 0.02, None, "tbd"])
def test_editors_take_a_rate(rate: Any) -> None:
    assert Draft202012Validator(schema("workspace")).is_valid({"impact": {"dead-end": rate}})


@pytest.mark.parametrize("rate", ["some", "120%", "2% 5%", 1.5, [1, 2], {"a": "2%"}])
def test_editors_refuse_what_is_none(rate: Any) -> None:
    assert not Draft202012Validator(schema("workspace")).is_valid({"impact": {"dead-end": rate}})


def test_editors_know_the_rules_that_may_have_one() -> None:
    assert not Draft202012Validator(schema("workspace")).is_valid({"impact": {"dead-ed": "2%"}})


@pytest.mark.parametrize(
    ("volume", "period", "cases"),
    [
        ("1200 per year", "month", 100),
        ("100 per month", "quarter", 300),
        ("7 per week", "day", 1),
        ("5 per day", "day", 5),
    ],
)
def test_a_volume_is_told_per_another_period(volume: str, period: str, cases: float) -> None:
    assert Volume.parse(volume).per(period) == pytest.approx(cases)
