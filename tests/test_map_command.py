"""`crackmap map` from end to end: options, names, folders of pictures, two states."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli.app import app
from crackmap.maps.picture_names import Names
from process_to_draw import PROCESS


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


@pytest.mark.parametrize(
    ("wish", "reported"),
    [
        ("--format csv", "--format: the view swimlane is not drawn as csv\n  it is drawn as svg, "),
        ("--view raci -o map.dot", "-o map.dot: the view raci is not drawn as dot\n  it is drawn "),
        ("--view matrix --format html", "; html takes --view swimlane or --view raci\n"),
        ("--format docx", "--format: there is no `docx`\n"),
    ],
)
def test_a_format_of_other_views_is_refused_with_theirs(wish: str, reported: str) -> None:
    result = draw("process.yaml", *wish.split())
    assert result.exit_code == 2
    assert reported in result.stderr


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
