"""What people or attackers can make large: it is looked up, or counted and given up at a limit."""

from __future__ import annotations

import pytest

from charts import chain
from crackmap.graph import early_ends, network
from crackmap.graph.flow import Flow
from crackmap.graph.impact import Impact
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.spelling import Spelling
from crackmap.language.subject import flow_subject
from crackmap.maps import matrix
from crackmap.maps.layout import choosing, effort
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.grid import Grid
from crackmap.readers.yaml import read
from crackmap.rules.registry import all_rules
from crackmap.source.problems import Refusal

TEXT = """\
process: P
departments: [sales, legal, finance]
stages:
- name: S
  steps:
  - name: Split
    owner: sales
    parallel: true
    next: [left, right]
  - { name: Left, owner: legal, outcome: won }
  - { name: Right, owner: finance, outcome: won }
"""
TWICE = """\
process: P
departments: [sales]
stages:
- name: S
  steps:
  - name: Choose
    owner: sales
    next:
    - { to: end, when: one }
    - { to: end, when: two }
    - { to: end, when: three }
  - { name: End, owner: sales, outcome: won }
"""


def _graph(text: str) -> ProcessGraph:
    return ProcessGraph(read(text.encode(), "p.yaml"))


def _spelling_that_compares_no_more() -> Spelling:
    spelling = Spelling((f"step-{number}", "") for number in range(10))
    spelling._comparisons = Spelling._MOST_COMPARISONS + 1
    return spelling


@pytest.mark.parametrize("slip", ["stepp-7", "stp-7", "stap-7", "setp-7", "STEPP-7"])
def test_one_slip_is_looked_up_however_many_words_were_compared(slip: str) -> None:
    assert _spelling_that_compares_no_more().meant(slip) == "step-7"


def test_two_slips_are_not_guessed_beyond_the_limit() -> None:
    assert _spelling_that_compares_no_more().meant("sttepp-7") is None


def test_flows_are_found_by_subject_and_detail() -> None:
    graph = _graph(TWICE)
    ways = flow_subject("choose", "end")
    assert [flow.when for flow in graph.flows_about(ways, "two")] == ["two"]
    assert [flow.when for flow in graph.flows_about(ways, "of no flow")] == ["one", "two", "three"]
    assert graph.flows_about(flow_subject("end", "choose"), "") == []


def test_the_way_round_a_cycle_is_looked_for_among_its_own_steps() -> None:
    again = "".join(
        f"  - {{ name: Do it {at}, id: s{at}, owner: sales, next: [s{at}, s{at + 1}] }}\n"
        for at in range(5)
    )
    graph = _graph(TWICE.partition("  - name: Choose")[0] + again + "  - { name: End, id: s5 }\n")
    first, asked = graph.steps[0], []

    def keep(flow: Flow) -> bool:
        asked.append(flow.source)
        return True

    assert graph.network.shortest_path_in({first}, first, first, keep) == [first]
    assert set(asked) == {first}


def test_stages_are_looked_up_by_their_id() -> None:
    twice = "process: P\nstages: [{ name: A, steps: [{ name: Do }] }, { name: Again, id: a }]\n"
    graph = _graph(twice)
    assert [stage.name for stage in graph.stages_called("a")] == ["A", "Again"]
    assert list(graph.stages_called("of no stage")) == []


def test_cases_that_enter_in_a_stage_are_looked_up_by_its_steps() -> None:
    class NoList(dict[int, float]):
        items = None  # type: ignore[assignment]

    graph = _graph(TWICE)
    impact = Impact(graph)
    share = impact.entering(graph.steps).visits.value
    impact.entries = impact.entries._replace(shares=NoList(impact.entries.shares))
    assert impact.entering(graph.steps).visits.value == share == 1


@pytest.mark.parametrize("rule", ["early-end", "unsynchronised-split"])
def test_it_is_said_from_which_split_on_nobody_looked(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_BEHIND_SPLITS", -1)
    monkeypatch.setattr(early_ends, "MOST_BEHIND_SPLITS", -1)
    (found,) = all_rules()[rule].run(_graph(TEXT))
    assert '"Split" on nobody looked' in found.message


def test_a_matrix_of_too_many_departments_is_refused() -> None:
    steps = "".join(f"  - {{ name: Do {at}, owner: d{at} }}\n" for at in range(201))
    departments = ", ".join(f"d{at}" for at in range(201))
    text = f"process: P\ndepartments: [{departments}]\nstages:\n- name: S\n  steps:\n{steps}"
    with pytest.raises(Refusal, match="201 rows and columns; 200 are the most"):
        matrix.svg(_graph(text))


@pytest.mark.parametrize(("places", "ways"), [(0, 1), (40_000, 2)])
def test_a_chart_is_drawn_in_another_way_only_with_effort_left(
    places: int, ways: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Grid] = []
    draw = choosing._drawn

    def spying(chart: Chart, grid: Grid, left: effort.Effort) -> choosing.Drawn:
        drawn.append(grid)
        return draw(chart, grid, left)

    monkeypatch.setattr(effort, "_A_CHART", places)
    monkeypatch.setattr(effort, "_A_LINK", 0)
    monkeypatch.setattr(choosing, "_drawn", spying)
    lay_out(chain(6))
    assert len(drawn) == ways
