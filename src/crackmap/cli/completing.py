"""What the shell completes from the files here: departments, stages, git revisions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from crackmap.source.problems import Refusal, Unreadable


def departments(context: typer.Context, incomplete: str) -> list[str]:
    """Return the departments of the processes that are named, or else meant, on the line."""
    ids = (id_ for graph in _graphs(context.params) for id_ in graph.departments)
    return _beginning(incomplete, ids)


def stages(context: typer.Context, incomplete: str) -> list[str]:
    """Return the stages of the processes that are named, or else meant, on the line."""
    ids = (stage.id for graph in _graphs(context.params) for stage in graph.process.stages)
    return _beginning(incomplete, ids)


def cracks(context: typer.Context, incomplete: str) -> list[str]:
    """Return the beginnings of the fingerprints of all cracks here, each with what it is about."""
    if len(incomplete) < 1 or set(incomplete.lower()) - set("0123456789abcdef"):
        return []
    from crackmap.check import run
    from crackmap.history.tracking import handles, track

    with contextlib.suppress(Refusal, Unreadable):
        tracking = track(run.begin(run.RunOptions((), context.params.get("config"))), write=False)
        keys = [entry.key for book in tracking.books for entry in book.tracked.entries]
        return _beginning(incomplete.lower(), iter(sorted(handles(keys).values())))
    return []


def revisions(incomplete: str) -> list[str]:
    """Return the branches and tags of the repository."""
    from crackmap.source import git

    with contextlib.suppress(Refusal):
        names = git.answer("for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace")
        return _beginning(incomplete, iter(["HEAD", "HEAD~1", *names.split()]))
    return []


def _beginning(incomplete: str, words: Iterator[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]


def _graphs(parameters: Mapping[str, Any]) -> Iterator[Any]:
    """Read the processes, as far as they can be read: who completes wants no error."""
    from crackmap.check import run

    paths = tuple(path for path in parameters.get("paths") or () if path != "-")
    with contextlib.suppress(Refusal, Unreadable):
        begun = run.begin(run.RunOptions(paths, parameters.get("config")))
        yield from begun.check().graphs
