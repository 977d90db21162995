"""A person at a terminal: the program in a pseudo terminal, and keys that answer its questions."""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn

import crackmap.cli.conversation  # noqa: F401 -- loaded here, it need not be in each copy
from own_run import be_the_program

PROMPT = b"  > "
SECONDS = 30  # then the program is stuck
_STEERING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\r")


class Seen(NamedTuple):
    """The exit code, and what stood on the screen."""

    code: int
    screen: str


def converse(
    arguments: Iterable[str],
    lines: Iterable[str | Callable[[], str]],
    *,
    columns: int = 80,
    **variables: str,
) -> Seen:
    """Run the program at a terminal, and type a line at each of its questions, then end the input.

    A function is called when it is its turn, and types what it returns.
    """
    import pty

    child, screen = pty.fork()
    if not child:
        _run(tuple(arguments), {"COLUMNS": str(columns), "TERM": "xterm", **variables})
    shown = b""
    try:
        for line in lines:
            shown += _until_asked(screen)
            os.write(screen, f"{line if isinstance(line, str) else line()}\n".encode())
        shown += _until_asked(screen)
        os.write(screen, b"\x04")
        shown += _until_asked(screen)
    finally:
        os.close(screen)  # which ends a program that still waits
        _, status = os.waitpid(child, 0)
    return Seen(os.waitstatus_to_exitcode(status), _STEERING.sub("", shown.decode()))


def _until_asked(screen: int) -> bytes:
    """Return what is shown until the program asks, or has ended."""
    shown = b""
    while not shown.endswith(PROMPT):
        assert select.select([screen], [], [], SECONDS)[0], shown.decode()
        try:
            shown += os.read(screen, 65536)
        except OSError:  # it has ended
            break
    return shown


def _run(arguments: tuple[str, ...], more: dict[str, str]) -> NoReturn:
    try:
        # Copies: readline would take the terminal itself out of the mode in which it has lines.
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(os.dup(number), mode, encoding="utf-8") for number, mode in enumerate("rww")
        )
        os.environ.update(more)
    except BaseException:  # noqa: BLE001 -- this must never go on as a test
        os._exit(70)
    be_the_program(arguments)
