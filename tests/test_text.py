"""The report for people: it reads well at any width, and no name steers the terminal."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
import yaml

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding, Related, Report
from crackmap.source.files import Input
from crackmap.source.span import Span
from crackmap.writers.analyze import text
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.lint import full
from crackmap.writers.width import columns
from small_report import of_step

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
    full = text.write(checked(), width=width, colour=False, unicode=unicode, full=True)
    name = f"{'unicode' if unicode else 'ascii'}-{width}.txt"
    if os.environ.get("CRACKMAP_GOLDEN") == "write":
        (GOLDEN / name).write_text(written, "utf-8")
        (GOLDEN / f"full-{name}").write_text(full, "utf-8")
    assert written == (GOLDEN / name).read_text("utf-8")
    assert full == (GOLDEN / f"full-{name}").read_text("utf-8")


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


def test_a_long_name_is_folded_and_never_cut() -> None:
    name = "Send the invoice for " + "licences" * 20
    long = PROCESS.replace("Send the invoice", name).replace("name: Sales", f"name: {'S' * 60}")
    for width in (40, 80):
        written = text.write(checked(long), width=width, colour=False, unicode=False)
        assert written.isascii()
        assert f'nobodyowns"{name}"'.replace(" ", "") in "".join(written.split())
        assert [line for line in written.split("\n") if columns(line) > width] == []


def test_wide_characters_are_folded_by_the_columns_they_take() -> None:
    wide = PROCESS.replace(
        "Send the invoice", "請求書を送付して入金を確認し営業部へ報告する手続きを完了"
    )
    written = text.write(checked(wide), width=40, colour=False, unicode=True)
    assert [line for line in written.split("\n") if columns(line) > 40] == []


def test_a_folded_skeleton_is_still_the_same_yaml() -> None:
    written = text.write(checked(), width=50, colour=False, unicode=True, full=True).split("\n")
    start = next(number for number, line in enumerate(written) if line.strip() == "handoff:")
    block = written[start : written.index("", start)]
    indent = len(block[0]) - len(block[0].lstrip())
    assert all("#" in line or ":" in line for line in block)
    assert set(yaml.safe_load("\n".join(line[indent:] for line in block))["handoff"]) >= {"sla"}


def test_a_crack_outside_the_process_files_is_shown_once() -> None:
    found = checked()
    first = found.report.findings[0]
    shared = first._replace(message="said of a shared agreement", span=Span("crackmap.yaml", 3))
    report = found.report._replace(findings=(*found.report.findings, shared, shared))
    written = text.write(found.with_report(report), width=80, colour=False, unicode=True)
    assert written.count("said of a shared agreement") == 1


def test_what_is_accepted_is_listed_with_its_reason() -> None:
    accept = "        accept: [{ crack: unowned-step, reason: the new tool does it from May }]\n"
    found = checked(PROCESS.replace("        outcome: won\n", f"{accept}        outcome: won\n"))
    assert "1 accepted" in text.write(found, width=80, colour=False, unicode=True)
    written = text.write(found, width=80, colour=False, unicode=True, full=True)
    assert "1 crack accepted" in written
    assert "the new tool does it from May" in written


def test_the_report_asks_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = text.write(checked(), width=120, colour=True, unicode=True)
    for name, value in {"TERM": "dumb", "COLUMNS": "20", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert text.write(checked(), width=120, colour=True, unicode=True) == expected


def test_places_stand_in_the_order_of_the_file() -> None:
    related = (Related("later", Span("p", 3, 1, 3, 2)), Related("same", Span("p", 2, 1, 2, 2)))
    finding = Finding("r", "error", of_step("s"), "m", Span("p", 2, 1, 2, 2), related=related[::-1])
    rows = Excerpts(Report((), (), 1, "", {"p": b"a\nb\nc"})).of(finding, 60)
    assert [(row.number, row.text, row.words) for row in rows] == [
        (2, "b", ""),
        (None, "^", "same"),
        (3, "c", ""),
        (None, "-", "later"),
    ]


def test_what_is_said_of_a_place_begins_below_its_marks_where_it_does_not_fit_beside() -> None:
    found = checked()
    finding = next(one for one in found.report.findings if one.rule == "undefined-handoff")
    place = Related("what Finance has waited for since", finding.related[0].span)
    report = found.report._replace(findings=(finding._replace(related=(place,)),))
    written = text.write(found.with_report(report), width=54, colour=False, unicode=True, full=True)
    assert (
        "      10 │   owner: marketing\n"
        "         │          ---------\n"
        "         │          what Finance has waited for since\n"
    ) in written


def test_a_place_that_says_nothing_new_is_left_out() -> None:
    written = text.write(checked(), width=80, colour=False, unicode=True, full=True)
    assert "passes from Marketing to Sales" in written
    assert 'Marketing owns "Capture the lead"' not in written


def test_two_processes_of_one_name_are_reported_apart_by_their_files() -> None:
    inputs = [Input(path, PROCESS.encode()) for path in ("one.yaml", "two.yaml")]
    written = text.write(check(inputs, SETTINGS), width=80, colour=False, unicode=True)
    table = written[written.index("All 2 processes together") :]
    assert "Lead to cash (one.yaml)" in table
    assert "Lead to cash (two.yaml)" in table


def test_a_clean_process_is_reported_so() -> None:
    clean = PROCESS.replace("owner: TBD", "owner: sales")
    clean = clean.replace("owner: marketing", "owner: sales")
    clean = clean.replace("  marketing: { name: Marketing }\n", "")
    assert "no cracks" in text.write(checked(clean), width=80, colour=False, unicode=True)


def test_full_is_as_it_was() -> None:
    assert full.write(checked().report) == (GOLDEN / "full.txt").read_text("utf-8")


def excerpt(line: str, span: Span, width: int) -> list[str]:
    report = Report((), (), 1, "", {"p": line.encode()})
    return [
        row.text
        for row in Excerpts(report).of(Finding("r", "error", of_step("s"), "m", span), width)
    ]


def test_marks_stand_below_wide_characters() -> None:
    line, marks = excerpt("- name: 見積もり  # x", Span("p", 1, 9, 1, 13), 60)
    assert line == "- name: 見積もり  # x"
    assert marks == " " * 8 + "^" * 8


def test_a_tab_counts_as_it_is_shown() -> None:
    line, marks = excerpt("a:\tb", Span("p", 1, 4, 1, 5), 60)
    assert line.index("b") == marks.index("^")


def test_a_line_with_tabs_looks_the_same_whatever_is_marked_in_it() -> None:
    text = "{ a: bcd,\tx: y,\tz: é }"
    shown = [excerpt(text, Span("p", 1, at, 1, at + 1), 60) for at in range(1, len(text))]
    assert {line for line, _ in shown} == {text.expandtabs(4)}
    assert [marks.index("^") for _, marks in shown] == [
        len(text[:at].expandtabs(4)) for at in range(len(text) - 1)
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    line, marks = excerpt("x" * 500 + "HERE" + "y" * 500, Span("p", 1, 501, 1, 505), 60)
    assert columns(line) <= 60
    assert line[marks.index("^") :].startswith("HERE")
