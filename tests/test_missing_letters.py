"""Letters that no font has: they are told, drawn as `?`, and take no other letters along.

Fonts of the machine are left out, so that only those that travel along are asked.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app
from crackmap.maps import raster
from crackmap.maps.drawn import Drawn, listed

pytestmark = pytest.mark.skipif(
    not (importlib.util.find_spec("resvg_py") and importlib.util.find_spec("typst")),
    reason="the extra `images` is not installed",
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40">'
    '<text x="4" y="20" font-size="14">{}</text></svg>'
)
# The department, the steps and the stage of somebody in Bangkok who sells to Tbilisi.
PROCESS = """\
process: ขาย
departments: { a: { name: แผนกขาย }, b: { name: Vertrieb für Süd } }
stages:
  - name: S
    steps:
      - { name: ส่งใบเสนอราคา, id: s1, owner: a }
      - { name: "გაგზავნა 🚀", id: s2, owner: b, outcome: won }
"""


@pytest.fixture(autouse=True)
def _only_the_fonts_that_travel_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(raster, "_SYSTEM_FONTS", False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("form", ["png", "pdf"])
@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("Vertrieb für Süd, Ж, Ω, €", ""),
        ("Ạ ặ ῷ ǖ", ""),  # the font has them, though no width of theirs is built in
        ("ส่ง it", "ส่ง"),
        ("送る a", "る送"),
        ("🚀 Launch", "🚀"),
        ("a\u00a0b\u200bc\u3000d e\ufe0ff", ""),  # nothing is to be seen of these
        ("&amp; &lt;送&gt;", "送"),
    ],
)
def test_letters_that_the_fonts_lack_are_found(form: str, words: str, missing: str) -> None:
    assert raster.missing_letters(SVG.format(words), form) == "".join(sorted(missing))


def test_a_wide_letter_hides_no_other_one() -> None:
    assert raster.missing_letters(SVG.format("ǄǊ送"), "png") == "送"


@pytest.mark.parametrize("form", ["png", "pdf"])
@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("ab 送る cd", "ab ?? cd"),
        ("a ส่ง", "a ??"),  # a mark belongs to its letter
        ("👩‍💻 and 🇩🇪", "? and ?"),
        ("&amp;送&lt;", "&amp;?&lt;"),
        ("a<tspan>b 送</tspan>", "a<tspan>b ?</tspan>"),
    ],
)
def test_each_is_drawn_as_a_question_mark(form: str, words: str, drawn: str) -> None:
    draw = raster.images if form == "png" else raster.document
    shown = draw([SVG.format(words)])
    assert shown.missing
    assert shown.data == draw([SVG.format(drawn)]).data


def test_only_texts_are_changed() -> None:
    svg = SVG.format("送").replace('width="300"', 'class="送" width="300"')
    assert raster._without(svg, "送") == svg.replace(">送<", ">?<")


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_a_map_says_which_letters_are_missing_in_it(form: str) -> None:
    Path("process.yaml").write_text(PROCESS, "utf-8")
    done = CliRunner().invoke(app, ["map", "process.yaml", "-o", f"map.{form}"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[:3] == [
        f"wrote map.{form}",
        f"no font here has some letters of map.{form}: each is drawn as ?",
        "  Thai: ก ข ค ง น บ ผ ย ร ส อ and 5 more; Georgian: ა გ ვ ზ ნ; 🚀 (rocket)",
    ]


def test_nothing_is_said_where_nothing_is_missing() -> None:
    Path("process.yaml").write_text(PROCESS, "utf-8")
    done = CliRunner().invoke(app, ["map", "process.yaml", "-o", "map.svg"])
    assert done.stderr == "wrote map.svg\n"


def test_a_comparison_says_it_too() -> None:
    Path("old.yaml").write_text(PROCESS, "utf-8")
    Path("new.yaml").write_text(PROCESS.replace("name: S\n", "name: T\n"), "utf-8")
    done = CliRunner().invoke(app, ["map", "--diff", "old.yaml", "new.yaml", "-o", "two.png"])
    assert "no font here has some letters of two.png" in done.stderr


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("送", "Chinese characters: 送"),
        ("กข", "Thai: ก ข"),
        ("ก🚀", "Thai: ก; 🚀 (rocket)"),
        ("abcdefghijklm", "Latin: a b c d e f g h i j k and 2 more"),
        ("\ue000", "\ue000 (U+E000)"),
        ("", ""),
    ],
)
def test_letters_are_listed_by_their_scripts_and_signs_by_their_names(
    letters: str, words: str
) -> None:
    assert listed(letters) == words


def test_a_picture_that_lacks_nothing_has_no_remark() -> None:
    assert Drawn("<svg/>").remark("a.svg") is None
