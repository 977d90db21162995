"""Known cracks whose steps, stages or processes got another id since the register was committed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from crackmap.check.check import Checked
from crackmap.check.run import Run
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history.baseline import key_of
from crackmap.history.git_files import snapshot_of
from crackmap.history.merge_bases import last_state_of
from crackmap.history.pairing import Names, paired, renames
from crackmap.history.register import Renamed
from crackmap.readers.choose import endings_for
from crackmap.rules.finding import Finding, Key
from crackmap.source import git
from crackmap.source.problems import Refusal, Unreadable

MOST_STATES = 20  # between then and now: each is read and checked


def renames_since(
    path: str, begun: Run, checked: Checked
) -> Callable[[frozenset[Key], frozenset[Key]], Renamed]:
    """Return what tells which cracks have another key since the last commit of a register.

    The cracks of that commit are found again, and what they are about is paired with what is here.
    Where that finds not all, they are followed from commit to commit, if these are not too many.
    Outside of git nothing is renamed.
    """

    def renamed(gone: frozenset[Key], come: frozenset[Key]) -> Renamed:
        try:
            commit = last_state_of(path) or "HEAD"
            old = _checked_at(commit, begun)
        except (Refusal, Unreadable):
            return {}
        names = _followed([old, checked], gone, come)
        if gone - names.keys() and come.difference(names.values()):
            states = [old, *_states_since(commit, begun), checked]
            if len(states) > 2:
                left = come.difference(names.values())
                names |= _followed(states, gone - names.keys(), left)
        return names

    return renamed


def _followed(
    states: Sequence[Checked], gone: frozenset[Key], come: frozenset[Key]
) -> dict[Key, Key]:
    """Return the new keys of those cracks of the first state that are renamed on to the last."""
    table = cache(renames)
    here = [
        (key, finding, graph)
        for graph in states[0].graphs
        for finding in _all_of(states[0], graph)
        if (key := key_of(finding)) in gone
    ]
    for before, after in pairwise(states):
        pairs = dict(paired(before.graphs, after.graphs))
        here = [
            (key, _now(finding, graph, now, table(graph, now)), now)
            for key, finding, graph in here
            if (now := pairs.get(graph))
        ]
    names: dict[Key, Key] = {}
    for key, finding, _ in here:
        now_key = key_of(finding)
        if now_key in come and now_key not in names.values():
            names[key] = now_key
    return names


def _all_of(checked: Checked, graph: ProcessGraph) -> list[Finding]:
    """Return all findings about one process, those that others explain as well."""
    return [
        finding
        for result in checked.results
        for finding in result.findings
        if finding.process == graph.process.id
    ]


def _now(finding: Finding, before: ProcessGraph, after: ProcessGraph, table: Names) -> Finding:
    """Return a finding of the process as it was by the names that things have later."""
    subject = finding.subject.renamed(table)
    if finding.subject == before.process.subject:
        subject = after.process.subject
    return finding._replace(subject=subject, process=after.process.id)


def _checked_at(commit: str, begun: Run) -> Checked:
    """Check the processes as they were in a commit."""
    named, endings = begun.choice.paths, endings_for(begun.choice.reading)
    not_below = [
        name
        for name in named
        if PurePath(name).is_absolute() or name.startswith("..") or _is_named_alone(name, endings)
    ]
    snapshot = snapshot_of(commit, tuple(named) if not_below else (), endings=endings)
    return Run(snapshot.inputs, begun.choice, snapshot.workspace_files, snapshot.commit).check()


def _is_named_alone(name: str, endings: tuple[str, ...]) -> bool:
    """Return whether a file is read for its name alone: it is none of those that folders mean."""
    return os.path.isfile(name) and not name.endswith(endings)


def _states_since(commit: str, begun: Run) -> Iterator[Checked]:
    """Check the processes of the commits since `commit` that changed them, as far as it goes."""
    paths = [file.path for file in begun.inputs]
    words = ("log", "--first-parent", "--reverse", "--format=%H", f"{commit}..HEAD", "--", *paths)
    done = git.ask(*words)
    commits = done.stdout.decode().split() if done.returncode == 0 else []
    for each in commits if len(commits) <= MOST_STATES else ():
        with suppress(Refusal, Unreadable):  # a state that cannot be read tells nothing
            state = _checked_at(each, begun)
            if not state.report.unreadable:
                yield state
