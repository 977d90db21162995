"""No two reports count differently: the headline, the JSON, the maps, the matrix, the network."""

from __future__ import annotations

import datetime
import json
import re

import pytest
import yaml

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.graph.grades import graded
from crackmap.graph.handovers import VERDICTS, find
from crackmap.graph.hidden_handoffs import hidden_changes
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import matrix
from crackmap.maps.chart import chart_of
from crackmap.maps.html import page
from crackmap.maps.options import MapOptions
from crackmap.rules.numbering import numbers
from crackmap.source.files import Input
from crackmap.writers.analyze import text
from crackmap.writers.lint import json as json_format
from crackmap.writers.lint import markdown
from random_processes import random_process
from thoroughness import examples

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
SEEDS = range(examples(12))


def checked(process: str) -> Checked:
    return check([Input("process.yaml", process.encode())], SETTINGS)


def any_checked(seed: int) -> Checked:
    return checked(yaml.safe_dump(random_process(seed), allow_unicode=True))


def report_of(run: Checked, width: int = 160) -> str:
    return text.write(run, width=width, colour=False, unicode=True, full=True)


def gaps(run: Checked) -> set[tuple[str, str]]:
    chart = chart_of(run.graphs[0], run.findings_about(run.graphs[0]))
    return {(edge.source, edge.target) for edge in chart.edges if edge.kind == "gap"}


def steps(*lines: str) -> str:
    head = (
        "process: Any\nowner: sales\ndepartments: { sales: {}, legal: {}, finance: {}, "
        "customer: { kind: external }, pool: { kind: pool }, robot: { kind: system } }\n"
        "stages:\n  - name: A\n    steps:\n"
    )
    return head + "".join(f"      - {{ name: {line} }}\n" for line in lines)


