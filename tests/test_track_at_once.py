"""The register under strain: runs that are killed, runs at once, and weeks of work in git."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from crackmap.history import registers
from crackmap.history.entries import Baseline, read, written
from crackmap.source import writing
from thoroughness import examples
from tracked import commit, git, on, register, write_process

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be copied there"),
]


def apart(work: Callable[[], object]) -> int:
    """Begin something in a copy of this process, which ends as soon as it is done."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return child


@pytest.mark.parametrize("point", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("late", [False, True])
def test_a_run_that_is_killed_leaves_the_old_file_or_the_new_one(point: str, late: bool) -> None:
    old = "cracks:\n  - { rule: dead-end, subject: a }\n"
    new = old.replace("subject: a", "subject: b")
    Path("cracks.yaml").write_text(old)

    def killed() -> None:
        real = getattr(os, point)

        def last(*arguments: object, **options: object) -> None:
            if late:
                real(*arguments, **options)
            os._exit(9)

        setattr(os, point, last)
        registers.keep("cracks.yaml", lambda base: new)

    os.waitpid(apart(killed), 0)
    assert register() == (new if point == "replace" and late else old)
    registers.keep("cracks.yaml", lambda base: written(base, base.entries))  # nothing holds a lock
    with os.scandir() as left:
        writing._sweep.cache_clear()
        names = {entry.name for entry in left if not writing.take_away_if_left(entry)}
    assert names == {"cracks.yaml"}


def test_eight_runs_at_once_lose_nothing() -> None:
    for number in range(8):
        write_process(file=f"p{number}.yaml")
        text = Path(f"p{number}.yaml").read_text().replace("Close", f"P{number}", 1)
        Path(f"p{number}.yaml").write_text(text)
    on("2026-06-01", "track", "p0.yaml")
    Path("cracks.yaml").unlink()

    def run(number: int) -> Callable[[], object]:
        return lambda: on("2026-06-01", "track", f"p{number}.yaml")

    for child in [apart(run(number)) for number in range(8)]:
        os.waitpid(child, 0)
    known = [entry.key.process for entry in read(register().encode(), "cracks.yaml").entries]
    assert {process: known.count(process) for process in known} == {f"p{n}": 3 for n in range(8)}


# Weeks of work

STEP = "      - {{ name: {name}, id: {id}, owner: '' }}\n"
COLOURS = ("amber", "blue", "coral", "dusk", "ebony", "flax", "green", "hazel")


def write_steps(ids: list[str]) -> None:
    steps = "".join(STEP.format(name=id_.replace("-", " ").capitalize(), id=id_) for id_ in ids)
    head = "process: Long\ndepartments: [sales, finance]\norder: none\n"
    Path("long.yaml").write_text(f"{head}stages:\n  - name: All\n    steps:\n{steps}")


def unowned() -> dict[str, dict[str, str]]:
    entries = read(register().encode(), "cracks.yaml").entries
    return {
        entry.key.subject: dict(entry.noted)
        for entry in entries
        if entry.key.rule == "unowned-step"
    }


def noting(note: dict[str, str]) -> Callable[[Baseline], str]:
    """Return what writes notes beside the cracks of some steps, in an order that is no order."""

    def change(base: Baseline) -> str:
        from crackmap.history.entry_text import edited

        changed = [
            edited(each, {"note": note[each.key.subject], "due": "2027-01-01", "owner": "finance"})
            if each.key.rule == "unowned-step" and each.key.subject in note
            else each
            for each in base.entries
        ]
        return written(base, changed)

    return change


def test_weeks_of_renames_merges_and_reordering_keep_every_owner_and_day() -> None:
    chance = random.Random(7)
    count, weeks = examples(30), min(12, examples(4))
    ids = [f"send-the-{COLOURS[n % 8]}-{n}-paper" for n in range(count)]
    notes = {id_: f"about {n}" for n, id_ in enumerate(ids)}
    git("init", "-q", "-b", "main")
    Path(".gitattributes").write_text("cracks.yaml text merge=union\n")
    write_steps(ids)
    on("2026-06-01", "track")
    registers.keep("cracks.yaml", noting(notes))
    commit("2026-06-01")
    for week in range(1, weeks + 1):
        day = (date(2026, 6, 1) + timedelta(weeks=week)).isoformat()
        # One branch takes other words for some steps, the other one notes more beside others.
        chosen = chance.sample(range(count), count // 4)
        git("checkout", "-qb", f"words-{week}")
        for at in chosen:
            new = ids[at].replace("send-the", "send-out-the") if week % 2 else ids[at] + "s"
            notes[new] = notes.pop(ids[at])
            ids[at] = new
        write_steps(ids)
        on(day, "track")
        commit(day)
        git("checkout", "-q", "main")
        head, *rest = register().split("  - ")
        chance.shuffle(rest)
        Path("cracks.yaml").write_text(head + "".join(f"  - {line}" for line in rest))
        commit(day)
        assert git("merge", "-q", f"words-{week}", day=day) == 0
        on(day, "track")
        commit(day)
    found = unowned()
    open_ = {id_: said for id_, said in found.items() if "filled" not in said}
    assert {id_: said["note"] for id_, said in open_.items()} == notes
    assert {said["seen"] for said in open_.values()} == {"2026-06-01"}
    assert {said["due"] for said in open_.values()} == {"2027-01-01"}
    assert {said["owner"] for said in open_.values()} == {"finance"}
