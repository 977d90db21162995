"""Runs of the program as people have it: a process of its own, with its own streams."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import ModuleType
from typing import IO, NoReturn

# So long may a run take that must not wait for a pipe, or read a device to its end.
SECONDS = 60


def crackmap(
    *arguments: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a copy of this process, which has loaded it: a tenth of a new one's time.

    A run that does not end is killed, and its return code is negative, as with subprocess.
    """
    return _begun(arguments, stdin, variables)()


def at_once(*commands: tuple[str, ...]) -> list[subprocess.CompletedProcess[str]]:
    """Run the program several times together, each in a process of its own."""
    ends = [_begun(arguments, "", {}) for arguments in commands]
    return [end() for end in ends]


def _begun(
    arguments: tuple[str, ...], stdin: str, variables: dict[str, str]
) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Begin a run, and return what waits for its end and says what it wrote."""
    with ExitStack() as stack:
        streams = tuple(stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given, written, told = streams
        given.write(stdin.encode())
        given.seek(0)
        if sys.platform == "win32":  # where a process cannot be copied
            command = [sys.executable, "-P", "-m", "crackmap", *arguments]
            environment = {**os.environ, **variables}
            wait = subprocess.Popen(
                command, stdin=given, stdout=written, stderr=told, env=environment
            ).wait
        else:
            child = os.fork()
            if not child:
                _run(streams, arguments, variables)
            wait = partial(_exit_code, child)
        open_streams = stack.pop_all()

    def end() -> subprocess.CompletedProcess[str]:
        with open_streams:
            code = wait()
            return subprocess.CompletedProcess(arguments, code, _text(written), _text(told))

    return end


def _exit_code(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(
    streams: tuple[IO[bytes], ...], arguments: tuple[str, ...], more: dict[str, str]
) -> NoReturn:
    """Be the program, and nothing that pytest would do when it ends."""
    code = 70
    try:
        signal.alarm(SECONDS)
        for number, stream in enumerate(streams):
            os.dup2(stream.fileno(), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", closefd=False)
            for number, mode in enumerate("rww")
        )
        os.environ.update(more)
        sys.argv = ["crackmap", *arguments]
        sys.modules["__main__"] = ModuleType("__main__")  # which the help takes the name from
        from crackmap.__main__ import main

        code = 0
        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except Exception:  # noqa: BLE001 -- as the interpreter would
        code = 1
        sys.excepthook(*sys.exc_info())
    finally:
        for out in (sys.stdout, sys.stderr):
            if not out.closed:
                out.flush()
        os._exit(code)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()
