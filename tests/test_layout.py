"""The layout engine: order, places, lines, panels, and what no map may show."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts import chain, charts, lead_to_cash
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Direction, Edge, Lane, Node, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.order import back_edges, in_order
from crackmap.maps.layout.overview import overview
from crackmap.maps.layout.scene import Box, Scene
from faults import crossings, faults
from thoroughness import examples

DIRECTIONS: tuple[Direction, ...] = ("columns", "rows")


def boxes(scene: Scene) -> dict[str, Box]:
    return {box.id: box for box in scene.boxes}


# What no map may show


@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(chart=charts(), direction=st.sampled_from(DIRECTIONS))
def test_no_line_and_no_words_lie_on_anything(chart: Chart, direction: Direction) -> None:
    assert faults(lay_out(chart, direction)) == []


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_map_of_200_steps_has_no_faults_either(direction: Direction) -> None:
    assert faults(lay_out(chain(200, 8), direction)) == []


def test_a_box_moved_onto_a_line_and_a_label_is_a_fault() -> None:
    scene = lay_out(lead_to_cash())
    (call,) = [line for line in scene.lines if line.source == "call"]
    assert call.label is not None
    moved = boxes(scene)["form"]._replace(rect=call.label.rect.grown(8))
    assert set(faults(scene._replace(boxes=(*scene.boxes, moved)))) >= {
        f"line {call.title} runs over box form",
        f"words of {call.title} lie on box form",
    }


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_usual_process_has_no_crossing(direction: Direction) -> None:
    assert crossings(lay_out(lead_to_cash(), direction)) == 0


@settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck))
@given(chart=charts(30), direction=st.sampled_from(DIRECTIONS))
def test_every_step_edge_and_finding_number_is_on_the_map(
    chart: Chart, direction: Direction
) -> None:
    scene = lay_out(chart, direction)
    drawn = boxes(scene)
    for node in chart.nodes:
        assert [badge.text for badge in drawn[node.id].badges] == [*map(str, node.findings)]
    assert [line.kind for line in scene.lines] == [edge.kind for edge in chart.edges]
    for line in scene.lines:
        assert len(line.points) >= 2


def test_the_same_chart_gives_the_same_scene() -> None:
    assert lay_out(lead_to_cash()) == lay_out(lead_to_cash())


# Order


def test_the_edge_that_closes_a_cycle_runs_back() -> None:
    assert back_edges(3, [(0, 1), (1, 2), (2, 0)], [0], [0, 0, 0]) == [False, False, True]


def test_a_step_written_before_its_predecessor_is_no_rework() -> None:
    assert back_edges(2, [(1, 0)], [1], [0, 0]) == [False]


def test_an_edge_to_an_earlier_stage_runs_back() -> None:
    assert back_edges(2, [(1, 0)], [1], [0, 1]) == [True]


def test_steps_follow_their_predecessors_and_else_the_file() -> None:
    assert in_order(4, [(3, 0), (0, 2)]) == [1, 3, 0, 2]


# Places


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_time_runs_one_way(direction: Direction) -> None:
    scene = lay_out(chain(9, 3), direction)
    ends = [box.rect.y if direction == "columns" else box.rect.x for box in scene.boxes]
    assert ends == sorted(ends)
    assert not any(line.back for line in scene.lines)


def test_lanes_follow_the_file_then_external_parties_then_nobody() -> None:
    chart = lead_to_cash()
    mixed = chart._replace(lanes=chart.lanes[::-1])
    assert [lane.id for lane in lay_out(mixed).lanes if lane.named] == [
        "finance",
        "sales",
        "marketing",
        "customer",
        "nobody",
        "sdr",
    ]


def test_a_team_lies_inside_the_band_of_its_department() -> None:
    lanes = {lane.id: lane for lane in lay_out(lead_to_cash()).lanes if lane.named}
    sales, team = lanes["sales"], lanes["sdr"]
    assert sales.band.x <= team.band.x and team.band.right <= sales.band.right
    assert (sales.level, team.level) == (0, 1)


def test_every_box_stands_in_its_lane_and_stage() -> None:
    scene = lay_out(lead_to_cash(), "rows")
    stages = {stage.id: stage.band for stage in scene.stages}
    for box in scene.boxes:
        lane = [lane.band for lane in scene.lanes if lane.id == box.lane][-1]
        assert lane.y <= box.rect.y and box.rect.bottom <= lane.bottom
        assert stages[box.stage].x <= box.rect.x and box.rect.right <= stages[box.stage].right


def test_an_outcome_stands_beside_its_step() -> None:
    drawn = boxes(lay_out(lead_to_cash()))
    dangling, score = drawn["score -> (lost)"], drawn["score"]
    assert dangling.shape == "outcome"
    assert dangling.rect.y + dangling.rect.height // 2 == score.rect.y + score.rect.height // 2


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_an_outcome_keeps_its_size_beside_a_step_with_many_lines(direction: Direction) -> None:
    calm = chain(6)._replace(edges=(Edge("n5", outcome="lost"),))
    there = tuple(Edge(f"n{at}", "n5") for at in range(3))
    back = tuple(Edge("n5", f"n{at}", label="again") for at in range(3))
    busy = chain(6)._replace(edges=(*chain(6).edges, *there, *back, *calm.edges))
    sizes = {boxes(lay_out(chart, direction))["n5 -> (lost)"].rect[2:] for chart in (calm, busy)}
    assert len(sizes) == 1


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_outcome_of_a_step_has_a_straight_way_of_its_own(direction: Direction) -> None:
    edges = (Edge("n0", outcome="won"), Edge("n0", outcome="lost"))
    scene = lay_out(chain(1)._replace(edges=edges), direction)
    assert [len(line.points) for line in scene.lines] == [2, 2]


def test_a_name_at_a_lane_of_one_row_is_not_cut() -> None:
    lanes = (Lane("top", "Customer operations"), Lane("a", "A", "team", "top"), Lane("b", "B"))
    heads = {lane.id: lane.head for lane in lay_out(chain(3)._replace(lanes=lanes), "rows").lanes}
    assert heads["top"].upright
    assert " ".join(heads["top"].lines) == "Customer operations"


def test_lanes_without_a_step_are_left_out() -> None:
    chart = chain(3)._replace(lanes=(*chain(3).lanes, Lane("c", "C")))
    assert [lane.id for lane in lay_out(chart).lanes] == ["a", "b"]


def test_a_chart_without_steps_is_an_empty_map() -> None:
    chart = Chart("empty", "Empty", (Lane("a", "A"),), (Stage("s", "S"),), ())
    assert lay_out(chart).boxes == ()


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (chain(1)._replace(edges=(Edge("n0", "n9"),)), "n9"),
        (chain(1)._replace(nodes=(Node("n0", "N", "z", "s0"),)), "n0"),
        (chain(1)._replace(nodes=chain(1).nodes * 2), "two nodes"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(chart: Chart, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        lay_out(chart)


# Lines


def test_a_loop_runs_back_beside_its_boxes() -> None:
    scene = lay_out(lead_to_cash())
    (loop,) = [line for line in scene.lines if (line.source, line.target) == ("nurture", "score")]
    assert loop.back
    assert len(loop.points) == 4


def test_a_step_that_leads_to_itself_gets_a_loop() -> None:
    chart = chain(2)._replace(edges=(Edge("n0", "n0"), Edge("n0", "n1", kind="handoff")))
    scene = lay_out(chart)
    assert scene.lines[0].back
    assert faults(scene) == []


def test_a_line_passes_under_another_only_where_both_run_straight() -> None:
    chart = Chart(
        "x",
        "X",
        (Lane("a", "A"), Lane("b", "B"), Lane("c", "C")),
        (Stage("s", "S"),),
        tuple(Node(f"{lane}{at}", "Step", lane, "s") for at in range(3) for lane in "abc"),
        tuple(
            Edge(f"{one}{at}", f"{other}{at + 1}", kind="handoff")
            for at in range(2)
            for one in "abc"
            for other in "abc"
        ),
    )
    scene = lay_out(chart)
    assert crossings(scene) > 0
    for line in scene.lines:
        for under in line.bridges:
            assert any(
                one.x == under.x == other.x or one.y == under.y == other.y
                for one, other in pairwise(line.points)
            )


# Panels


def test_a_map_of_more_than_40_steps_is_too_big() -> None:
    assert panels.too_big(chain(41, 4))
    assert not panels.too_big(lead_to_cash())


def test_an_edge_to_another_panel_ends_in_the_lane_of_its_step() -> None:
    attract, qualify, close = panels.split(lead_to_cash())
    (stand_in,) = [node for node in attract.nodes if node.reference]
    assert (stand_in.lane, stand_in.reference) == ("nobody", "qualify")
    assert stand_in.name == "Qualify: Assign the lead"
    assert [node.reference for node in qualify.nodes if node.reference] == ["attract", "close"]
    assert {edge.kind for edge in close.edges} == {"flow", "handoff", "rejection"}


def test_every_edge_is_on_a_panel() -> None:
    chart = chain(30, 3)
    inner = len(chart.edges) - 2
    assert sum(len(panel.edges) for panel in panels.split(chart)) == inner + 2 * 2


def test_a_stage_of_more_than_60_steps_is_cut() -> None:
    parts = panels.split(chain(150))
    assert [part.stages[0].id for part in parts] == ["s0", "s0~2", "s0~3"]
    assert parts[1].stages[0].name == "Stage 0 (2 of 3)"
    steps = [node.id for part in parts for node in part.nodes if not node.reference]
    assert sorted(steps) == sorted(node.id for node in chain(150).nodes)


def test_a_panel_tells_only_the_findings_it_shows() -> None:
    panel = panels.stage(lead_to_cash(), "attract")
    assert [finding.number for finding in panel.findings] == [2]


def test_a_stage_without_steps_has_no_panel() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        panels.stage(lead_to_cash(), "nowhere")


def test_the_overview_counts_steps_and_cracks() -> None:
    counted = {
        (lane.title, cell.stage): (cell.steps, cell.cracks)
        for lane, row in zip(
            overview(lead_to_cash()).lanes,
            zip(*[iter(overview(lead_to_cash()).cells)] * 3, strict=True),
            strict=True,
        )
        for cell in row
    }
    assert counted["Marketing", "attract"] == (2, 1)
    assert counted["Sales: Sales development", "qualify"] == (1, 1)
    assert counted["Finance", "attract"] == (0, 0)
