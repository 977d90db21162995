"""What the shell completes from the files here: departments, stages, readers, cracks, revisions."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from crackmap.source.characters import printable
from crackmap.source.globs import has_signs
from crackmap.source.problems import Refusal, Unreadable

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.graph.process_graph import ProcessGraph
    from crackmap.rules.finding import Key

# What zsh, which evaluates what it is offered, obeys behind a backslash even in quotes; the files
# here may be a stranger's.
_OBEYED = re.compile(r"[\\$`'\"]")


class Line(Protocol):
    """The line that is typed, with what was read of it so far; typer hands it in as `ctx`."""

    params: dict[str, Any]


def departments(ctx: Line, incomplete: str) -> list[str]:
    """Return the departments of the processes that are named, or else meant, on the line."""
    ids = (id_ for graph in _graphs(ctx.params) for id_ in graph.departments)
    return _beginning(incomplete, ids)


def stages(ctx: Line, incomplete: str) -> list[str]:
    """Return the stages of the processes that are named, or else meant, on the line."""
    ids = (stage.id for graph in _graphs(ctx.params) for stage in graph.process.stages)
    return _beginning(incomplete, ids)


def readers(ctx: Line, incomplete: str) -> list[str]:
    """Return for whom reports are: those of everything, and those of what the processes have."""
    from crackmap.reports.make import names
    from crackmap.reports.material import Material

    every = (name for checked in _checked(ctx.params) for name in names(Material(checked)))
    return _beginning(incomplete, every)


def known_cracks(ctx: Line, incomplete: str) -> list[tuple[str, str]]:
    """Return the handles of all cracks that `track` knows here, each with what it is about."""
    if not _may_be_handle(incomplete):
        return []
    from crackmap.check import run
    from crackmap.history.tracking import track

    with contextlib.suppress(Refusal, Unreadable):
        tracking = track(run.begin(run.RunOptions((), ctx.params.get("config"))), write=False)
        keys = [entry.key for book in tracking.books for entry in book.tracked.entries]
        return _handles(incomplete, keys)
    return []


def shown_cracks(ctx: Line, incomplete: str) -> list[tuple[str, str]]:
    """Return the handles of the cracks in the processes on the line, each with what it is about."""
    return cracks(ctx, incomplete) if _may_be_handle(incomplete) else []


def cracks(ctx: Line, incomplete: str) -> list[tuple[str, str]]:
    """Return the same where no file can stand."""
    keys = (finding.key for checked in _checked(ctx.params) for finding in checked.report.open)
    return _handles(incomplete, keys)


def _may_be_handle(incomplete: str) -> bool:
    """Return whether a word begins a fingerprint, and no file: those the shell completes itself."""
    letters = set("0123456789abcdefABCDEF")
    if not incomplete or set(incomplete) - letters:
        return False
    return not any(name.startswith(incomplete) for name in os.listdir())


def _handles(incomplete: str, keys: Iterable[Key]) -> list[tuple[str, str]]:
    from crackmap.history.tracking import handles

    called = sorted((handle, _about(key)) for key, handle in handles(keys).items())
    return [(handle, about) for handle, about in called if handle.startswith(incomplete)]


def _about(key: Key) -> str:
    return _OBEYED.sub("", " ".join(printable(str(key)).split()))


def revisions(incomplete: str) -> list[str]:
    """Return the branches and tags of the repository."""
    from crackmap.source import git

    with contextlib.suppress(Refusal):
        names = git.answer("for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace")
        return _beginning(incomplete, iter(["HEAD", "HEAD~1", *names.split()]))
    return []


def _beginning(incomplete: str, words: Iterator[str]) -> list[str]:
    return [
        word
        for word in dict.fromkeys(words)
        if word.startswith(incomplete) and word.isprintable() and not _OBEYED.search(word)
    ]


def _graphs(parameters: Mapping[str, Any]) -> Iterator[ProcessGraph]:
    for checked in _checked(parameters):
        yield from checked.graphs


def _checked(parameters: Mapping[str, Any]) -> Iterator[Checked]:
    """Check the processes, as far as they can be read: who completes wants no error."""
    from crackmap.check import run

    words = parameters.get("paths") or ()
    # A word that is no file is a crack, or still to be corrected.
    paths = tuple(path for path in words if has_signs(path) or os.path.lexists(path))
    with contextlib.suppress(Refusal, Unreadable):
        yield run.begin(run.RunOptions(paths, parameters.get("config"))).check()
