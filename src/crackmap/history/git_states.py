"""Two states of the processes, for the commands that compare them: files, folders, revisions."""

from __future__ import annotations

import os

from crackmap.check import run
from crackmap.check.run import Run, RunOptions
from crackmap.history.git_files import has_files, is_path, snapshot_of
from crackmap.language.workspace import Workspace
from crackmap.readers.choose import check_options, endings_for
from crackmap.rules.finding import Finding, rank
from crackmap.source.files import Input
from crackmap.source.globs import meant, seen_from
from crackmap.source.problems import Refusal, Unreadable


def begin(old: str, new: str | None, choice: RunOptions) -> tuple[Run, Run]:
    """Find the files of both; raises Refusal or Unreadable where that fails.

    Without `new` it is the files here: those that crackmap.yaml names, if it names some.
    """
    run.look_at_config(choice)
    pair = (old, "." if new is None else new)
    if new is None and is_path(old):
        words = "or name a git revision alone, to compare it with the files here"
        raise Refusal(f"{old} is a path: name what to compare it with", words)
    if new is None and not has_files():
        raise Refusal("a bare clone has no files to compare with", "name two revisions")
    check_options(choice.reading)
    endings = endings_for(choice.reading)
    # Then nothing needs git; another name may be one of a revision, too.
    plain = all(os.path.isfile(path) and path.endswith(endings) for path in pair)
    snapshots = [
        snapshot_of(where, (other,) if is_path(other) else (), plain=plain, endings=endings)
        for where, other in (pair, pair[::-1])
    ]
    choice = choice._replace(paths=pair)
    runs = [
        Run(snapshot.inputs, choice, snapshot.workspace_files, snapshot.commit)
        for snapshot in snapshots
    ]
    for state, where in zip(runs, pair, strict=True):
        _settle(state, "" if state.workspace_files is None else f"in {where}: ")
    if new is None:
        runs = [state.of(_listed(state)) for state in runs]
    if not any(state.inputs for state in runs):
        raise Refusal(f"there is no process in {pair[0]}, and none in {pair[1]}")
    return runs[0], runs[1]


def _settle(state: Run, where: str) -> None:
    """Read the settings of a state; what is wrong with them is reported with its name."""
    try:
        state.settle()
    except Unreadable as error:
        problems = [problem._replace(message=where + problem.message) for problem in error.problems]
        raise Unreadable(problems) from None


def _listed(state: Run) -> list[Input]:
    """Return the files that `processes` of crackmap.yaml names; all where it names none."""
    settings = state.settings.of(".")

    def named(path: str) -> bool:
        name = seen_from(settings.path, path)
        return any(meant(pattern, name) for pattern in settings.processes)

    return [file for file in state.inputs if not settings.processes or named(file.path)]


def shared(state: Run, other: Run) -> list[Workspace]:
    """Return the crackmap.yaml files that the processes of a state share, each once.

    Where it has no processes, it is those that the processes of the other one would have had.
    """
    inputs = state.inputs or other.inputs
    workspaces = (state.settings.of(file.path).workspace for file in inputs)
    return list(dict.fromkeys(workspace for workspace in workspaces if workspace))


def fails(state: Run, finding: Finding, severity: str | None) -> bool:
    """Return whether a finding is as grave as `severity`, or else the `fail_on` of its file."""
    least = severity or state.settings.of(finding.span.path).fail_on
    return rank(finding.severity) >= rank(least)
