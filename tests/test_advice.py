"""What findings advise: where lines go, who acts next, what is never taken away."""

from __future__ import annotations

import re

import pytest

from crackmap.check.check import Checked, check
from crackmap.check.fixing import apply_edits
from crackmap.rules.finding import Finding
from crackmap.source.files import Input
from crackmap.writers.analyze import text
from crackmap.writers.lint import concise, full, markdown
from pasting import pasted
from rule_examples import SETTINGS, findings

HEAD = """\
process: Lead to cash
departments: { sales: { name: Sales }, success: { name: Success }, customer: { kind: external } }
"""


def reported(rule: str, process: str) -> list[Finding]:
    return [one for one in findings(process) if one.rule == rule]


def checked(process: str) -> Checked:
    return check([Input("a.yaml", process.encode())], SETTINGS)


BRACES = HEAD + (
    "stages: [{ name: Close, steps: [{ name: Sign it, owner: sales },"
    " { name: Start it, owner: success, outcome: won }] }]\n"
)


def test_all_braces_around_a_skeleton_are_opened_and_those_beside_it_stay() -> None:
    (one,) = reported("undefined-handoff", BRACES)
    assert one.fix
    after = apply_edits(BRACES, one.fix.edits)
    assert after.removeprefix(HEAD).startswith(
        "stages:\n"
        "  - name: Close\n"
        "    steps:\n"
        "      - name: Sign it\n"
        "        owner: sales\n"
        "        next:\n"
        "          to: start-it\n"
        "          handoff:\n"
        "            trigger: TODO "
    )
    assert after.endswith("      - { name: Start it, owner: success, outcome: won }\n")
    assert pasted(BRACES, one.help) == after


@pytest.mark.parametrize(
    "step",
    [
        "{ name: Sign it,  # in ink\n          owner: sales }",
        '{ name: "Sign \\\n          it", owner: sales }',
        "{ ? name : Sign it, owner: sales }",
    ],
)
def test_braces_that_would_read_otherwise_as_a_block_stay(step: str) -> None:
    process = (
        f"{HEAD}stages:\n  - name: Close\n    steps:\n      - {step}\n"
        "      - { name: Start it, owner: success, outcome: won }\n"
    )
    (one,) = reported("undefined-handoff", process)
    assert one.fix
    after = apply_edits(process, one.fix.edits)
    assert "handoff: { trigger: TODO, payload: TODO" in after
    assert not reported("unreadable", after)


def test_a_placeholder_in_the_place_of_a_handoff_is_filled_where_it_stands() -> None:
    process = BRACES.replace("owner: sales }", "owner: sales, next: { handoff: tbd } }")
    (one,) = reported("undefined-handoff", process)
    after = pasted(process, one.help)
    assert "tbd" not in after
    assert "handoff:\n            trigger: TODO" in after
    assert one.brief.endswith("and write it at line 3, with the fields as above")


def test_fields_that_are_there_and_empty_are_named_and_not_written_twice() -> None:
    (one,) = reported("undefined-handoff", BRACES)
    (left,) = reported("undefined-handoff", pasted(BRACES, one.help))
    assert left.fix is None
    assert "\n" not in left.help
    assert "fill in trigger, payload, acceptance" in left.help


HIDDEN = f"""\
{HEAD}handoffs:
  start: {{ from: sales, to: success, trigger: signed, payload: [contract], acceptance: [it is signed] }}
stages:
  - name: Close
    steps:
      - name: Send it
        owner: sales
      - name: Sign it
        owner: customer
      - name: Start it
        owner: success
        outcome: won
"""  # noqa: E501


def test_a_hidden_handoff_names_the_agreement_that_fits() -> None:
    (one,) = reported("hidden-handoff", HIDDEN)
    assert one.help.startswith('the handoff "start" fits both ends: name it')
    assert one.fix
    assert one.fix.title == "name the handoff start"
    after = apply_edits(HIDDEN, one.fix.edits)
    assert "        next:\n          to: start-it\n          handoff: start\n" in after
    assert not reported("hidden-handoff", after)
    assert not reported("unused-handoff", HIDDEN)


