"""More boxes, shorter lines: the order of lanes, arrows across them, words beside outcomes."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from charts import charts
from crackmap.cli.app import app
from crackmap.maps.layout.chart import Chart, Edge, Lane, Node, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.scene import Scene
from faults import crossings, faults
from thoroughness import examples

MOVED = "order of the shortest lines"


def _chart(lanes: str, pairs: str) -> Chart:
    """A chart with one lane a letter, one step in each, and an arrow for each pair of letters."""
    kinds = {"x": "external", "-": "nobody"}
    return Chart(
        "letters",
        "Letters",
        tuple(Lane(each, each.upper(), kinds.get(each, "department")) for each in lanes),  # type: ignore[arg-type]
        (Stage("s", "Stage"),),
        tuple(Node(each, f"Step {each}", each, "s") for each in sorted(lanes)),
        tuple(Edge(*pair) for pair in pairs.split()),
    )


def _lanes(scene: Scene) -> str:
    return "".join(lane.id for lane in scene.lanes)


def _length(scene: Scene) -> int:
    return sum(
        abs(one.x - other.x) + abs(one.y - other.y)
        for line in scene.lines
        for one, other in pairwise(line.points)
    )


def _key(scene: Scene) -> str:
    assert scene.legend is not None
    return " ".join(line for entry in scene.legend.entries for line in entry.lines)


def test_lanes_stand_as_in_the_file_unless_asked() -> None:
    scene = lay_out(_chart("adbc", "ab bc cd"))
    assert _lanes(scene) == "adbc"
    assert MOVED not in _key(scene)


def test_a_short_order_puts_lanes_that_work_together_side_by_side_and_says_so() -> None:
    scene = lay_out(_chart("adbc", "ab bc cd"), lanes="short")
    assert _lanes(scene) == "abcd"
    assert MOVED in _key(scene)


def test_a_short_order_is_the_declared_one_where_none_is_shorter() -> None:
    scene = lay_out(_chart("abcd", "ab bc cd"), lanes="short")
    assert scene == lay_out(_chart("abcd", "ab bc cd"))


def test_external_parties_stay_where_they_are_declared() -> None:
    assert _lanes(lay_out(_chart("xacb", "xa ab bc"), lanes="short")) == "xabc"
    assert _lanes(lay_out(_chart("acxb", "ab bc cx"), lanes="short")).index("x") == 2


def test_no_owner_stands_beside_the_lane_that_it_hurts_most() -> None:
    lanes = _lanes(lay_out(_chart("abcd-", "a- -b bc cd"), lanes="short"))
    assert abs(lanes.index("-") - lanes.index("a")) == 1


def test_teams_move_with_their_department() -> None:
    chart = _chart("acbt", "ab bt tc")
    team = chart.lanes[-1]._replace(kind="team", parent="b")
    lanes = (*chart.lanes[:-1], team)
    drawn = _lanes(lay_out(chart._replace(lanes=lanes), lanes="short"))
    assert "bt" in drawn


@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
@given(chart=charts(12), direction=st.sampled_from(("columns", "rows")))
def test_moved_lanes_have_no_faults_no_crossing_more_and_lose_nothing(
    chart: Chart, direction: str
) -> None:
    declared = lay_out(chart, direction)  # type: ignore[arg-type]
    short = lay_out(chart, direction, lanes="short")  # type: ignore[arg-type]
    assert faults(short) == []
    assert sorted(lane.id for lane in short.lanes) == sorted(lane.id for lane in declared.lanes)
    before, after = crossings(declared), crossings(short)
    assert after < before or (after == before and _length(short) <= _length(declared))


# Arrows across


def test_an_arrow_to_another_lane_runs_level_where_nothing_is_between() -> None:
    (line,) = lay_out(_chart("ab", "ab")).lines
    assert {point.y for point in line.points} == {line.points[0].y}


def test_an_arrow_does_not_hop_where_that_costs_a_crossing() -> None:
    chart = _chart("abcde", "ab bd eb be")  # one with the arrow across
    assert crossings(lay_out(chart)) == 0


# Words beside outcomes


def _ending(words: str) -> Chart:
    chart = _chart("ab", "ab")
    nodes = tuple(node._replace(lane="a") for node in chart.nodes)
    edges = (*chart.edges, Edge("a", outcome="lost", label=words))
    return chart._replace(nodes=nodes, edges=edges)


def test_the_words_of_an_outcome_stand_above_or_below_it_where_its_line_is_short() -> None:
    scene = lay_out(_ending("the customer takes a competitor"))
    (pill,) = [box for box in scene.boxes if box.shape == "outcome"]
    (label,) = [line.label for line in scene.lines if line.target == pill.id]
    assert label is not None
    assert label.rect.bottom <= pill.rect.y or label.rect.y >= pill.rect.bottom
    assert label.rect.x < pill.rect.right
    assert label.rect.right > pill.rect.x


def test_words_of_an_outcome_make_no_lane_wider() -> None:
    def wide(words: str) -> int:
        return lay_out(_ending(words)).lanes[0].band.width

    assert wide("otherwise") == wide("")


# The command


def _file(folder: Path, owners: str) -> Path:
    file = folder / "p.yaml"
    steps = [f"      - {{id: s{at}, name: Do {at}, owner: {own}}}" for at, own in enumerate(owners)]
    head = ["id: p", "process: P", "departments: [a, b, c]", "stages:"]
    file.write_text("\n".join([*head, "  - id: s", "    name: S", "    steps:", *steps]) + "\n")
    return file


@pytest.mark.parametrize("form", ["svg", "html"])
def test_map_takes_the_order_of_lanes(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"p.{form}"
    asked = ["map", str(_file(tmp_path, "acbacb")), "--lanes", "short", "-o", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert MOVED in out.read_text("utf-8")


def test_other_formats_say_that_the_order_of_lanes_does_nothing(tmp_path: Path) -> None:
    asked = ["map", str(_file(tmp_path, "abc")), "--lanes", "short", "--format", "bpmn"]
    run = CliRunner().invoke(app, asked)
    assert run.exit_code == 2
    assert "--lanes does nothing" in run.output
