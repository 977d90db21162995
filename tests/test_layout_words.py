"""Words on a map: what is cut, what wraps, what is said below it."""

from charts import chain, lead_to_cash, renamed
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.metrics import BOLD_WIDTHS, WIDTHS
from crackmap.maps.layout.text import width, wrap
from crackmap.source.characters import clean, clusters


def test_the_condition_of_a_gap_does_not_replace_its_words() -> None:
    scene = lay_out(lead_to_cash())
    (gap,) = [line for line in scene.lines if (line.source, line.target) == ("score", "assign")]
    assert gap.label is not None
    assert " ".join(gap.label.lines) == "80 or more / no handoff"
    assert [badge.text for badge in gap.label.badges] == ["2"]
    assert gap.mark is not None


def test_a_cut_name_is_whole_in_the_title() -> None:
    name = "Check " + "the budget and " * 12 + "the timing"
    box = lay_out(renamed(chain(1), name)).boxes[0]
    assert box.lines[-1].endswith("…")
    assert box.title == name


def test_findings_are_reported_below_the_map() -> None:
    legend = lay_out(lead_to_cash()).legend
    assert legend is not None
    reported = {entry.badge.text: (entry.word, " ".join(entry.lines)) for entry in legend.entries}
    assert reported["2"] == (
        "error",
        "error undefined-handoff: Marketing hands the lead to nobody.",
    )
    assert [*reported] == ["1", "2", "3", "4", "5"]


def test_the_legend_shows_only_what_the_map_does() -> None:
    legend = lay_out(chain(3)).legend
    assert legend is not None
    assert [sample.kind for sample in legend.samples] == ["handoff-defined"]


def test_a_finding_of_the_process_stands_by_its_title() -> None:
    scene = lay_out(lead_to_cash())
    assert scene.title is not None
    assert [badge.text for badge in scene.title.badges] == ["5"]
    assert lay_out(lead_to_cash(), title="").title is None


def test_a_name_is_cleaned_of_what_breaks_files_and_deceives() -> None:
    assert clean("a\x00b\n c\ud800\u202e\ufffe") == "a b c"


def test_words_wrap_between_words_and_long_ones_anywhere() -> None:
    assert wrap("Check the budget", 12, 80) == ("Check the", "budget")
    assert all(width(line, 12) <= 60 for line in wrap("x" * 50, 12, 60))


def test_chinese_breaks_anywhere() -> None:
    assert wrap("確認承認", 10, 22) == ("確認", "承認")


def test_a_letter_is_never_torn_apart() -> None:
    family = "👩\u200d👩\u200d👧"
    assert clusters("e\u0301" + family + "🇩🇪") == ("e\u0301", family, "🇩🇪")
    assert wrap(family * 3, 10, 11) == (family,) * 3


def test_too_many_lines_end_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six", 12, 40, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_a_name_that_is_cut_gets_no_space_that_it_did_not_have() -> None:
    name = "disqualified-because-outside-of-the-territory"
    *_, cut = wrap(name, 10, 84, 2, bold=True)
    assert cut.endswith("…") and cut.removesuffix("…") in name


def test_a_letter_whose_width_is_known_is_never_part_of_another_sign() -> None:
    known = WIDTHS.keys() | BOLD_WIDTHS.keys()
    assert [
        each for each in known if clusters(f"\U0001f1e9{each}a") != ("\U0001f1e9", each, "a")
    ] == []


def test_letters_of_unknown_width_are_measured_beside_known_ones() -> None:
    assert width("a\u0301b", 100) == width("ab", 100)
    assert width("a中b", 100) == width("ab", 100) + 105