def test_a_line_for_flows_that_an_alias_repeats_is_named_where_none_can_be_pasted() -> None:
    process = HEAD + (
        "stages:\n  - name: Close\n    owner: sales\n    steps:\n"
        "      - { name: Call, next: &ways [{ outcome: won }, { outcome: lost, when: no }] }\n"
        "      - { name: Call again, trigger: a call, next: *ways }\n"
    )
    for one, step in zip(
        reported("unexplained-branch", process), ("Call", "Call again"), strict=True
    ):
        assert one.help.endswith(f'write it as when: otherwise on the flow "{step}" -> (won)')


OWNERS = (
    "sales/success",
    "sales, success",
    "sales and success",
    "sales & success",
    "sales + success",
    "Sales / Success",
    "sales, and success",
    "sales and/or success",
)


@pytest.mark.parametrize("owner", OWNERS)
def test_two_owners_in_one_text_are_two_owners(owner: str) -> None:
    process = (
        f"{HEAD}stages:\n  - name: Start\n    steps:\n      - name: Call the customer\n"
        f'        owner: "{owner}"\n        informed: [customer]\n        outcome: won\n'
    )
    (one,) = findings(process)
    assert one.rule == "shared-owner"
    assert one.message == '"Call the customer" is owned by Sales and Success at once'
    assert not findings(pasted(process, one.help))


def test_a_department_whose_name_has_an_and_in_it_is_one() -> None:
    process = BRACES.replace("name: Success", "name: Success and Care")
    process = process.replace("owner: success", "owner: Success and Care")
    (one,) = reported("unknown-owner", process)
    assert one.help == "did you mean `success`?"
    assert not reported("shared-owner", process)


def test_an_owner_with_a_slip_among_several_is_not_corrected_as_a_whole() -> None:
    (one,) = reported("unknown-owner", BRACES.replace("owner: sales", "owner: sales/sucess"))
    assert one.fix is None
    assert "several in one text" in one.help


def test_several_in_one_text_become_a_list_where_several_are_taken() -> None:
    process = BRACES.replace("owner: sales", 'owner: sales, consulted: "success, customer"')
    (one,) = reported("unknown-owner", process)
    assert one.fix
    after = apply_edits(process, one.fix.edits)
    assert "consulted: [success, customer]" in after
    assert not reported("unknown-owner", after)


STEP = """\
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign it{name}
        id: sign{id}
        system: crm{system}
        needs: [contract]
        next:{next}
          - {{ to: bill, when: signed }}
          - {{ outcome: lost, when: otherwise }}
      - {{ name: Bill it, id: bill, owner: sales, outcome: won }}
"""
IGNORE = "  # crackmap: ignore[unowned-step] agreed"


def step(**comments: str) -> str:
    return STEP.format(**{key: comments.get(key, "") for key in ("name", "id", "system", "next")})


@pytest.mark.parametrize("line", ["name", "id", "system", "next"])
def test_a_comment_in_the_first_lines_of_a_step_is_taken(line: str) -> None:
    process = step(**{line: IGNORE})
    assert reported("unowned-step", process) == reported("unused-acceptance", process) == []


def test_a_comment_that_may_mean_several_findings_silences_none_of_them() -> None:
    process = step(id="  # crackmap: ignore[unknown-owner] agreed")
    process = process.replace("needs: [contract]", "informed: [legal, finance]")
    assert len(reported("unknown-owner", process)) == 2
    (unused,) = reported("unused-acceptance", process)
    assert unused.help.startswith("the nearest unknown-owner is told at line 9: write it there")


def test_an_acceptance_that_stands_beside_an_open_crack_is_not_taken_out() -> None:
    process = f"{step()}      # by the way\n{IGNORE.strip()}\n"
    (unused,) = reported("unused-acceptance", process)
    assert unused.fix is None
    assert "told at line 6" in unused.help


