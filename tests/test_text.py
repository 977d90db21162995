"""The report for people: it reads well at any width, and no name steers the terminal."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from crackmap.check import Checked, check
from crackmap.config import Settings
from crackmap.files import Input
from crackmap.finding import Finding, Report
from crackmap.source import Span
from crackmap.writers import full, text
from crackmap.writers.excerpt import Excerpts, columns

GOLDEN = Path(__file__).parent / "golden" / "text"
SETTINGS = Settings(today=datetime.date(2026, 6, 1))
PROCESS = """\
process: Lead to cash
departments:
  marketing: { name: Marketing }
  sales: { name: Sales }
stages:
  - name: Attract
    exit: [the lead is known]
    steps:
      - name: Capture the lead
        owner: marketing
      - name: Qualify the lead
        owner: sales
  - name: Close
    steps:
      - name: Send the invoice
        owner: TBD
        outcome: won
"""


def checked(process: str = PROCESS) -> Checked:
    return check([Input("process.yaml", process.encode())], SETTINGS)


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
def test_the_report_is_as_it_was(width: int, unicode: bool) -> None:
    written = text.write(checked(), width=width, colour=False, unicode=unicode)
    name = f"{'unicode' if unicode else 'ascii'}-{width}.txt"
    assert written == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    written = text.write(checked(), width=width, colour=False, unicode=True)
    assert [line for line in written.splitlines() if columns(line) > width] == []


def test_without_unicode_everything_is_ascii() -> None:
    assert text.write(checked(), width=80, colour=False, unicode=False).isascii()


def test_without_colour_there_is_no_escape() -> None:
    assert "\033" not in text.write(checked(), width=80, colour=False, unicode=True)
    assert "\033" not in full.write(checked().report)


def test_with_colour_the_words_are_the_same() -> None:
    import re

    plain = text.write(checked(), width=80, colour=False, unicode=True)
    coloured = text.write(checked(), width=80, colour=True, unicode=True)
    stripped = re.sub(r"\033\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_a_name_cannot_steer_the_terminal() -> None:
    hostile = PROCESS.replace("Send the invoice", '"\\e[31mred\\e]8;;x\\a [bold]not bold[/bold]"')
    found = checked(hostile)
    assert "\033" not in text.write(found, width=80, colour=False, unicode=True)
    assert "\033" not in full.write(found.report)
    assert "[bold]not bold[/bold]" in full.write(found.report)


def test_a_clean_process_is_told_so() -> None:
    clean = PROCESS.replace("owner: TBD", "owner: sales")
    clean = clean.replace("owner: marketing", "owner: sales")
    clean = clean.replace("  marketing: { name: Marketing }\n", "")
    assert "no cracks" in text.write(checked(clean), width=80, colour=False, unicode=True)


def test_full_is_as_it_was() -> None:
    assert full.write(checked().report) == (GOLDEN / "full.txt").read_text("utf-8")


def excerpt(line: str, span: Span, width: int) -> list[str]:
    report = Report((), (), 1, "", {"p": line.encode()})
    return [row.text for row in Excerpts(report).of(Finding("r", "error", "s", "m", span), width)]


def test_marks_stand_below_wide_characters() -> None:
    line, marks = excerpt("- name: 見積もり  # x", Span("p", 1, 9, 1, 13), 60)
    assert line == "- name: 見積もり  # x"
    assert marks == " " * 8 + "^" * 8


def test_a_tab_counts_as_it_is_shown() -> None:
    line, marks = excerpt("a:\tb", Span("p", 1, 4, 1, 5), 60)
    assert line.index("b") == marks.index("^")


def test_a_long_line_is_cut_around_the_place() -> None:
    line, marks = excerpt("x" * 500 + "HERE" + "y" * 500, Span("p", 1, 501, 1, 505), 60)
    assert columns(line) <= 60
    assert line[marks.index("^") :].startswith("HERE")
