"""How fixed files are written: whole or not at all, and nothing else of them changes."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crackmap.check.fixing import Fixed
from crackmap.check.saving import NotSaved, save
from fixed import PATH, fixed_file


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
