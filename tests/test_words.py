"""Words on maps: none is lost, and they are as long in every font."""

import re
from xml.etree import ElementTree

import pytest

from charts import chain, lead_to_cash, renamed
from crackmap.maps.layout.chart import Chart, Direction, Edge, Stage
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.labels import settings
from crackmap.maps.layout.metrics import BOLD_WIDTHS, WIDTHS
from crackmap.maps.layout.overview import overview
from crackmap.maps.layout.scene import Legend, Scene
from crackmap.maps.layout.text import fitted, set_width, width, wrap
from crackmap.maps.stand_ins import with_stand_ins
from crackmap.maps.svg import picture
from faults import faults

LONG = "the customer asks for payment terms that are not those of the standard contract, " * 3


def legend_of(scene: Scene) -> Legend:
    assert scene.legend is not None
    return scene.legend


def key_of(scene: Scene) -> dict[str, str]:
    """The key below the map by its letters; what has none stands under its own words."""
    entries = [each for each in legend_of(scene).entries if each.badge.severity == "key"]
    return {entry.badge.text or entry.text: entry.text for entry in entries}


def with_edge(chart: Chart, edge: Edge) -> Chart:
    return chart._replace(edges=(edge, *chart.edges[1:]))


def gap(label: str, direction: Direction = "columns") -> Scene:
    chart = chain(2)
    edge = chart.edges[0]._replace(kind="gap", label=label)
    return lay_out(with_edge(chart, edge), direction)


def drawn_words(svg: str) -> str:
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(text.itertext()) for text in texts)


# What is cut


def test_a_label_that_must_be_cut_takes_the_widest_wrapping_and_a_letter() -> None:
    first, *rest = settings(Edge("a", "b", kind="gap", label=LONG), lambda: "A")
    assert first.lines[-2].endswith("…")
    assert 150 < width(first.lines[0], 10, bold=True) <= 200
    assert first.letter == "A"
    assert all(words.short for words in rest)


def test_no_handoff_is_never_cut() -> None:
    for words in settings(Edge("a", "b", kind="gap", label=LONG), lambda: "A"):
        assert " ".join(words.lines).endswith("no handoff")


@pytest.mark.parametrize("direction", ["columns", "rows"])
def test_where_there_is_room_for_nothing_else_no_handoff_is_there(direction: Direction) -> None:
    scene = gap(LONG, direction)
    label = scene.lines[0].label
    assert label is not None
    assert " ".join(label.lines) == "no handoff"
    assert [badge.text for badge in label.badges] == ["A"]
    assert LONG.strip() in key_of(scene)["A"]
    assert faults(scene) == []


def test_what_is_cut_stands_in_full_in_the_key() -> None:
    assert " ".join(LONG.split()) in key_of(gap(LONG))["A"]
    scene = lay_out(renamed(chain(1), LONG))
    assert key_of(scene)["A"].startswith(LONG.strip())
    assert [badge.text for badge in scene.boxes[0].badges] == ["A"]


def test_a_whole_label_has_no_letter() -> None:
    scene = gap("if paid", "rows")
    assert key_of(scene) == {}
    assert "…" not in drawn_words(picture.write(scene))


def test_a_box_holds_five_lines() -> None:
    name = "Check the terms of payment and of delivery with the customer and the bank, then file"
    (box,) = lay_out(renamed(chain(1), name)).boxes
    assert len(box.lines) == 5
    assert " ".join(box.lines) == name


def test_titles_lanes_and_stages_that_are_cut_stand_in_the_key() -> None:
    long = "Sales development and inside sales for small and medium companies in all of Europe"
    chart = chain(1)
    chart = chart._replace(
        name=LONG,
        lanes=tuple(lane._replace(name=long) for lane in chart.lanes),
        stages=(Stage(chart.stages[0].id, "Qualification " * 9),),
    )
    scene = lay_out(chart)
    key = key_of(scene).values()
    assert LONG.strip() in key
    assert f"Department: {long}" in key
    assert f"Stage: {('Qualification ' * 9).strip()}" in key
    texts = [entry.text for entry in overview(chart).entries]
    assert f"Department: {long}" in texts


