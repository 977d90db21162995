"""Files that answers are kept in: on disk, or only in memory; and the way back of each change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from crackmap.history.entries import Baseline
from crackmap.history.entries import read as read_register
from crackmap.history.registers import keep
from crackmap.history.registers import read as register_there
from crackmap.source.files import Input, read_input
from crackmap.source.problems import Refusal
from crackmap.source.writing import Busy, Changed, alone, replace_whole

_AGAIN = "nothing was written over it"


class Change(NamedTuple):
    """One file before and after an answer; without bytes before, it was not there.

    What nobody named is not written through a link.
    """

    path: str
    before: bytes | None
    after: bytes
    named: bool = True

    @property
    def pair(self) -> tuple[Input, Input]:
        """The file before and after, for a diff."""
        return Input(self.path, self.before or b""), Input(self.path, self.after)


@dataclass
class Files:
    """Where answers are written: to disk, or where nobody wants to `write`, to memory."""

    write: bool = True
    memory: dict[str, bytes] = field(default_factory=dict)
    before: dict[str, Change] = field(default_factory=dict)

    def seen(self, inputs: Iterable[Input]) -> list[Input]:
        """Return inputs with what memory holds of them."""
        return [
            Input(file.path, self.memory[file.path]) if file.path in self.memory else file
            for file in inputs
        ]

    def put(self, changes: Iterable[Change]) -> None:
        """Write files; raises Refusal where one is not as it was, or cannot be written."""
        for change in changes:
            if not self.write:
                self.before.setdefault(change.path, change)
                self.memory[change.path] = change.after
                continue
            _replace(change.path, change.before, change.after, named=change.named)

    def take_back(self, changes: Iterable[Change]) -> None:
        """Write files as they were; raises Refusal where one was changed since."""
        for change in changes:
            if not self.write:
                self.memory[change.path] = change.before or b""
            elif change.before is None:
                _remove(change.path, change.after)
            else:
                _replace(change.path, change.after, change.before, named=change.named)

    def note(self, path: str, change: Callable[[Baseline], str]) -> Change:
        """Change a register, and return how; raises Refusal or Unreadable."""
        if self.write:
            before = _there(path, named=False)
            keep(path, change, new=True)
            return Change(path, before, _there(path, named=False) or b"", named=False)
        register, data = self.register(path)
        noted = Change(path, data, change(register).encode(), named=False)
        self.put([noted])
        return noted

    def register(self, path: str) -> tuple[Baseline, bytes | None]:
        """Return a register, and its bytes if there is one."""
        if path in self.memory:
            return read_register(self.memory[path], path), self.memory[path]
        return register_there(path, new=True)

    def changed(self) -> list[tuple[Input, Input]]:
        """Return what memory holds: the files before and after."""
        return [change.pair for change in self._changes()]

    def commit(self) -> None:
        """Write to disk what memory holds; raises Refusal where a file is not as it was.

        All are looked at before the first is written.
        """
        for change in self._changes():
            if _there(change.path, named=change.named) != change.before:
                raise Refusal(f"{change.path} changed meanwhile", _AGAIN)
        for change in self._changes():
            _replace(change.path, change.before, change.after, named=change.named)

    def _changes(self) -> list[Change]:
        changes = [first._replace(after=self.memory[path]) for path, first in self.before.items()]
        return [change for change in changes if change.before != change.after]

    def overlaid(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return files, by their paths, as memory has them."""
        return {path: self.memory.get(path, data) for path, data in files.items()}


def _there(path: str, *, named: bool) -> bytes | None:
    """Return the bytes of a file; None where there is none."""
    return read_input(path, follow=named).data if os.path.lexists(path) else None


def _replace(path: str, old: bytes | None, new: bytes, *, named: bool) -> None:
    folder = os.path.dirname(os.path.realpath(path))
    try:
        with alone(folder):
            replace_whole(path, old, new, follow=named)
    except Changed:
        raise Refusal(f"{path} changed meanwhile", _AGAIN) from None
    except Busy as error:
        raise Refusal(f"{path} cannot be written: {error}", error.help) from None
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror or error}") from None


def _remove(path: str, data: bytes) -> None:
    """Take a file away that was not there before."""
    try:
        with alone(os.path.dirname(os.path.realpath(path))):
            if read_input(path, follow=False).data != data:
                raise Refusal(f"{path} changed meanwhile", "it was left as it is")
            os.unlink(path)
    except OSError as error:
        raise Refusal(f"{path} cannot be taken back: {error.strerror or error}") from None
