"""Pages that tell a process in sections with labels: nothing that is not labelled is read."""

from __future__ import annotations

import pytest

from drawings import flows, notes, owners, process, steps
from workbooks import read, words_or_nothing

PAGE = """\
# Lead to cash

**Owner:** RevOps

How we sell.

## Overview

This page tells how.

## Qualify

**Exit criteria:**

- the need is confirmed
- the budget is known

### Score the lead

**Owner:** Marketing or Sales development
**SLA:** 2 business hours
**System**: [CRM](https://e.com)

Marketing owns this, *mostly*.

### Call the lead

- **Owner:** TBD
- **Input:** lead, score
- **Note:** be nice

### Book the meeting

Sales books it.

## Sell

1. **Show the product** — a demo of an hour
   **Owner:** Sales + Presales
2. Send the quote
   - **Owner:** Sales (EMEA, APAC)
   - **SLA:** soon
   - **Next:** Sign the contract: it is signed; Show the product
3. Sign the contract
   **Outcome:** won
"""


def labelled(*lines: str) -> str:
    return "\n".join(("# Page", "", *lines, "", "## Last", "", "**Owner:** X", "**SLA:** 1d", ""))


def test_headings_are_stages_and_those_without_others_below_steps() -> None:
    stages = process(PAGE, "a.md").stages
    assert [(stage.name, [step.name for step in stage.steps]) for stage in stages] == [
        ("Qualify", ["Score the lead", "Call the lead", "Book the meeting"]),
        ("Sell", ["Show the product", "Send the quote", "Sign the contract"]),
    ]


def test_the_title_of_the_page_is_the_process_with_its_owner_and_words() -> None:
    one = process(PAGE, "a.md")
    assert (one.name, one.owner, one.description) == ("Lead to cash", "revops", "How we sell.")


def test_two_names_are_two_owners_and_sentences_name_nobody() -> None:
    assert owners(PAGE, "a.md") == {
        "Score the lead": "Marketing + Sales development",
        "Call the lead": "",
        "Book the meeting": "",
        "Show the product": "Sales + Presales",
        "Send the quote": "Sales (EMEA, APAC)",
        "Sign the contract": "",
    }


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Sales, or Legal", "Sales + Legal"),
        ("Sales and/or Legal", "Sales + Legal"),
        ("Sales, Legal, and Finance", "Sales + Legal + Finance"),
        ("Vertrieb, und/oder Recht", "Vertrieb + Recht"),
        ("Ventas, o Jur\u00eddico", "Ventas + Jur\u00eddico"),
        ("Sales, Oracle team", "Sales + Oracle team"),
        ("Sales, Y Combinator", "Sales + Y Combinator"),
        ("or Legal", "or Legal"),
        ("Sales & Legal", "Sales & Legal"),
        ("Sales / Legal", "Sales / Legal"),
    ],
)
def test_the_word_before_the_last_owner_is_no_part_of_its_name(said: str, named: str) -> None:
    assert owners(labelled("## Sell", "", f"**Owner:** {said}"), "a.md")["Sell"] == named


def test_labels_are_fields_and_others_are_kept_as_words() -> None:
    score, call, *_ = steps(PAGE, "a.md").values()
    assert (score.system, score.description) == ("CRM", "Marketing owns this, mostly.")
    assert score.within and score.within.strictest and score.within.strictest.text == "2bh"
    assert (call.needs, call.description) == (("lead", "score"), "Note: be nice")


def test_exit_criteria_of_a_stage_are_its_list() -> None:
    assert process(PAGE, "a.md").stages[0].exit == ("the need is confirmed", "the budget is known")


def test_steps_follow_each_other_unless_a_label_says_more() -> None:
    assert flows(PAGE, "a.md") == [
        "send-the-quote -> sign-the-contract: it is signed",
        "send-the-quote -> show-the-product",
    ]
    assert steps(PAGE, "a.md")["Sign the contract"].outcome == "won"


def test_what_cannot_be_read_is_told_and_kept() -> None:
    assert notes(PAGE, "a.md") == [
        "the section `Overview` has no label such as **Owner:**; it was left out",
        "`within`: `soon` is no duration; it was kept in the description",
    ]
    assert steps(PAGE, "a.md")["Send the quote"].description == "within: soon"


def test_places_are_lines_and_letters_of_the_page() -> None:
    score = steps(PAGE, "a.md")["Score the lead"]
    spans = [score.span("name"), score.owner[1].span]
    assert [(span.line, span.column, span.end_column) for span in spans if span] == [
        (18, 5, 19),
        (20, 25, 42),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "**Owner:** Legal",
        "**Owner**: Legal",
        "__Owner :__ Legal",
        "**Owner: Legal**",
        "- **owner:** Legal",
        "**Verantwortlich:** Legal",
        "**DRI:** Legal",
        "**Owner:**\n- Legal",
        "Words before.  \n**Owner:** Legal",
        "**System:** CRM<br>**Owner:** Legal",
    ],
)
def test_a_label_is_bold_at_the_start_of_a_line(line: str) -> None:
    assert owners(labelled("## Sign", "", line), "a.md") == {"Sign": "Legal", "Last": "X"}


def test_names_in_a_very_long_text_are_one_and_that_is_said() -> None:
    names = ", ".join(["Legal"] * 200)
    page = labelled("## Sign", f"**Owner:** {names}")
    assert owners(page, "a.md")["Sign"][:999] == names[:999]
    words = "1,398 letters are too many for a list of names; they were taken for one name"
    assert words in notes(page, "a.md")


@pytest.mark.parametrize("line", ["Owner: Legal", "The **Owner:** Legal", "**Owner** Legal"])
def test_other_words_are_no_label(line: str) -> None:
    assert owners(labelled("## Sign", "", line), "a.md")["Sign"] == ""


def test_a_section_with_numbered_items_is_their_stage_with_its_owner() -> None:
    page = labelled("## Sell", "**Owner:** Sales", "**SLA:** 5d", "", "1. Call", "2. Visit")
    stage = process(page, "a.md").stages[0]
    assert [step.name for step in stage.steps] == ["Call", "Visit"]
    assert ([owner.who for owner in stage.owner], str(stage.within and stage.within.strictest)) == (
        ["sales"],
        "5d",
    )


def test_a_stage_whose_limit_cannot_be_read_keeps_its_words() -> None:
    page = labelled("## Sell", "**SLA:** at once", "", "1. Call")
    assert process(page, "a.md").stages[0].description == "within: at once"


def test_of_accountable_and_responsible_the_first_owns() -> None:
    page = labelled("## Sell", "**Responsible:** Desk", "**Accountable:** Sales")
    step = steps(page, "a.md")["Sell"]
    assert ([owner.who for owner in step.owner], step.contributors) == (["sales"], ("desk",))


def test_fewer_than_two_labels_are_no_process() -> None:
    words = words_or_nothing("# A\n\n## B\n\n**Owner:** Sales\n", "a.md")
    assert words == "this page has no table, no mermaid, no labelled steps that could be read"


def test_tables_and_mermaid_come_before_sections() -> None:
    table = "\n| step | owner |\n|---|---|\n| Sell | Sales |\n"
    assert [step.name for step in process(PAGE + table, "a.md").steps()] == ["Sell"]
    mermaid = "\n```mermaid\nflowchart LR\n  a --> b\n```\n"
    assert [step.name for step in process(PAGE + mermaid, "a.md").steps()] == ["a", "b"]


def test_every_step_counts_as_an_element() -> None:
    assert read(PAGE, "a.md").elements == 8
