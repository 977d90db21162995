"""The formats for machines and forges: one small report in each, and what no name may do there."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from crackmap.check.fixing import apply_edits
from crackmap.rules.finding import Report
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source, Span
from crackmap.writers.lint import github, gitlab, junit, rdjson
from reported import at, report_of, same_pages, sarif_run, write
from small_report import (
    BROKEN,
    CLEAN,
    FLOW,
    HOSTILE,
    LIVED_WITH,
    LOOP,
    NAME,
    PROCESS,
    REPORT,
    STEP,
    TEXT,
    UNREADABLE,
    of_file,
)

GOLDEN = Path(__file__).parent / "golden" / "formats"
ENDINGS = {
    "concise": "txt",
    "github": "txt",
    "gitlab": "json",
    "json": "json",
    "junit": "xml",
    "markdown": "md",
    "rdjson": "json",
    "sarif": "sarif",
}


@pytest.fixture(autouse=True)
def _same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    same_pages(monkeypatch)


@pytest.mark.parametrize("name", ENDINGS)
def test_the_report_is_written_as_it_was(name: str) -> None:
    golden = GOLDEN / f"{name}.{ENDINGS[name]}"
    assert write(name, REPORT) == golden.read_bytes().decode()


@pytest.mark.parametrize("name", ENDINGS)
def test_a_report_without_findings_is_written(name: str) -> None:
    assert write(name, Report((), (), 0, "2026-06-01")).endswith("\n")


@pytest.mark.parametrize("name", ENDINGS)
def test_a_file_name_that_is_no_text_is_written(name: str) -> None:
    path = b"lead-\xff.yaml".decode("utf-8", "surrogateescape")
    finding = UNREADABLE._replace(subject=of_file(path), span=Span(path))
    report = report_of(finding)._replace(texts={path: b""})
    assert "unreadable" in write(name, report)


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "markdown", "rdjson", "sarif"])
def test_a_path_is_written_as_git_writes_it(name: str) -> None:
    assert "./" not in write(name, at("./sales/lead.yaml")).replace("../", "")


# Places


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner of GitHub does."""
    for line in text.splitlines():
        if found := re.fullmatch(r"::(\w+) (.*?)::(.*)", line):
            pairs = (pair.split("=", 1) for pair in found[2].split(","))
            reported = {key: unescaped(value) for key, value in pairs}
            yield found[1], reported, unescaped(found[3])


def unescaped(text: str) -> str:
    for sign, code in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


def places(name: str) -> list[tuple[int, int, int, int]]:
    """Where the flow and the step are told to be, as lines and columns in code points."""
    report = report_of(FLOW, STEP)
    if name == "github":
        keys = ("line", "col", "endLine", "endColumn")
        found = [
            tuple(int(reported[key]) for key in keys)
            for _, reported, _ in commands(write(name, report))
        ]
    elif name == "json":
        keys = ("line", "column", "end_line", "end_column")
        found = [
            tuple(one[key] for key in keys) for one in json.loads(write(name, report))["findings"]
        ]
    elif name == "sarif":
        keys = ("startLine", "startColumn", "endLine", "endColumn")
        regions = [
            one["locations"][0]["physicalLocation"]["region"]
            for one in sarif_run(report)["results"]
        ]
        found = [tuple(region[key] for key in keys) for region in regions]
    elif name == "gitlab":
        ends = [one["location"]["positions"] for one in json.loads(write(name, report))]
        found = [
            tuple(one[end][key] for end in ("begin", "end") for key in ("line", "column"))
            for one in ends
        ]
    else:
        ranges = [
            one["location"]["range"] for one in json.loads(write(name, report))["diagnostics"]
        ]
        found = [(*in_points(one["start"]), *in_points(one["end"])) for one in ranges]
    return [(a, b, c, d) for a, b, c, d in found]


def in_points(position: dict[str, int]) -> tuple[int, int]:
    line = TEXT.split("\n")[position["line"] - 1].encode()
    return position["line"], len(line[: position["column"] - 1].decode()) + 1


@pytest.mark.parametrize("name", ["json", "sarif", "github", "gitlab", "rdjson"])
def test_all_formats_point_to_the_same_places(name: str) -> None:
    lines = TEXT.split("\n")
    reported = places(name)
    assert [lines[line - 1][start - 1 : end - 1] for line, start, _, end in reported] == [
        "電話-🎯-call",
        "TBD",
    ]
    assert all(line == end_line for line, _, end_line, _ in reported)


def test_columns_of_rdjson_count_bytes() -> None:
    found = json.loads(rdjson.write(report_of(STEP)))["diagnostics"][0]["location"]["range"]
    assert found["start"]["column"] == len(TEXT.split("\n")[11].partition("TBD")[0].encode()) + 1


def test_sarif_says_that_columns_count_code_points() -> None:
    assert sarif_run(REPORT)["columnKind"] == "unicodeCodePoints"


def test_rdjson_gives_whole_lines_of_a_file_that_it_has_not_seen() -> None:
    related = json.loads(rdjson.write(report_of(FLOW)))["diagnostics"][0]["related_locations"]
    assert related[1]["location"]["range"] == {"start": {"line": 3}, "end": {"line": 3}}


# GitHub


def test_github_shows_the_worst_first() -> None:
    kinds = [kind for kind, _, _ in commands(github.write(REPORT))]
    assert kinds == ["error", "error", "error", "warning", "notice"]


def test_github_ends_with_the_totals() -> None:
    assert github.write(REPORT).splitlines()[-1] == (
        "4 cracks in 3 files: 3 errors, 1 warning; 1 note, 1 accepted, 1 known, 1 gone"
    )


