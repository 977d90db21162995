"""Every example in every rule's page: what is marked is found, what is not marked is silent."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding
from crackmap.rules.registry import all_rules, unacceptable_names
from crackmap.source.files import Input

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"# crack: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One YAML block of a rule's page, and the cracks that it is marked with."""

    rule: str
    number: int
    text: str

    @property
    def marks(self) -> list[tuple[int, str]]:
        lines = enumerate(self.text.splitlines(), start=1)
        return [(n, mark[1].strip()) for n, line in lines if (mark := _MARK.search(line))]

    def __str__(self) -> str:
        return f"{self.rule}-{self.number}"


EXAMPLES = [
    Example(rule.name, number, text)
    for rule in all_rules().values()
    for number, text in enumerate(_BLOCK.findall(rule.page), start=1)
]
CRACKED = [example for example in EXAMPLES if example.marks]
MENDED = [example for example in EXAMPLES if not example.marks]
ACCEPTABLE = [example for example in CRACKED if example.rule not in unacceptable_names()]


def findings(text: str) -> list[Finding]:
    """Check one process and give its findings that nobody accepted."""
    inputs = [
        Input(f"{number}.yaml", part.encode())
        for number, part in enumerate(re.split(r"^# file: .*\n", text, flags=re.MULTILINE))
        if part.strip()
    ]
    return list(check(inputs, SETTINGS).report.open)


@pytest.mark.parametrize("example", CRACKED, ids=str)
def test_a_marked_line_has_its_finding(example: Example) -> None:
    found = [one for one in findings(example.text) if one.rule == example.rule]
    reported = [(one.span.line, one.message) for one in found]
    for line, words in example.marks:
        assert any(at == line and words in message for at, message in reported), reported
    assert len(found) == len(example.marks), reported


@pytest.mark.parametrize("example", MENDED, ids=str)
def test_a_fixed_process_is_silent_under_every_rule(example: Example) -> None:
    assert [(one.rule, one.span.line, one.message) for one in findings(example.text)] == []


@pytest.mark.parametrize("example", ACCEPTABLE, ids=str)
@pytest.mark.parametrize("above", [False, True], ids=["on the line", "above it"])
def test_a_crack_is_accepted_by_a_comment_where_it_is_shown(example: Example, above: bool) -> None:
    lines = _MARK.sub("", example.text).splitlines()
    comment = f"# crackmap: ignore[{example.rule}] agreed"
    for number in sorted({number for number, _ in example.marks}, reverse=True):
        if above:
            lines.insert(number - 1, comment)
        else:
            lines[number - 1] += f"  {comment}"
    reported = {one.rule for one in findings("\n".join(lines))}
    assert reported.isdisjoint({example.rule, "unused-acceptance", "unreadable"})


@pytest.mark.parametrize("example", ACCEPTABLE, ids=str)
def test_a_crack_is_accepted_on_its_process(example: Example) -> None:
    accept = f"accept: {{ crack: {example.rule}, reason: agreed }}\n"
    reported = {one.rule for one in findings(accept + example.text)}
    assert reported.isdisjoint({example.rule, "unused-acceptance", "unreadable"})


@pytest.mark.parametrize("name", list(all_rules()))
def test_a_rule_shows_a_crack_and_a_fixed_process(name: str) -> None:
    assert any(example.rule == name for example in CRACKED)
    assert any(example.rule == name for example in MENDED)


@pytest.mark.parametrize("example", CRACKED, ids=str)
def test_a_finding_says_what_to_do(example: Example) -> None:
    for one in findings(example.text):
        if one.rule == example.rule:
            assert one.help, one.message


def test_a_chain_of_approvals_may_lead_into_a_stage_without_an_order() -> None:
    steps = ("{ name: Check price, owner: a }", "{ name: Check terms, owner: b }")
    listed = "".join(f"      - {step[:-2]}, kind: approval }}\n" for step in steps)
    text = (
        "process: P\ndepartments: [a, b, c, d]\nstages:\n  - name: One\n    steps:\n"
        f"{listed}      - {{ name: Check plan, owner: c, kind: approval, next: check-all }}\n"
        "  - name: Two\n    order: none\n    steps:\n"
        "      - { name: Check all, owner: d, kind: approval, outcome: won }\n"
    )
    (chain,) = (one.message for one in findings(text) if one.rule == "approval-chain")
    assert chain.startswith("3 approvals follow each other")
