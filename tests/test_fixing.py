"""Fixes: what they may touch, in which order, and how the files are written."""

from __future__ import annotations

import datetime
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import Fixed, NotSaved, apply_edits, diff, fix, save
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding, Report
from crackmap.source.files import Input
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source
from small_report import of_file, of_step

PATH = "process.yaml"
Check = Callable[[list[Input]], Report]
Change = tuple[int, int, str]


def fixed_by(text: str, number: str, *changes: Change, safe: bool = True) -> Finding:
    """A finding whose fix makes `changes`: from where, up to where, and what stands there then."""
    source = Source(PATH, text)
    edits = tuple(Edit(source.span(start, end), words) for start, end, words in changes)
    place = edits[0].span if edits else source.span(0, 0)
    return Finding(
        "a-rule",
        "error",
        of_step(number),
        "broken",
        place,
        fix=Fix("fix it", edits, safe=safe),
    )


def once(make: Callable[[str], Sequence[Finding]]) -> Check:
    """A check that finds something in the text as it was first, and nothing afterwards."""
    first: list[str] = []

    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode("utf-8-sig")
        first.append(text)
        findings = make(text) if text == first[0] else ()
        return report(findings, inputs)

    return found


def report(findings: Sequence[Finding], inputs: Sequence[Input]) -> Report:
    texts = {one.path: one.data for one in inputs}
    return Report(tuple(findings), (), len(inputs), "2026-06-01", texts)


def fixed_text(text: str, *changes: Sequence[Change], unsafe: bool = False) -> str:
    """What becomes of `text` if each of `changes` is the safe fix of one finding."""

    def make(found: str) -> list[Finding]:
        return [fixed_by(found, str(number), *one) for number, one in enumerate(changes)]

    done = fix([Input(PATH, text.encode())], once(make), unsafe=unsafe)
    return done.after[0].data.decode()


def fixed_file(path: Path, old: str, new: str) -> Fixed:
    """A run that makes `new` of what `old` was in the file."""
    data = path.read_bytes()
    inputs = (Input(str(path), data),)
    after = (Input(str(path), data.replace(old.encode(), new.encode())),)
    return Fixed(inputs, after, (), report((), inputs))


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
        return report([fixed_by(text, str(len(text)), (0, 0, "a"))], inputs)

    assert fix([Input(PATH, b"")], found).after[0].data.startswith(b"aaa")


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
            replace(fixed_by(text, "y", (1, 2, "B")), severity="note"),
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
        return [replace(fixed_by(text, "x", (0, 1, "A")), accepted="we live with it")]

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


# Saving


def test_what_changed_is_written(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.write_bytes(b"owner: TBD\r\n")
    save(fixed_file(path, "TBD", "sales"))
    assert path.read_bytes() == b"owner: sales\r\n"


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    done = fixed_file(path, "TBD", "sales")
    path.write_text("owner: finance\n")
    with pytest.raises(NotSaved, match="changed"):
        save(done)
    assert path.read_text() == "owner: finance\n"


def test_what_is_saved_at_the_last_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    done = fixed_file(path, "TBD", "sales")
    begin = tempfile.mkstemp

    def mkstemp(*named: Any) -> tuple[int, str]:
        path.write_text("owner: finance\n")
        return begin(*named)

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    with pytest.raises(NotSaved, match="changed"):
        save(done)
    assert path.read_text() == "owner: finance\n"
    assert os.listdir(tmp_path) == [PATH]


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    done = fixed_file(path, "TBD", "sales")
    path.unlink()
    with pytest.raises(NotSaved):
        save(done)
    assert not path.exists()


def test_nothing_is_written_if_one_of_the_files_changed(tmp_path: Path) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text("owner: TBD\n")
    one, two = (fixed_file(path, "TBD", "sales") for path in paths)
    both = Fixed(one.before + two.before, one.after + two.after, (), one.report)
    paths[1].write_text("owner: finance\n")
    with pytest.raises(NotSaved):
        save(both)
    assert paths[0].read_text() == "owner: TBD\n"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_mode_bits_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    path.chmod(mode)
    save(fixed_file(path, "TBD", "sales"))
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path, link = tmp_path / "real" / PATH, tmp_path / "link.yaml"
    path.write_text("owner: TBD\n")
    link.symlink_to(Path("real") / PATH)
    save(fixed_file(link, "TBD", "sales"))
    assert link.is_symlink()
    assert path.read_text() == "owner: sales\n"


@pytest.mark.parametrize("links", [["one"], ["one", "two"], ["below/one", "two"]])
def test_a_file_behind_links_is_written_where_it_is(tmp_path: Path, links: list[str]) -> None:
    (tmp_path / "below").mkdir()
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    target = path
    for name in links:
        link = tmp_path / name
        link.symlink_to(os.path.relpath(target, link.parent))
        target = link
    save(fixed_file(target, "TBD", "sales"))
    assert all((tmp_path / name).is_symlink() for name in links)
    assert path.read_text() == "owner: sales\n"


def test_another_hard_link_keeps_the_old_text(tmp_path: Path) -> None:
    path, other = tmp_path / PATH, tmp_path / "other.yaml"
    path.write_text("owner: TBD\n")
    other.hardlink_to(path)
    save(fixed_file(path, "TBD", "sales"))
    assert (path.read_text(), other.read_text()) == ("owner: sales\n", "owner: TBD\n")


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="only Linux has them")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    try:
        os.setxattr(path, "user.reviewed", b"yes")
    except OSError:
        pytest.skip("the file system has none")
    save(fixed_file(path, "TBD", "sales"))
    assert os.getxattr(path, "user.reviewed") == b"yes"


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root may")
def test_the_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    path.chmod(0o640)
    os.chown(path, 1234, 4321)
    save(fixed_file(path, "TBD", "sales"))
    about = path.stat()
    assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (1234, 4321, 0o640)


