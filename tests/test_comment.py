"""The comment of a pull request: what it says, and what no name may do there."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from crackmap.writers.lint import markdown
from reported import report_of
from small_report import BROKEN, FLOW, LOOP, NAME, REPORT, STEP, of_step


def html(text: str) -> str:
    rendered: str = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    return rendered


def test_a_comment_groups_cracks_by_process_worst_first() -> None:
    text = markdown.write(REPORT)
    order = ["#### Lead to cash", FLOW.rule, STEP.rule, LOOP.rule, NAME.rule, f"#### `{BROKEN}`"]
    assert sorted(order, key=text.index) == order


def test_a_comment_says_where_and_who_acts_next() -> None:
    words = "(`sales/lead to cash.yaml:8`, `undefined-handoff`); next: marketing\n"
    assert words in markdown.write(REPORT)


def test_no_markup_from_a_name_gets_into_a_comment() -> None:
    made = html(markdown.write(report_of(NAME)))
    assert "<b>" not in made
    assert "<a" not in made
    assert "bold&lt;/b&gt; [x](" in made


@pytest.mark.parametrize(
    "hostile", ["@all", "#1", "GH-1", "www.example.com", "https://x.org", ":+1:"]
)
def test_a_name_mentions_and_links_nothing(hostile: str) -> None:
    assert hostile not in markdown.escaped(f"a {hostile}")
    assert markdown.escaped(f"a {hostile}").replace("\u200b", "") == f"a {hostile}"


@pytest.mark.parametrize(
    "hostile", ["- a", "1. a", "# a", "=", "> a", "``` a", "| a | b |", "~~a~~"]
)
def test_a_name_is_a_paragraph(hostile: str) -> None:
    plain = re.sub("&gt;", ">", html(markdown.escaped(hostile))).replace("\u200b", "")
    assert plain == f"<p>{hostile}</p>\n"


@pytest.mark.parametrize("name", ["a`b", "``a", "`", "a|b", "<b>"])
def test_code_holds_whatever_is_in_it(name: str) -> None:
    expected = name.replace("<", "&lt;").replace(">", "&gt;")
    assert html(markdown.code(name)) == f"<p><code>{expected}</code></p>\n"


def test_what_a_message_quotes_is_code_in_a_comment() -> None:
    message = "`a|b` and `*c*` are no `|d"
    made = html(markdown.write(report_of(STEP._replace(message=message))))
    assert "<code>a|b</code> and <code>*c*</code> are no `|d (" in made


def test_what_is_to_be_written_stays_in_its_block() -> None:
    help_ = "write it here:\n```\n</details><b>x</b>\n````"
    made = html(markdown.write(report_of(STEP._replace(help=help_))))
    assert "<b>" not in made
    assert made.count("</details>") == 1


def test_a_comment_that_would_be_too_long_keeps_the_worst_and_says_what_is_left() -> None:
    many = tuple(NAME._replace(subject=of_step(str(number))) for number in range(1000))
    text = markdown.write(report_of(*many, STEP))
    left = re.search(r"^And (\d+) findings more: ", text, re.MULTILINE)
    assert len(text) < 65_536
    assert STEP.rule in text
    assert left
    assert int(left[1]) + text.count("**note**") == 1000


def test_a_comment_of_very_many_processes_is_no_longer() -> None:
    one = REPORT.processes[0]._replace(name="A very long name " * 20)
    text = markdown.write(REPORT._replace(processes=(one,) * 1000, findings=()))
    assert len(text) < 65_536
    assert "And 950 more." in text


def test_each_process_of_one_file_has_its_own_cracks_counted_and_listed() -> None:
    first = REPORT.processes[0]
    second = first._replace(id="renewal", name="Renewal")
    findings = (FLOW, STEP._replace(process="renewal"), NAME._replace(process="renewal"))
    text = markdown.write(REPORT._replace(processes=(first, second), findings=findings))
    assert "| Lead to cash | 1 | 0 | 0 |" in text
    assert "| Renewal | 1 | 0 | 1 |" in text
    order = ["#### Lead to cash", FLOW.rule, "#### Renewal", STEP.rule, NAME.rule]
    assert sorted(order, key=text.rindex) == order
