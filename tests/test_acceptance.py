"""Accepted cracks: what an `accept` or a comment covers, and what it does not."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding
from crackmap.rules.registry import GROUPS
from crackmap.source.files import Input

TODAY = datetime.date(2026, 6, 1)
PROCESS = """\
process: Lead to cash
departments: [marketing, sales]
stages:
  - name: Qualify
    exit: [scored]
    steps:
      - name: Score the lead
        owner: marketing
        next: call-the-lead
      - name: Call the lead
        owner: sales
  - name: Close
    steps:
      - name: Send the invoice
        outcome: won
"""
STEP = "      - name: Send the invoice\n"
FLOW = "        next: call-the-lead\n"
UNOWNED = "accept: [{ crack: unowned-step, reason: one person does it all }]\n"


def found(text: str, settings: Settings | None = None) -> list[Finding]:
    chosen = settings or Settings(today=TODAY)
    return list(check([Input("process.yaml", text.encode())], chosen).report.findings)


def counting(text: str) -> list[str]:
    """The rules of the findings that count."""
    return [one.rule for one in found(text) if one.accepted is None]


def reasons(text: str) -> dict[str, str]:
    return {one.rule: one.accepted for one in found(text) if one.accepted is not None}


def with_comment(comment: str, before: str = STEP) -> str:
    """The process with a comment on a line of its own above `before`."""
    return PROCESS.replace(before, f"      {comment}\n{before}")


def test_without_an_acceptance_both_cracks_count() -> None:
    assert counting(PROCESS) == ["undefined-handoff", "unowned-step"]


# accept: of the language


@pytest.mark.parametrize(
    ("before", "indent"),
    [("        outcome: won\n", 8), ("    steps:\n      - name: Send", 4), ("stages:\n", 0)],
    ids=["step", "stage", "process"],
)
def test_a_crack_is_accepted_on_its_step_stage_and_process(before: str, indent: int) -> None:
    text = PROCESS.replace(before, " " * indent + UNOWNED + before)
    assert reasons(text) == {"unowned-step": "one person does it all"}
    assert counting(text) == ["undefined-handoff"]


def test_an_acceptance_of_another_stage_covers_nothing() -> None:
    text = PROCESS.replace("    exit: [scored]\n", f"    exit: [scored]\n    {UNOWNED}")
    assert "unowned-step" in counting(text)
    assert "unused-acceptance" in counting(text)


def test_the_step_where_a_flow_starts_covers_it() -> None:
    accept = "        accept: [{ crack: undefined-handoff, reason: same desk }]\n"
    assert "undefined-handoff" in reasons(PROCESS.replace(FLOW, FLOW + accept))


def test_the_step_where_a_flow_ends_does_not_cover_it() -> None:
    owner = "        owner: sales\n"
    accept = "        accept: [{ crack: undefined-handoff, reason: same desk }]\n"
    assert "undefined-handoff" in counting(PROCESS.replace(owner, owner + accept))


def test_a_handoff_in_place_covers_the_flow_on_which_it_stands() -> None:
    handoff = "{ trigger: a score, accept: { crack: undefined-handoff, reason: same desk } }"
    flow = f"        next: {{ to: call-the-lead, handoff: {handoff} }}\n"
    assert reasons(PROCESS.replace(FLOW, flow)) == {"undefined-handoff": "same desk"}


@pytest.mark.parametrize(
    ("until", "rule"),
    [("2026-05-31", "expired-acceptance"), ("2026-06-01", None), ("2027-01-01", None)],
)
def test_the_last_day_counts(until: str, rule: str | None) -> None:
    accept = f"accept: [{{ crack: unowned-step, reason: x, until: {until} }}]"
    text = PROCESS.replace(STEP, f"{STEP}        {accept}\n")
    assert ("unowned-step" in reasons(text)) == (rule is None)
    assert (rule or "undefined-handoff") in counting(text)


def test_an_accept_without_a_reason_silences_nothing() -> None:
    text = PROCESS.replace(STEP, f"{STEP}        accept: [{{ crack: unowned-step }}]\n")
    assert reasons(text) == {}
    assert "expired-acceptance" in counting(text)


def test_what_is_accepted_and_no_longer_there_is_reported() -> None:
    text = PROCESS.replace(STEP, f"{STEP}        owner: sales\n        {UNOWNED}")
    assert "unused-acceptance" in counting(text)


def test_an_acceptance_whose_rule_is_off_is_left_alone() -> None:
    text = PROCESS.replace(STEP, f"{STEP}        owner: sales\n        {UNOWNED}")
    off = Settings(today=TODAY, levels={"unowned-step": "off"})
    assert "unused-acceptance" not in [one.rule for one in found(text, off)]


@pytest.mark.parametrize("rule", ["unused-acceptance", "expired-acceptance"])
def test_what_is_said_of_acceptances_cannot_be_accepted(rule: str) -> None:
    accept = f"accept: [{{ crack: {rule}, reason: x }}, {{ crack: dead-end, reason: x }}]\n"
    text = PROCESS.replace("stages:\n", f"{accept}stages:\n")
    assert rule not in reasons(text)
    assert "unused-acceptance" in counting(text)


# Comments


@pytest.mark.parametrize(
    "comment",
    [
        "# crackmap: ignore[unowned-step] one person",
        "#crackmap:ignore[unowned-step] one person",
        "# crackmap: ignore [unowned-step]: one person",
        "# crackmap: ignore[unowned-step] - one person",
        "# crackmap: ignore[ unowned-step , dead-end ] one person",
    ],
)
def test_a_comment_covers_the_line_below(comment: str) -> None:
    assert reasons(with_comment(comment))["unowned-step"] == "one person"


def test_a_comment_covers_its_own_line() -> None:
    line = "      - name: Send the invoice  # crackmap: ignore[unowned-step] one person\n"
    assert reasons(PROCESS.replace(STEP, line)) == {"unowned-step": "one person"}


def test_a_comment_behind_something_does_not_cover_the_line_below() -> None:
    line = "    steps:  # crackmap: ignore[unowned-step] one person\n      - name: Send"
    assert "unowned-step" in counting(PROCESS.replace("    steps:\n      - name: Send", line))


def test_a_comment_does_not_cover_two_lines_below() -> None:
    text = with_comment("# crackmap: ignore[unowned-step] one person", "  - name: Close\n")
    assert "unowned-step" in counting(text)
    assert "unused-acceptance" in counting(text)


def test_comments_above_each_other_cover_the_same_line() -> None:
    comments = (
        "# crackmap: ignore[unowned-step] one person\n      # crackmap: ignore[dead-end] one person"
    )
    assert reasons(with_comment(comments)) == {"unowned-step": "one person"}


def test_a_comment_covers_only_its_rule() -> None:
    text = with_comment("# crackmap: ignore[undefined-handoff] one person")
    assert "unowned-step" in counting(text)


def test_one_comment_covers_several_rules() -> None:
    line = "        next: call-the-lead  # crackmap: ignore[undefined-handoff, dead-end] one desk\n"
    assert reasons(PROCESS.replace(FLOW, line)) == {"undefined-handoff": "one desk"}


@pytest.mark.parametrize("line", [0, 6, 14])
def test_a_comment_for_the_file_covers_it_all(line: int) -> None:
    lines = PROCESS.splitlines()
    lines.insert(line, "# crackmap: file-ignore[unowned-step] a draft")
    assert reasons("\n".join(lines)) == {"unowned-step": "a draft"}


@pytest.mark.parametrize(
    "comment",
    [
        "# crackmap: ignore[unowned-step]",
        "# crackmap: ignore[unowned-step] -  ",
        "# crackmap: ignore[unowned-step] TBD",
        "# crackmap: ignore[unowned-step]: n/a ",
        "# crackmap: ignore[unowned-step]  # one person",
    ],
)
def test_a_comment_without_a_reason_silences_nothing(comment: str) -> None:
    text = with_comment(comment)
    assert reasons(text) == {}
    assert {"unowned-step", "expired-acceptance"} <= set(counting(text))


@pytest.mark.parametrize("comment", ["# crackmap: ignore one person", "# crackmap: ignore"])
def test_a_comment_without_a_rule_silences_nothing_and_is_reported(comment: str) -> None:
    text = with_comment(comment)
    assert reasons(text) == {}
    assert len(counting(text)) > 2


def test_a_slip_in_the_rule_of_a_comment_is_reported_with_the_nearest_one() -> None:
    reported = found(with_comment("# crackmap: ignore[unowned-stp] one person"))
    helps = [one.help for one in reported if one.rule == "unknown-reference"]
    assert helps == ["did you mean `unowned-step`?"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ignored", "`ignore`"),
        ("ignore-file", "`file-ignore`"),
        ("file-ignores", "`file-ignore`"),
        ("noqa", "# crackmap: ignore[a-rule] a reason"),
    ],
)
def test_a_comment_that_says_something_unknown_is_reported(said: str, meant: str) -> None:
    reported = found(with_comment(f"# crackmap: {said}[unowned-step] one person"))
    slips = [one for one in reported if one.rule == "unknown-reference"]
    assert [one.message for one in slips] == [
        f"a comment says `crackmap: {said}`, which means nothing"
    ]
    assert meant in slips[0].help
    assert [one.rule for one in reported if one.accepted] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_in_a_comment_is_reported_to_be_one(group: str) -> None:
    reported = found(with_comment(f"# crackmap: ignore[{group}] one person"))
    helps = [one.help for one in reported if one.rule == "unknown-reference"]
    assert helps == ["that is a group; name the rule: crackmap rules lists them"]


def test_a_comma_too_many_in_a_comment_does_no_harm() -> None:
    text = with_comment("# crackmap: ignore[unowned-step,] one person")
    assert counting(text) == ["undefined-handoff"]


def test_of_several_rules_in_a_comment_the_place_of_the_wrong_one_is_reported() -> None:
    reported = found(with_comment("# crackmap: ignore[unowned-step, dead-end] one person"))
    unused = [one.span for one in reported if one.rule == "unused-acceptance"]
    assert [(span.line, span.column, span.end_column) for span in unused] == [(14, 40, 48)]


def test_the_comment_of_another_program_is_no_part_of_the_reason() -> None:
    text = with_comment("# crackmap: ignore[unowned-step] agreed in #sales  # yamllint disable")
    assert reasons(text) == {"unowned-step": "agreed in #sales"}


@pytest.mark.parametrize("reason", ["tbd", "TODO", "'?'", "n/a", "''", "~"])
def test_a_placeholder_is_no_reason(reason: str) -> None:
    accept = f"        accept: [{{ crack: unowned-step, reason: {reason} }}]\n"
    reported = counting(PROCESS.replace(STEP, STEP + accept))
    assert {"unowned-step", "expired-acceptance"} <= set(reported)


@pytest.mark.parametrize(
    "text",
    [
        PROCESS.replace(STEP, STEP + "        accept: { crack: unowned-step, reason: tbd }\n"),
        with_comment("# crackmap: ignore[unowned-step] tbd"),
    ],
    ids=["accept", "comment"],
)
def test_a_placeholder_is_named_where_a_reason_is_missing(text: str) -> None:
    helps = [one.help for one in found(text) if one.rule == "expired-acceptance"]
    assert [help_.partition(";")[0] for help_ in helps] == ["`tbd` is a placeholder"]


def test_a_comment_on_the_last_line_of_a_file_is_read() -> None:
    text = PROCESS.rstrip("\n") + "\n# crackmap: file-ignore[unowned-step] a draft"
    assert reasons(text) == {"unowned-step": "a draft"}


def test_a_comment_that_covers_nothing_is_reported_at_its_place() -> None:
    reported = found(with_comment("# crackmap: ignore[dead-end] x"))
    assert [
        (one.span.line, one.span.column) for one in reported if one.rule == "unused-acceptance"
    ] == [(14, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "# crackmap: see the handbook on ignore[unowned-step]",
        "# no crackmap: ignore[unowned-step] x",
        "description: words  # say why, crackmap: ignore[unowned-step] x",
        "description: 'see # crackmap: ignore[unowned-step] x'",
        "description: |\n          # crackmap: file-ignore[unowned-step] x",
    ],
)
def test_what_only_looks_like_a_comment_of_ours_is_none(text: str) -> None:
    process = PROCESS.replace(STEP, f"{STEP}        {text}\n")
    assert counting(process) == ["undefined-handoff", "unowned-step"]


def test_comments_work_with_windows_line_ends_and_a_byte_order_mark() -> None:
    text = with_comment("# crackmap: ignore[unowned-step] one person").replace("\n", "\r\n")
    assert reasons("\ufeff" + text) == {"unowned-step": "one person"}


def test_a_comment_does_not_silence_an_unreadable_file() -> None:
    text = "# crackmap: file-ignore[unreadable] x\n" + PROCESS.replace("outcome", "outcme")
    assert counting(text) == ["unreadable"]
