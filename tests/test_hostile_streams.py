"""Streams that are closed, full, slow or gone: an exit code and words, never a traceback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, cast

import pytest

import own_run
from crackmap.cli import output
from own_run import CLOSED
from small_process import CRACKED

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="streams of POSIX"),
]
full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")


@pytest.fixture(name="streams")
def _streams() -> Iterator[Callable[[str], int]]:
    """Opens what is named, and gives its number."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(open(name, "w")).fileno()


def told(arguments: str, *, stdin: int = 0, stdout: int = 1) -> tuple[int, str]:
    """The exit code and standard error of a run with these streams."""
    with tempfile.TemporaryFile("w+") as words:
        code = own_run.begin(arguments.split(), (stdin, stdout, words.fileno())).wait()
        words.seek(0)
        return code, words.read()


def test_a_closed_standard_input_is_no_traceback() -> None:
    assert told("lint -", stdin=CLOSED) == (2, "")


def test_a_closed_standard_output_is_reported() -> None:
    command = f'"{sys.executable}" -m crackmap lint - >&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, input="process: [")
    assert (done.returncode, done.stderr) == (2, "crackmap: standard output is closed\n")


def test_a_map_without_standard_output_is_reported() -> None:
    Path("p.yaml").write_text(CRACKED)
    assert told("map p.yaml", stdout=CLOSED) == (2, "crackmap: standard output is closed\n")


@full
def test_a_full_disk_is_reported(streams: Callable[[str], int]) -> None:
    Path("p.yaml").write_text(CRACKED)
    assert told("lint p.yaml", stdout=streams("/dev/full")) == (
        2,
        "crackmap: standard output cannot be written: No space left on device\n",
    )


@full
@pytest.mark.parametrize(
    "arguments",
    [
        "lint cracked.yaml --write-baseline",
        "lint no.yaml --nope",
        "map cracked.yaml -o x.svg",
        "lint x/",
    ],
)
@pytest.mark.parametrize("stdout", ["/dev/null", "/dev/full"])
def test_words_that_cannot_be_written_are_no_crack(
    arguments: str, stdout: str, streams: Callable[[str], int]
) -> None:
    Path("cracked.yaml").write_text(CRACKED)
    given = (0, streams(stdout), streams("/dev/full"))
    assert own_run.begin(arguments.split(), given).wait() == 2


@pytest.mark.parametrize("arguments", ["lint no-such-file.yaml --nope", "init new.yaml"])
def test_a_reader_of_words_that_went_away_is_no_crack(
    arguments: str, streams: Callable[[str], int]
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    code = own_run.begin(arguments.split(), (0, streams("/dev/null"), theirs)).wait()
    os.close(theirs)
    assert code == 2


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no such device here")
@pytest.mark.parametrize("target", ["/dev/stdout", "concise=/dev/stdout"])
def test_a_pipe_may_be_named_as_a_file(target: str) -> None:
    Path("p.yaml").write_text(CRACKED)
    option = "--output-format" if "=" in target else "-o"
    ours, theirs = os.pipe()
    code = own_run.begin(
        ["lint", "p.yaml", option, target], (0, theirs, 2), not_there=[ours]
    ).wait()
    os.close(theirs)
    with open(ours) as pipe:
        assert (code, "undefined-handoff" in pipe.read()) == (1, True)


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
