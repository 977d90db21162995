"""Maps of processes: what stands where, which numbers, which words, and how the command is told."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from crackmap.check.check import Checked, check
from crackmap.check.run import today
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.history.comparison import compare
from crackmap.maps.chart import NOBODY, chart_of
from crackmap.maps.chart_diff import chart_of_both
from crackmap.maps.layout import panels
from crackmap.maps.layout.chart import Chart, Direction, Edge, Node
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.overview import overview
from crackmap.maps.picture_names import Names
from crackmap.source.files import Input
from faults import faults
from random_processes import random_process
from thoroughness import examples

DIRECTIONS: tuple[Direction, ...] = ("columns", "rows")
PROCESS = """\
process: Lead to cash
owner: sales
departments:
  marketing: { name: Marketing }
  sales: { name: Sales }
  field-sales: { name: Field sales, part_of: sales }
  crm: { name: CRM, kind: system, accountable: sales }
handoffs:
  lead:
    name: Qualified lead
    trigger: score is 80
    payload: [contact]
    sla: 2bh
    rejection: { to: score, reasons: [no budget] }
stages:
  - name: Attract
    owner: marketing
    steps:
      - { name: Score, id: score, next: [{ to: call, when: it fits, handoff: lead }] }
  - name: Sell
    owner: field-sales
    steps:
      - { name: Call, id: call, parallel: true, next: [offer, onboarding/kick-off] }
      - { name: Offer, id: offer, owner: crm, next: bill }
      - { name: Bill, id: bill, owner: tbd, next: file }
      - name: File
        id: file
        owner: [{ who: sales, when: it is big }, { who: marketing, when: otherwise }]
        outcome: won
