"""Runs of the program as people have it: a process of its own, with its own streams.

It is a copy of this process, which has loaded the program: a tenth of a new one's time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import MappingProxyType, ModuleType
from typing import NoReturn, TextIO

from crackmap.check import check  # noqa: F401 -- loaded here, it need not be in each copy
from crackmap.cli import app  # noqa: F401

# So long may a run take that must not wait for a pipe, or read a device to its end.
SECONDS = 60
CLOSED = -1
Streams = tuple[int, int, int]


def crackmap(
    *arguments: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, which says what it wrote.

    A run that does not end is killed, and its return code is negative, as with subprocess.
    """
    return _run([arguments], stdin, variables)[0]


def at_once(*commands: tuple[str, ...]) -> list[subprocess.CompletedProcess[str]]:
    """Run the program several times together, each in a process of its own."""
    return _run(commands, "", {})


def _run(
    commands: Sequence[tuple[str, ...]], stdin: str, variables: Mapping[str, str]
) -> list[subprocess.CompletedProcess[str]]:
    with ExitStack() as stack:
        runs = []
        for arguments in commands:
            given, *written = (
                stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
                for _ in range(3)
            )
            given.write(stdin)
            given.seek(0)
            out, told = written
            streams = (given.fileno(), out.fileno(), told.fileno())
            runs.append((arguments, begin(arguments, streams, variables), out, told))
        return [
            subprocess.CompletedProcess(arguments, run.wait(), _text(out), _text(told))
            for arguments, run, out, told in runs
        ]


def _text(stream: TextIO) -> str:
    stream.seek(0)
    return stream.read()


class Run:
    """The program while it runs, in a copy of this process."""

    def __init__(self, child: int) -> None:
        self._child = child
        self._code: int | None = None

    def interrupt(self) -> None:
        os.kill(self._child, signal.SIGINT)

    def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        return self._code

    def kill(self) -> None:
        """End it, if it still runs."""
        if self._code is None:
            os.kill(self._child, signal.SIGTERM)
            self.wait()


class NewRun(Run):
    """The program in a process of its own from the beginning, where one cannot be copied."""

    def __init__(
        self, arguments: Sequence[str], streams: Streams, variables: Mapping[str, str]
    ) -> None:
        stdin, stdout, stderr = streams
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crackmap", *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env={**os.environ, **variables},
        )
        super().__init__(self._process.pid)

    def wait(self) -> int:
        return self._process.wait()


def begin(
    arguments: Sequence[str],
    streams: Streams,
    variables: Mapping[str, str] = MappingProxyType({}),
    *,
    not_there: Sequence[int] = (),
) -> Run:
    """Begin a run with these streams: numbers of open files, or CLOSED.

    Files of the numbers `not_there` are ours alone, such as the other ends of pipes.
    """
    if sys.platform == "win32":
        return NewRun(arguments, streams, variables)
    child = os.fork()
    if not child:
        _be_another(arguments, streams, variables, not_there)
    return Run(child)


def _be_another(
    arguments: Sequence[str],
    streams: Streams,
    variables: Mapping[str, str],
    not_there: Sequence[int],
) -> NoReturn:
    try:
        signal.alarm(SECONDS)
        # Where these tests run in the background, they do not hear it; the program does.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in not_there:
            os.close(number)
        for number, stream in enumerate(streams):
            os.close(number) if stream == CLOSED else os.dup2(stream, number)
        sys.stdin, sys.stdout, sys.stderr = (
            None if stream == CLOSED else os.fdopen(number, mode, encoding="utf-8", closefd=False)
            for number, (mode, stream) in enumerate(zip("rww", streams, strict=True))
        )
        os.environ.update(variables)
    except BaseException:  # noqa: BLE001 -- this must never go on as a test
        os._exit(70)
    be_the_program(arguments)


def be_the_program(arguments: Sequence[str]) -> NoReturn:
    """Be the program on the streams of sys, and nothing that pytest would do when it ends."""
    code = 70
    try:
        sys.argv = ["crackmap", *arguments]
        sys.modules["__main__"] = ModuleType("__main__")  # which the help takes the name from
        from crackmap.__main__ import main

        main()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 -- as the interpreter would
        code = 1
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code if _all_flushed() else 120)


def _all_flushed() -> bool:
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream and not stream.closed:
                stream.flush()
    except OSError:
        return False
    return True
