"""crackmap and the brute force find the same cracks in some hundred random processes."""

import datetime
from collections import Counter
from functools import cache

import pytest
import yaml

from brute_force import RULES, Finding, expected
from brute_force_later import LATER, UNSETTLED
from brute_force_reading import Reading
from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.source.files import Input
from random_processes import random_process
from thoroughness import examples

FEW = range(180)
SEEDS = range(examples(len(FEW)))
SETTINGS = Settings(today=datetime.date(2026, 6, 1))


def findings_of(text: str) -> set[Finding]:
    """Ask crackmap about one process, for the rules that the brute force knows.

    `unreadable` stays in, so that a process that crackmap cannot read never passes as a clean one.
    """
    checked = check([Input("random.yaml", text.encode())], SETTINGS)
    return {
        (one.rule, str(one.subject))
        for one in checked.report.open
        if one.rule in RULES or one.rule == "unreadable"
    }


@cache
def wanted_in(seed: int) -> set[Finding]:
    """What the brute force finds in a random process."""
    return expected(random_process(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_crackmap_agrees_with_the_brute_force(seed: int) -> None:
    process = random_process(seed)
    reading = Reading(process)
    aside = {rule for rule, holds in LATER.items() if holds(reading)} | UNSETTLED.get(seed, set())
    reported, wanted = findings_of(yaml.safe_dump(process, sort_keys=False)), wanted_in(seed)
    assert {one for one in reported ^ wanted if one[0] not in aside} == set()


def test_each_crack_is_in_some_random_processes_and_not_in_all() -> None:
    having = Counter(rule for seed in FEW for rule in {r for r, _ in wanted_in(seed)})
    assert having.keys() == RULES.keys()
    assert {rule: n for rule, n in having.items() if not 6 <= n <= len(FEW) * 9 // 10} == {}
