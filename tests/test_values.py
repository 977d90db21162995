"""The values of the language: durations, shares, dates, amounts, placeholders, ids."""

from __future__ import annotations

import datetime
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackmap.language.texts import PLACEHOLDERS, id_fault, id_of, is_placeholder
from crackmap.language.values import (
    Duration,
    Money,
    Volume,
    compare,
    parse_date,
    parse_share,
    total,
)

ARABIC_TWO = "\N{ARABIC-INDIC DIGIT TWO}"
DECOMPOSED = unicodedata.normalize("NFD", "café")


@pytest.mark.parametrize("text", ["30m", "4h", "2d", "1w", "3mo", "1q", "1y", "8bh", "3bd"])
def test_every_unit_is_read(text: str) -> None:
    assert Duration.parse(text).text == text


@pytest.mark.parametrize(("text", "amount"), [("1.5h", Fraction(3, 2)), ("2 d", 2), (" 2bd ", 2)])
def test_a_duration_may_have_a_fraction_and_spaces(text: str, amount: Fraction) -> None:
    assert Duration.parse(text).amount == amount


@pytest.mark.parametrize(
    "text",
    ["-1d", "1e9d", "9999999999d", "1h30m", ".5d", "15", f"{ARABIC_TWO}d"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("calendar", "working"),
    [
        ("4h", "4bh"),
        ("24h", "1bd"),
        ("1d", "8bh"),
        ("1w", "5bd"),
        ("1mo", "21bd"),
        ("30m", "0.5bh"),
    ],
)
def test_calendar_time_becomes_working_time(calendar: str, working: str) -> None:
    assert compare(Duration.parse(calendar), Duration.parse(working)) == 0


def test_hours_beyond_a_working_day_add_none() -> None:
    assert Duration.parse("12h").working_minutes() == Duration.parse("8h").working_minutes()


def test_a_working_day_is_as_long_as_its_hours() -> None:
    assert compare(Duration.parse("1bd"), Duration.parse("6bh"), day=360) == 0


def test_two_days_and_48_hours_are_the_same() -> None:
    assert compare(Duration.parse("48h"), Duration.parse("2d")) == 0


def test_calendar_time_adds_up_to_calendar_time() -> None:
    assert total([Duration.parse("12h"), Duration.parse("1d"), Duration.parse("12h")]).text == "2d"


def test_working_time_among_it_makes_the_sum_working_time() -> None:
    assert total([Duration.parse("1d"), Duration.parse("8bh")]).text == "2bd"


def test_weeks_add_up_to_weeks() -> None:
    assert total([Duration.parse("2w"), Duration.parse("1.5w")]).text == "3.5w"


@pytest.mark.parametrize(
    ("text", "share"),
    [("40%", Fraction(2, 5)), ("0.4", Fraction(2, 5)), ("0%", 0), ("100%", 1), ("1", 1), ("0", 0)],
)
def test_a_share_is_a_part_of_one(text: str, share: Fraction) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["100.0001%", "1.01", "40", "-1%", "1e-1", ".4", f"{ARABIC_TWO}%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no share"):
        parse_share(text)


def test_a_date_is_read() -> None:
    assert parse_date("2026-05-01") == datetime.date(2026, 5, 1)


@pytest.mark.parametrize("text", ["2026-02-30", "20260501", "2026-W01-1", "01.05.2026", "2026-5-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        parse_date(text)


@pytest.mark.parametrize("text", ["3" + ",000" * 150, "1" + ".000" * 5, "9" * 16])
def test_an_amount_of_more_than_15_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no amount of money"):
        Money.parse(f"{text} USD")
    with pytest.raises(ValueError, match="is no volume"):
        Volume.parse(f"{text} per month")


@pytest.mark.parametrize("text", ["18000 USD", "18,000 USD", "18 000 USD", "18000USD"])
def test_money_is_read(text: str) -> None:
    assert Money.parse(text) == Money(18000, "USD")


@pytest.mark.parametrize("text", ["18000", "-5 USD", "18k", "a lot"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        Money.parse(text)


@pytest.mark.parametrize("text", ["1200 per month", "1,200 a month", "1200/month"])
def test_a_volume_is_read(text: str) -> None:
    assert Volume.parse(text) == Volume(1200, "month")


@pytest.mark.parametrize("text", ["1200", "1200 per fortnight", "-1 per day", "many per day"])
def test_what_is_no_volume_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        Volume.parse(text)


@pytest.mark.parametrize("word", sorted(PLACEHOLDERS))
def test_a_placeholder_stands_for_nothing_in_any_case(word: str) -> None:
    assert is_placeholder(f" {word.upper()} ")


@pytest.mark.parametrize("word", ["no", "off", "0", "null", "todos", "nobody else"])
def test_other_words_stand_for_themselves(word: str) -> None:
    assert not is_placeholder(word)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Send the invoice", "send-the-invoice"),
        ("Lead's  end!", "leads-end"),
        ("A/B -> C", "a-b-c"),
        ("リードを評価する", "リードを評価する"),
        ("اتصال أول", "اتصال-أول"),
        (DECOMPOSED, "café"),
        ("🔥", ""),
    ],
)
def test_an_id_is_made_of_a_name(name: str, id_: str) -> None:
    assert id_of(name) == id_


@given(st.text(max_size=20))
def test_a_made_id_is_an_id_and_makes_itself(name: str) -> None:
    made = id_of(name)
    assert id_of(made) == made
    assert not made or not id_fault(made) or is_placeholder(made)


@pytest.mark.parametrize(
    "id_", ["a", "A", "012", "1:30", "no", "営業", "a\u200cb", "👩\u200d👧", "#"]
)
def test_an_id_may_be_any_word(id_: str) -> None:
    assert id_fault(id_) == ""


@pytest.mark.parametrize(
    ("id_", "fault"),
    [
        ("a b", "holds a space"),
        ("a\u00a0b", "holds a space"),
        ("a\u3000b", "holds a space"),
        ("a/b", "holds `/`"),
        ("a->b", "holds `->`"),
        ("a\u200bb", "cannot be seen"),
        ("a\ufffdb", "cannot be seen"),
        ("tbd", "stands for nothing"),
        ("", "stands for nothing"),
    ],
)
def test_what_is_no_id_is_reported_why(id_: str, fault: str) -> None:
    assert fault in id_fault(id_)