HIDDEN = ("Send it, id: send, owner: sales", "File it, id: file, owner: legal, outcome: won")


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_changes_are_exactly_what_hidden_handoff_finds(seed: int) -> None:
    run = any_checked(seed)
    found = [f.subject for f in run.report.findings if f.rule == "hidden-handoff"]
    assert sorted(map(str, found)) == sorted(
        str(change.subject) for change in hidden_changes(run.graphs[0])
    )
    assert run.report.processes[0].hidden_changes == len(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_json_matrix_and_headline_count_the_same_handoffs(seed: int) -> None:
    run = any_checked(seed)
    figures = run.report.processes[0]
    counts = figures.handoffs_defined, figures.handoffs_partial, figures.handoffs_missing
    assert sum(counts) == figures.changes_of_department + figures.hidden_changes
    assert figures.changes_of_department == len(run.graphs[0].changes_of_department())
    assert tuple(find(run.graphs[0]).count(grade) for grade in VERDICTS[:3]) == counts
    drawn = matrix.svg(run.graphs[0])
    if sum(counts):
        shown = re.findall(r">handoff, (?:defined|partial|missing) \((\d+)\)<", drawn)
        assert tuple(map(int, shown)) == counts
        words = f"{counts[0]} of {sum(counts)} change"
        assert words in report_of(run)
        assert words in page.write(run.graphs[0], run.findings_about(run.graphs[0]), MapOptions())
        assert f"| {counts[0]} of {sum(counts)} | {counts[1]} | {counts[2]} |" in markdown.write(
            run.report
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_matrix_in_the_report_adds_up_and_lacks_no_department(seed: int) -> None:
    run = any_checked(seed)
    graph, handed = run.graphs[0], find(run.graphs[0])
    report = report_of(run, 1000).partition("\nWho hands to whom\n")[2]
    table = report.partition("\nWhat to fill first")[0].split("\n\n")[0]
    if not any(row.verdict != "outside" for row in handed.rows):
        assert table == ""
        return
    for sign, grade in zip("✓~✗", VERDICTS[:3], strict=True):
        shown = sum(map(int, re.findall(rf"{sign}(\d+)", table)))
        assert shown == sum(row.verdict == grade for row in handed.rows)
    for department in graph.owning_departments:
        assert " ".join(graph.organisation.name(department).split())[:8] in table


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_red_on_the_map_is_what_was_found(seed: int) -> None:
    run = any_checked(seed)
    graph = run.graphs[0]
    findings = [f._replace(accepted=None) for f in run.findings_about(graph)]
    chart = chart_of(graph, findings)
    red = {number for edge in chart.edges if edge.kind == "gap" for number in edge.findings}
    rules = {"undefined-handoff", "undefined-team-handoff", "hidden-handoff"}
    drawn = [f.number for f in chart.findings if f.rule in rules]
    assert set(drawn) <= red
    found = {str(f.subject) for f in findings if f.rule in {*rules, "unknown-handoff"}}
    for flow in (*graph.changes_of_department(), *graph.changes_of_team()):
        if graded(graph, flow).grade == "missing":
            excused = graph.asked_by(flow) or graph.may_be_answer(flow)
            assert str(flow.subject) in found or excused


@pytest.mark.parametrize("owner", ["null", "customer", "pool", "robot"])
def test_the_flows_of_a_hidden_change_are_red_through_any_gap(owner: str) -> None:
    run = checked(steps(HIDDEN[0], f"Pass it on, id: pass, owner: {owner}", HIDDEN[1]))
    assert gaps(run) == {("send", "pass"), ("pass", "file")}


def test_all_ways_through_a_gap_are_red() -> None:
    run = checked(
        steps(
            "Send it, id: send, owner: sales, next: [{ to: a, when: big }, { to: b, when: small }]",
            "Pass it on, id: a, owner: customer, next: file",
            "Pass it too, id: b, owner: robot, next: file",
            "File it, id: file, owner: legal, outcome: won",
        )
    )
    assert gaps(run) == {("send", "a"), ("send", "b"), ("a", "file"), ("b", "file")}


def test_a_flow_into_a_step_of_nobody_is_no_missing_handoff_by_itself() -> None:
    run = checked(
        steps(
            "File the lead, id: lead, owner: sales",
            "Judge the proof, id: judge, kind: decision, next: "
            "[{ to: quote, when: proved }, { outcome: lost, when: otherwise }]",
            "Quote it, id: quote, owner: sales, outcome: won",
        )
    )
    assert gaps(run) == set()
    assert run.report.processes[0].handoffs_missing == 0


def test_a_hidden_change_beside_a_flow_that_hands_over_has_its_number_in_the_gap() -> None:
    run = checked(
        steps(
            "Send it, id: send, owner: sales, next: [{ to: file, when: big }, { to: pass }]",
            "Pass it on, id: pass, owner: customer",
            HIDDEN[1],
        )
    )
    graph = run.graphs[0]
    chart = chart_of(graph, run.findings_about(graph))
    at = {
        (edge.source, edge.target): {chart.findings[number - 1].rule for number in edge.findings}
        for edge in chart.edges
    }
    assert "hidden-handoff" in at["send", "pass"]
    assert "hidden-handoff" not in at["send", "file"]
    assert "undefined-handoff" in at["send", "file"]


ASKED = (
    "Ask for it, id: ask, owner: sales, next: { to: approve, handoff: HANDOFF }",
    "Approve it, id: approve, owner: legal, kind: approval, within: 1d",
    "Send it, id: send, owner: sales, outcome: won",
)
WHOLE = (
    "{ trigger: t, payload: [p], acceptance: [a], channel: robot, sla: 1d, "
    "acknowledgement: k, escalation: sales }"
)


@pytest.mark.parametrize(
    ("handoff", "kind", "grade"),
    [
        (WHOLE, "handoff", "defined"),
        ("{ trigger: t, payload: [p] }", "handoff", "partial"),
        ("{ channel: robot }", "gap", "defined"),
    ],
)
def test_an_answer_is_drawn_as_an_answer_with_the_grade_of_its_question(
    handoff: str, kind: str, grade: str
) -> None:
    run = checked(steps(*(line.replace("HANDOFF", handoff) for line in ASKED)))
    question, answer = chart_of(run.graphs[0]).edges[:2]
    assert (question.kind, question.role) == (kind, "")
    assert (answer.kind, answer.role, answer.grade) == (kind, "answer", grade)


def test_without_order_no_line_claims_a_handoff() -> None:
    loose = steps("One, owner: sales, next: two", "Two, id: two, owner: legal").replace(
        "name: A\n", "name: A\n    order: none\n"
    )
    assert [edge.kind for edge in chart_of(checked(loose).graphs[0]).edges] == ["flow"]


# The numbers of findings


@pytest.mark.parametrize("seed", SEEDS)
def test_every_report_has_the_numbers_of_the_map(seed: int) -> None:
    run = any_checked(seed)
    graph = run.graphs[0]
    chart = chart_of(graph, run.findings_about(graph))
    on_the_map = {finding.number: (finding.rule, finding.text) for finding in chart.findings}
    in_json = {
        finding["number"]: (finding["rule"], finding["message"])
        for finding in json.loads(json_format.write(run.report))["findings"]
        if finding["number"]
    }
    assert in_json == on_the_map
    report = report_of(run)
    shown = markdown.write(run.report)
    for number in on_the_map:
        assert f" [{number}] " in report
        assert f"** \\[{number}\\] " in shown or len(shown) > 50_000
    assert f" [{len(on_the_map) + 1}] " not in report


@pytest.mark.parametrize("seed", SEEDS)
def test_cracks_are_counted_by_severity_and_notes_apart(seed: int) -> None:
    run = any_checked(seed)
    errors, warnings, notes = map(run.report.count, ("error", "warning", "note"))
    headline = next(
        line for line in report_of(run).splitlines() if "crack" in line or "no errors" in line
    )
    if errors + warnings:
        assert headline.startswith(f"process.yaml: {errors + warnings} crack")
        assert (f"{errors} error" in headline) == bool(errors)
    assert (f"; {notes} note" in headline) == bool(notes)
    assert not (notes and "no cracks" in report_of(run))


def test_a_crack_of_the_baseline_keeps_its_number() -> None:
    report = checked(steps(HIDDEN[0], "Pass it on, owner: null", HIDDEN[1])).report
    before = list(numbers(report).values())
    first, *others = report.findings
    known = first._replace(accepted="known", in_baseline=True)
    assert list(numbers(report._replace(findings=(known, *others))).values()) == before
    lived_with = first._replace(accepted="a reason")
    after = list(numbers(report._replace(findings=(lived_with, *others))).values())
    assert after == before[:-1]


def test_a_report_of_some_rules_has_no_numbers() -> None:
    report = checked(steps(*HIDDEN)).report
    assert numbers(report)
    assert not numbers(report._replace(whole=False))


def test_two_departments_of_one_name_are_told_apart() -> None:
    process = steps(*HIDDEN, "Book it, owner: finance, outcome: won").replace(
        "legal: {}, finance: {}", "legal: { name: Desk }, finance: { name: Desk }"
    )
    assert "Desk (legal)" in report_of(checked(process))
    assert "Desk (finance)" in report_of(checked(process))


def graph_of(process: str) -> ProcessGraph:
    return checked(process).graphs[0]


def test_a_department_that_neither_gives_nor_takes_has_a_row() -> None:
    process = steps(*HIDDEN, "Book it, owner: finance, trigger: paid, outcome: won")
    assert any(line.startswith("  finance ") for line in report_of(checked(process)).splitlines())
    named = process.replace("legal: {}", "legal: { name: Worldwide-contracts-and-legal }")
    assert "  nothing from or to finance\n" in report_of(checked(named), 40)
    assert "\n| finance |" in matrix.markdown(graph_of(process))
