"""Maps on paper: which pages there are, how large their text is, and that nothing is lost."""

import re
import subprocess
import zlib
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from charts import chain, lead_to_cash, renamed
from crackmap.check import run
from crackmap.cli.app import app
from crackmap.maps import about, printing, raster
from crackmap.maps.asked import Undrawable
from crackmap.maps.formats import png
from crackmap.maps.layout import legend as legends
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.scene import Rect
from crackmap.maps.layout.tiles import OVERLAP, tiles
from crackmap.maps.options import MapOptions
from crackmap.maps.paper import LONGEST, PAPERS
from crackmap.maps.pictures import pictures_of_chart
from crackmap.maps.printing import Printing
from crackmap.maps.svg.sheets import About

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = About("Lead to cash", "Revenue operations", "2026-03-01", "0123456789")
PROCESS = """
process: Lead to cash
owner: sales
reviewed: 2026-03-01
departments: [sales, finance]
stages:
  - name: Sell
    steps: [{ id: quote, name: Quote, owner: sales }]
  - name: Bill
    steps: [{ id: bill, name: Bill, owner: finance, outcome: won }]
"""


def pages_of(chart: Chart, how: Printing, **wishes: str) -> list[str]:
    pictures = pictures_of_chart(chart, MapOptions(**wishes))  # type: ignore[arg-type]
    return printing.pages(pictures, ABOUT, how, "light")


def words_of(page: str) -> str:
    texts = ElementTree.fromstring(page).iter(f"{SVG}text")
    return " ".join("".join(text.itertext()) for text in texts)


def size_of(page: str) -> tuple[int, int]:
    root = ElementTree.fromstring(page)
    return int(root.get("width", "")), int(root.get("height", ""))


def text_sizes(page: str) -> list[float]:
    """The sizes of all text in points: each in its window, which is drawn smaller or larger."""
    root = ElementTree.fromstring(page)
    sizes = []
    for window in root.findall(f"{SVG}svg"):
        scale = float(window.get("width", "")) / int(window.get("viewBox", "").split()[2])
        sizes += [scale * int(text.get("font-size", "")) for text in window.iter(f"{SVG}text")]
    return sizes


def draw(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["map", *arguments])
    return done.exit_code, done.stderr


# Pages


@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_is_as_large_as_the_paper(paper: str) -> None:
    short, long = PAPERS[paper]
    upright = pages_of(lead_to_cash(), Printing(paper, "portrait"))
    across = pages_of(lead_to_cash(), Printing(paper, "landscape"))
    assert {size_of(page) for page in upright} == {(short, long)}
    assert {size_of(page) for page in across} == {(long, short)}


def test_paper_lies_as_it_takes_fewest_pages_unless_that_is_said() -> None:
    counts = {
        how: len(pages_of(chain(40, 6), Printing("a4", how)))
        for how in ("auto", "portrait", "landscape")
    }
    assert counts["auto"] == min(counts.values()) < max(counts.values())


def test_a_small_map_is_one_page_with_its_legend() -> None:
    (page,) = pages_of(chain(3), Printing("a4"))
    assert "handoff, defined" in words_of(page)
    assert "page 1 of 1" in words_of(page)


def test_a_map_in_panels_has_one_on_each_page_after_the_overview() -> None:
    pages = pages_of(chain(12, 3), Printing("a3"), panels="always")
    assert len(pages) == 4
    assert "Overview" in words_of(pages[0])
    assert [f"page {at} of 4" in words_of(page) for at, page in enumerate(pages, 1)] == [True] * 4


@pytest.mark.parametrize("least", [6, 9])
def test_no_text_of_a_map_is_smaller_than_is_asked_for(least: int) -> None:
    pages = pages_of(chain(30, 3), Printing("a4", least_text=least))
    assert min(size for page in pages for size in text_sizes(page)) >= least - 0.001


def test_smaller_text_takes_fewer_pages() -> None:
    chart = chain(30, 3)
    assert len(pages_of(chart, Printing("a4", least_text=3))) < len(pages_of(chart, Printing("a4")))


def test_text_that_no_paper_has_room_for_is_refused() -> None:
    with pytest.raises(Undrawable, match="text of 40 points leaves no room for a map on a4"):
        pages_of(lead_to_cash(), Printing("a4", least_text=40))


