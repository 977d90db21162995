"""What changed in a process as Mermaid, for the comment of a pull request."""

from __future__ import annotations

import datetime
import re

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.history.comparison import compare
from crackmap.maps.chart_diff import charts_of_changes
from crackmap.maps.exports.mermaid_change import change_picture
from crackmap.source.files import Input
from crackmap.writers.diff import markdown

BEFORE = """\
process: Lead to cash
departments: [marketing, sales, finance]
stages:
  - name: Sell
    steps:
      - { name: Capture, owner: marketing, trigger: form sent }
      - { name: Call, owner: tbd }
      - { name: Write the offer, owner: sales }
      - { name: Agree, owner: sales }
      - { name: Sign, owner: sales }
      - { name: Send the invoice, owner: finance, outcome: won }
"""
AFTER = BEFORE.replace("Call, owner: tbd", "Call, owner: marketing").replace(
    "      - { name: Sign, owner: sales }\n", "      - { name: Countersign, owner: tbd }\n"
)


def picture(before: str, after: str) -> tuple[str, str]:
    settings = Settings(today=datetime.date(2026, 6, 1))
    then, now = (check([Input("p.yaml", text.encode())], settings) for text in (before, after))
    ((_, chart),) = charts_of_changes(then, now, compare(then, now))
    return change_picture(chart)


def test_changed_steps_stand_with_their_neighbours_in_their_departments() -> None:
    drawn, left = picture(BEFORE, AFTER)
    lines = drawn.splitlines()
    assert lines[0] == "flowchart TB"
    assert '  subgraph d0["marketing"]' in lines
    assert re.search(r'n\d+\["Call<br>changed<br>closed unowned-step"\]', drawn)
    assert re.search(r'n\d+\["Countersign<br>added<br>opened unowned-step"\]', drawn)
    assert re.search(r'n\d+\["Agree"\]', drawn)
    assert left == ""


def test_cracks_stand_at_the_flows_where_they_were_opened() -> None:
    drawn, _ = picture(BEFORE, AFTER)
    assert re.search(r'n\d+ -\.->\|"no handoff<br>.*opened undefined-handoff"\| n\d+', drawn)


def test_what_did_not_change_and_is_beside_no_change_is_left_out() -> None:
    early = (
        "      - { name: Attract, owner: marketing }\n      - { name: Invite, owner: marketing }\n"
    )
    before, after = (
        text.replace("    steps:\n", f"    steps:\n{early}", 1) for text in (BEFORE, AFTER)
    )
    drawn, _ = picture(before, after)
    assert "Attract" not in drawn
    assert "Capture" in drawn


def test_hostile_names_are_only_words() -> None:
    attack = (
        r'"]; click n0 href javascript:alert(1) <img src=x onerror=alert(1)> ``` --> end %%{a}%%'
    )
    after = BEFORE.replace("{ name: Sign,", f"{{ name: '{attack}', id: sign,")
    drawn, _ = picture(BEFORE, after)
    for label in re.findall(r'"([^"\n]*)"', drawn):
        assert re.fullmatch(r"(?:[\w ,?-]|#\d+;|<br>)*", label), label
    assert "```" not in drawn


def test_a_large_change_is_cut_and_says_so() -> None:
    steps = "".join(f"      - {{ name: Step {at}, owner: sales }}\n" for at in range(150))
    before = BEFORE + steps.replace("owner: sales", "owner: finance")
    drawn, left = picture(before, BEFORE + steps)
    assert len(drawn) <= 12_000
    assert len(re.findall(r" (?:-->|==>|-\.->)", drawn)) <= 120
    shown = len(re.findall(r"<br>changed", drawn))
    assert re.fullmatch(r"\d+ steps and \d+ flows more changed", left)
    assert 0 < shown < 150


def test_the_comment_shows_the_picture_before_the_tables() -> None:
    settings = Settings(today=datetime.date(2026, 6, 1))
    then, now = (check([Input("p.yaml", text.encode())], settings) for text in (BEFORE, AFTER))
    comparison = compare(then, now)
    pictures = {("p.yaml", "lead-to-cash"): ("flowchart TB\n  n0\n", "3 steps more changed")}
    told = markdown.write(comparison, pictures)
    assert told.index("```mermaid\nflowchart TB\n  n0\n```\n") < told.index("| | what | field |")
    assert "3 steps more changed, as the tables tell" in told
