"""A comparison as text, as JSON and as the comment of a pull request."""

from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt

from crackmap.writers.changes import summary
from crackmap.writers.diff import json as diff_json
from crackmap.writers.diff import markdown
from crackmap.writers.lint import json as report_json
from crackmap.writers.lint.markdown import MOST
from two_states import CRACKED, PROCESS, as_text, checked, compared


def test_the_text_tells_changes_and_cracks() -> None:
    assert as_text(compared(PROCESS, CRACKED)) == (
        f"Lead to cash {'-' * 67}\n"
        "0.yaml\n"
        "  ~ step Call\n"
        "      owner: sales -> nobody\n"
        "\n"
        '  x nobody owns "Call"\n'
        "    opened - error unowned-step - 0.yaml:19:15 - next: nobody yet\n"
        "\n"
        "1 crack opened (1 error), none closed; 1 change\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (PROCESS, PROCESS, "nothing changed"),
        (CRACKED, PROCESS, "no crack opened, 1 closed; 1 change"),
        (
            PROCESS,
            CRACKED.replace("        outcome: won\n", ""),
            "3 cracks opened (3 errors), none closed; 2 changes",
        ),
    ],
)
def test_one_sentence_sums_it_up(old: str, new: str, sentence: str) -> None:
    assert summary(compared(old, new)) == sentence


def test_of_a_list_only_what_came_and_went_is_reported() -> None:
    new = "payload: [budget, contact, need]"
    text = as_text(compared(PROCESS.replace("[contact]", "[contact, fax, need]"), PROCESS))
    assert "      payload:\n        - fax\n        - need\n" in text
    more = compared(PROCESS, PROCESS.replace("payload: [contact]", new))
    assert "        + budget\n        + need\n" in as_text(more)


def test_the_text_folds_at_the_edge_of_the_terminal() -> None:
    found = compared(PROCESS, PROCESS.replace("score of 80", "the score is high " * 12))
    assert max(map(len, as_text(found).splitlines())) <= 80


def test_the_json_tells_the_same() -> None:
    found = json.loads(diff_json.write(compared(PROCESS, CRACKED)))
    assert (found["version"], found["summary"]) == (1, {"opened": 1, "closed": 0, "changes": 1})
    assert found["processes"][0]["changes"] == [
        {
            "kind": "step",
            "state": "changed",
            "subject": "call",
            "name": "Call",
            "fields": [{"field": "owner", "old": "sales", "new": None}],
            "was": None,
        }
    ]


def test_a_crack_has_the_form_that_it_has_in_the_json_of_lint() -> None:
    lint = json.loads(report_json.write(checked(CRACKED).report))["findings"]
    found = json.loads(diff_json.write(compared(PROCESS, CRACKED)))
    # Without its number on the map: what is opened is one of two maps' cracks.
    assert found["processes"][0]["opened"] == [{**crack, "number": None} for crack in lint]


def test_the_json_tells_lists_as_lists() -> None:
    new = PROCESS.replace("payload: [contact]", "payload: [contact, budget]")
    (change,) = json.loads(diff_json.write(compared(PROCESS, new)))["processes"][0]["changes"]
    assert change["fields"] == [
        {"field": "payload", "old": ["contact"], "new": ["contact", "budget"]}
    ]


def test_the_comment_tells_cracks_first_then_a_table_of_changes() -> None:
    written = markdown.write(compared(PROCESS, CRACKED))
    assert written.startswith("### crackmap: 1 crack opened (1 error), none closed; 1 change\n")
    assert '**error** nobody owns "Call" (' in written
    assert written.endswith("| changed | step **Call** | owner | sales | nobody |\n")


def test_the_comment_is_the_table_that_it_looks_like() -> None:
    new = PROCESS.replace("[contact]", "['a | b', 'c']").replace("sla: 4h", "sla: 5h")
    html = MarkdownIt("commonmark").enable("table").render(markdown.write(compared(PROCESS, new)))
    assert html.count("<tr>") == 3
    assert "<td>a | b<br>c</td>" in html


def test_a_name_is_no_markup_in_the_comment() -> None:
    hostile = CRACKED.replace("name: Call", "name: '@team | <b> *x* #1'\n        id: call")
    written = markdown.write(compared(PROCESS, hostile))
    assert not [word for word in ("@team", "<b>", " *x*", "#1", "team |") if word in written]


def test_the_comment_fits_into_a_pull_request() -> None:
    steps = "".join(f"      - {{ name: Step number {at}, next: [] }}\n" for at in range(2000))
    written = markdown.write(compared(PROCESS, PROCESS + steps))
    assert len(written) <= MOST + 100
    assert written.endswith("And more: `crackmap diff` shows it all.\n")
