"""Fixes: what they may touch, in which order, and what of a file stays as it is."""

from __future__ import annotations

import datetime

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import apply_edits, fix
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding, Report
from crackmap.source.files import Input
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source
from fixed import PATH, fixed_by, fixed_text, once, report
from small_report import of_step

# Which edits are made


def test_edits_of_several_fixes_are_made_together() -> None:
    assert fixed_text("a b c", [(0, 1, "A")], [(4, 5, "C")]) == "A b C"


def test_of_two_fixes_that_overlap_the_first_is_made() -> None:
    assert fixed_text("a b c", [(0, 3, "X")], [(2, 5, "Y")]) == "X c"


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    assert fixed_text("a b c", [(0, 1, "A")], [(0, 1, "X"), (4, 5, "Y")]) == "A b c"


def test_a_fix_that_overlaps_itself_is_left_out() -> None:
    assert fixed_text("a b c", [(0, 3, "X"), (2, 5, "Y")]) == "a b c"


def test_two_insertions_at_one_place_do_not_go_together() -> None:
    assert fixed_text("ab", [(1, 1, "X")], [(1, 1, "Y")]) == "aXb"


def test_insertions_of_one_fix_at_one_place_keep_their_order() -> None:
    assert fixed_text("ab", [(1, 1, "X"), (1, 1, "Y")]) == "aXYb"


def test_what_had_to_wait_comes_in_the_next_round() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        missing = [letter for letter in "XY" if letter not in text]
        findings = [fixed_by(text, letter, (1, 1, letter)) for letter in missing]
        return report(findings, inputs)

    assert fix([Input(PATH, b"ab")], found).after[0].data == b"aYXb"


def test_a_fix_that_brings_its_finding_back_ends() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        return report([fixed_by(text, "x", (0, 0, "a"))], inputs)

    assert fix([Input(PATH, b"")], found).after[0].data == b"a"


def test_a_fix_is_made_again_where_another_one_brought_its_finding() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        slips = [
            fixed_by(text, "slip", (at, at + 1, "a")) for at, one in enumerate(text) if one == "b"
        ]
        bare = [fixed_by(text, "x", (at, at + 1, "A")) for at, one in enumerate(text) if one == "a"]
        return report([*bare, *slips], inputs)

    assert fix([Input(PATH, b"ab")], found).after[0].data == b"AA"


def test_fixes_that_undo_each_other_end() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        other = "b" if text == "a" else "a"
        return report([fixed_by(text, text, (0, 1, other))], inputs)

    assert fix([Input(PATH, b"a")], found).after[0].data in (b"a", b"b")


def test_fixes_that_always_bring_new_findings_end() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        return report([fixed_by(text, str(len(text)), (0, 0, "a"), safe=False)], inputs)

    assert fix([Input(PATH, b"")], found, unsafe=True).after[0].data.startswith(b"aaa")


def test_a_good_guess_is_only_made_when_asked_for() -> None:
    def make(text: str) -> list[Finding]:
        return [fixed_by(text, "x", (0, 1, "A"), safe=False)]

    one = Input(PATH, b"a")
    assert fix([one], once(make)).after[0].data == b"a"
    assert fix([one], once(make), unsafe=True).after[0].data == b"A"


def test_what_is_less_severe_than_asked_for_is_left_alone() -> None:
    def make(text: str) -> list[Finding]:
        return [
            fixed_by(text, "x", (0, 1, "A")),
            fixed_by(text, "y", (1, 2, "B"))._replace(severity="note"),
        ]

    assert fix([Input(PATH, b"ab")], once(make), least="warning").after[0].data == b"Ab"


def test_fixes_that_only_take_out_are_made_as_often_as_they_find_something() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        findings = [fixed_by(text, "x", (0, 1, ""))] if text else []
        return report(findings, inputs)

    assert fix([Input(PATH, b"aaaa")], found).after[0].data == b""


def test_an_accepted_crack_is_left_alone() -> None:
    def make(text: str) -> list[Finding]:
        return [fixed_by(text, "x", (0, 1, "A"))._replace(accepted="we live with it")]

    assert fix([Input(PATH, b"a")], once(make)).after[0].data == b"a"


def test_a_fix_of_a_file_that_is_not_in_the_run_is_left_out() -> None:
    def make(text: str) -> list[Finding]:
        edit = Edit(Source("other.yaml", "x").span(0, 1), "y")
        both = (Edit(Source(PATH, text).span(0, 1), "A"), edit)
        return [
            Finding(
                "a-rule",
                "error",
                of_step("x"),
                "broken",
                edit.span,
                fix=Fix("x", both, safe=True),
            )
        ]

    assert fix([Input(PATH, b"a")], once(make)).after[0].data == b"a"


# What stays as it is


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_new_lines_end_like_the_others(ending: str) -> None:
    text = f"a{ending}b{ending}"
    edits = [Edit(Source(PATH, text).span(1, 1), "\nx\ny")]
    assert apply_edits(text, edits) == f"a{ending}x{ending}y{ending}b{ending}"


def test_a_byte_order_mark_stays() -> None:
    def make(text: str) -> list[Finding]:
        return [fixed_by(text, "x", (0, 1, "A"))]

    done = fix([Input(PATH, b"\xef\xbb\xbfa")], once(make))
    assert done.after[0].data == b"\xef\xbb\xbfA"


def test_a_file_without_a_last_line_end_gets_none() -> None:
    assert fixed_text("a: b", [(3, 4, "c")]) == "a: c"


def test_characters_beyond_the_plane_count_one() -> None:
    assert fixed_text("🎯\t電話 b", [(5, 6, "B")]) == "🎯\t電話 B"


def test_the_process_is_the_same_but_for_what_was_fixed() -> None:
    text = (
        "process: Lead to cash  # our best\r\n"
        "departments: [sales]\r\n"
        "stages:\r\n"
        "  - name: Close\r\n"
        "    steps:\r\n"
        "      - { name: Sign,  owner: 'sales', outcome: won }\r\n"
        "        # last reviewed by everybody\r\n"
        "    accept:\r\n"
        "      - { crack: unowned-stp, reason: x }\r\n"
    )
    off = {"unused-acceptance": "off"}  # else the fixed one would be taken out again
    settings = Settings(today=datetime.date(2026, 6, 1), levels=off)
    done = fix(
        [Input(PATH, text.encode())], lambda inputs: check(inputs, settings).report, unsafe=True
    )
    assert done.after[0].data.decode() == text.replace("unowned-stp", "unowned-step")