"""


def checked(text: str) -> Checked:
    return check([Input("process.yaml", text.encode())], _Same())


class _Same:
    def of(self, path: str) -> Settings:
        return Settings(today("2026-06-01"))


def chart(text: str = PROCESS) -> Chart:
    result = checked(text)
    return chart_of(result.graphs[0], result.report.findings)


def nodes(of: Chart) -> dict[str, Node]:
    return {node.id: node for node in of.nodes}


def edges(of: Chart) -> dict[tuple[str, str], Edge]:
    return {(edge.source, edge.target or edge.outcome): edge for edge in of.edges}


def reported(of: Chart, numbers: tuple[int, ...]) -> list[str]:
    return [finding.rule for finding in of.findings if finding.number in numbers]


# Lanes and steps


def test_teams_and_systems_lie_inside_their_home() -> None:
    lanes = {lane.id: (lane.name, lane.parent) for lane in chart().lanes}
    assert lanes["field-sales"] == ("Field sales", "sales")
    assert lanes["crm"] == ("CRM (system)", "sales")


def test_a_step_without_owner_lies_in_the_last_lane() -> None:
    drawn = chart()
    assert nodes(drawn)["bill"].lane == NOBODY
    assert (drawn.lanes[-1].id, drawn.lanes[-1].kind) == (NOBODY, "nobody")


def test_an_unknown_owner_has_a_lane_that_says_so() -> None:
    drawn = chart(PROCESS.replace("owner: tbd", "owner: billing-team"))
    assert nodes(drawn)["bill"].lane == "billing-team"
    assert "billing-team (unknown)" in [lane.name for lane in drawn.lanes]


def test_the_other_owners_of_a_step_stand_in_its_box() -> None:
    file = nodes(chart())["file"]
    assert (file.lane, file.note) == ("sales", "or Marketing")
    shared = chart(PROCESS.replace("owner: tbd", "owner: [sales, marketing]"))
    assert nodes(shared)["bill"].note == "with Marketing"


def test_parallel_ways_are_marked_at_their_step() -> None:
    (box,) = [box for box in lay_out(chart()).boxes if box.id == "call"]
    assert box.icons == ("parallel",)


def test_two_steps_with_one_id_are_two_boxes() -> None:
    twice = PROCESS.replace("name: Offer, id: offer", "name: Offer, id: bill")
    assert len(lay_out(chart(twice)).boxes) == len(lay_out(chart()).boxes)


# Flows


def test_a_handoff_is_reported_by_condition_name_and_limit() -> None:
    edge = edges(chart())["score", "call"]
    assert (edge.kind, edge.label) == ("handoff", "it fits: Qualified lead, 2bh")


def test_a_condition_that_is_the_name_is_reported_once() -> None:
    same = PROCESS.replace("when: it fits", "when: qualified lead")
    assert edges(chart(same))["score", "call"].label == "qualified lead: 2bh"


def test_a_rejection_says_its_reasons_if_they_are_short() -> None:
    back = edges(chart())["call", "score"]
    assert (back.kind, back.label) == ("rejection", "rejected: no budget")
    long = chart(PROCESS.replace("no budget", "there is neither budget nor anybody to ask for it"))
    assert edges(long)["call", "score"].label == "rejected"


def test_a_flow_into_nobodys_hands_is_a_gap_and_so_is_the_way_out() -> None:
    drawn = edges(chart())
    assert drawn["offer", "bill"].kind == "gap"
    assert drawn["bill", "file"].kind == "gap"


def test_a_flow_into_another_process_ends_in_a_box_with_its_name() -> None:
    scene = lay_out(chart())
    (box,) = [box for box in scene.boxes if "elsewhere" in box.icons]
    assert box.title == "Onboarding: kick off"
    assert scene.legend is not None
    assert "another process" in [sample.words for sample in scene.legend.samples]


# Numbers


def test_every_finding_of_a_warning_or_above_stands_at_one_place_or_more() -> None:
    drawn = chart()
    placed = [number for node in drawn.nodes for number in node.findings]
    placed += [number for edge in drawn.edges for number in edge.findings]
    placed += [number for lane in drawn.lanes for number in lane.findings]
    placed += [number for stage in drawn.stages for number in stage.findings]
    placed += drawn.numbers
    assert sorted(set(placed)) == [finding.number for finding in drawn.findings]
    assert drawn.findings


def test_a_finding_about_an_agreement_stands_at_the_flow_that_names_it() -> None:
    drawn = chart()
    assert "incomplete-handoff" in reported(drawn, edges(drawn)["score", "call"].findings)


def test_a_change_that_hides_behind_a_gap_stands_at_the_flow_into_it() -> None:
    drawn = chart(
        PROCESS.replace("owner: [{ who: sales, when: it is big }, { who:", "owner: [{ who:")
    )
    assert "hidden-handoff" in reported(drawn, edges(drawn)["offer", "bill"].findings)


def test_of_two_flows_with_the_same_ends_the_one_that_is_meant_has_the_number() -> None:
    twice = PROCESS.replace(
        "next: bill }", "next: [{ to: bill, when: so }, { to: bill, when: so }] }"
    )
    drawn = chart(twice)
    first, second = (edge for edge in drawn.edges if edge.target == "bill")
    assert "duplicate-flow" not in reported(drawn, first.findings)
    assert "duplicate-flow" in reported(drawn, second.findings)


def test_an_accepted_finding_is_not_drawn() -> None:
    accepting = PROCESS.replace(
        "owner: tbd,", "owner: tbd, accept: [{ crack: unowned-step, reason: it is new }],"
    )
    assert "unowned-step" in reported(chart(), nodes(chart())["bill"].findings)
    assert "unowned-step" not in [finding.rule for finding in chart(accepting).findings]


def test_in_panels_a_finding_of_the_whole_process_stands_with_the_overview() -> None:
    drawn = chart()
    assert reported(drawn, drawn.numbers) == ["siloed-quarterback"]
    first = overview(drawn)
    assert [badge.text for badge in first.badges] == [*map(str, drawn.numbers)]
    assert [entry.badge.text for entry in first.entries] == [*map(str, drawn.numbers)]


# What no map may show


@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), direction=st.sampled_from(DIRECTIONS))
def test_on_the_map_of_no_process_anything_lies_on_anything(
    seed: int, direction: Direction
) -> None:
    text = yaml.safe_dump(random_process(seed), sort_keys=False, allow_unicode=True)
    drawn = chart(text)
    for part in (drawn, *panels.split(drawn)):
        assert faults(lay_out(part, direction)) == []


# Two states


def both(old: str, new: str) -> Chart:
    before, after = checked(old), checked(new)
    return chart_of_both(before.graphs[0], after.graphs[0], compare(before, after))


def test_a_step_of_another_owner_leaves_a_ghost_in_its_old_lane() -> None:
    drawn = both(PROCESS, PROCESS.replace("owner: tbd", "owner: sales"))
    ghost = nodes(drawn)["bill~before"]
    assert (ghost.lane, ghost.change) == (NOBODY, "removed")
    assert (nodes(drawn)["bill"].lane, nodes(drawn)["bill"].change) == ("sales", "changed")
    assert edges(drawn)["bill~before", "bill"].label == "moved"


def test_what_was_added_and_removed_is_marked_at_lanes_and_stages() -> None:
    new = PROCESS.replace("field-sales: { name: Field sales", "desk: { name: Desk, kind: pool")
    new = new.replace("field-sales", "desk")
    new = new.replace("name: Attract\n    owner: marketing", "name: Begin\n    owner: crm")
    drawn = both(PROCESS, new)
    lanes = {lane.id: lane.change for lane in drawn.lanes}
    assert (lanes["field-sales"], lanes["desk"], lanes["sales"]) == ("removed", "added", "")
    assert {stage.id: stage.change for stage in drawn.stages} == {
        "attract": "removed",
        "begin": "added",
        "sell": "changed",
    }


def test_what_has_another_id_is_no_other_thing() -> None:
    new = PROCESS.replace("field-sales", "inside-sales").replace(
        "name: Attract", "name: Attraction"
    )
    new = new.replace("name: Call, id: call", "name: Call back, id: call-back")
    new = new.replace("to: call,", "to: call-back,")
    drawn = both(PROCESS, new)
    assert {lane.id: lane.change for lane in drawn.lanes}["inside-sales"] == "changed"
    assert {stage.id: stage.change for stage in drawn.stages}["attraction"] == "changed"
    assert nodes(drawn)["call-back"].change == "changed"
    states = [one.change for one in drawn.lanes] + [one.change for one in drawn.stages]
    states += [one.change for one in drawn.nodes]
    assert "removed" not in states
    assert [edge for edge in drawn.edges if edge.change] == []


def test_cracks_are_reported_as_opened_and_closed() -> None:
    legend = lay_out(both(PROCESS, PROCESS.replace("owner: tbd", "owner: finance"))).legend
    assert legend is not None
    words = {(entry.word, entry.rule): entry.badge.severity for entry in legend.entries}
    assert words["closed error", "unowned-step"] == "closed"
    assert words["opened error", "unknown-owner"] == "error"


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_map_of_two_states_has_no_faults(direction: Direction) -> None:
    drawn = both(PROCESS, PROCESS.replace("owner: tbd", "owner: sales"))
    assert faults(lay_out(drawn, direction)) == []


def test_two_equal_states_show_no_change() -> None:
    drawn = both(PROCESS, PROCESS)
    assert {node.change for node in drawn.nodes} == {""}
    assert {edge.change for edge in drawn.edges} == {""}
    assert {lane.change for lane in drawn.lanes} == {""}
    assert drawn.findings == ()


# The command


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "process.yaml").write_text(PROCESS)


def draw(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["map", *arguments])


def words_of(result: Result) -> str:
    return " ".join(ElementTree.fromstring(result.stdout).itertext())


def test_a_pipe_gets_the_svg() -> None:
    assert draw("process.yaml").stdout.startswith("<svg ")


def test_an_empty_title_leaves_it_out() -> None:
    shown = ">Lead to cash</text>"
    assert shown in draw("process.yaml").stdout
    assert shown not in draw("process.yaml", "--title", "").stdout


@pytest.mark.parametrize("kind", ["auto", "always"])
def test_another_title_stands_on_the_map(kind: str) -> None:
    assert "Our way" in words_of(draw("process.yaml", "--title", "Our way", "--panels", kind))


def test_another_title_stands_on_the_matrix() -> None:
    assert "Our way" in words_of(draw("process.yaml", "--title", "Our way", "--view", "matrix"))


@pytest.mark.parametrize(
    ("wish", "reported"),
    [
        ("--stage sell --format html", "--stage does nothing for html\n  it is for svg, pdf, png"),
        ("--swimlane --format svg", "--swimlane does nothing for svg\n  it is for mermaid"),
        ("--direction rows --view matrix", "--direction does nothing for the matrix as svg"),
    ],
)
def test_an_option_that_the_picture_would_ignore_is_refused(wish: str, reported: str) -> None:
    result = draw("process.yaml", *wish.split())
    assert result.exit_code == 2
    assert reported in result.stderr


def test_a_clean_map_has_no_findings() -> None:
    assert "unowned-step" in words_of(draw("process.yaml"))
    assert "unowned-step" not in words_of(draw("process.yaml", "--no-findings"))


@pytest.mark.parametrize("word", ["sell", "Sell", "SELL"])
def test_a_stage_is_meant_by_its_id_or_its_name(word: str) -> None:
    assert "Lead to cash: Sell" in words_of(draw("process.yaml", "--stage", word))


def test_a_department_lets_all_others_stand_back() -> None:
    drawn = draw("process.yaml", "--department", "Marketing").stdout
    steps = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}g")
    dim = {each.get("data-step") for each in steps if "step pale" in each.get("class", "")}
    assert "call" in dim
    assert "score" not in dim


@pytest.mark.parametrize(
    ("option", "word", "meant"),
    [("--stage", "Sel", "sell"), ("--department", "marketting", "marketing")],
)
def test_a_slip_is_answered_with_the_nearest_name(option: str, word: str, meant: str) -> None:
    result = draw("process.yaml", option, word)
    assert result.exit_code == 2
    assert f"did you mean {meant}?" in result.stderr


def test_a_folder_gets_a_map_for_each_process_and_an_index(folder: Path) -> None:
    (folder / "other.yaml").write_text(PROCESS.replace("Lead to cash", "Renewal <b>"))
    assert draw("process.yaml", "other.yaml", "-o", "maps/").exit_code == 0
    assert sorted(path.name for path in (folder / "maps").iterdir()) == [
        "index.html",
        "lead-to-cash.svg",
        "renewal-b.svg",
    ]
    index = (folder / "maps/index.html").read_text()
    assert '<a href="renewal-b.svg">Renewal &lt;b&gt;</a>' in index


def test_two_processes_with_one_id_do_not_overwrite_each_other(folder: Path) -> None:
    (folder / "other.yaml").write_text(PROCESS)
    draw("process.yaml", "other.yaml", "-o", "maps/")
    assert (folder / "maps/lead-to-cash-2.svg").exists()


def test_a_process_is_drawn_without_the_cracks_of_another_one_with_its_id(folder: Path) -> None:
    (folder / "fixed.yaml").write_text(
        "process: Lead to cash\ndepartments: [sales]\n"
        "stages: [{ name: Sell, steps: [{ name: Call, owner: sales, outcome: won }] }]\n"
    )
    assert draw("fixed.yaml", "process.yaml", "-o", "maps/").exit_code == 0
    drawn = (folder / "maps" / "lead-to-cash.svg").read_text("utf-8")
    assert "Call" in drawn and "unowned-step" not in drawn
    counts = re.findall(r"<td>(\d+)</td></tr>", (folder / "maps" / "index.html").read_text("utf-8"))
    assert counts[0] == "1" and int(counts[1]) > 1  # the first one's is its vague name


def test_a_process_called_index_does_not_lose_its_page(folder: Path) -> None:
    (folder / "other.yaml").write_text(PROCESS.replace("Lead to cash", "Index"))
    drawn = draw("process.yaml", "other.yaml", "-o", "maps/", "--format", "html")
    assert drawn.exit_code == 0
    index = (folder / "maps/index.html").read_text()
    assert '<a href="process-index.html">Index</a>' in index
    assert "Index" in (folder / "maps/process-index.html").read_text()


def test_one_that_cannot_be_drawn_does_not_keep_the_others_from_it(folder: Path) -> None:
    twins = PROCESS.replace("id: bill,", "id: offer,").replace("Lead to cash", "Twins")
    (folder / "bad.yaml").write_text(twins)
    (folder / "other.yaml").write_text(PROCESS.replace("Lead to cash", "Other"))
    result = draw("bad.yaml", "process.yaml", "other.yaml", "-o", "maps/")
    assert result.exit_code == 2
    assert "bad.yaml: two steps have one id" in result.stderr
    names = sorted(path.name for path in (folder / "maps").iterdir())
    assert names == ["index.html", "lead-to-cash.svg", "other.svg"]
    assert "Twins" not in (folder / "maps/index.html").read_text()


def test_one_that_cannot_be_written_does_not_keep_the_others_from_it(folder: Path) -> None:
    for name in ("A", "B", "C"):
        (folder / f"{name}.yaml").write_text(PROCESS.replace("Lead to cash", name))
    (folder / "maps" / "b.svg").mkdir(parents=True)
    result = draw("A.yaml", "B.yaml", "C.yaml", "-o", "maps/")
    assert result.exit_code == 2
    assert "maps/b.svg cannot be written: Is a directory" in result.stderr
    names = sorted(path.name for path in (folder / "maps").iterdir())
    assert names == ["a.svg", "b.svg", "c.svg", "index.html"]
    assert "b.svg" not in (folder / "maps/index.html").read_text()


def test_a_wish_that_no_picture_fulfils_is_reported_once(folder: Path) -> None:
    (folder / "other.yaml").write_text(PROCESS)
    result = draw("process.yaml", "other.yaml", "-o", "maps/", "--format", "dot", "--theme", "dark")
    assert (result.exit_code, result.stderr.count("--theme does nothing")) == (2, 1)


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("lead-to-cash", "lead-to-cash.svg"),
        ("..\\..\\x", "x.svg"),
        ("..", "process.svg"),
        ("C:x", "C-x.svg"),
        ("con", "process-con.svg"),
        ("Con.x", "process-Con.x.svg"),
        ("lpt\u00b9", "process-lpt\u00b9.svg"),
        ("index", "process-index.svg"),
        ("INDEX", "process-INDEX.svg"),
        ("a\x1b[31m\u202eb", "a-31m-b.svg"),
        ('a?*<>|"b', "a-b.svg"),
        ("x.", "x.svg"),
        (".hidden", "hidden.svg"),
        ("引き継ぎ", "引き継ぎ.svg"),
        ("a" * 500, "a" * 120 + ".svg"),
        ("き" * 500, "き" * 40 + ".svg"),
    ],
)
def test_the_name_of_a_picture_leads_nowhere_else(process: str, name: str) -> None:
    assert Names().name(process, "svg") == name


def test_names_that_a_file_system_takes_for_one_are_reported_apart() -> None:
    names = Names()
    given = {
        "a": "a",
        "A": "A-2",
        "a-2": "a-2-2",
        "e\u0301": "\u00e9",
        "\u00c9": "\u00c9-2",
        "a:": "a-3",
    }
    assert [names.name(one, "svg") for one in given] == [f"{one}.svg" for one in given.values()]


def test_many_processes_with_one_id_take_no_longer_each() -> None:
    names = Names()
    taken = [names.name("a", "svg") for _ in range(20_000)]
    assert len(set(taken)) == 20_000


def test_several_processes_need_a_folder(folder: Path) -> None:
    (folder / "other.yaml").write_text(PROCESS)
    result = draw("process.yaml", "other.yaml")
    assert result.exit_code == 2
    assert "-o maps/" in result.stderr


def test_a_picture_without_a_name_lies_beside_its_process(folder: Path) -> None:
    pytest.importorskip("resvg_py")
    assert "wrote process.png" in draw("process.yaml", "--format", "png").stderr
    assert "wrote process-matrix.png" in (
        draw("process.yaml", "--view", "matrix", "--format", "png").stderr
    )
    assert (folder / "process.png").read_bytes().startswith(b"\x89PNG")


def two_folders(folder: Path, *changed: str) -> None:
    """Two states of two processes, in which the steps of some have another name."""
    texts = {"one": PROCESS, "two": PROCESS.replace("Lead to cash", "Two").replace("Bill", "Order")}
    for name, text in texts.items():
        for state in ("old", "new"):
            (folder / state).mkdir(exist_ok=True)
            new = text.replace("name: File", "name: Archive") if name in changed else text
            (folder / state / f"{name}.yaml").write_text(new if state == "new" else text)


def test_the_one_process_that_has_changed_is_drawn(folder: Path) -> None:
    two_folders(folder, "two")
    result = draw("--diff", "old", "new", "-o", "two.svg")
    assert (result.exit_code, (folder / "two.svg").is_file()) == (0, True)
    assert "<title" in (folder / "two.svg").read_text("utf-8")
    assert ">Two: what changed</title>" in (folder / "two.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("changed", "words"),
    [(("one", "two"), "several processes have changed"), ((), "no process has changed")],
)
def test_which_process_is_drawn_has_to_be_clear(
    folder: Path, changed: tuple[str, ...], words: str
) -> None:
    two_folders(folder, *changed)
    result = draw("--diff", "old", "new")
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_a_comparison_of_a_stage_that_is_not_there_is_reported(folder: Path) -> None:
    (folder / "new.yaml").write_text(PROCESS)
    result = draw("--diff", "process.yaml", "new.yaml", "--stage", "nowhere")
    assert result.exit_code == 2
    assert "there is no stage with steps `nowhere`" in result.stderr
