"""When each line of a file was last changed, as far as git knows."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from typing import NamedTuple

from crackmap.source import git
from crackmap.source.problems import Refusal
from crackmap.source.span import with_plain_ends

# Beyond that many changed lines nobody waits to see which of them only moved.
_MOST = 3_000


class Change(NamedTuple):
    """The commit that gave a line its words, and its day; `day` is None until it is committed."""

    commit: str
    day: datetime.date | None


NOT_COMMITTED = Change("", None)


def last_changes(path: str, text: str, revision: str = "") -> Sequence[Change] | None:
    """Return the last change of each line of `text`, which stands at `path`.

    Changes of white space alone are none. Counted is from `revision`, else from HEAD and what is
    not committed yet. None outside of git, for a file that is not in it, and where git fails. The
    file on disk is not read, so that no filter of the repository is run.
    """
    options = ("--porcelain", "-w", "-M", "--no-textconv", "--no-ignore-revs-file")
    try:
        if revision:  # which is one of the repository here
            done = git.ask("blame", *options, revision, "--", path)
        else:
            folder, name = os.path.split(path)
            done = git.ask("-C", folder or ".", "blame", *options, "HEAD", "--", name)
    except Refusal:
        return None
    if done.returncode:
        return None
    return _carried_over(_blamed(done.stdout), text)


def _blamed(said: bytes) -> list[tuple[str, Change]]:
    """Return the lines of the committed file, each with its change, of what git blame said."""
    days: dict[str, datetime.date] = {}
    lines: list[tuple[str, Change]] = []
    commit = ""
    for line in said.decode("utf-8", "replace").split("\n"):
        if line.startswith("\t"):
            lines.append((line[1:].strip(), Change(commit, days.get(commit))))
            commit = ""
        elif not commit:
            commit = line.partition(" ")[0]
        elif line.startswith("author-time "):
            days[commit] = git.day_of(line.partition(" ")[2])
    return lines


def _carried_over(committed: list[tuple[str, Change]], text: str) -> list[Change] | None:
    """Return the change of each line of `text`; lines that are not committed are new."""
    old = [line for line, _ in committed]
    new = [line.strip() for line in with_plain_ends(text).split("\n")]
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    changes = [change for _, change in committed]
    before, behind = changes[:first], changes[len(changes) - last :]
    middle_old, middle_new = old[first : len(old) - last], new[first : len(new) - last]
    if max(len(middle_old), len(middle_new)) > _MOST:
        return None
    between = [NOT_COMMITTED] * len(middle_new)
    if middle_old:
        from difflib import SequenceMatcher

        for block in SequenceMatcher(None, middle_old, middle_new).get_matching_blocks():
            for step in range(block.size):
                between[block.b + step] = changes[first + block.a + step]
    return [*before, *between, *behind]


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """Return with how many equal lines both begin."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
