"""`crackmap lint --fix` and `--diff` from end to end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linted import lint, write
from small_process import CRACKED

pytestmark = pytest.mark.usefixtures("folder")
# One safe fix: a handoff on a flow that stays with one department.
FIXABLE = CRACKED.replace(
    "    steps:\n",
    "    steps:\n"
    "      - name: Capture the lead\n"
    "        owner: marketing\n"
    "        next:\n"
    "          to: score-the-lead\n"
    "          handoff: { trigger: a score }\n",
)


def test_fix_writes_what_is_fixed_and_tells_what_is_left() -> None:
    write("a.yaml", FIXABLE)
    found = lint("a.yaml", "--fix", "--output-format", "concise")
    assert Path("a.yaml").read_text() != FIXABLE
    assert "needless-handoff" not in found.stdout
    assert "undefined-handoff" in found.stdout
    assert found.stderr == "made 1 fix in 1 file; 1 error left\n"
    assert found.exit_code == 1


def test_fix_without_anything_to_fix_leaves_the_file_alone() -> None:
    write("a.yaml", CRACKED)
    before = os.stat("a.yaml")
    lint("a.yaml", "--fix")
    assert os.stat("a.yaml") == before


def test_show_fixes_names_each() -> None:
    write("a.yaml", FIXABLE)
    found = lint("a.yaml", "--fix", "--show-fixes")
    assert "  a.yaml: needless-handoff: " in found.stderr


def test_fix_of_several_files_fixes_each() -> None:
    for name in ("a.yaml", "b.yaml"):
        write(name, FIXABLE.replace("Leads", name))
    assert "made 2 fixes in 2 files" in lint(".", "--fix").stderr
    assert "needless-handoff" not in lint(".").stdout


def test_diff_shows_what_fix_would_do_and_fails() -> None:
    write("a.yaml", FIXABLE)
    found = lint("a.yaml", "--diff")
    assert found.exit_code == 1
    assert "-          handoff: { trigger: a score }\n" in found.stdout
    assert Path("a.yaml").read_text() == FIXABLE


def test_diff_with_nothing_to_fix_is_empty_and_well() -> None:
    write("a.yaml", CRACKED)
    found = lint("a.yaml", "--diff")
    assert (found.exit_code, found.stdout) == (0, "")


def test_diff_of_an_unreadable_file_exits_with_two_and_says_why() -> None:
    write("a.yaml", "process: [")
    found = lint("a.yaml", "--diff")
    assert found.exit_code == 2
    assert found.stderr.startswith("a.yaml:1:11: error: ")


def test_diff_with_exit_zero_exits_with_zero() -> None:
    write("a.yaml", FIXABLE)
    assert lint("a.yaml", "--diff", "--exit-zero").exit_code == 0


def test_diff_tells_what_would_be_made_and_which_guesses_there_are() -> None:
    write("a.yaml", FIXABLE)
    assert lint("a.yaml", "--diff").stderr == (
        "would make 1 fix in 1 file; 1 more with --unsafe-fixes\n"
    )
    write("a.yaml", CRACKED)
    assert lint("a.yaml", "--diff").stderr == "nothing to fix; 1 more with --unsafe-fixes\n"


def test_what_is_not_shown_is_not_fixed() -> None:
    write("a.yaml", FIXABLE)
    assert lint("a.yaml", "--diff", "--min-severity", "error").stdout == ""
    assert lint("a.yaml", "--diff", "--ignore", "needless-handoff").stdout == ""


def test_the_report_for_people_tells_what_can_be_fixed() -> None:
    write("a.yaml", FIXABLE)
    for form in ("full", "concise"):
        last = lint("a.yaml", "--output-format", form).stdout.splitlines()[-1]
        assert last == "1 can be fixed with --fix, 1 more with --unsafe-fixes"
    lint("a.yaml", "--fix")
    assert lint("a.yaml").stdout.splitlines()[-1] == "1 can be fixed with --fix --unsafe-fixes"


def test_diff_is_coloured_where_colour_is_asked_for() -> None:
    write("a.yaml", FIXABLE)
    lines = lint("a.yaml", "--diff", "--color", "always").stdout.splitlines()
    assert lines[0] == "\033[1m--- a/a.yaml\033[0m"
    assert [line for line in lines if line.startswith("\033[31m-")] != []
    assert "\033" not in lint("a.yaml", "--diff", "--color", "never").stdout


def test_a_good_guess_is_only_shown_when_asked_for() -> None:
    write("a.yaml", CRACKED)
    assert "+" not in lint("a.yaml", "--diff").stdout
    assert "+          handoff:\n" in lint("a.yaml", "--diff", "--unsafe-fixes").stdout


def test_fix_of_standard_input_gives_the_fixed_text_and_the_report_beside_it() -> None:
    found = lint("-", "--fix", "--stdin-filename", "a.yaml", stdin=FIXABLE)
    assert found.stdout.startswith("process: Leads\n")
    assert "handoff: {" not in found.stdout
    assert "undefined-handoff" in found.stderr
    assert found.exit_code == 1


def test_fix_of_standard_input_gives_it_back_where_nothing_is_to_fix() -> None:
    assert lint("-", "--fix", stdin=CRACKED).stdout == CRACKED


@pytest.mark.parametrize("error", [OSError("no"), KeyboardInterrupt(), SystemExit(9)])
def test_an_end_in_the_middle_of_fixing_leaves_whole_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    names = ["a.yaml", "b.yaml", "c.yaml"]
    for name in names:
        write(name, FIXABLE)
    replace, calls = os.replace, []

    def ends_at_the_second(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", ends_at_the_second)
    lint(*names, "--fix", "--no-cache")
    texts = [Path(name).read_text() for name in names]
    assert texts[0] != FIXABLE
    assert texts[1:] == [FIXABLE, FIXABLE]
    assert sorted(one.name for one in folder.iterdir()) == names


def test_nothing_is_fixed_where_the_known_cracks_cannot_be_read() -> None:
    write("a.yaml", FIXABLE)
    write("cracks.yaml", "cracks: nope\n")
    found = lint("a.yaml", "--fix", "--no-cache")
    assert (found.exit_code, Path("a.yaml").read_text()) == (2, FIXABLE)


def test_a_file_that_cannot_be_written_exits_with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.yaml", FIXABLE)

    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    found = lint("a.yaml", "--fix", "--no-cache")
    assert found.exit_code == 2
    assert "a.yaml cannot be written: Permission denied" in found.stderr


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
def test_diff_writes_no_baseline_and_says_so(option: str) -> None:
    write("a.yaml", FIXABLE)
    found = lint("a.yaml", "--diff", option)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == (
        f"crackmap: --diff and {option} do not go together\n  --diff changes nothing\n"
    )


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
def test_nothing_is_fixed_for_a_baseline_that_cannot_be_read(option: str) -> None:
    write("a.yaml", FIXABLE)
    write("cracks.yaml", "cracks: [")
    found = lint("a.yaml", "--fix", option)
    assert (found.exit_code, found.stderr.startswith("cracks.yaml:1:")) == (2, True)
    assert Path("a.yaml").read_text() == FIXABLE


def test_nothing_is_fixed_where_there_is_no_baseline_to_prune() -> None:
    write("a.yaml", FIXABLE)
    found = lint("a.yaml", "--fix", "--prune-baseline")
    assert (found.exit_code, "no baseline to prune" in found.stderr) == (2, True)
    assert Path("a.yaml").read_text() == FIXABLE


def test_a_fixed_file_and_its_baseline_are_written_together() -> None:
    write("a.yaml", FIXABLE)
    assert lint("a.yaml", "--fix", "--write-baseline").exit_code == 0
    assert Path("a.yaml").read_text() != FIXABLE
    assert "undefined-handoff" in Path("cracks.yaml").read_text()
    assert "needless-handoff" not in Path("cracks.yaml").read_text()
