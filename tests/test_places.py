"""Places: lines and columns mean the same in every format, paths are what a code host looks up."""

from __future__ import annotations

import datetime
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.rules.finding import Report
from crackmap.source.files import Input
from crackmap.source.span import Source, Span
from crackmap.writers.lint import concise, full, github, gitlab, junit, markdown, rdjson, sarif
from crackmap.writers.lint import json as json_writer
from crackmap.writers.places import repository_path
from crackmap.writers.width import columns, signs
from odd_styles import odd_file
from thoroughness import examples

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
PROCESS = """\
process: Leads
departments: [sales]
stages:
  - name: Close
    steps:
      - {{ name: "{name}", id: invoice,\towner: TBD, outcome: won }}
"""
FIRST_LINE = (
    '{{ process: "{name}",\tstages: [{{ name: Close, steps: [{{ name: a, owner: TBD }}] }}] }}'
)
# Wide, of two UTF-16 units, of several code points, of no width; what only libyaml takes for the
# end of a line; from right to left.
SIGNS = [
    "a",
    " ",
    "é",
    "e\u0301",
    "電",
    "한",
    "\u1112\u1161\u11ab",
    "🎯",
    "👩‍👩‍👧",
    "👍🏽",
    "❤️",
    "🇩🇪",
]
SIGNS += ["\t", "\u200b", "\u00a0", "\u3000", "\x85", "\u2028", "ش", "%", ":", ",", "|", "`"]
NAMES = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map(
    lambda some: f"x{''.join(some)}"
)
CUT_ENDS = [b"", b"\n", b"\r", b"\xc3", b"[", b"'x", b": &", b"!", b"|\n"]
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def found(template: str, name: str, end: str, bom: bool) -> tuple[Report, bytes]:
    """Check a process that has one crack, whose place is the word TBD."""
    text = template.format(name=name).replace("\n", end)
    data = ("\ufeff" * bom + text).encode()
    report = check([Input("a.yaml", data)], SETTINGS).report
    cracks = tuple(one for one in report.findings if one.rule == "unowned-step")
    return Report(cracks, report.processes, 1, report.today, report.texts), data


