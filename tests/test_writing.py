"""Files are written whole or not at all, and never over what somebody else has just written."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crackmap.source import writing
from crackmap.source.writing import (
    Busy,
    Changed,
    _sweep,
    alone,
    create_whole,
    making_folder,
    replace_whole,
    write_whole,
)

pytestmark = pytest.mark.usefixtures("folder")


def put(path: str, data: bytes = b"old") -> str:
    Path(path).write_bytes(data)
    return path


def test_a_written_file_keeps_its_mode() -> None:
    Path(put("a.yaml")).chmod(0o640)
    write_whole("a.yaml", b"new")
    assert Path("a.yaml").read_bytes() == b"new"
    assert stat.S_IMODE(Path("a.yaml").stat().st_mode) == 0o640


def test_writing_through_a_link_keeps_the_link() -> None:
    put("a.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    write_whole("b.yaml", b"new")
    assert Path("b.yaml").is_symlink()
    assert Path("a.yaml").read_bytes() == b"new"


def test_what_cannot_be_written_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.yaml")

    def refuse(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        write_whole("a.yaml", b"new")
    assert os.listdir() == ["a.yaml"]
    assert Path("a.yaml").read_bytes() == b"old"


def test_a_pipe_is_written_to_and_stays_a_pipe() -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole("pipe", b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


def forget() -> None:
    """Let the next writing look for leftovers again, as another run would."""
    _sweep.cache_clear()


def write_another(path: str, text: bytes) -> Callable[..., tuple[int, str]]:
    """Let a person save `path` right after the next run began to write."""
    begin = tempfile.mkstemp
    todo = [text]

    def mkstemp(*named: Any) -> tuple[int, str]:
        made = begin(*named)
        if todo:
            Path(path).write_bytes(todo.pop())
        return made

    return mkstemp


def test_what_somebody_saved_meanwhile_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.yaml")
    monkeypatch.setattr(tempfile, "mkstemp", write_another("a.yaml", b"theirs"))
    with pytest.raises(Changed):
        replace_whole("a.yaml", b"old", b"ours")
    assert os.listdir() == ["a.yaml"]
    assert Path("a.yaml").read_bytes() == b"theirs"


def test_a_file_that_came_into_being_meanwhile_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", write_another("a.yaml", b"theirs"))
    with pytest.raises(FileExistsError):
        create_whole("a.yaml", b"ours")
    assert os.listdir() == ["a.yaml"]
    assert Path("a.yaml").read_bytes() == b"theirs"


def test_a_new_file_is_made_where_there_are_no_hard_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    create_whole("a.yaml", b"new")
    with pytest.raises(FileExistsError):
        create_whole("a.yaml", b"newer")
    assert os.listdir() == ["a.yaml"]
    assert Path("a.yaml").read_bytes() == b"new"


def test_a_name_that_was_taken_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="Input/output error"):
        create_whole("a.yaml", b"new")
    assert os.listdir() == []


@pytest.mark.parametrize("call", ["mkdir", "fsync"])
@pytest.mark.parametrize("there", ["", "one"])
def test_folders_are_made_only_for_what_is_written(
    monkeypatch: pytest.MonkeyPatch, call: str, there: str
) -> None:
    makes = os.mkdir

    def full(path: object, *_: object) -> None:
        if call == "fsync" or str(path).endswith("two"):
            raise OSError(errno.ENOSPC, "No space left on device")
        makes(str(path))

    if there:
        os.mkdir(there)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(OSError, match="No space left"), making_folder("one/two/a.yaml"):
            create_whole("one/two/a.yaml", b"new")
    assert os.listdir() == [there] * bool(there)
    with making_folder("one/two/a.yaml"):
        create_whole("one/two/a.yaml", b"new")
    assert Path("one/two/a.yaml").read_bytes() == b"new"


def test_a_full_disk_leaves_no_new_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        create_whole("a.yaml", b"new")
    assert os.listdir() == []


@pytest.mark.parametrize("follow", [True, False])
def test_what_a_killed_run_left_is_swept(follow: bool) -> None:
    put(".crackmap-new-abcd1234.tmp")
    forget()
    write_whole("a.yaml", b"new", follow=follow)
    assert os.listdir() == ["a.yaml"]


@pytest.mark.parametrize(
    "name",
    [".crackmap-notes", ".crackmap-new-abcd1234.tmp.yaml", ".crackmap-settings.tmp"],
)
def test_nothing_else_is_swept(name: str) -> None:
    put(name)
    forget()
    write_whole("a.yaml", b"new")
    assert sorted(os.listdir()) == sorted([name, "a.yaml"])


def test_what_another_run_is_writing_is_not_swept() -> None:
    with writing._temporary(".") as (_, temporary):
        forget()
        write_whole("a.yaml", b"new")
        assert sorted(os.listdir()) == sorted([os.path.basename(temporary), "a.yaml"])
    forget()
    write_whole("a.yaml", b"new")
    assert os.listdir() == ["a.yaml"]


def test_what_was_swept_before_it_was_locked_is_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = tempfile.mkstemp
    names: list[str] = []

    def mkstemp(*named: Any) -> tuple[int, str]:
        handle, name = begin(*named)
        if not names:
            os.unlink(name)
        names.append(name)
        return handle, name

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    write_whole("a.yaml", b"new")
    assert (len(names), os.listdir()) == (2, ["a.yaml"])


def test_only_one_run_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0)
    with alone("."), pytest.raises(Busy, match="another program holds a lock"), alone("."):
        pass
    with alone("."):
        pass


def test_a_lock_of_somebody_else_keeps_no_report_from_being_written() -> None:
    with alone("."):
        write_whole("a.yaml", b"new")
    assert Path("a.yaml").read_bytes() == b"new"


def test_a_link_that_leads_to_itself_is_reported() -> None:
    os.symlink("loop", "loop")
    with pytest.raises(OSError, match="a link that leads nowhere"):
        write_whole("loop", b"new")


def test_without_follow_a_pipe_is_no_file_to_write() -> None:
    os.mkfifo("pipe")
    with pytest.raises(OSError, match="no regular file"):
        write_whole("pipe", b"new", follow=False)
