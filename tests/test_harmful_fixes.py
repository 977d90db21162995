"""Fixes that do harm are taken back, and the others are made."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.check.culprits import MAX_HALVED
from crackmap.check.fixing import fix
from crackmap.cli.app import app
from crackmap.rules.finding import Finding, Report
from crackmap.source.files import Input
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source
from fixed import PATH, Check, fixed_by, report
from small_report import of_file, of_step

# Fixes that break a file


def breaking(*harmful: str) -> Check:
    """A check that fixes every letter, and cannot read a file with one of the `harmful` ones."""

    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        findings = [
            fixed_by(text, letter, (place, place + 1, letter.upper()))
            for place, letter in enumerate(text)
            if letter.islower()
        ]
        if any(letter.upper() in text for letter in harmful):
            place = Source(PATH, text).span(0, 1)
            findings = [Finding("unreadable", "error", of_file(PATH), "broken", place, fatal=True)]
        return report(findings, inputs)

    return found


@pytest.mark.parametrize("harmful", ["a", "m", "z", "az", "abcdefghijkl", "mnopq"])
def test_a_fix_that_would_break_the_file_is_left_out_and_the_others_are_made(harmful: str) -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    done = fix([Input(PATH, text.encode())], breaking(*harmful))
    wanted = "".join(one if one in harmful else one.upper() for one in text)
    assert done.after[0].data.decode() == wanted
    assert len(done.applied) == len(text) - len(harmful)


def test_a_file_that_is_no_utf_8_is_never_written() -> None:
    edit = Edit(Source("other.yaml", "x").span(0, 1), "y")
    finding = Finding(
        "a-rule",
        "error",
        of_step("x"),
        "broken",
        edit.span,
        fix=Fix("x", (edit,), safe=True),
    )
    inputs = [Input("other.yaml", b"x: \xff\xfe")]

    def found(inputs: list[Input]) -> Report:
        return report([finding], inputs)

    assert fix(inputs, found).after[0].data == b"x: \xff\xfe"


# Safe fixes that would open something


def opening(*harmful: str, file: str = PATH) -> Check:
    """A check that fixes every letter; one of the `harmful` ones opens a finding in `file`."""

    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        findings = [
            fixed_by(text, letter, (place, place + 1, letter.upper()))
            for place, letter in enumerate(text)
            if letter.islower()
        ]
        place = Source(file, text).span(0, 0)
        findings += [
            Finding("b-rule", "note", of_step(letter), "opened", place)
            for letter in text
            if letter.lower() in harmful and letter.isupper()
        ]
        return report(findings, inputs)

    return found


@pytest.mark.parametrize("file", [PATH, "other.yaml"])
@pytest.mark.parametrize("harmful", ["a", "m", "z", "az", "abcdef", "mnopqr"])
def test_a_safe_fix_that_opens_something_is_taken_back_and_the_others_stay(
    harmful: str, file: str
) -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    done = fix([Input(PATH, text.encode())], opening(*harmful, file=file))
    wanted = "".join(one if one in harmful else one.upper() for one in text)
    assert done.after[0].data.decode() == wanted
    told = {(str(one.finding.subject), str(one.opened.subject)) for one in done.taken_back}
    assert told == {(str(of_step(one)), str(of_step(one.upper()))) for one in harmful}


def test_a_finding_that_was_there_before_is_not_opened() -> None:
    done = fix([Input(PATH, b"aA")], opening("a"))
    assert done.after[0].data == b"aA"
    old = fix([Input(PATH, b"bA")], opening("a"))
    assert old.after[0].data == b"BA"
    assert old.taken_back == ()


def test_a_good_guess_may_open_something() -> None:
    def guessed(inputs: list[Input]) -> Report:
        found = opening("a")(inputs).findings
        guesses = [one._replace(fix=one.fix and one.fix._replace(safe=False)) for one in found]
        return report(guesses, inputs)

    assert fix([Input(PATH, b"ab")], guessed, unsafe=True).after[0].data == b"AB"


def test_among_hundreds_that_open_something_the_search_ends() -> None:
    checks = 0

    def counted(inputs: list[Input]) -> Report:
        nonlocal checks
        checks += 1
        return opening("a")(inputs)

    done = fix([Input(PATH, b"ab" * 200)], counted)
    assert checks < 2 * MAX_HALVED
    assert b"A" not in done.after[0].data


def test_of_many_fixes_that_each_open_something_all_are_found_at_once() -> None:
    letters = "".join(chr(0x3B1 + number) for number in range(17)) + "abcdefghijklmnopqrstuvwxyz"
    checks = 0

    def counted(inputs: list[Input]) -> Report:
        nonlocal checks
        checks += 1
        return opening(*letters[1:])(inputs)

    done = fix([Input(PATH, letters.encode())], counted)
    assert done.after[0].data.decode() == letters[0].upper() + letters[1:]
    assert len(done.taken_back) == 42
    assert checks < 20


def test_what_did_harm_before_the_others_were_made_is_tried_again() -> None:
    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode()
        a, b = text[0], text[1]
        findings = [fixed_by(text, "a", (0, 1, "A"))] if a == "a" else []
        findings += [fixed_by(text, "b", (1, 2, "B"), safe=False)] if b == "b" else []
        if text == "Ab":
            place = Source(PATH, text).span(0, 0)
            findings.append(Finding("b-rule", "note", of_step("x"), "opened", place))
        return report(findings, inputs)

    done = fix([Input(PATH, b"ab")], found, unsafe=True)
    assert done.after[0].data == b"AB"
    assert done.taken_back == ()


LAST_USE = """\
process: Deals
departments: [sales]
handoffs: { signed: { from: sales, to: sales, payload: [contract] } }
stages:
  - name: Close
    steps:
      - { name: Sign it, owner: sales, next: { to: file-it, handoff: signed } }
      - { name: File it, owner: sales, outcome: won }
"""


@pytest.mark.parametrize("how", ["--fix", "--diff"])
def test_people_are_told_which_fix_was_left_out_and_why(how: str, folder: Path) -> None:
    (folder / "a.yaml").write_text(LAST_USE)
    found = CliRunner().invoke(app, ["lint", "a.yaml", how])
    assert found.stderr == (
        "a.yaml:7: not fixed: needless-handoff: sign-it -> file-it: take the handoff out\n"
        "  it would open unused-handoff: handoff signed\n"
    )
    assert (folder / "a.yaml").read_text() == LAST_USE