def test_a_map_with_letters_has_no_faults() -> None:
    chart = renamed(lead_to_cash(), LONG)
    assert faults(lay_out(chart)) == []


@pytest.mark.parametrize("words", [LONG, "確認" * 90, "Auftragsbestätigungsfreigabe" * 12])
def test_the_full_text_is_in_the_picture_as_text(words: str) -> None:
    drawn = drawn_words(picture.write(lay_out(renamed(chain(1), words))))
    shown, wanted = (re.sub(r"[\s-]", "", text) for text in (drawn, words))
    assert wanted in shown


# Words that are longer than a line


def test_a_long_word_is_parted_by_a_hyphen() -> None:
    lines = wrap("Zahlungseingangsüberwachung", 12, 100)
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(lines).replace("-", "") == "Zahlungseingangsüberwachung"
    assert all(width(line, 12) <= 100 for line in lines)
    assert len(lines[-1]) >= 3


@pytest.mark.parametrize("word", ["確認承認確認承認", "PO_4711_2026_0815_9921", "1234567890123456"])
def test_what_takes_no_hyphen_gets_none(word: str) -> None:
    lines = wrap(word, 12, 60)
    assert len(lines) > 1
    assert "".join(lines) == word


def test_cut_words_get_no_hyphen_inside() -> None:
    lines, cut = fitted("Zahlungseingangsüberwachung", 12, 60, 2)
    assert cut
    assert "-" not in lines[-1] and lines[-1].endswith("…")


# Every font


def test_bold_letters_have_widths_of_their_own() -> None:
    assert WIDTHS.keys() == BOLD_WIDTHS.keys()
    assert set_width("Finance", 10) != set_width("Finance", 10, bold=True)


def test_text_is_as_long_in_every_font() -> None:
    svg = picture.write(lay_out(lead_to_cash()))
    texts = re.findall(r'<text [^>]*font-size="(\d+)"([^>]*)>(.*?)</text>', svg)
    plain = [(rest, words) for _, rest, words in texts if len(words) > 8 and "<" not in words]
    assert plain
    assert all('lengthAdjust="spacingAndGlyphs"' in rest for rest, _ in plain)


def test_text_whose_width_is_a_guess_is_left_as_it_is() -> None:
    assert set_width("عملية البيع", 12) is None
    assert set_width("🚀 launch", 12) is None
    assert set_width("確認する", 12) == 480


def test_the_title_leaves_room_for_its_badges() -> None:
    title = lay_out(lead_to_cash()).title
    assert title is not None
    tenths = set_width(title.lines[0], 18, bold=True)
    assert tenths is not None
    assert 12 + tenths / 10 < title.badges[0].rect.x


def test_other_scripts_name_sans_fonts_and_keep_their_weight() -> None:
    shown = with_stand_ins('<text class="b">קבלה של הלקוח</text><text>Sales</text>')
    assert shown.count("<tspan") == 1
    assert re.search(r'font-family="&#39;Noto Sans Hebrew&#39;,[^"]*">קבלה של הלקוח</tspan>', shown)
    assert "weight" not in shown


def test_han_letters_look_as_in_the_language_of_the_picture() -> None:
    chinese = with_stand_ins("<text>审批报价</text>")
    japanese = with_stand_ins("<text>承認</text><text>リード</text>")
    assert "Noto Sans CJK SC" in chinese.split(",")[0]
    assert all("Noto Sans CJK JP" in part for part in re.findall(r'family="([^,]*)', japanese))


def test_a_line_of_several_scripts_keeps_each_in_its_font() -> None:
    assert "\uf8f0" in with_stand_ins("<text>Sales קבלה</text>")
    assert "\uf8f0" not in with_stand_ins("<text>קבלה</text>")
    assert with_stand_ins("<text>Sales</text>") == "<text>Sales</text>"
