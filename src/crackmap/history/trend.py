"""How a register went: what it said at the end of each week, as git has kept it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from crackmap.history import entries
from crackmap.history.entries import Baseline
from crackmap.history.merge_bases import in_commit
from crackmap.history.register import status
from crackmap.source import git
from crackmap.source.problems import Refusal, Unreadable


class Week(NamedTuple):
    """The state of a register on a day: its open cracks, those of them that are overdue, others.

    `filled` counts what was filled in the seven days up to `day`.
    """

    day: str
    open: int
    overdue: int
    accepted: int
    filled: int


def weeks(register: Baseline, count: int, today: str) -> list[Week]:
    """Return the last weeks, the oldest first; the last one is that of the `register` as it is.

    Each shows the last commit of the file up to the end of its last day (UTC). Raises Refusal
    outside of git.
    """
    done = git.ask("log", "--format=%H %ct", "--", register.path)
    if done.returncode:
        raise Refusal("--since: there is no git history here", git.reason(done))
    commits = [line.split() for line in done.stdout.decode().splitlines()]
    dated = [(hash_, git.day_of(seconds).isoformat()) for hash_, seconds in commits]
    last = datetime.date.fromisoformat(today)
    at = cache(partial(_at, path=register.path))  # one commit may stand for many weeks
    found = []
    for back in range(count, 0, -1):
        day = (last - datetime.timedelta(weeks=back)).isoformat()
        commit = next((hash_ for hash_, when in dated if when <= day), "")
        found.append(_week(at(commit) if commit else Baseline(), day))
    return [*found, _week(register, today)]


def _at(commit: str, path: str) -> Baseline:
    """Return the register of a commit; one that is missing or cannot be read is empty."""
    data = git.content(f"{commit}:{in_commit(path)}")
    try:
        return entries.read(data, path) if data is not None else Baseline()
    except Unreadable:
        return Baseline()


def _week(register: Baseline, day: str) -> Week:
    found = [status(entry, day) for entry in register.entries]
    closed = found.count("accepted") + found.count("filled")
    filled = list(_filled(register, day))
    return Week(
        day, len(found) - closed, found.count("overdue"), found.count("accepted"), len(filled)
    )


def _filled(register: Baseline, day: str) -> Iterator[str]:
    since = (datetime.date.fromisoformat(day) - datetime.timedelta(days=7)).isoformat()
    for entry in register.entries:
        if entry.filled and since < entry.noted["filled"] <= day:
            yield entry.noted["filled"]
