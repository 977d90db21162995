"""The processes of another day: a file, a folder, or a revision of git."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from crackmap.files import ENDINGS, Input, NoInput, find_inputs, is_process

WORKING_TREE = "."


def inputs_of(where: str, paths: Sequence[str] = ()) -> list[Input]:
    """Read the processes of `where`: a path, or a git revision such as main, HEAD~1 or main...

    `main...` is the commit at which HEAD left main. Of a revision only what lies at or below one of
    `paths` is read, all of it where there are none. Raises NoInput.
    """
    if Path(where).exists():
        return find_inputs([where])
    return _of_revision(_commit(where), paths)


def is_path(where: str) -> bool:
    """Tell whether `where` names something in the file system rather than a revision."""
    return Path(where).exists()


def _commit(revision: str) -> str:
    if revision.endswith("..."):
        base = _git("merge-base", revision.removesuffix("...") or "HEAD", "HEAD")
        return base.decode().strip()
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return found.decode().strip()


def _of_revision(commit: str, paths: Sequence[str]) -> list[Input]:
    wanted = [str(path) for path in paths if path != WORKING_TREE]
    listed = _git("ls-tree", "-r", "-z", "--name-only", commit, "--", *wanted)
    names = [name for name in listed.decode("utf-8", "replace").split("\0") if name]
    found = []
    for name in sorted(names):
        if name.endswith(ENDINGS):
            one = Input(name, _git("show", f"{commit}:./{name}"))
            if is_process(one) or name in wanted:
                found.append(one)
    return found


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise NoInput("git is not installed", "name files or folders instead") from None
    if done.returncode == 0:
        return done.stdout
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if arguments[0] in ("rev-parse", "merge-base"):
        what = arguments[-1] if arguments[0] == "rev-parse" else arguments[1]
        what = what.removesuffix("^{commit}")
        raise NoInput(
            f"`{what}` is neither a path nor a revision of git here",
            words[0].removeprefix("fatal: ") if words else "git log shows the revisions",
        )
    raise NoInput(words[0] if words else f"git {arguments[0]} failed")
