"""SARIF: what code scanning needs, and what no name may do there."""

from __future__ import annotations

import json
import re

import pytest

from crackmap.source.fix import Edit
from crackmap.writers.lint import rdjson, sarif
from reported import PAGE, at, report_of, same_pages, sarif_run
from small_report import FLOW, KNOWN, LIVED_WITH, NAME, PROCESS, REPORT, STEP, TEXT, UNREADABLE


@pytest.fixture(autouse=True)
def _same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    same_pages(monkeypatch)


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
    moved = STEP._replace(span=STEP.span._replace(line=99, end_line=99))
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
    report = report_of(FLOW)._replace(texts={**REPORT.texts, PROCESS: windows})
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
    finding = STEP._replace(fix=STEP.fix._replace(edits=(Edit(STEP.span, "one\r\ntwo"),)))
    report = report_of(finding)._replace(texts={**REPORT.texts, PROCESS: windows})
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
    one = FLOW.related[0]._replace(message="a [b] \\ c")
    result = sarif_run(report_of(FLOW._replace(related=(one, *[FLOW.related[1]] * 9))))["results"][
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
