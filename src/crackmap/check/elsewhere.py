"""What a check must know of the files of the run that are not checked with it.

A process sees of another one the steps that it leads into, and whether somebody leads into its own.
A result is as good as on its first day while that, and its own file, are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from crackmap.source.characters import encoded
from crackmap.source.files import Input

# A step of another process: the id of that, and its own.
Entry: TypeAlias = "tuple[str, str]"

ABSENT = "absent"  # what is offered by a process that is not in the run


class Elsewhere(NamedTuple):
    """The files of the run that are not checked now.

    `entered` holds, by the id of a process, the steps of it into which their processes lead;
    `files` the first file of the run that has the process, for those that may be asked for.
    """

    entered: Mapping[str, frozenset[str]]
    files: Mapping[str, Input]

    def of(self, processes: Iterable[str]) -> Elsewhere:
        """Return the same with the files of some processes only."""
        files = {id_: self.files[id_] for id_ in processes if id_ in self.files}
        return Elsewhere(self.entered, files)


NOWHERE = Elsewhere({}, {})


def by_process(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Return the steps that are entered, by the ids of their processes."""
    entered: dict[str, set[str]] = {}
    for process, step in entries:
        entered.setdefault(process, set()).add(step)
    return {process: frozenset(steps) for process, steps in entered.items()}


def company(
    processes: Sequence[str],
    entries: Sequence[Entry],
    entered: Mapping[str, frozenset[str]],
    offer: Callable[[Entry], str | None],
) -> str | None:
    """Return the digest of all that the `processes` of one file see of others; empty for nothing.

    `entries` are the steps into which they lead; `offer` returns the digest of such a step. None
    where that of one is not known.
    """
    parts: list[str] = []
    for entry in entries:
        offered = offer(entry)
        if offered is None:
            return None
        parts += [*entry, offered]
    for process in processes:
        if process in entered:
            parts += [process, *sorted(entered[process])]
    if not parts:
        return ""
    return hashlib.blake2b(encoded("\0".join(parts)), digest_size=16).hexdigest()
