"""What the fixes of rules write into a file: what they say, and nothing else."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import fix as fix_files
from crackmap.check.settings import Settings
from crackmap.source.files import Input

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
PROCESS = """\
process: Lead to cash  # the whole way
departments: {{ sales: {{}}, finance: {{}} }}
handoffs:
  # agreed in May
  booking: {{ from: sales, to: finance, trigger: order, payload: [a], acceptance: [b] }}
stages:
  - name: Close
    steps:
      - name: Sign the contract   # by hand
        owner: sales
{next}
      # the end
      - {{ name: Send the invoice, owner: finance, outcome: won }}
"""


def fixed(text: str, *, unsafe: bool) -> str:
    inputs = [Input("a.yaml", text.encode())]
    done = fix_files(inputs, lambda given: check(given, SETTINGS).report, unsafe=unsafe)
    return done.after[0].data.decode()


def rules_of(text: str) -> set[str]:
    return {one.rule for one in check([Input("a.yaml", text.encode())], SETTINGS).report.findings}


@pytest.mark.parametrize(
    "following",
    [
        "        system: crm",
        "        next: send-the-invoice  # then",
        "        next: [send-the-invoice]",
        "        next:\n          - send-the-invoice  # then",
        "        next: { to: send-the-invoice, share: 100% }",
        "        next:\n          to: send-the-invoice\n          share: 100%",
    ],
)
def test_the_agreement_that_fits_is_named_wherever_the_flow_is_written(following: str) -> None:
    text = PROCESS.format(next=following)
    assert "undefined-handoff" in rules_of(text)
    after = fixed(text, unsafe=True)
    assert not rules_of(after) & {"undefined-handoff", "unreadable", "unused-handoff"}
    assert {line for line in text.splitlines() if "next" not in line} <= {
        line.replace("- to: send", "- send") for line in after.splitlines()
    }


def test_without_an_agreement_that_fits_a_skeleton_is_added_that_still_has_to_be_filled() -> None:
    text = PROCESS.format(next="        next: send-the-invoice").replace("to: finance, t", "t")
    after = fixed(text, unsafe=True)
    assert "          to: send-the-invoice\n          handoff:\n            trigger: TODO " in after
    assert "undefined-handoff" in rules_of(after)
    assert fixed(after, unsafe=True) == after


def test_an_agreement_that_nobody_names_is_taken_out_only_when_guesses_are_asked_for() -> None:
    text = PROCESS.format(next="        outcome: won")
    assert "unused-handoff" in rules_of(text)
    assert fixed(text, unsafe=False) == text
    after = fixed(text, unsafe=True)
    assert "unused-handoff" not in rules_of(after)
    assert "  # agreed in May\n" in after.splitlines(keepends=True)
    assert len(after.splitlines()) == len(text.splitlines())


def test_the_last_agreement_goes_with_its_table() -> None:
    text = PROCESS.format(next="        outcome: won").replace("  # agreed in May\n", "")
    assert "handoffs" not in fixed(text, unsafe=True)


def test_a_handoff_between_two_departments_on_a_flow_within_one_is_no_certain_fix() -> None:
    text = PROCESS.format(
        next="        next: { to: b, handoff: { from: sales, to: finance } }\n"
        "      - { name: Write the order, id: b, owner: sales, next: { handoff: booking } }"
    )
    assert fixed(text, unsafe=False) == text
    assert "next: { to: b }" in fixed(text, unsafe=True)


@pytest.mark.parametrize(("share", "certain"), [("", True), (", share: 50%", False)])
def test_a_flow_written_twice_is_taken_out_for_certain_where_no_shares_have_to_add_up(
    share: str, certain: bool
) -> None:
    flow = f"          - {{ to: send-the-invoice, handoff: booking{share} }}\n"
    text = PROCESS.format(next=f"        next:\n{flow}{flow}".rstrip("\n"))
    assert (fixed(text, unsafe=False) == text.replace(flow + flow, flow)) is certain
    assert fixed(text, unsafe=True) == text.replace(flow + flow, flow)


def test_a_safe_fix_takes_out_a_needless_handoff() -> None:
    text = PROCESS.format(
        next="        next: { handoff: { trigger: order }, to: b }\n"
        "      - { name: Write the order, id: b, owner: sales, next: { handoff: booking } }"
    )
    after = fixed(text, unsafe=False)
    assert "next: { to: b }\n" in after
    assert "needless-handoff" not in rules_of(after)