def test_the_title_block_says_what_is_known_and_where_one_is() -> None:
    page = words_of(pages_of(chain(3), Printing("a4"))[0])
    for words in ("Lead to cash", "Revenue operations", "reviewed 2026-03-01", "0123456789"):
        assert words in page
    alone = printing.pages(
        pictures_of_chart(chain(3), MapOptions()), About("Process"), Printing("a4"), "light"
    )
    assert not re.search("owner|reviewed|revision", words_of(alone[0]))


def test_a_tile_has_a_key_map_and_names_the_pages_beside_it() -> None:
    first, second, *_ = pages_of(chain(40, 3), Printing("a4", "portrait", least_text=10))
    assert first.count("<title>tile 1 of ") == 1
    assert "page 2" in words_of(first)
    assert "page 1" in words_of(second)


def test_all_words_of_a_map_are_on_its_pages() -> None:
    chart = lead_to_cash()
    printed = " ".join(map(words_of, pages_of(chart, Printing("a4", least_text=12))))
    scene = lay_out(chart)
    assert scene.legend is not None
    lines = [line for box in scene.boxes for line in box.lines]
    lines += [text for line in scene.lines if line.label for text in line.label.lines]
    assert [line for line in lines if line not in printed] == []
    told = " ".join(printed.split())
    assert all(entry.text in told for entry in scene.legend.entries)


def test_a_legend_on_pages_keeps_every_entry_in_order() -> None:
    legend = lay_out(lead_to_cash()).legend
    assert legend is not None
    pages = legends.in_pages(legend, 300, 90)
    assert len(pages) > 1
    assert [entry.text for page in pages for entry in page.entries] == [
        entry.text for entry in legend.entries
    ]
    assert all(page.rect.bottom <= 90 or len(page.entries) == 1 for page in pages)


def test_without_paper_a_page_is_as_large_as_its_picture_up_to_the_most_that_pdf_has() -> None:
    (page,) = pages_of(chain(3), Printing())
    scene = lay_out(chain(3))
    assert size_of(page) == (scene.width, scene.height)
    long = pages_of(chain(200), Printing(), panels="never")
    assert max(max(size_of(page)) for page in long) <= LONGEST
    assert min(size for page in long for size in text_sizes(page) or [6]) >= 6


# Tiles


@pytest.mark.parametrize("direction", ["columns", "rows"])
def test_every_box_label_and_mark_is_whole_on_a_tile(direction: str) -> None:
    scene = lay_out(lead_to_cash(), direction)  # type: ignore[arg-type]
    cut = tiles(scene, 500, 400)
    assert len(cut) > 1
    rects = [box.rect for box in scene.boxes]
    rects += [line.label.rect for line in scene.lines if line.label]
    rects += [Rect(line.mark.x, line.mark.y, 0, 0).grown(8) for line in scene.lines if line.mark]
    for rect in rects:
        assert any(
            tile.x <= rect.x
            and rect.right <= tile.right
            and tile.y <= rect.y
            and rect.bottom <= tile.bottom
            for tile in cut
        )


def test_neighbours_overlap() -> None:
    down = sorted(tiles(lay_out(chain(20)), 2000, 600), key=lambda tile: tile.y)
    assert all(one.bottom - two.y >= OVERLAP for one, two in pairwise(down))
    assert all(one != two for one, two in combinations(down, 2))


def test_a_tile_ends_with_a_stage_where_that_takes_no_more_of_them() -> None:
    scene = lay_out(chain(20, 5))
    ends = {stage.band.bottom for stage in scene.stages}
    high = scene.plot.height * 2 // 3
    first, last = sorted(tiles(scene, 2000, high), key=lambda tile: tile.y)
    assert first.bottom in ends
    assert first.height < high
    assert last.bottom == scene.plot.bottom


def test_a_tile_with_nothing_of_its_own_is_left_out() -> None:
    scene = lay_out(lead_to_cash())
    across = len({tile.x for tile in tiles(scene, 350, 350)})
    down = len({tile.y for tile in tiles(scene, 350, 350)})
    assert len(tiles(scene, 350, 350)) < across * down


# The command


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "process.yaml").write_text(PROCESS)


