"""The processes of another day: a file, a folder, or a revision of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crackmap.files import ENDINGS, Input, NoInput, find_inputs, is_ours, is_process, is_skipped

WORKSPACE_FILE = "crackmap.yaml"


@dataclass(frozen=True, slots=True)
class State:
    """The processes of one day, and the workspace files of that day by their full paths.

    `workspaces` is None where they lie on disk as any others.
    """

    inputs: list[Input]
    workspaces: dict[Path, bytes] | None = None


def state_of(where: str, paths: Sequence[str] = ()) -> State:
    """Read the processes of `where`: a path, or a git revision such as main, HEAD~1 or main...

    `main...` is the commit at which HEAD left main. Of a revision only what lies at or below one of
    `paths` is read; where there are none, all that lies below the working folder. Raises NoInput.
    """
    if is_path(where):
        return State(find_inputs([where]))
    commit = _commit(where)
    return State(_inputs(commit, paths), _workspaces(commit))


def is_path(where: str) -> bool:
    """Tell whether `where` names something in the file system rather than a revision."""
    return os.path.exists(where)


def _commit(revision: str) -> str:
    if revision.endswith("..."):
        other = revision.removesuffix("...") or "HEAD"
        done = _run("merge-base", "--end-of-options", other, "HEAD")
    else:
        wanted = ("--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        done = _run("rev-parse", *wanted)
    if done.returncode == 0:
        return done.stdout.decode().strip()
    raise NoInput(
        f"`{revision}` is neither a path nor a revision of git here",
        _reason(done) or "git log shows the revisions",
    )


def _inputs(commit: str, paths: Sequence[str]) -> list[Input]:
    wanted = [os.path.normpath(path) for path in paths]
    below = [path for path in wanted if path != "."]
    listed = [
        (name, hash_)
        for name, hash_ in _listed(commit, "--", *below)
        if name in wanted
        or (
            name.endswith(ENDINGS)
            and not is_ours(name)
            and not any(map(is_skipped, _folders(name, wanted)))
            and not os.path.basename(name).startswith(".")
        )
    ]
    contents = _contents([hash_ for _, hash_ in listed])
    found = (Input(name, data) for (name, _), data in zip(listed, contents, strict=True))
    return [one for one in found if one.path in wanted or is_process(one)]


def _folders(name: str, wanted: Sequence[str]) -> list[str]:
    """Give the folders that lead to a file, from the one that was asked for on."""
    for path in wanted:
        if name.startswith(path + "/"):
            name = name.removeprefix(path + "/")
            break
    return [folder for folder in name.split("/")[:-1] if folder != ".."]


def _workspaces(commit: str) -> dict[Path, bytes]:
    """Give the workspace files of a whole commit, wherever in it the command runs."""
    root = Path(os.fsdecode(_git("rev-parse", "--show-toplevel")).strip()).resolve()
    listed = [
        (name, hash_)
        for name, hash_ in _listed(commit, "--full-tree")
        if os.path.basename(name) == WORKSPACE_FILE
    ]
    contents = _contents([hash_ for _, hash_ in listed])
    return {root / name: data for (name, _), data in zip(listed, contents, strict=True)}


def _listed(commit: str, *options: str) -> Iterator[tuple[str, str]]:
    """Give the files of a commit and the hashes of what they hold; no links, no submodules."""
    marker = options.index("--") if "--" in options else len(options)
    before, after = options[:marker], options[marker:]
    for line in os.fsdecode(_git("ls-tree", "-r", "-z", *before, commit, *after)).split("\0"):
        about, _, name = line.partition("\t")
        mode, kind, hash_ = about.split() if name else ("", "", "")
        if kind == "blob" and mode != "120000":
            yield name, hash_


def _contents(hashes: Sequence[str]) -> list[bytes]:
    """Give what many files hold, in one go."""
    if not hashes:
        return []
    asked = "".join(f"{hash_}\n" for hash_ in hashes).encode()
    answer = _git("cat-file", "--batch", stdin=asked)
    found, at = [], 0
    for _ in hashes:
        line_end = answer.index(b"\n", at)
        size = int(answer[at:line_end].split()[-1])
        found.append(answer[line_end + 1 : line_end + 1 + size])
        at = line_end + 1 + size + 1
    return found


def _git(*arguments: str, stdin: bytes | None = None) -> bytes:
    done = _run(*arguments, stdin=stdin)
    if done.returncode:
        raise NoInput(_reason(done) or f"git {arguments[0]} failed")
    return done.stdout


def _run(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        raise NoInput("git is not installed", "name files or folders instead") from None


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return words[0].removeprefix("fatal: ") if words else ""