@pytest.fixture
def no_right_to_write(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Make it so that a file or folder may not be written, even where root asks."""

    def refuse(place: Path) -> None:
        access = os.access
        monkeypatch.setattr(
            os, "access", lambda path, mode: Path(path) != place and access(path, mode)
        )

    return refuse


@pytest.mark.parametrize("what", ["two.yaml", "."])
def test_nothing_is_written_if_one_of_the_files_is_read_only(
    tmp_path: Path, no_right_to_write: Callable[[Path], None], what: str
) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text("owner: TBD\n")
    one, two = (fixed_file(path, "TBD", "sales") for path in paths)
    no_right_to_write(tmp_path / what)
    with pytest.raises(NotSaved, match="read-only"):
        save(Fixed(one.before + two.before, one.after + two.after, (), one.report))
    assert [path.read_text() for path in paths] == ["owner: TBD\n"] * 2


def test_a_write_that_fails_tells_which_files_are_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text("owner: TBD\n")
    one, two = (fixed_file(path, "TBD", "sales") for path in paths)
    replace_file = os.replace

    def full(source: str, target: str) -> None:
        if target.endswith("two.yaml"):
            raise OSError(28, "No space left on device")
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NotSaved) as raised:
        save(Fixed(one.before + two.before, one.after + two.after, (), one.report))
    assert raised.value.help == "1 of 2 files were fixed before"
    assert [path.read_text() for path in paths] == ["owner: sales\n", "owner: TBD\n"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / PATH
    path.write_text("owner: TBD\n")
    done = fixed_file(path, "TBD", "sales")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(NotSaved, match="No space left"):
        save(done)
    assert [one.name for one in tmp_path.iterdir()] == [PATH]
    assert path.read_text() == "owner: TBD\n"


# Showing


def test_a_diff_shows_what_would_change() -> None:
    before, after = Input(PATH, b"a\nb\nc\n"), Input(PATH, b"a\nB\nc\n")
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown == f"--- a/{PATH}\n+++ b/{PATH}\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def test_a_diff_tells_where_the_last_line_has_no_end() -> None:
    before, after = Input(PATH, b"a"), Input(PATH, b"b")
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown.count("\\ No newline at end of file\n") == 2


def test_a_diff_knows_only_the_line_ends_of_files() -> None:
    before, after = Input(PATH, "a\u2028b\n".encode()), Input(PATH, "a\u2028c\n".encode())
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown.splitlines(keepends=False)[2].startswith("@@ -1 +1 @@")


AWKWARD = {
    "plain.yaml": b"a: 1\nb: 2\n",
    "two words.yaml": b"a: 1\nb: 2\n",
    'a "quoted" name.yaml': b"a: 1\nb: 2\n",
    "\u96fb\u8a71.yaml": b"a: 1\nb: 2\n",
    "below/it.yaml": b"a: 1\r\nb: 2\r\n",
    "mark.yaml": b"\xef\xbb\xbfa: 1\nb: 2\n",
    "no end.yaml": b"a: 1\nb: 2",
    "old mac.yaml": b"a: 1\rb: 2\r",
    "separators.yaml": "a: \u2028\u0085\nb: 2\n".encode(),
}


@pytest.mark.parametrize("tool", [["git", "apply"], ["patch", "-p1", "--binary", "--quiet"]])
def test_other_programs_apply_the_diff(
    tool: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which(tool[0]):
        pytest.skip(f"there is no {tool[0]}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    before, after = [], []
    for name, data in AWKWARD.items():
        Path(name).write_bytes(data)
        before.append(Input(name, data))
        after.append(Input(name, data.replace(b"b: 2", b"b: 3\nc: 4")))
    shown = diff(Fixed(tuple(before), tuple(after), (), report((), before)).changed())
    subprocess.run(tool, input=shown.encode(), check=True, capture_output=True)
    assert {name: Path(name).read_bytes() for name in AWKWARD} == {
        one.path: one.data for one in after
    }


@pytest.mark.parametrize("given", ["./it.yaml", "link.yaml", "/it.yaml"])
def test_a_diff_names_the_file_that_would_be_written(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("it.yaml").write_bytes(b"a\n")
    Path("link.yaml").symlink_to("it.yaml")
    path = f"{tmp_path}{given}" if given.startswith("/") else given
    shown = diff(
        Fixed((Input(path, b"a\n"),), (Input(path, b"b\n"),), (), report((), ())).changed()
    )
    assert shown.splitlines()[:2] == ["--- a/it.yaml", "+++ b/it.yaml"]


def test_without_a_change_there_is_no_diff() -> None:
    one = Input(PATH, b"a")
    assert diff(Fixed((one,), (one,), (), report((), [one])).changed()) == ""
