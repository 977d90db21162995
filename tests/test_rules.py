"""Every example of every rule: what is marked is found, what is pinned or not marked is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from crackmap.rules.registry import all_rules
from rule_examples import (
    ACCEPTABLE,
    BLOCK,
    CRACKED,
    FIRST,
    HEADING,
    MARK,
    MENDED,
    PINNED,
    PINS,
    Example,
    findings,
    of_rule,
)


@pytest.mark.parametrize("example", CRACKED, ids=str)
def test_a_marked_line_has_its_finding(example: Example) -> None:
    reported = [(finding.span.line, finding.message) for finding in of_rule(example)]
    for line, words in example.marks:
        assert any(at == line and words in message for at, message in reported), reported
    assert len(reported) == len(example.marks), reported
    marked = {line for line, _ in example.marks}
    assert not [reason for line, reason in example.pins if line in marked]


@pytest.mark.parametrize("example", PINNED, ids=str)
def test_a_rule_stops_at_its_pins(example: Example) -> None:
    assert [(finding.span.line, finding.message) for finding in of_rule(example)] == []


@pytest.mark.parametrize("example", MENDED, ids=str)
def test_a_fixed_process_is_silent_under_every_rule(example: Example) -> None:
    reported = findings(example.text)
    assert [(one.rule, one.span.line, one.message) for one in reported] == []


@pytest.mark.parametrize("file", sorted(PINS.glob("*.md")), ids=lambda file: file.stem)
def test_a_file_of_pins_is_of_a_rule_and_every_block_has_a_heading(file: Path) -> None:
    assert file.stem in all_rules()
    text = file.read_text(encoding="utf-8")
    title, *sections = HEADING.split(text)
    assert title.strip() == f"# {file.stem}"
    assert all(BLOCK.search(section) for section in sections[1::2])
    assert len(BLOCK.findall(text)) == text.count("```") // 2


@pytest.mark.parametrize("example", ACCEPTABLE, ids=str)
def test_a_crack_is_accepted_by_a_comment_on_the_line_where_it_is_shown(example: Example) -> None:
    lines = MARK.sub("", example.text).splitlines()
    for number in {number for number, _ in example.marks}:
        lines[number - 1] += f"  # crackmap: ignore[{example.rule}] agreed"
    reported = {one.rule for one in findings("\n".join(lines))}
    assert reported.isdisjoint({example.rule, "unused-acceptance", "unreadable"})


@pytest.mark.parametrize("example", FIRST, ids=str)
def test_a_crack_is_accepted_by_a_comment_above_its_line(example: Example) -> None:
    lines = MARK.sub("", example.text).splitlines()
    for number in sorted({number for number, _ in example.marks}, reverse=True):
        lines.insert(number - 1, f"# crackmap: ignore[{example.rule}] agreed")
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