def test_a_message_reaches_github_whole_and_on_one_line() -> None:
    (one,) = commands(github.write(report_of(NAME)))
    expected = (
        f"sales/lead to cash.yaml:9:15: vague-name {NAME.message}\n{NAME.help}\nnext: nobody yet"
    )
    assert one[2] == expected.replace("\x1b", "\ufffd")


def test_github_is_reported_that_it_shows_no_more_than_ten() -> None:
    words = "GitHub shows at most 10 errors"
    assert words not in github.write(report_of(*[NAME] * 10, *[STEP] * 10))
    assert words in github.write(report_of(*[NAME] * 11)).splitlines()[-1]


def test_a_path_cannot_end_a_workflow_command() -> None:
    (one,) = commands(github.write(at("a,b::c=%0A\n::error::x.yaml")))
    assert one[1]["file"] == "a,b::c=%0A\n::error::x.yaml"


def test_github_takes_no_columns_over_several_lines() -> None:
    (one,) = commands(github.write(report_of(LOOP)))
    assert one[1] == {
        "file": "sales/lead to cash.yaml",
        "line": "3",
        "endLine": "12",
        "title": "crackmap (handoff-chain)",
    }


# GitLab


def test_gitlab_has_a_fingerprint_of_its_own_for_every_finding() -> None:
    found = json.loads(gitlab.write(report_of(STEP, STEP, FLOW)))
    assert len({one["fingerprint"] for one in found}) == 3


def test_fingerprints_of_gitlab_stay_when_lines_move() -> None:
    moved = STEP._replace(span=STEP.span._replace(line=99, end_line=99))
    one, other = (json.loads(gitlab.write(report_of(each)))[0] for each in (STEP, moved))
    assert one["fingerprint"] == other["fingerprint"]


def test_gitlab_shows_which_rule_it_was() -> None:
    (found,) = json.loads(gitlab.write(report_of(LOOP)))
    assert found["description"] == f"handoff-chain: {LOOP.message}; next: nobody yet"


def test_gitlab_knows_the_severities() -> None:
    found = json.loads(gitlab.write(report_of(STEP, LOOP, NAME)))
    assert [one["severity"] for one in found] == ["major", "minor", "info"]


# JUnit


def test_junit_has_a_suite_for_every_file() -> None:
    suites = ET.fromstring(junit.write(REPORT)).findall("testsuite")
    assert [suite.get("name") for suite in suites] == [
        "sales/lead to cash.yaml",
        CLEAN,
        BROKEN,
    ]


def test_a_clean_file_passes_in_junit() -> None:
    suite = ET.fromstring(junit.write(REPORT)).findall("testsuite")[1]
    assert [len(case) for case in suite.findall("testcase")] == [0]


def test_the_counts_of_junit_are_those_of_its_cases() -> None:
    root = ET.fromstring(junit.write(REPORT))
    for element in (root, *root.findall("testsuite")):
        counted = {
            "tests": len(list(element.iter("testcase"))),
            "failures": len(list(element.iter("failure"))),
            "errors": len(list(element.iter("error"))),
            "skipped": len(list(element.iter("skipped"))),
        }
        assert {key: element.get(key) for key in counted} == {
            key: str(count) for key, count in counted.items()
        }


def test_an_unreadable_file_is_an_error_in_junit() -> None:
    root = ET.fromstring(junit.write(report_of(UNREADABLE)))
    assert [one.get("message") for one in root.iter("error")] == ["a step has no key `ownr`"]


def test_no_two_cases_of_a_suite_have_one_name() -> None:
    other = UNREADABLE._replace(detail="a step has no name")
    root = ET.fromstring(junit.write(report_of(UNREADABLE, other, other)))
    assert [one.get("name") for one in root.iter("testcase")][-3:] == [
        "unreadable sales/broken.yaml: a step has no key `ownr`",
        "unreadable sales/broken.yaml: a step has no name",
        "unreadable sales/broken.yaml: a step has no name (2)",
    ]


def test_an_accepted_crack_is_skipped_in_junit() -> None:
    root = ET.fromstring(junit.write(report_of(LIVED_WITH)))
    assert [one.get("message") for one in root.iter("skipped")] == ["the quarter ends first"]


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_junit_is_xml_whatever_is_in_a_name(sign: str) -> None:
    root = ET.fromstring(junit.write(report_of(NAME._replace(message=f"a{sign}b"))).encode())
    assert [one.get("message") for one in root.iter("failure")] == ["a\ufffdb"]


# reviewdog


def test_a_suggestion_is_the_fix() -> None:
    (suggestion,) = json.loads(rdjson.write(report_of(FLOW)))["diagnostics"][0]["suggestions"]
    source = Source(PROCESS, TEXT)
    start, end = (source.offset(*in_points(suggestion["range"][end])) for end in ("start", "end"))
    assert FLOW.fix
    fixed = TEXT[:start] + suggestion["text"] + TEXT[end:]
    assert fixed == apply_edits(TEXT, FLOW.fix.edits, PROCESS)


def test_a_fix_of_another_file_is_no_suggestion() -> None:
    fix = Fix("x", (Edit(Span("crackmap.yaml"), "x"),))
    (found,) = json.loads(rdjson.write(report_of(STEP._replace(fix=fix))))["diagnostics"]
    assert "suggestions" not in found


def test_hostile_text_is_there_to_be_hostile() -> None:
    assert all(sign in HOSTILE for sign in ("</td>", "](", "::", "%0A", "@", "|", "\x1b"))
