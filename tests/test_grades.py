"""Every change of department has one grade, hidden ones too; no good word for a bad process."""

from __future__ import annotations

import pytest

from crackmap.check.check import summary
from crackmap.graph.completeness import WEIGHTS
from crackmap.graph.grades import __doc__ as page
from crackmap.graph.grades import grades
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.yaml import read

WHOLE = (
    "trigger: signed, payload: [contract], acceptance: [complete], channel: crm, sla: 1d, "
    "acknowledgement: booked, escalation: sales, rejection: { to: ask, rounds: 1 }"
)
PARTIAL = "trigger: signed, payload: [contract]"  # with both ends inside 44 of 100
NOMINAL = "channel: crm"
HEAD = f"""\
process: Coverage
departments:
  sales: {{}}
  legal: {{}}
  finance: {{}}
  field: {{ part_of: sales }}
  customer: {{ kind: external }}
  pool: {{ kind: pool }}
  robot: {{ kind: system }}
handoffs:
  whole: {{ {WHOLE} }}
  partial: {{ {PARTIAL} }}
  nominal: {{ {NOMINAL} }}
  disputed: {{ {WHOLE.replace("1d", "[{ says: 1d }, { says: 3d }]")} }}
  agreeing: {{ {WHOLE.replace("1d", "[{ says: 48h }, { says: 2d }]")} }}
stages:
  - name: A
    steps:
"""


def graph_of(*steps: str) -> ProcessGraph:
    text = HEAD + "".join(f"      - {{ name: {step} }}\n" for step in steps)
    return ProcessGraph(read(text.encode(), "process.yaml"))


def grades_of(graph: ProcessGraph) -> list[str]:
    return [graded.grade for graded in grades(graph).changes]


def counts(graph: ProcessGraph) -> tuple[int, int, int]:
    figures = summary(graph)
    together = figures.handoffs_defined + figures.handoffs_partial + figures.handoffs_missing
    assert together == figures.changes_of_department + figures.hidden_changes
    return figures.handoffs_defined, figures.handoffs_partial, figures.handoffs_missing


def handed_by(handoff: str) -> ProcessGraph:
    return graph_of(
        f"ask, owner: sales, next: {{ to: book, handoff: {handoff} }}",
        "book, owner: finance, outcome: won",
    )


@pytest.mark.parametrize(
    ("handoff", "grade"),
    [
        ("whole", "defined"),
        ("partial", "partial"),
        ("nominal", "missing"),
        ("disputed", "partial"),
        ("agreeing", "defined"),
        ("unheard-of", "missing"),
        (f"{{ {WHOLE} }}", "defined"),
        (f"{{ {NOMINAL} }}", "missing"),
    ],
)
def test_a_change_has_the_grade_of_its_agreement(handoff: str, grade: str) -> None:
    assert grades_of(handed_by(handoff)) == [grade]


def test_85_of_100_are_defined_and_84_partial() -> None:
    both = WHOLE.partition(", escalation")[0]
    assert summary(handed_by(f"{{ {both} }}")).handoff_score == 0.88
    assert grades_of(handed_by(f"{{ {both} }}")) == ["defined"]
    without = both.replace("channel: crm, ", "") + ", escalation: sales"
    assert summary(handed_by(f"{{ {without} }}")).handoff_score == 0.86
    assert grades_of(handed_by(f"{{ {without} }}")) == ["defined"]
    without = both.replace("sla: 1d, ", "") + ", escalation: sales"
    assert summary(handed_by(f"{{ {without} }}")).handoff_score == 0.82
    assert grades_of(handed_by(f"{{ {without} }}")) == ["partial"]


def test_a_contradiction_in_the_rejection_is_one_of_the_agreement() -> None:
    disputed = WHOLE.replace("rounds: 1", "rounds: [{ says: 1 }, { says: 3 }]")
    (graded,) = grades(handed_by(f"{{ {disputed} }}")).changes
    assert (graded.grade, graded.score, graded.contradictory) == ("partial", 100, ("rejection",))


def test_a_partial_one_tells_what_it_lacks_and_a_defined_one_nothing() -> None:
    (graded,) = grades(handed_by("partial")).changes
    assert {"channel", "sla"} <= {*graded.lacks}
    (graded,) = grades(handed_by("agreeing")).changes
    assert (graded.lacks, graded.contradictory) == ((), ())


def test_without_any_handoff_nothing_is_defined() -> None:
    asked = graph_of(
        "ask, owner: sales, next: approve",
        "approve, owner: legal, kind: approval, next: "
        "[{ to: send, when: approved }, { to: ask, when: otherwise, rounds: 2 }]",
        "send, owner: sales, outcome: won",
    )
    assert counts(asked) == (0, 0, 3)
    assert summary(asked).handoff_score == 0


