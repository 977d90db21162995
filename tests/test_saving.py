"""Files that were fixed: how they are written, and how they are shown as a diff."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crackmap.check.fixing import Fixed
from crackmap.check.saving import NotSaved, diff, save
from crackmap.rules.finding import Report
from crackmap.source.files import Input

PATH = "process.yaml"
NOTHING = Report((), (), 1, "2026-06-01")


def fixed_file(path: Path, old: str, new: str) -> Fixed:
    """A run that makes `new` of what `old` was in the file."""
    data = path.read_bytes()
    inputs = (Input(str(path), data),)
    after = (Input(str(path), data.replace(old.encode(), new.encode())),)
    return Fixed(inputs, after, (), NOTHING)


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
    shown = diff(Fixed((before,), (after,), (), NOTHING))
    assert shown == f"--- a/{PATH}\n+++ b/{PATH}\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def test_a_diff_tells_where_the_last_line_has_no_end() -> None:
    before, after = Input(PATH, b"a"), Input(PATH, b"b")
    shown = diff(Fixed((before,), (after,), (), NOTHING))
    assert shown.count("\\ No newline at end of file\n") == 2


def test_a_diff_knows_only_the_line_ends_of_files() -> None:
    before, after = Input(PATH, "a\u2028b\n".encode()), Input(PATH, "a\u2028c\n".encode())
    shown = diff(Fixed((before,), (after,), (), NOTHING))
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
    shown = diff(Fixed(tuple(before), tuple(after), (), NOTHING))
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
    shown = diff(Fixed((Input(path, b"a\n"),), (Input(path, b"b\n"),), (), NOTHING))
    assert shown.splitlines()[:2] == ["--- a/it.yaml", "+++ b/it.yaml"]


def test_without_a_change_there_is_no_diff() -> None:
    one = Input(PATH, b"a")
    assert diff(Fixed((one,), (one,), (), NOTHING)) == ""
