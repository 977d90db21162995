"""Facts about what findings propose: whom to ask, what to write, and what not to."""

from __future__ import annotations

import pytest

import rule_examples
from crackmap.rules.finding import Finding
from rule_examples import findings

HEAD = """
process: Renewal
goals:
  bookings: { name: Bookings, conflicts_with: [retention] }
  retention: { name: Retention }
departments:
  sales: { name: Sales, goals: [bookings] }
  success: { name: Success, goals: [retention] }
  finance: { name: Finance }
  product: { name: Product }
  crm: { name: CRM, kind: system, accountable: sales }
  customer: { name: Customer, kind: external }
handoffs:
  renewal:
    { from: sales, to: success, trigger: signed, payload: [contract], acceptance: [it is signed] }
stages:
  - name: One
    steps:
"""


def reported(rule: str, *steps: str) -> list[Finding]:
    return rule_examples.reported(rule, HEAD, *steps)


def test_only_a_department_that_runs_processes_is_proposed_as_process_owner() -> None:
    (one,) = reported(
        "missing-quarterback",
        "Sign, owner: sales",
        "Bill, owner: finance, consulted: [product]",
        "Launch, owner: success, outcome: won",
    )
    assert "product" not in one.help


def test_nobody_is_sent_to_a_system_for_help() -> None:
    (one,) = reported("unknown-owner", "Sign, owner: sales, escalation: cro, outcome: won")
    assert "crm" not in one.help.partition("or name one of")[0]
    assert one.fix is None


def test_a_system_may_be_meant_by_an_owner() -> None:
    (one,) = reported("unknown-owner", "Sign, owner: crn, outcome: won")
    assert one.help == "did you mean `crm`?"


def test_an_owner_that_starts_as_a_placeholder_is_not_to_be_declared() -> None:
    (one,) = reported("unknown-owner", "Sign, owner: TBD (sales or finance), outcome: won")
    assert one.help.endswith("until then write TBD alone")


def test_an_outsider_without_a_part_is_asked_nothing() -> None:
    unused = reported("unused-department", "Sign, owner: sales, outcome: won")
    (one,) = [found for found in unused if str(found.subject) == "department customer"]
    assert one.help.startswith("write owner: where Customer does a step")


def test_a_wait_ends_by_any_of_the_events_that_lead_on() -> None:
    (one,) = reported(
        "endless-wait",
        "Wait, owner: sales, kind: wait,"
        " next: [{ to: sign, when: yes }, { outcome: lost, when: no }]",
        "Sign, owner: sales, outcome: won",
    )
    assert one.help.startswith("write until: yes or no; and")


def test_what_an_approval_refuses_goes_back_before_the_approvals_in_front_of_it() -> None:
    found = reported(
        "one-sided-decision",
        "Draft, owner: sales",
        "Check, owner: finance, kind: approval",
        "Approve, owner: success, kind: approval, next: sign",
        "Sign, owner: sales, outcome: won",
    )
    assert ["to: draft" in one.help for one in found] == [True, True]


def test_what_is_made_on_another_way_is_no_slip() -> None:
    (one,) = reported(
        "missing-payload",
        "Ask, owner: sales, next: [{ to: enrich, when: a }, { to: look, when: b }]",
        "Look, owner: sales, next: bill",
        "Enrich, owner: sales, produces: [address]",
        "Bill, owner: sales",
        "Send, owner: sales, needs: [Address], outcome: won",
    )
    words = (
        '"Send" needs Address, and nothing on the path from "Ask" over "Look" makes or carries it'
    )
    assert one.message == words
    assert one.help.startswith('"Enrich" makes Address, but not on this path; let a step')


def test_what_nobody_makes_is_missing_on_the_way_from_the_start() -> None:
    (one,) = reported(
        "missing-payload",
        "Ask, owner: sales, produces: [addresses of all]",
        "Look, owner: sales",
        "Send, owner: sales, needs: [address], outcome: won",
    )
    assert '"Send" needs address, and nothing on the path from "Ask" makes' in one.message


