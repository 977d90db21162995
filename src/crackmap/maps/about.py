"""What the title block of a printed map says: the process, its owner, its age, its revision."""

from __future__ import annotations

import os
from pathlib import Path

from crackmap.check.run import STDIN
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.svg.sheets import About
from crackmap.source import git
from crackmap.source.files import NoInput


def of(graph: ProcessGraph, title: str | None, *, on_disk: bool = True) -> About:
    """Return what is known of a process; another title stands for its name.

    One that is not `on_disk`, but of a revision that was named, has none of its own.
    """
    process = graph.process
    day = process.reviewed
    return About(
        title or process.name,
        process.owner or "",
        day.isoformat() if day else "",
        _revision(process.path) if on_disk and process.path != STDIN else "",
    )


def _revision(path: str) -> str:
    """Return the commit that last changed a file, and whether that was changed since.

    It is empty for a file that no commit has, and where there is no git.
    """
    if not os.path.isfile(path):
        return ""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        done = git.ask("-C", folder, "log", "-1", "--format=%h", "--abbrev=10", "--", name)
        commit = done.stdout.decode("ascii", "replace").strip()
        if done.returncode or not commit:
            return ""
        then = git.content(f"{commit}:./{name}", folder)
    except NoInput:
        return ""
    same = then is not None and _lines(then) == _lines(Path(path).read_bytes())
    return commit if same else f"{commit}, changed since"


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")