def reported(report: Report) -> dict[str, tuple[int, int, int]]:
    """Give line, column and end column as each format that counts code points tells them."""
    one = json.loads(json_writer.write(report))["findings"][0]
    result = json.loads(sarif.write(report))["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    command = github.write(report)
    keys = {key: int(value) for key, value in re.findall(r"\b(line|col|endColumn)=(\d+)", command)}
    position = json.loads(gitlab.write(report))[0]["location"]["positions"]
    return {
        "json": (one["line"], one["column"], one["end_column"]),
        "sarif": (region["startLine"], region["startColumn"], region["endColumn"]),
        "github": (keys["line"], keys["col"], keys["endColumn"]),
        "gitlab": (
            position["begin"]["line"],
            position["begin"]["column"],
            position["end"]["column"],
        ),
    }


@given(st.sampled_from([PROCESS, FIRST_LINE]), NAMES, ENDS, st.booleans())
def test_all_formats_point_at_the_same_characters(
    template: str, name: str, end: str, bom: bool
) -> None:
    report, data = found(template, name, end, bom)
    lines = data.decode("utf-8-sig").split(end)
    places = reported(report)
    for form, (line, first, last) in places.items():
        assert lines[line - 1][first - 1 : last - 1] == "TBD", form
    line, column, _ = places["json"]
    assert concise.write(report).startswith(f"a.yaml:{line}:{column}: ")
    assert f"(`a.yaml:{line}`, `unowned-step`)" in markdown.write(report)
    case = ET.fromstring(junit.write(report)).find("testsuite/testcase")
    assert case is not None
    assert case.get("line") == str(line)


@given(st.sampled_from([PROCESS, FIRST_LINE]), NAMES, ENDS, st.booleans())
def test_reviewdog_finds_the_same_characters_by_bytes(
    template: str, name: str, end: str, bom: bool
) -> None:
    report, data = found(template, name, end, bom)
    place = json.loads(rdjson.write(report))["diagnostics"][0]["location"]["range"]
    line = data.split(end.encode())[place["start"]["line"] - 1]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"TBD"


@given(NAMES, ENDS, st.booleans())
def test_marks_stand_below_the_characters_they_mean(name: str, end: str, bom: bool) -> None:
    report, _ = found(PROCESS, name, end, bom)
    rows = full.write(report).split("\n")
    below = next(number for number, row in enumerate(rows) if set(row) == set(" |^"))
    before, marks = rows[below].index("^"), rows[below].count("^")
    shown, at = "", 0
    for sign, width in signs(rows[below - 1]):
        shown += sign if before <= at < before + marks else ""
        at += width
    assert shown == "TBD"


@pytest.mark.parametrize("last", CUT_ENDS)
@given(st.integers(0, 40), st.floats(0, 1))
@settings(max_examples=examples(6))
def test_places_lie_inside_a_file_that_was_cut(last: bytes, seed: int, part: float) -> None:
    whole = odd_file(seed)
    data = whole[: int(part * len(whole))] + last
    report = check([Input("a.yaml", data)], SETTINGS).report
    lines = report.lines("a.yaml")
    for one in report.findings:
        edits = one.fix.edits if one.fix else ()
        spans = [one.span, *(two.span for two in one.related), *(edit.span for edit in edits)]
        for span in spans:
            for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
                assert 1 <= line <= len(lines)
                assert 1 <= column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("call", 4),
        ("電話", 4),
        ("e\u0301", 1),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
        ("👩‍👩‍👧", 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("🇩🇪", 2),
        ("می‌خواهم", 7),
    ],
)
def test_a_sign_of_several_characters_is_as_wide_as_it_is_shown(text: str, wide: int) -> None:
    assert columns(text) == wide


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that was checked out, with crackmap at work in the folder `sales`."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "repository" / "sales").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repository" / "sales")
    return tmp_path / "repository"


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_paths_begin_at_the_root_that_ci_names(
    repository: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(repository))
    assert repository_path("a b.yaml") == "sales/a b.yaml"
    assert repository_path("../a.yaml") == "a.yaml"
    assert repository_path(str(repository / "sales" / "a.yaml")) == "sales/a.yaml"


def test_without_ci_the_root_is_where_crackmap_runs(repository: Path) -> None:
    assert repository_path(str(repository / "sales" / "a.yaml")) == "a.yaml"
    assert repository_path("../a.yaml") == "../a.yaml"


def test_a_file_outside_of_the_repository_keeps_its_path(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository))
    assert repository_path("/elsewhere/a.yaml") == "/elsewhere/a.yaml"
    assert repository_path("../../a.yaml") == "../../a.yaml"


def test_a_link_leads_to_the_file_that_git_has(repository: Path) -> None:
    (repository / "sales" / "real").mkdir()
    os.symlink("real", "link")
    assert repository_path("link/a.yaml") == "real/a.yaml"


def test_a_link_out_of_the_repository_is_what_git_has(repository: Path) -> None:
    os.symlink(repository.parent, "link")
    assert repository_path("link/a.yaml") == "link/a.yaml"


def test_reviewdog_takes_paths_from_where_it_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository))
    report, _ = found(PROCESS, "x", "\n", bom=False)
    assert json.loads(rdjson.write(report))["diagnostics"][0]["location"]["path"] == "a.yaml"
    assert json.loads(gitlab.write(report))[0]["location"]["path"] == "sales/a.yaml"


def test_no_place_ends_inside_the_end_of_a_line() -> None:
    source = Source("a.yaml", "steps:\r\n  -\r\n")
    at = source.text.index("\r\n", 8)
    assert source.span(at, at + 1) == Span("a.yaml", 2, 4, 3, 1)
