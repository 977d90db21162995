"""Figures as people write them: read where they mean one thing, refused where they mean two."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackmap.history.fields import Words, said
from crackmap.language.values import Duration, Money, Volume, parse_share
from crackmap.language.workspace import WorkingHours
from crackmap.readers.yaml import read
from crackmap.source.problems import Problem, Unreadable


def step_with(field: str) -> str:
    return f"process: P\nstages:\n- name: S\n  steps:\n  - name: A\n    {field}\n"


def the_problem(text: str) -> Problem:
    with pytest.raises(Unreadable) as raised:
        read(text.encode(), "p.yaml")
    (problem,) = raised.value.problems
    return problem


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2 days", "2d"),
        ("1 day", "1d"),
        ("2-day", "2d"),
        ("2D", "2d"),
        ("2.0 days", "2d"),
        ("3 calendar days", "3d"),
        ("24 hours", "24h"),
        ("1 hr", "1h"),
        ("24-hour", "24h"),
        ("1,5 hours", "1.5h"),
        ("0.125d", "0.125d"),
        ("30 mins", "30m"),
        ("30 Minutes", "30m"),
        ("3 weeks", "3w"),
        ("2 wks", "2w"),
        ("6 months", "6mo"),
        ("1 quarter", "1q"),
        ("2 yrs", "2y"),
        ("5 business days", "5bd"),
        ("2 working days", "2bd"),
        ("2 workdays", "2bd"),
        ("8 Business Hours", "8bh"),
        ("2\u00a0days", "2d"),
    ],
)
def test_a_duration_in_words_is_told_in_one_form(written: str, canonical: str) -> None:
    assert str(Duration.parse(written)) == canonical
    assert Duration.parse(written) == Duration.parse(canonical)


@pytest.mark.parametrize(
    ("written", "target", "limit"),
    [
        ("3-5d", "3d", "5d"),
        ("3 - 5 days", "3d", "5d"),
        ("3\u20135 days", "3d", "5d"),
        ("3 to 5 days", "3d", "5d"),
        ("2-3 business days", "2bd", "3bd"),
        ("4h to 1d", "4h", "1d"),
        ("5m-24h", "5m", "24h"),
        ("2d - 2d", "2d", "2d"),
    ],
)
def test_a_range_is_a_target_and_a_limit(written: str, target: str, limit: str) -> None:
    within = read(step_with(f"within: {written}").encode(), "p.yaml").stages[0].steps[0].within
    assert within
    assert (str(within.target), str(within.limit)) == (target, limit)


@pytest.mark.parametrize(
    ("field", "words", "help_"),
    [
        ("within: 5-3d", "`5-3d` begins with the longer time", "write 3d-5d"),
        ("effort: 2-4h", "`2-4h` is a range where one length belongs", "write 4h"),
        ("within: { limit: 2-4h }", "`2-4h` is a range where one length belongs", "write 4h"),
        ("within: 15", "`15` has no unit", "write 15m, 15h or 15d"),
        ("within: 2-3", "`2-3` has no unit", "behind the second number: 2-3d or 2-3bd"),
        ("within: next business day", "is no length of time", "write 1bd"),
        ("within: 30M", "can be read in two ways", "write 30m for minutes, 30mo for months"),
        ("within: 1.500 h", "can be read in two ways", "write 1500h or 1.5h"),
        ("within: '1,500 hours'", "can be read in two ways", "write 1500h or 1.5h"),
        ("within: half a day", "is no figure", "write 12h, or 4bh of working time"),
        ("within: half an hour", "is no figure", "write 30m"),
        ("within: a day", "has its number in words", "write 1d"),
        ("within: an hour", "has its number in words", "write 1h"),
        ("within: two weeks", "has its number in words", "write 2w"),
        ("within: 1h30m", "has two units", "write one number with one unit: 90m"),
        ("within: 1 day and 4 hours", "has two units", "28h"),
        ("within: up to 2 days", "`up to 2 days` is no duration", "write 2d"),
        ("within: < 24h", "`< 24h` is no duration", "write 24h"),
        ("within: \u201c2d\u201d", "is no duration", "write 2d"),
        ("within: 2h or 3d", "is no duration", "write 30m, 4h"),
        ("within: soon", "`soon` is no duration", "write 30m, 4h"),
        ("every: biweekly", "can be read in two ways", "write the time between"),
        ("every: Friday", "`Friday` is no duration", "write daily, 4h"),
        ("next: { to: a, share: 0,4 }", "a flow has no key `4`", "write 0.4 or 40%"),
        ("next: { to: a, share: 20 }", "`20` has no sign", "write 20%"),
        ("next: { to: a, share: 1 in 5 }", "is no percentage", "write 20%"),
        ("next: { to: a, share: about 20% }", "is no share", "write 20%"),
        ("next: { to: a, share: 10-20% }", "is no share", "from 0% to 100%"),
        ("next: { to: a, share: 140% }", "`140%` is no share", "from 0% to 100%"),
        ("next: { to: a, rounds: up to 3 }", "is no whole number", "write 3"),
        ("next: { to: a, rounds: 3x }", "is no whole number", "write 3"),
        ("next: { to: a, rounds: three }", "is no whole number", "write 3"),
        ("next: { to: a, rounds: 2-3 }", "is no whole number", "write a number such as 3"),
    ],
)
def test_what_is_unclear_is_refused_with_what_to_write(field: str, words: str, help_: str) -> None:
    problem = the_problem(step_with(field))
    assert words in problem.message
    assert help_ in problem.help


@pytest.mark.parametrize(
    ("written", "between"),
    [("daily", "1d"), ("Weekly", "1w"), ("day", "1d"), ("business day", "1bd"), ("2 weeks", "2w")],
)
def test_how_often_may_be_a_word(written: str, between: str) -> None:
    step = read(step_with(f"every: {written}").encode(), "p.yaml").stages[0].steps[0]
    assert str(step.every) == between


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("20 percent", Fraction(1, 5)),
        ("20 per cent", Fraction(1, 5)),
        ("20 %", Fraction(1, 5)),
        ("20 pct", Fraction(1, 5)),
        ("12,5 %", Fraction(1, 8)),
        ("0,4", Fraction(2, 5)),
        ("0.125", Fraction(1, 8)),
    ],
)
def test_a_share_in_words_is_read(written: str, share: Fraction) -> None:
    assert parse_share(written) == share


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("$45,000", 45000, "$"),
        ("45.000 \u20ac", 45000, "EUR"),
        ("18.000 \u20ac", 18000, "EUR"),
        ("\u20ac18.000", 18000, "EUR"),
        ("18,50 \u20ac", 18.5, "EUR"),
        ("18.5 EUR", 18.5, "EUR"),
        ("18.000,50 EUR", 18000.5, "EUR"),
        ("EUR 18,000.50", 18000.5, "EUR"),
        ("1.234.567 EUR", 1234567, "EUR"),
        ("0.125 EUR", 0.125, "EUR"),
        ("18'000 CHF", 18000, "CHF"),
        ("18\u2019000 CHF", 18000, "CHF"),
        ("18\u202f000 \u20ac", 18000, "EUR"),
        ("18 000 usd", 18000, "USD"),
        ("US$ 45,000", 45000, "USD"),
        ("$45,000 CAD", 45000, "CAD"),
        ("\u00a31.2m", 1200000, "GBP"),
        ("45k USD", 45000, "USD"),
        ("45 K\u20ac", 45000, "EUR"),
        ("1,2 Mio. \u20ac", 1200000, "EUR"),
        ("1.2 million USD", 1200000, "USD"),
        ("900 K\u010d", 900, "K\u010d"),
        ("900kr", 900, "kr"),
    ],
)
def test_money_is_read_as_it_is_written_anywhere(
    written: str, amount: float, currency: str
) -> None:
    assert Money.parse(written) == Money(amount, currency)


@pytest.mark.parametrize(
    "written",
    [
        *("1.250m €", "1,200.500 EUR", "1234.567 EUR", "1.2.3 EUR", "012.000 EUR"),
        *("45 TEUR", "45kEUR", "45 T€", "12,34 5 EUR", "€45 USD", "45 percent", "45 million"),
        *("about 18000", "max 18000", "18k"),
    ],
)
def test_money_that_could_be_another_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is no amount of money"):
        Money.parse(written)


@pytest.mark.parametrize(
    ("field", "words", "help_"),
    [
        ("value: 45,000", "`45,000` has no currency", "write 45000 USD, or the currency"),
        ("value: 45 TEUR", "is no amount of money", "write 45000 EUR"),
        ("value: 45kUSD", "is no amount of money", "write 45000 USD"),
        ("value: 1.250m \u20ac", "can be read in two ways", "write 1250000000 EUR or 1250000 EUR"),
        ("value: 10-20k USD", "is no amount of money", "write 18000 USD"),
        ("value: 45k", "`45k` has no currency", "write 45000 USD, or the currency"),
        ("value: about 18.000 \u20ac", "is no amount of money", "write 18000 EUR"),
        ("value: 18000 USD per year", "is no amount of money", "write 18000 USD"),
        ("value: a lot", "`a lot` is no amount of money", "write 18000 USD"),
        ("volume: 1200", "`1200` has no period", "write 1200 per month"),
        ("volume: 1,200 leads per month", "is no volume", "write 1200 per month"),
        ("volume: 30 deals a week", "is no volume", "write 30 per week"),
        ("volume: 40 new leads weekly", "is no volume", "write 40 per week"),
        ("volume: many per day", "is no volume", "write 1200 per month (day,"),
    ],
)
def test_an_amount_that_says_too_little_is_refused_with_what_is_missing(
    field: str, words: str, help_: str
) -> None:
    problem = the_problem(f"process: P\n{field}\nstages: [{{ name: S, steps: [{{ name: A }}] }}]\n")
    assert words in problem.message
    assert help_ in problem.help


@pytest.mark.parametrize(
    ("written", "cases", "period"),
    [
        ("1,200 per month", 1200, "month"),
        ("1.200 per month", 1200, "month"),
        ("1'200 each week", 1200, "week"),
        ("1200/mo", 1200, "month"),
        ("1200 monthly", 1200, "month"),
        ("40 Daily", 40, "day"),
        ("1.2k per year", 1200, "year"),
        ("500 per annum", 500, "year"),
        ("1.5 per day", 1.5, "day"),
        ("0.125 per day", 0.125, "day"),
    ],
)
def test_a_volume_in_words_is_read(written: str, cases: float, period: str) -> None:
    assert Volume.parse(written) == Volume(cases, period)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("09:00-17:00", 480),
        ("9 to 17", 480),
        ("9-17", 480),
        ("09:00 \u2013 17:30", 510),
        ("8.30 - 17.00", 510),
        ("9am-5pm", 480),
        ("9 a.m. to 5:30 p.m.", 510),
        ("12pm - 8pm", 480),
        ("4pm-12am", 480),
        ("0:00-24:00", 1440),
    ],
)
def test_working_hours_are_read(written: str, minutes: int) -> None:
    assert WorkingHours.model_validate({"hours": written}).day == minutes


@pytest.mark.parametrize("written", ["9 to 5", "9-5", "9am-5", "9 to 5pm", "17:00-09:00", "24/7"])
def test_working_hours_that_end_before_they_begin_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="are no working hours"):
        WorkingHours.model_validate({"hours": written})


@pytest.mark.parametrize(
    "written", ["mon-fri", "Monday to Friday", "mon - fri", "Mo-Fr", "monday through friday"]
)
def test_the_working_week_is_read(written: str) -> None:
    assert WorkingHours.model_validate({"days": written}).days == "mon-fri"


@pytest.mark.parametrize("written", ["yes", "Yes", "TRUE", "true"])
def test_yes_is_true(written: str) -> None:
    text = step_with(f"customer_facing: {written}")
    assert read(text.encode(), "p.yaml").stages[0].steps[0].customer_facing is True


@pytest.mark.parametrize(
    ("key", "then", "now"),
    [
        ("within", "2 days", "2d"),
        ("within", "{ limit: 2d }", "2 days"),
        ("within", "3-5d", "{ target: 3 days, limit: 5d }"),
        ("effort", "30 mins", "30m"),
        ("every", "daily", "1d"),
        ("customer_facing", "yes", "true"),
    ],
)
def test_the_same_in_other_words_is_no_difference(key: str, then: str, now: str) -> None:
    steps = [
        read(step_with(f"{key}: {value}").encode(), "p.yaml").stages[0].steps[0]
        for value in (then, now)
    ]
    assert said(steps[0], Words()) == said(steps[1], Words())


STAGES = "stages: [{ name: S, steps: [{ name: Call them }] }]\n"


@pytest.mark.parametrize(
    ("key", "then", "now"),
    [("value", "45.000 \u20ac", "45,000 EUR"), ("volume", "1,200/month", "1200 per month")],
)
def test_the_same_amount_in_other_words_is_no_difference(key: str, then: str, now: str) -> None:
    processes = [
        read(f"process: P\n{key}: {value}\n{STAGES}".encode(), "p.yaml") for value in (then, now)
    ]
    assert said(processes[0], Words()) == said(processes[1], Words())


def test_claims_in_other_words_agree() -> None:
    text = step_with("within: [{ says: 2 days }, { says: 48h }, { says: 2d }]")
    assert read(text.encode(), "p.yaml").stages[0].steps[0].disputed_keys() == ()


UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", "bh": "business hours"}


@given(st.integers(1, 10**6), st.sampled_from(sorted(UNITS)), st.sampled_from(["", " ", "  "]))
def test_a_duration_reads_as_what_it_is_told_as(number: int, unit: str, space: str) -> None:
    in_words = Duration.parse(f"{number} {UNITS[unit]}")
    assert in_words == Duration.parse(f"{number}{space}{unit}") == Duration.parse(str(in_words))


@given(st.integers(0, 10**12), st.sampled_from([",", ".", "'", " "]))
def test_thousands_are_read_by_any_mark(amount: int, mark: str) -> None:
    assert Money.parse(f"{amount:,} EUR".replace(",", mark)) == Money(amount, "EUR")
