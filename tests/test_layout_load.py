"""Hubs and tangles: the search for routes has a budget, and what nobody could read is refused."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from charts import chain, charts
from crackmap.cli.app import app
from crackmap.maps.html.stages import stages_table
from crackmap.maps.layout import effort, routes
from crackmap.maps.layout.chart import Chart, Direction, Edge, Lane, Node, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.grid import Link
from crackmap.maps.layout.overview import overview
from crackmap.maps.layout.panels import split
from crackmap.maps.layout.scene import Rect
from crackmap.maps.layout.space import Kind, Space
from crackmap.maps.layout.tangles import Tangle
from faults import faults
from thoroughness import examples


def _chart(steps: int, pairs: list[tuple[int, int]], lanes: int = 3) -> Chart:
    return Chart(
        "net",
        "Net",
        tuple(Lane(f"d{at}", f"Department {at}") for at in range(lanes)),
        (Stage("s", "Stage"),),
        tuple(Node(f"n{at}", f"Step {at}", f"d{at % lanes}", "s") for at in range(steps)),
        tuple(Edge(f"n{source}", f"n{target}") for source, target in pairs),
    )


def _all_to_all(steps: int) -> Chart:
    return _chart(steps, [(a, b) for a in range(steps) for b in range(steps) if a != b])


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    chart=charts(25),
    direction=st.sampled_from(("columns", "rows")),
    budget=st.sampled_from((0, 40, 400)),
)
def test_a_map_whose_search_ran_out_of_budget_has_no_faults(
    chart: Chart, direction: Direction, budget: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(effort, "_A_CHART", budget)
        patched.setattr(effort, "_A_LINK", 0)
        assert faults(lay_out(chart, direction)) == []


def test_a_search_that_runs_out_of_budget_looks_at_no_more_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = []
    plain = routes._Traffic._plain_route

    def spying(traffic: routes._Traffic, link: Link) -> list[int]:
        looked_at.append(traffic.effort.spent)
        return plain(traffic, link)

    monkeypatch.setattr(effort, "_A_CHART", 300)
    monkeypatch.setattr(effort, "_A_LINK", 0)
    monkeypatch.setattr(routes._Traffic, "_plain_route", spying)
    lay_out(chain(40))
    assert set(looked_at) == {300}


@settings(max_examples=examples(5), deadline=None, suppress_health_check=list(HealthCheck))
@given(chart=charts(25), direction=st.sampled_from(("columns", "rows")))
def test_a_way_that_is_known_to_stand_is_the_one_that_a_search_would_find(
    chart: Chart, direction: Direction
) -> None:
    drawn = lay_out(chart, direction)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(routes._Traffic, "_stands", lambda traffic, way: False)
        assert lay_out(chart, direction) == drawn


def test_ways_far_from_all_others_are_searched_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searches = []
    search = routes._Traffic._route

    def spying(traffic: routes._Traffic, link: Link, most: int | None) -> routes._Way:
        searches.append(link.edge.id)
        return search(traffic, link, most)

    monkeypatch.setattr(routes._Traffic, "_route", spying)
    chart = _chart(2, [(0, 1)], lanes=1)
    lay_out(chart)
    assert len(searches) == 1


def test_a_border_is_found_at_every_place_of_the_drawing_that_it_runs_through() -> None:
    space = Space(9_000, 9_000)
    space.add_border(Rect(0, 99, 9_000, 2))
    space.add_border(Rect(199, 0, 2, 9_000))
    for far in range(0, 9_000, 500):
        assert {kind for _, kind, _ in space.hits(Rect(far, 90, 20, 10))} == {Kind.BORDER}
        assert {kind for _, kind, _ in space.hits(Rect(190, far, 10, 20))} == {Kind.BORDER}
    assert not list(space.hits(Rect(250, 150, 8_000, 8_000)))


def test_a_hub_of_many_flows_is_drawn() -> None:
    assert len(lay_out(_chart(21, [(0, at) for at in range(1, 21)])).lines) == 20


def test_far_more_flows_than_boxes_are_refused_with_what_to_draw_instead() -> None:
    with pytest.raises(Tangle, match=r"“Net” .* 870 flows between 30 boxes") as refused:
        lay_out(_all_to_all(30))
    assert "--view matrix" in refused.value.help


def test_flows_that_cross_too_often_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crackmap.maps.layout.tangles._CROSSINGS_A_FLOW", 1)
    with pytest.raises(Tangle, match=r"its 56 flows cross \d+ times"):
        lay_out(_all_to_all(8))


def test_a_map_of_too_many_places_for_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crackmap.maps.layout.tangles._PLACES", 20)
    with pytest.raises(Tangle, match=r"far too large to read: its \d+ columns and \d+ rows"):
        lay_out(_chart(4, [(0, 1), (1, 2), (2, 3)]), "rows")


def _stages(count: int) -> Chart:
    """Make a chart of a stage for each step, each in a lane of its own."""
    chart = _chart(count, [(at, at + 1) for at in range(count - 1)], lanes=count)
    stages = tuple(Stage(f"s{at}", f"Stage {at}") for at in range(count))
    nodes = (node._replace(stage=f"s{at}") for at, node in enumerate(chart.nodes))
    return chart._replace(stages=stages, nodes=tuple(nodes))


def test_an_overview_of_too_many_cells_is_refused() -> None:
    assert len(overview(_stages(200)).cells) == 40_000
    with pytest.raises(Tangle, match="its overview has 201 rows and 201 columns; 40,000 cells"):
        overview(_stages(201))


def test_a_page_says_that_departments_and_stages_are_too_many_for_a_table() -> None:
    assert "201 departments and 201 stages are too many" in stages_table(_stages(201), "map")


def test_a_panel_has_only_the_lanes_that_are_used_on_it() -> None:
    chart = _stages(5)
    above = chart._replace(
        lanes=(*(lane._replace(parent="top") for lane in chart.lanes), Lane("top", "Top"))
    )
    panels = [[lane.id for lane in panel.lanes] for panel in split(above)]
    assert panels[0] == ["d0", "d1", "top"]
    assert panels[2] == ["d1", "d2", "d3", "top"]


# The command


def _all_to_all_file(folder: Path, departments: int) -> Path:
    ids = [f"d{at}" for at in range(departments)]
    head = ["id: net", "process: Net", f"departments: [{', '.join(ids)}]", "stages:"]
    steps = [
        f"      - {{id: s{at}, name: Do {at}, owner: {own}, next: [{others}]}}"
        for at, own in enumerate(ids)
        for others in [", ".join(f"s{to}" for to in range(departments) if to != at)]
    ]
    file = folder / "net.yaml"
    file.write_text("\n".join([*head, "  - id: s", "    name: S", "    steps:", *steps]) + "\n")
    return file


@pytest.mark.parametrize("form", ["svg", "html", "bpmn"])
def test_map_refuses_a_tangle_and_names_the_matrix(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"net.{form}"
    asked = ["map", str(_all_to_all_file(tmp_path, 19)), "-o", str(out)]
    run = CliRunner().invoke(app, asked)
    assert run.exit_code == 2
    assert "“Net” would be a tangle" in run.output
    assert "--view matrix" in run.output
    assert not out.exists()


def test_convert_refuses_a_tangle_and_names_the_formats_that_draw_nothing(tmp_path: Path) -> None:
    asked = ["convert", str(_all_to_all_file(tmp_path, 19)), "-o", str(tmp_path / "net.bpmn")]
    run = CliRunner().invoke(app, asked)
    assert run.exit_code == 2
    assert "--to csv, json, xlsx or yaml draws nothing" in run.output


@pytest.mark.parametrize(("departments", "told"), [(5, False), (6, True)])
def test_a_network_of_over_25_pairs_proposes_the_matrix(
    departments: int, told: bool, tmp_path: Path
) -> None:
    file = _all_to_all_file(tmp_path, departments)
    asked = ["map", str(file), "--view", "network", "--format", "dot", "-o", str(tmp_path / "n.gv")]
    run = CliRunner().invoke(app, asked)
    assert run.exit_code == 0
    assert ("30 pairs of departments" in run.output) is told