def test_the_fields_are_shown_once_a_report_and_in_every_finding_for_machines() -> None:
    process = BRACES.replace("outcome: won }] }]", "next: back }, { name: Back, owner: sales }] }]")
    process = process.replace("[{ name: Close", "\n  - { name: Close").replace("}] }]", "}] }")
    process = process.replace("{ name: Start", "\n      { name: Start").replace(
        "{ name: Back", "\n      { name: Back"
    )
    report = checked(process).report
    assert sum("trigger: TODO" in one.help for one in report.open) == 2
    shown = (
        full.write(report),
        markdown.write(report),
        text.write(checked(process), width=100, colour=False, unicode=True, full=True),
    )
    assert [words.count("trigger: TODO") for words in shown] == [1, 1, 1]


def test_lines_for_a_place_that_others_are_for_wait_until_these_stand_there() -> None:
    process = (
        f"{HEAD}stages:\n  - name: Close\n    steps:\n      - name: Sign it\n"
        "        owner: sales\n        next: [start, back]\n"
        "      - { name: Start it, id: start, owner: success, outcome: won }\n"
        "      - { name: Send it back, id: back, owner: success, outcome: lost }\n"
    )
    shown = full.write(checked(process).report)
    assert shown.count("write it in place of line 8:\n") == 1
    assert "once the lines above stand there: run again then" in shown


NAMED = """\
process: Lead to cash
id: p9
departments:
  d1: { name: Marketing, goals: [g1] }
  d2: { name: Sales, goals: [g2] }
  d3: { name: Orders inbox, kind: pool, part_of: d2 }
  d4: { name: Billing, kind: system, every: 1w }
  d5: { name: Ana, kind: person }
  d6: { name: Presales, part_of: d2 }
goals: { g1: { name: Leads, conflicts_with: [g2] }, g2: { name: Bookings } }
handoffs:
  h1: { name: Lead, from: d2, to: d1, trigger: scored, payload: [lead], channel: d4, sla: 1d }
  h2: { name: Order, from: d2, to: d1, trigger: scored, channel: d4 }
stages:
  - name: Sell
    stakeholders: [d6]
    steps:
      - { name: Score it, id: s1, owner: d1, serves: [g2], next: { to: s2, handoff: h1 } }
      - { name: Call it, id: s2, owner: d2, next: [s1, { to: s3, when: yes, share: 80% }, { outcome: lost, share: 40%, when: no }, { to: s3, when: yes }] }
      - { name: Claim it, id: s3, owner: d3, customer_facing: true }
      - { name: Route it, id: s4, owner: d4, within: 1d }
      - { name: Ask it, id: s5, owner: [{ who: d5, when: large }], kind: approval, next: s6 }
      - { name: Bill it, id: s6, owner: [d1, d2], customer_facing: true }
      - { name: Lose it, id: s7, outcome: won }
      - { name: Find it, id: s8, owner: d1, needs: [map], next: s7 }
"""  # noqa: E501


def test_messages_say_names_and_no_ids() -> None:
    found = findings(NAMED)
    assert len({one.rule for one in found}) > 15
    id_ = re.compile(r"\b[dgshp]\d\b")
    said = [(one.rule, one.message) for one in found]
    said += [(one.rule, also.message) for one in found for also in one.related]
    assert [words for words in said if id_.search(words[1])] == []


def test_every_report_ends_each_crack_with_who_acts_next() -> None:
    made = checked(BRACES)
    count = len(made.report.open)
    shown = text.write(made, width=200, colour=False, unicode=True, full=True)
    assert concise.write(made.report).count("; next: Sales\n") == 1
    assert full.write(made.report).count(" = next: ") == count
    assert markdown.write(made.report).count("; next: Sales\n") == 1
    assert "    next: Sales\n" in shown
    assert re.search(r":3 · next: Sales\b", shown)


@pytest.mark.parametrize(
    ("key", "place"),
    [("handoff: start", "below next:, beside to:"), ("payload: [a]", "below next:, then handoff:")],
)
def test_what_belongs_to_a_flow_is_told_where_it_belongs(key: str, place: str) -> None:
    (one,) = findings(BRACES.replace("owner: sales", f"owner: sales, {key}"))
    assert (one.rule, place in one.help) == ("unreadable", True)
