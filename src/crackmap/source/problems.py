"""Why something cannot be done: what is wrong, at which place, and what to do about it."""

from collections.abc import Iterable
from typing import NamedTuple

from crackmap.source.span import Span


class Refusal(Exception):
    """Words for the person who asked; `help` says what to do."""

    def __init__(self, message: str, help_: str = "") -> None:
        """Keep the words."""
        super().__init__(message)
        self.help = help_


class Problem(NamedTuple):
    """Why a file cannot be read, at which place, and what to do about it."""

    span: Span
    message: str
    help: str = ""
    related: tuple[tuple[str, Span], ...] = ()


class Note(NamedTuple):
    """What a reader could not take as it stands, at which place, and what it assumed instead.

    It says something of the file, and nothing of the process. `lost` is an element that is missing
    in the process, or that has lost a part of what it said.
    """

    span: Span
    message: str
    lost: bool = False


class Unreadable(Exception):
    """A file is not what it should be; carries every problem of it, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, of which there is at least one."""
        self.problems = sorted(problems, key=lambda problem: _place(problem.span))
        super().__init__(self.problems)  # as it is sent from one process to another

    def __str__(self) -> str:
        """Say the first of the problems."""
        return self.problems[0].message


def _place(span: Span) -> tuple[str, int, int]:
    return span.path, span.line, span.column