@pytest.mark.parametrize("grade", ["whole", "partial", "disputed", "nominal"])
def test_an_answer_has_the_grade_of_its_question(grade: str) -> None:
    asked = graph_of(
        f"ask, owner: sales, next: {{ to: approve, handoff: {grade} }}",
        "approve, owner: legal, kind: approval",
        "send, owner: sales, outcome: won",
    )
    question, answer = grades(asked).changes
    assert (answer.grade, answer.score) == (question.grade, question.score)
    assert answer.question is question.change


def test_an_answer_with_an_agreement_of_its_own_has_the_grade_of_that() -> None:
    asked = graph_of(
        "ask, owner: sales, next: { to: approve, handoff: partial }",
        "approve, owner: legal, kind: approval, next: { to: send, handoff: whole }",
        "send, owner: sales, outcome: won",
    )
    assert grades_of(asked) == ["partial", "defined"]


def test_an_answer_whose_own_agreement_says_nothing_has_the_grade_of_its_question() -> None:
    asked = graph_of(
        "ask, owner: sales, next: { to: approve, handoff: whole }",
        "approve, owner: legal, kind: approval, next: { to: send, handoff: nominal }",
        "send, owner: sales, outcome: won",
    )
    assert grades_of(asked) == ["defined", "defined"]


def test_two_approvals_that_only_answer_each_other_were_never_asked() -> None:
    asked = graph_of(
        "one, owner: sales, kind: approval, next: [{ to: two, when: a }, { outcome: won }]",
        "two, owner: legal, kind: approval, next: { to: one, rounds: 2 }",
    )
    assert counts(asked) == (0, 0, 2)


@pytest.mark.parametrize("owner", ["null", "tbd", "customer", "pool", "robot"])
def test_a_change_that_hides_is_missing_whatever_it_hides_behind(owner: str) -> None:
    hidden = graph_of(
        "ask, owner: sales",
        f"forward, owner: {owner}",
        "review, owner: legal, next: { to: book, handoff: whole }",
        "book, owner: finance, outcome: won",
    )
    assert counts(hidden) == (1, 0, 1)
    assert (summary(hidden).changes_of_department, summary(hidden).hidden_changes) == (1, 1)


def test_taking_an_owner_away_defines_nothing() -> None:
    def coverage(owner: str) -> ProcessGraph:
        return graph_of(
            "ask, owner: sales",
            f"forward, owner: {owner}",
            "review, owner: legal, next: { to: book, handoff: whole }",
            "book, owner: finance, outcome: won",
        )

    assert counts(coverage("sales")) == counts(coverage("null")) == (1, 0, 1)
    assert summary(coverage("sales")).handoff_score == summary(coverage("null")).handoff_score
    # One more change before: both are missing, and neither is defined once nobody forwards it.
    assert counts(coverage("finance")) == (1, 0, 2)


def test_where_nobody_owns_anything_there_is_no_score() -> None:
    nobody = graph_of("ask, owner: null", "book, owner: tbd, outcome: won")
    assert counts(nobody) == (0, 0, 0)
    assert summary(nobody).handoff_score is None


def test_the_score_is_the_mean_of_all_and_what_is_missing_counts_as_nothing() -> None:
    graph = graph_of(
        "ask, owner: sales, next: { to: book, handoff: whole }",
        "book, owner: finance, next: { to: review, handoff: partial }",
        "review, owner: legal",
        "sign, owner: customer",
        "send, owner: sales, next: { to: file, handoff: nominal }",
        "file, owner: legal, outcome: won",
    )
    assert counts(graph) == (1, 1, 2)
    assert summary(graph).handoff_score == round((1.0 + 0.44) / 4, 2)


def test_what_a_team_hands_to_its_department_and_what_is_sent_back_is_no_change() -> None:
    graph = graph_of(
        "ask, owner: sales, next: { to: book, handoff: whole }",
        "book, owner: finance, next: [{ to: ask, when: incomplete }, { outcome: won }]",
        "call, owner: field, trigger: a call",
        "note, owner: sales, outcome: won",
    )
    assert counts(graph) == (1, 0, 0)


def test_the_page_has_the_points_of_every_field() -> None:
    rows = [line.split("|") for line in (page or "").splitlines() if line.startswith("| `")]
    assert {row[1].split("`")[1]: int(row[2]) for row in rows} == WEIGHTS
