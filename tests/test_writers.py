"""The formats for machines and forges: one small report in each, and what no name may do there."""

from __future__ import annotations

import importlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from crackmap.check.fixing import apply_edits
from crackmap.rules.finding import Finding, Report
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source, Span
from crackmap.writers.lint import github, gitlab, junit, markdown, rdjson, sarif
from small_report import (
    BROKEN,
    CLEAN,
    FLOW,
    HOSTILE,
    KNOWN,
    LIVED_WITH,
    LOOP,
    NAME,
    PROCESS,
    REPORT,
    STEP,
    TEXT,
    UNREADABLE,
    of_file,
    of_step,
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
PAGE = "A crack.\n\nWhat it is,\nin two lines.\n\n```yaml\nprocess: x\n```\n"


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """SARIF holds the pages of rules and our version: here they stay the same."""
    page = SimpleNamespace(page=PAGE, title="A crack", severity="warning", group="flow")
    monkeypatch.setattr(sarif, "all_rules", lambda: {one.rule: page for one in REPORT.findings})
    monkeypatch.setattr(sarif, "__version__", "1.0.0")


def write(name: str, report: Report) -> str:
    text = importlib.import_module(f"crackmap.writers.lint.{name}").write(report)
    assert isinstance(text, str)
    return text


def report_of(*findings: Finding) -> Report:
    return replace(REPORT, findings=findings)


def at(path: str) -> Report:
    """A report of one finding in the file `path`."""
    return report_of(replace(STEP, span=replace(STEP.span, path=path)))


def sarif_run(report: Report) -> dict[str, Any]:
    log = json.loads(sarif.write(report))
    run: dict[str, Any] = log["runs"][0]
    return run


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
    finding = replace(UNREADABLE, subject=of_file(path), span=Span(path))
    report = replace(report_of(finding), texts={path: b""})
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


# SARIF


def test_sarif_has_what_its_schema_requires() -> None:
    log = json.loads(sarif.write(REPORT))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "crackmap"
    assert all(one["executionSuccessful"] in (True, False) for one in run["invocations"])
    assert all(one["message"]["text"] for one in run["results"])
    assert {one["level"] for one in run["results"]} <= {"none", "note", "warning", "error"}


def test_sarif_results_name_their_rules() -> None:
    run = sarif_run(REPORT)
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [
        one.rule for one in REPORT.findings
    ]
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_sarif_carries_the_page_of_a_rule_and_its_group() -> None:
    rule = sarif_run(report_of(FLOW))["tool"]["driver"]["rules"][0]
    assert rule["help"] == {"text": "A crack.\n\nWhat it is, in two lines.", "markdown": PAGE}
    assert rule["properties"] == {"tags": ["flow"], "problem.severity": "warning"}
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_sarif_suppresses_accepted_cracks_with_their_reason() -> None:
    results = sarif_run(report_of(LIVED_WITH, KNOWN, STEP))["results"]
    assert [one.get("suppressions") for one in results] == [
        [{"kind": "inSource", "justification": "the quarter ends first"}],
        [{"kind": "external", "justification": "known, in cracks.yaml"}],
        [],
    ]


def test_sarif_says_nothing_of_suppressions_where_nothing_is_accepted() -> None:
    assert "suppressions" not in sarif.write(report_of(FLOW, STEP))


def test_sarif_keeps_the_fingerprint_when_lines_move() -> None:
    moved = replace(STEP, span=replace(STEP.span, line=99, end_line=99))
    one, other = (sarif_run(report_of(each))["results"][0] for each in (STEP, moved))
    assert one["partialFingerprints"] == other["partialFingerprints"] != {}


def test_a_fix_of_sarif_fixes_the_file() -> None:
    (change,) = sarif_run(report_of(STEP))["results"][0]["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    lines = TEXT.split("\n")
    line = lines[region["startLine"] - 1]
    before, after = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
    assert before + replacement["insertedContent"]["text"] + after == line.replace("TBD", "営業")


def test_what_a_fix_writes_ends_its_lines_as_the_file_does() -> None:
    windows = TEXT.replace("\n", "\r\n").encode()
    report = replace(report_of(FLOW), texts={**REPORT.texts, PROCESS: windows})
    (change,) = sarif_run(report)["results"][0]["fixes"][0]["artifactChanges"]
    (suggestion,) = json.loads(rdjson.write(report))["diagnostics"][0]["suggestions"]
    texts = [one["insertedContent"]["text"] for one in change["replacements"]]
    assert [text.replace("\r\n", "").count("\n") for text in (*texts, suggestion["text"])] == [
        0
    ] * 3
    assert all("\r\n" in text for text in (*texts, suggestion["text"]))


def test_what_a_fix_repeats_of_a_file_keeps_its_line_ends() -> None:
    windows = TEXT.replace("\n", "\r\n").encode()
    assert STEP.fix
    finding = replace(STEP, fix=replace(STEP.fix, edits=(Edit(STEP.span, "one\r\ntwo"),)))
    report = replace(report_of(finding), texts={**REPORT.texts, PROCESS: windows})
    (suggestion,) = json.loads(rdjson.write(report))["diagnostics"][0]["suggestions"]
    assert suggestion["text"] == "one\r\ntwo"


def test_a_run_with_an_unreadable_file_was_no_success() -> None:
    good, bad = sarif_run(report_of(STEP)), sarif_run(report_of(UNREADABLE))
    assert good["invocations"] == [{"executionSuccessful": True}]
    assert (bad["invocations"][0]["executionSuccessful"], bad["invocations"][0]["exitCode"]) == (
        False,
        2,
    )
    (reported,) = bad["invocations"][0]["toolExecutionNotifications"]
    assert reported["message"] == {"text": UNREADABLE.message}
    assert reported["locations"] == bad["results"][0]["locations"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("./a b/100%.yaml", "a%20b/100%25.yaml"),
        ("電話.yaml", "%E9%9B%BB%E8%A9%B1.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("/srv/a b.yaml", "file:///srv/a%20b.yaml"),
        ("../a.yaml", "../a.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_sarif_addresses_are_encoded(path: str, uri: str) -> None:
    location = sarif_run(at(path))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == uri


def test_sarif_addresses_start_at_the_root_of_the_repository() -> None:
    run = sarif_run(REPORT)
    base = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"]
        for one in run["results"]
    }
    assert base == set(run["originalUriBaseIds"])


@pytest.mark.parametrize("path", ["/srv/a.yaml", "../a.yaml"])
def test_what_lies_outside_of_the_repository_has_no_base(path: str) -> None:
    location = sarif_run(at(path))["results"][0]["locations"][0]["physicalLocation"]
    assert "uriBaseId" not in location["artifactLocation"]


def test_the_message_of_sarif_links_to_the_related_places() -> None:
    one = replace(FLOW.related[0], message="a [b] \\ c")
    result = sarif_run(report_of(replace(FLOW, related=(one, *[FLOW.related[1]] * 9))))["results"][
        0
    ]
    links = re.findall(r"\[((?:[^\[\]\\]|\\.)*)\]\((\d+)\)", result["message"]["text"])
    assert links[0] == (r"a \[b\] \\ c", "1")
    assert [number for _, number in links] == ["1", "2", "3", "4", "5", "6"]
    assert [place["id"] for place in result["relatedLocations"]] == list(range(1, 11))


def test_a_message_of_sarif_begins_with_a_sentence() -> None:
    text = sarif_run(report_of(STEP))["results"][0]["message"]["text"]
    assert text == f"{STEP.message}.\n{STEP.help}\nnext: nobody yet"


def test_a_name_makes_no_link_in_sarif() -> None:
    text = sarif_run(report_of(NAME))["results"][0]["message"]["text"]
    assert r"\[x\](https://example.com)" in text
    assert "\x1b" not in text


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
    moved = replace(STEP, span=replace(STEP.span, line=99, end_line=99))
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
    other = replace(UNREADABLE, detail="a step has no name")
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
    root = ET.fromstring(junit.write(report_of(replace(NAME, message=f"a{sign}b"))).encode())
    assert [one.get("message") for one in root.iter("failure")] == ["a\ufffdb"]


# Markdown


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
    made = html(markdown.write(report_of(replace(STEP, message=message))))
    assert "<code>a|b</code> and <code>*c*</code> are no `|d (" in made


def test_what_is_to_be_written_stays_in_its_block() -> None:
    help_ = "write it here:\n```\n</details><b>x</b>\n````"
    made = html(markdown.write(report_of(replace(STEP, help=help_))))
    assert "<b>" not in made
    assert made.count("</details>") == 1


def test_a_comment_that_would_be_too_long_keeps_the_worst_and_says_what_is_left() -> None:
    many = tuple(replace(NAME, subject=of_step(str(number))) for number in range(1000))
    text = markdown.write(report_of(*many, STEP))
    left = re.search(r"^And (\d+) findings more: ", text, re.MULTILINE)
    assert len(text) < 65_536
    assert STEP.rule in text
    assert left
    assert int(left[1]) + text.count("**note**") == 1000


def test_a_comment_of_very_many_processes_is_no_longer() -> None:
    one = replace(REPORT.processes[0], name="A very long name " * 20)
    text = markdown.write(replace(REPORT, processes=(one,) * 1000, findings=()))
    assert len(text) < 65_536
    assert "And 950 more." in text


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
    (found,) = json.loads(rdjson.write(report_of(replace(STEP, fix=fix))))["diagnostics"]
    assert "suggestions" not in found


def test_hostile_text_is_there_to_be_hostile() -> None:
    assert all(sign in HOSTILE for sign in ("</td>", "](", "::", "%0A", "@", "|", "\x1b"))
