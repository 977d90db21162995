"""Every advice can be taken: pasted or made as a fix, it leaves a process without a new error."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import apply_edits
from crackmap.rules.finding import Finding
from crackmap.source.files import Input
from odd_styles import odd_file
from pasting import has_lines, pasted
from rule_examples import CRACKED, SETTINGS, Example, findings, of_rule
from thoroughness import examples


def key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, str(finding.subject), finding.detail


def errors(found: Sequence[Finding]) -> set[tuple[str, str, str]]:
    return {key(one) for one in found if one.severity == "error"}


def check_taken(before: str, after: str, finding: Finding) -> None:
    """Check that an advice that was taken has broken nothing, and done something."""
    was, now = findings(before), findings(after)
    assert [one.message for one in now if one.rule == "unreadable"] == [], after
    assert errors(now) <= errors(was), (after, errors(now) - errors(was))
    # The crack stays while there are fields to fill, or moves to the next flow that has it.
    left = {one.span for one in now if key(one) == key(finding)}
    assert "TODO" in after or finding.span not in left, after


PASTABLE = [
    pytest.param(example, finding, id=f"{example}-{number}")
    for example in CRACKED
    for number, finding in enumerate(of_rule(example))
    if has_lines(finding.help)
]


@pytest.mark.parametrize(("example", "finding"), PASTABLE)
def test_what_is_pasted_at_the_place_said_leaves_a_process(
    example: Example, finding: Finding
) -> None:
    check_taken(example.text, pasted(example.text, finding.help), finding)


@pytest.mark.parametrize(("example", "finding"), PASTABLE)
def test_the_brief_advice_can_be_pasted_too(example: Example, finding: Finding) -> None:
    if has_lines(finding.brief):
        after = pasted(example.text, finding.brief)
        check_taken(example.text, after, finding)
        # Who pastes it is shown the fields when the command runs again.
        again = [one for one in findings(after) if key(one) == key(finding)]
        assert all("trigger: TODO" in one.help for one in again)


FIXABLE = [
    pytest.param(example, finding, id=f"{example}-{number}")
    for example in CRACKED
    for number, finding in enumerate(findings(example.text))
    if finding.fix and "# file:" not in example.text
]


@pytest.mark.parametrize(("example", "finding"), FIXABLE)
def test_what_a_fix_makes_leaves_a_process_without_a_new_error(
    example: Example, finding: Finding
) -> None:
    assert finding.fix
    after = apply_edits(example.text, finding.fix.edits)
    was, now = findings(example.text), findings(after)
    assert [one.message for one in now if one.rule == "unreadable"] == []
    # Where a slip of an owner is gone, the handoffs of the step are seen for the first time.
    assert finding.rule == "unknown-owner" or errors(now) <= errors(was)


@pytest.mark.parametrize("seed", range(examples(12)))
def test_in_files_of_every_style_a_person_makes_what_the_fix_makes(seed: int) -> None:
    data = odd_file(seed)
    text = data.decode().removeprefix("\ufeff")
    found = check([Input("odd.yaml", data)], SETTINGS).report.open
    for one in found:
        if one.fix and one.rule.endswith("-handoff") and has_lines(one.help):
            plain = one._replace(help=one.help.replace("\r\n", "\n"))
            made = apply_edits(text, plain.fix.edits) if plain.fix else ""
            by_hand = pasted(text.replace("\r\n", "\n").replace("\r", "\n"), plain.help)
            unix = made.replace("\r\n", "\n").replace("\r", "\n")
            if "if it holds for this work too" not in one.help:
                assert by_hand == unix
