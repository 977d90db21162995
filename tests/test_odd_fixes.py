"""Every fix in processes of every style: what is fixed, and what stays byte for byte."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from functools import cache

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import Fixed, apply_edits, fix
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding, Report
from crackmap.source.files import Input
from crackmap.source.fix import Edit
from crackmap.source.span import Source
from odd_styles import odd_file
from thoroughness import examples

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
SEEDS = range(examples(7))
_COMMENT = re.compile(r"# (?:above|behind|flow) \d+")


def checked(files: list[Input]) -> Report:
    return check(files, SETTINGS).report


def findings(data: bytes) -> tuple[Finding, ...]:
    return checked([Input("odd.yaml", data)]).open


@cache
def fixable(seed: int) -> tuple[Finding, ...]:
    """The findings in the process of a seed that have a fix."""
    return tuple(one for one in findings(odd_file(seed)) if one.fix)


def text_of(data: bytes) -> str:
    return data.decode().removeprefix("\ufeff")


def fixed(seed: int, finding: Finding) -> str:
    assert finding.fix
    return apply_edits(text_of(odd_file(seed)), finding.fix.edits)


@cache
def left(text: str) -> tuple[Finding, ...]:
    """The findings after a fix, which several tests ask for."""
    return findings(text.encode())


@cache
def all_fixed(seed: int, *, unsafe: bool) -> Fixed:
    return fix([Input("odd.yaml", odd_file(seed))], checked, unsafe=unsafe)


def taken(text: str, edits: tuple[Edit, ...]) -> str:
    """What edits take out of a text."""
    source = Source("odd.yaml", text)
    places = [
        (source.offset(one.span.line, one.span.column), one.span.end_line, one.span.end_column)
        for one in edits
    ]
    return "".join(text[start : source.offset(*end)] for start, *end in places)


def key(finding: Finding) -> tuple[str, ...]:
    return finding.rule, str(finding.subject)  # the detail may count what else is there


def count(found: tuple[Finding, ...], finding: Finding) -> int:
    return Counter(map(key, found))[key(finding)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_process_in_an_odd_style_can_be_read(seed: int) -> None:
    assert [one.message for one in findings(odd_file(seed)) if one.rule == "unreadable"] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fix_leaves_a_process(seed: int) -> None:
    for finding in fixable(seed):
        after = left(fixed(seed, finding))
        assert [one.message for one in after if one.rule == "unreadable"] == [], finding


@pytest.mark.parametrize("seed", SEEDS)
def test_each_safe_fix_fixes_its_finding(seed: int) -> None:
    before = left(odd_file(seed).decode())
    for finding in fixable(seed):
        if finding.fix and finding.fix.safe:
            after = left(fixed(seed, finding))
            assert count(after, finding) < count(before, finding), finding


@pytest.mark.parametrize("seed", SEEDS)
def test_a_comment_only_goes_with_what_it_stands_in(seed: int) -> None:
    text = text_of(odd_file(seed))
    for finding in fixable(seed):
        assert finding.fix
        dangling = Counter(_COMMENT.findall(text)) - Counter(_COMMENT.findall(fixed(seed, finding)))
        assert dangling == Counter(_COMMENT.findall(taken(text, finding.fix.edits))), finding
        if finding.rule != "unused-acceptance" and finding.fix.safe:
            assert not dangling, finding


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("seed", SEEDS)
def test_all_fixes_together_leave_nothing_to_fix(seed: int, unsafe: bool) -> None:
    data, done = odd_file(seed), all_fixed(seed, unsafe=unsafe)
    assert not [one for one in done.report.open if one.rule == "unreadable"]
    safe = {key(one) for one in done.report.open if one.fix and one.fix.safe}
    assert safe <= {key(culprit.finding) for culprit in done.taken_back}
    assert fix(done.after, checked, unsafe=unsafe).changed() == []
    text, after = data.decode(), done.after[0].data.decode()
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    ending = next(end for end in ("\r\n", "\r", "\n") if end in text)
    assert set(re.findall("\r\n|\r|\n", after)) <= {ending}
    assert after.endswith(ending) or not text.endswith(ending)


@pytest.mark.parametrize("seed", SEEDS)
def test_safe_fixes_together_open_nothing(seed: int) -> None:
    before = left(odd_file(seed).decode())
    done = all_fixed(seed, unsafe=False)
    assert Counter(map(key, done.report.open)) <= Counter(map(key, before))