def test_goals_that_conflict_are_reported_once_between_two_departments() -> None:
    (one,) = reported(
        "conflicting-goals",
        "Sign, owner: sales",
        "Launch, owner: success",
        "Expand, owner: sales, outcome: won",
    )
    assert str(one.subject) == "sign -> launch"
    assert '"Launch" -> "Expand" passes work between them too' in [
        also.message for also in one.related
    ]


def test_an_agreement_that_no_flow_names_yet_is_what_the_fix_names() -> None:
    (one,) = reported(
        "undefined-handoff", "Sign, owner: sales", "Launch, owner: success, outcome: won"
    )
    assert one.fix is not None
    assert one.fix.title == "name the handoff renewal"


def test_an_agreement_about_other_work_is_proposed_and_not_written() -> None:
    (one,) = reported(
        "undefined-handoff",
        "Sign, owner: sales, next: { to: launch, handoff: renewal }",
        "Launch, owner: success, outcome: won",
        "Rescue, owner: sales, trigger: risk, next: launch",
    )
    assert one.help.startswith('the handoff "renewal" of "Sign" -> "Launch" fits both ends; if it')
    assert one.help.endswith("next: { to: launch, handoff: renewal } }")
    assert one.fix is not None
    assert one.fix.title == "add a handoff with fields to fill"


def test_the_departments_of_a_cycle_are_named_and_not_its_pools_and_teams() -> None:
    (one,) = reported(
        "ping-pong",
        "Sign, owner: sales",
        "Bill, owner: finance",
        "Launch, owner: success,"
        " next: [{ to: sign, when: wrong }, { outcome: won, when: otherwise }]",
    )
    assert one.message.startswith("work goes back and forth between Sales, Finance and Success")


def test_a_cycle_of_refusals_alone_lacks_what_follows_when_work_is_taken() -> None:
    (one,) = reported(
        "endless-loop",
        "Sign, owner: sales, next: { to: launch, handoff: { trigger: signed, rejection: sign } }",
        "Launch, owner: success, next: []",
    )
    assert one.help.startswith('say what follows "Launch" when the work is not refused')


def test_a_slip_in_one_reference_is_reported_once() -> None:
    steps = (
        "Sign, owner: sales, next: { to: chekc, handoff: { trigger: signed, rejection: sign } }",
        "Check, owner: success, kind: approval, next: { to: bill, share: 80% }",
        "Bill, owner: sales, outcome: won",
    )
    lines = "".join(f"      - {{ name: {step} }}\n" for step in steps)
    errors = [one.rule for one in findings(HEAD + lines) if one.severity == "error"]
    assert errors == ["unknown-step"]


def test_a_handoff_that_nobody_wrote_may_send_work_back() -> None:
    steps = (
        "Sign, owner: sales, next: { to: check, handoff: renewl }",
        "Check, owner: success, kind: decision, next: { to: launch, share: 80% }",
        "Launch, owner: success, outcome: won",
    )
    lines = "".join(f"      - {{ name: {step} }}\n" for step in steps)
    rules = [one.rule for one in findings(HEAD + lines)]
    assert "unknown-handoff" in rules
    assert "leaky-branch" not in rules
    assert "one-sided-decision" not in rules


def test_the_receiver_is_not_proposed_to_act_when_its_own_clock_runs_out() -> None:
    steps = (
        "      - { name: Sign, owner: sales }\n      - { name: Bill, owner: finance, outcome: won }"
    )
    owned = HEAD.replace("process: Renewal", "process: Renewal\nowner: finance") + steps
    (one,) = [found for found in findings(owned) if found.rule == "undefined-handoff"]
    assert "escalation: TODO" in one.help


