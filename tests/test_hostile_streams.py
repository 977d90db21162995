"""Streams that are closed, full, slow or gone: an exit code and words, never a traceback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, cast

import pytest

from crackmap.cli import output
from small_process import CRACKED

pytestmark = pytest.mark.usefixtures("folder")


def shell(redirection: str) -> tuple[int, str]:
    """The exit code and standard error of a run in a shell, with a `redirection`."""
    command = f'"{sys.executable}" -m crackmap lint --no-cache - {redirection}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, input="process: [")
    return done.returncode, done.stderr


def test_a_closed_standard_input_is_no_traceback() -> None:
    assert shell("<&-") == (2, "")


def test_a_closed_standard_output_is_reported() -> None:
    assert shell(">&-") == (2, "crackmap: standard output is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_reported() -> None:
    assert shell(">/dev/full") == (
        2,
        "crackmap: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
@pytest.mark.parametrize(
    "arguments",
    [
        "lint cracked.yaml --write-baseline",
        "lint no.yaml --nope",
        "map cracked.yaml -o x.svg",
        "lint x/",
    ],
)
def test_words_that_cannot_be_written_are_no_crack(arguments: str) -> None:
    Path("cracked.yaml").write_text(CRACKED)
    code = f'"{sys.executable}" -m crackmap {arguments}'
    for redirection in ("2>/dev/full", ">/dev/full 2>&1"):
        done = subprocess.run(["sh", "-c", f"{code} {redirection}"], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (2, "")


def test_a_reader_of_words_that_went_away_is_no_crack() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    for arguments in (["lint", "no-such-file.yaml", "--nope"], ["init", "new.yaml"]):
        command = [sys.executable, "-m", "crackmap", *arguments]
        assert subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL).returncode == 2
    os.close(theirs)


def test_a_map_without_standard_output_is_reported() -> None:
    Path("p.yaml").write_text(CRACKED)
    code = f'"{sys.executable}" -m crackmap map p.yaml'
    done = subprocess.run(["sh", "-c", f"{code} >&-"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "crackmap: standard output is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no such device here")
@pytest.mark.parametrize("target", ["/dev/stdout", "concise=/dev/stdout"])
def test_a_pipe_may_be_named_as_a_file(target: str) -> None:
    Path("p.yaml").write_text(CRACKED)
    option = "--output-format" if "=" in target else "-o"
    command = [sys.executable, "-m", "crackmap", "lint", "p.yaml", option, target]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "undefined-handoff" in done.stdout) == (1, True), done.stderr


def test_a_stream_that_takes_little_at_a_time_gets_all() -> None:
    class Slow(io.RawIOBase):
        taken = b""

        def write(self, data: Any) -> int:
            part = bytes(data)[:7]
            self.taken += part
            return len(part)

    slow = Slow()
    output._write_all(cast(IO[bytes], slow), b"0123456789" * 10)
    assert slow.taken == b"0123456789" * 10