def test_a_pdf_has_the_pages_and_the_same_bytes_each_time(folder: Path) -> None:
    pytest.importorskip("typst")
    for name in ("one.pdf", "two.pdf"):
        assert draw("process.yaml", "-o", name, "--paper", "a3", "--panels", "always")[0] == 0
    data = (folder / "one.pdf").read_bytes()
    assert data == (folder / "two.pdf").read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    inside = data + b"".join(map(_unpacked, streams))
    boxes = re.findall(rb"/MediaBox ?\[([^]]+)\]", inside)
    assert set(boxes) in ({b"0 0 1190 841"}, {b"0 0 841 1190"})
    assert len(boxes) == 3


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "map.svg", "--paper", "a4"), "--paper does nothing for svg"),
        (("-o", "map.pdf", "--paper", "a5"), "--paper: there is no `a5`"),
        (("-o", "map.pdf", "--orientation", "portrait"), "name the paper, too: --paper a4"),
        (("-o", "map.pdf", "--least-text", "nan"), "nan is no number of points"),
        (("-o", "map.pdf", "--paper", "a4", "--least-text", "60"), "take a larger --paper"),
    ],
)
def test_a_wish_for_print_that_cannot_be_is_refused(
    arguments: tuple[str, ...], said: str, folder: Path
) -> None:
    code, told = draw("process.yaml", *arguments)
    assert code == 2
    assert said in told
    assert not list(folder.glob("map.*"))


# Images


@pytest.fixture
def _short_images(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(raster, "LONGEST", 700)


@pytest.mark.usefixtures("_short_images")
def test_an_image_whose_text_would_be_too_small_is_refused(folder: Path) -> None:
    code, told = draw("process.yaml", "--panels", "always", "-o", "map.png")
    assert code == 2
    assert "as one image its text would be" in told
    assert "name a folder" in told
    assert not (folder / "map.png").exists()


@pytest.mark.usefixtures("_short_images")
def test_a_folder_gets_an_image_for_each_panel(folder: Path) -> None:
    code, told = draw("process.yaml", "--panels", "always", "-o", "maps/", "--format", "png")
    assert code == 0
    assert "as one image its text would be" in told
    images = sorted((folder / "maps").glob("*.png"))
    assert len(images) >= 3
    sizes = [image.read_bytes()[16:24] for image in images]
    assert all(int.from_bytes(size[at : at + 4]) <= 700 for size in sizes for at in (0, 4))
    index = (folder / "maps" / "index.html").read_text()
    assert all(f'href="{image.name}"' in index for image in images)


def test_an_image_that_is_smaller_than_usual_says_so(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(raster, "LONGEST", 1000)
    code, told = draw("process.yaml", "-o", "map.png")
    assert code == 0
    assert "instead of 2 pixels for each of the map's own" in told


def test_nothing_is_said_of_a_difference_that_nobody_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "zoom_of", lambda width, height: 1.97)
    assert not png._smaller(['<svg width="10" height="10">'])


def pixels_of(image: Path) -> int:
    header = image.read_bytes()[16:24]
    return int.from_bytes(header[:4]) * int.from_bytes(header[4:])


def test_an_image_has_so_many_pixels_at_most(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    pytest.importorskip("resvg_py")
    draw("process.yaml", "-o", "usual.png")
    usual = pixels_of(folder / "usual.png")
    monkeypatch.setattr(raster, "MOST", usual // 2)
    code, told = draw("process.yaml", "-o", "map.png")
    fewer = pixels_of(folder / "map.png")
    assert code == 0
    assert "in all" in told
    assert 0.45 < fewer / usual < 0.51


def test_a_long_name_stands_in_the_title_block_in_two_lines() -> None:
    about = About("A process with a name that goes on " * 3)
    pictures = pictures_of_chart(renamed(chain(3), "Step"), MapOptions())
    (page,) = printing.pages(pictures, about, Printing("a4", "portrait"), "light")
    assert " ".join(about.process.split()) in " ".join(words_of(page).split())


def test_the_revision_is_the_commit_that_last_changed_the_file(folder: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder))
    assert revision_of(folder) == ""
    for command in (("init", "-q"), ("add", "process.yaml"), ("commit", "-qm", "One")):
        subprocess.run([*git, *command], check=True)
    assert re.fullmatch("[0-9a-f]{10}", commit := revision_of(folder))
    (folder / "process.yaml").write_text(PROCESS + "# later\n")
    assert revision_of(folder) == f"{commit}, changed since"


def revision_of(folder: Path) -> str:
    (path,) = folder.glob("process.yaml")
    (graph,) = run.begin(run.RunOptions((str(path),), isolated=True)).check().graphs
    assert about.of(graph, None, on_disk=False).revision == ""
    return about.of(graph, None).revision