def test_a_step_that_only_sends_back_what_it_refuses_has_no_shares_to_add_up() -> None:
    rejection = "{ trigger: signed, rejection: { to: sign, share: 2% } }"
    found = reported(
        "leaky-branch",
        f"Sign, owner: sales, next: {{ to: launch, handoff: {rejection} }}",
        "Launch, owner: success, next: []",
    )
    assert found == []


def test_an_empty_mapping_under_next_has_no_fix() -> None:
    (one,) = reported(
        "undefined-handoff",
        "Sign, owner: sales, next: {}",
        "Bill, owner: finance, outcome: won",
    )
    assert one.fix is None


def test_however_long_a_chain_is_each_department_stands_at_its_own_step() -> None:
    names = [f"d{number}" for number in range(20)]
    steps = "".join(f"      - {{ name: Work of {name}, owner: {name} }}\n" for name in names)
    text = (
        f"process: Long\ndepartments: [{', '.join(names)}]\nstages:\n  - name: One\n    steps:\n"
        f"{steps}      - {{ name: Sign, owner: d19, outcome: won }}\n"
    )
    (one,) = [one for one in findings(text) if one.rule == "handoff-chain"]
    reported = [f'{name} takes over at "Work of {name}"' for name in names[1:16]]
    assert [place.message for place in one.related] == reported


BEHIND_A_GAP = (
    "Check, owner: sales, kind: decision, next: [{ to: bill, when: fits, share: 50% }]",
    "Bill, owner: sales, outcome: won",
)


def test_what_nothing_leads_to_is_judged_by_what_it_says() -> None:
    steps = ("Sign, owner: sales, next: bill", *BEHIND_A_GAP)
    for rule in ("unreachable-step", "leaky-branch", "one-sided-decision"):
        assert [str(one.subject) for one in reported(rule, *steps)] == ["check"]


def test_what_a_dangling_flow_leads_to_is_judged_but_for_what_leads_there() -> None:
    steps = ("Sign, owner: sales, next: chekc", *BEHIND_A_GAP)
    assert reported("unreachable-step", *steps) == []
    for rule in ("leaky-branch", "one-sided-decision"):
        assert [str(one.subject) for one in reported(rule, *steps)] == ["check"]
    assert [str(one.subject) for one in reported("unknown-step", *steps)] == ["sign -> chekc"]


def test_work_that_stops_ends_as_other_cases_do() -> None:
    steps = ("Sign, owner: sales, next: [{ to: bill, when: new }, { to: file, when: otherwise }]",)
    (stopped,) = reported(
        "dead-end", *steps, "Bill, owner: sales, outcome: lost", "File, owner: sales"
    )
    assert stopped.help.startswith("write outcome: lost if the case ends here, or name the step")
    (stopped,) = reported(
        "dead-end", "Sign, owner: sales, next: []", "Bill, owner: sales, next: sign"
    )
    assert (
        stopped.help == "write outcome: won in place of the next: there if the case ends here,"
        " or name what follows: next: bill"
    )


def test_a_wait_is_not_ended_by_what_is_left_or_refused() -> None:
    ways = "{ to: bill, when: signed }, { to: sign, when: otherwise }"
    steps = ("Sign, owner: sales", f"Wait, owner: sales, kind: wait, next: [{ways}]")
    (endless,) = reported("endless-wait", *steps, "Bill, owner: sales, outcome: won")
    assert endless.help.startswith("write until: signed; and within: 30d")
    many = ", ".join(f"{{ to: bill, when: reason {number} }}" for number in range(5))
    wait = f"Wait, owner: sales, kind: wait, next: [{many}]"
    (endless,) = reported("endless-wait", wait, "Bill, owner: sales, outcome: won")
    assert endless.help.startswith("write the event that ends it as until;")


