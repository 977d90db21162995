"""Files are written whole or not at all, and never over what somebody else has just written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from crackmap.writing import write_whole

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
