"""What a register said before the branches parted whose lines a merge has put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crackmap.history import entries
from crackmap.history.entry_text import Entry
from crackmap.rules.finding import Key
from crackmap.source import git
from crackmap.source.problems import Refusal, Unreadable

_MERGES = 5  # so many are looked at, from the last one back


def known_before(path: str) -> Iterator[Mapping[Key, Entry]]:
    """Return the entries of a register where the branches of the last merges parted.

    Outside of git, and where a clone does not reach that far, there are none.
    """
    try:
        for parents in _merges():
            base = _said("merge-base", *parents)
            data = git.content(f"{base}:{in_commit(path)}") if base else None
            if data is not None:
                try:
                    listed = entries.read(data, path).entries
                except Unreadable:
                    continue
                yield {entry.key: entry for entry in listed}
    except Refusal:
        return


def last_state_of(path: str) -> str:
    """Return the last commit that touched a register; empty where none did.

    Where that is a merge, or one is not committed yet, it is the commit from which both sides come:
    one of them may have renamed what the other one has known by its old name.
    """
    merged = _said("rev-parse", "--verify", "--quiet", "MERGE_HEAD")
    commit, *parents = _said("log", "-1", "--format=%H %P", "--", path).split() or [""]
    sides = ["HEAD", merged] if merged else parents[:2]
    return (_said("merge-base", *sides) if len(sides) == 2 else "") or commit


def in_commit(path: str) -> str:
    """Return a path as git takes it for one seen from here, in a commit."""
    return path if path.startswith("../") else f"./{path}"


def _merges() -> Iterator[list[str]]:
    """Return the two sides of the merge that is not committed yet, then those of the last ones."""
    merged = _said("rev-parse", "--verify", "--quiet", "MERGE_HEAD")
    if merged:
        yield ["HEAD", merged]
    for line in _said("log", "--merges", f"-{_MERGES}", "--format=%P").splitlines():
        yield line.split()[:2]


def _said(*arguments: str) -> str:
    done = git.ask(*arguments)
    return done.stdout.decode().strip() if done.returncode == 0 else ""