def test_rounds_belong_on_what_leads_back() -> None:
    back = "[{ to: sign, when: wrong }, { outcome: won, when: otherwise }]"
    (endless,) = reported("ping-pong", "Sign, owner: sales", f"Bill, owner: finance, next: {back}")
    assert "    - to: sign\n      when: wrong\n      rounds: 2\n" in endless.help
    in_place = "handoff: { trigger: signed, payload: [order], rejection: { to: sign } }"
    steps = (f"Sign, owner: sales, next: {{ to: bill, {in_place} }}",)
    (endless,) = reported("ping-pong", *steps, "Bill, owner: finance, outcome: won")
    assert "rejection: { to: sign, rounds: 2 }" in endless.help


def test_a_step_without_a_path_is_shown_what_stands_before_it() -> None:
    bill = "Bill, owner: sales, outcome: won"
    (unreachable,) = reported("unreachable-step", "Sign, owner: sales, outcome: won", bill)
    assert unreachable.help.startswith('"Sign" before it has the outcome won: add a flow')
    steps = (
        "Sign, owner: sales, next: end",
        "Bill, owner: sales",
        "End, owner: sales, outcome: won",
    )
    (unreachable,) = reported("unreachable-step", *steps)
    assert unreachable.help.startswith('"Sign" before it leads to "End": add a flow')


def test_an_acceptance_is_told_where_its_reason_belongs() -> None:
    accept = "accept: { crack: unowned-step, reason: tbd }"
    (expired,) = reported("expired-acceptance", f"Sign, outcome: won, {accept}")
    assert expired.help == "`tbd` is a placeholder; write why people live with it in its place"
    text = HEAD + "      - name: Sign  # crackmap: ignore[unowned-step]\n        outcome: won\n"
    (expired,) = [finding for finding in findings(text) if finding.rule == "expired-acceptance"]
    assert expired.help == "write why people live with it behind the brackets"


def test_a_group_of_rules_is_no_slip_of_a_rule() -> None:
    accept = "accept: { crack: time, reason: agreed }"
    (unknown,) = reported("unknown-reference", f"Sign, owner: sales, outcome: won, {accept}")
    assert unknown.help == "that is a group; name the rule: crackmap rules lists them"


def test_a_comment_for_the_file_is_a_comment_for_the_file() -> None:
    text = "# crackmap: file-ignroe[vague-name] agreed\n" + HEAD.lstrip("\n")
    text += "      - { name: Sign, owner: sales, outcome: won }\n"
    (unknown,) = [finding for finding in findings(text) if finding.rule == "unknown-reference"]
    assert unknown.help == "did you mean `file-ignore`?"


def test_the_placeholder_of_a_stage_is_not_told_at_its_steps() -> None:
    text = HEAD.replace("name: One", "name: One\n    owner: tbd") + "      - name: Sign\n"
    (unowned,) = [finding for finding in findings(text) if finding.rule == "unowned-step"]
    assert unowned.message == 'nobody owns "Sign"'


def test_what_an_agreement_lacks_beside_its_must_fields_is_named_too() -> None:
    steps = ("Sign, owner: sales, next: { to: bill, handoff: renewal }",)
    (lacking,) = reported("incomplete-handoff", *steps, "Bill, owner: success, outcome: won")
    whole = "channel, sla, escalation and rejection would make it whole"
    assert lacking.help.endswith(f"write it as acknowledgement; {whole}")


@pytest.mark.parametrize("id_", ["revops", "sales-operations", "operations-team"])
def test_operations_are_proposed_as_process_owner(id_: str) -> None:
    departments = f"  {id_}: {{}}\n  product: {{ name: Product }}\n"
    text = HEAD.replace("  product: { name: Product }\n", departments) + (
        "      - { name: Sign, owner: sales }\n"
        "      - { name: Bill, owner: finance }\n"
        "      - { name: Launch, owner: success, outcome: won }\n"
    )
    (missing,) = [finding for finding in findings(text) if finding.rule == "missing-quarterback"]
    assert f"owner: {id_} in the line below process:" in missing.help
