"""Files that answers are kept in: on disk, or only in memory; and the way back of each change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from crackmap.history.entries import Baseline
from crackmap.history.entries import read as read_register
from crackmap.history.registers import keep
from crackmap.history.registers import read as register_there
from crackmap.source.files import Input, read_input
from crackmap.source.problems import Refusal
from crackmap.source.words import listing
from crackmap.source.writing import Changed, alone, refusing, replacing

_AGAIN = "nothing was written over it"
# In which order files are exchanged: what others refer to comes first. Killed in between, a run
# leaves no register with a crack that is only there once the process is written.
CONFIG, PROCESS, REGISTER = range(3)


class Change(NamedTuple):
    """One file before and after an answer; without bytes before, it was not there.

    What nobody named is not written through a link. The `kind` says when it is exchanged.
    """

    path: str
    before: bytes | None
    after: bytes
    named: bool = True
    kind: int = PROCESS

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
        """Write files, all or none; raises Refusal where one is not as it was, or cannot be."""
        if self.write:
            _replace([*changes])
            return
        for change in changes:
            self.before.setdefault(change.path, change)
            self.memory[change.path] = change.after

    def take_back(self, changes: Iterable[Change]) -> None:
        """Write files as they were; raises Refusal where one was changed since."""
        for change in changes:
            if not self.write:
                self.memory[change.path] = change.before or b""
            else:
                _take_back(change)

    def note(self, path: str, change: Callable[[Baseline], str]) -> Change:
        """Change a register, and return how; raises Refusal or Unreadable."""
        if self.write:
            before = _there(path, named=False)
            keep(path, change, new=True)
            after = _there(path, named=False) or b""
            return Change(path, before, after, named=False, kind=REGISTER)
        register, data = self.register(path)
        noted = Change(path, data, change(register).encode(), named=False, kind=REGISTER)
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

        All are written or none.
        """
        _replace(in_order(self._changes()))

    def _changes(self) -> list[Change]:
        changes = [first._replace(after=self.memory[path]) for path, first in self.before.items()]
        return [change for change in changes if change.before != change.after]

    def overlaid(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return files, by their paths, as memory has them."""
        return {path: self.memory.get(path, data) for path, data in files.items()}


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Return changes in the order in which they are written; they are taken back in the other."""
    return sorted(changes, key=lambda change: change.kind)


def _there(path: str, *, named: bool) -> bytes | None:
    """Return the bytes of a file; None where there is none."""
    return read_input(path, follow=named).data if os.path.lexists(path) else None


def _replace(changes: Sequence[Change]) -> None:
    """Exchange files, all or none: what can fail comes first, and what was done is taken back."""
    done: list[Change] = []
    try:
        with ExitStack() as stack:
            for folder, path in sorted({_folder(each.path): each.path for each in changes}.items()):
                with _refusing(path):
                    stack.enter_context(alone(folder))
            exchanges = []
            for each in changes:
                new = replacing(each.path, each.before, each.after, follow=each.named)
                with _refusing(each.path):
                    exchanges.append(stack.enter_context(new))
            for each, exchange in zip(changes, exchanges, strict=True):
                with _refusing(each.path):
                    exchange()
                done.append(each)
    except Refusal as error:
        left = []
        for each in reversed(done):
            try:
                _take_back(each)
            except Refusal:
                left.append(each.path)
        if left:
            words = f"{listing(left)} had been written before, and could not be taken back"
            raise Refusal(str(error), words) from None
        raise


def _take_back(change: Change) -> None:
    if change.before is None:
        _remove(change.path, change.after)
    else:
        _replace([change._replace(before=change.after, after=change.before)])


def _folder(path: str) -> str:
    return os.path.dirname(os.path.realpath(path))


@contextmanager
def _refusing(path: str) -> Iterator[None]:
    """Say of which file it was that something could not be done."""
    try:
        with refusing(path):
            yield
    except Changed:
        raise Refusal(f"{path} changed meanwhile", _AGAIN) from None


def _remove(path: str, data: bytes) -> None:
    """Take a file away that was not there before."""
    try:
        with alone(_folder(path)):
            if read_input(path, follow=False).data != data:
                raise Refusal(f"{path} changed meanwhile", "it was left as it is")
            os.unlink(path)
    except OSError as error:
        raise Refusal(f"{path} cannot be taken back: {error.strerror or error}") from None
