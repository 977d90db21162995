"""The processes of another day: a file, a folder, or a revision of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crackmap.files import (
    ENDINGS,
    WORKSPACE_FILE,
    Input,
    NoInput,
    find_inputs,
    is_ours,
    is_process,
    is_skipped,
)
from crackmap.source import nearest

_SHALLOW = "the clone is shallow: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"


@dataclass(frozen=True, slots=True)
class State:
    """The processes of one day, and the workspace files of that day by their full paths.

    `workspace_files` is None where they lie on disk as any others.
    """

    inputs: list[Input]
    workspace_files: dict[Path, bytes] | None = None


def state_of(where: str, paths: Sequence[str] = ()) -> State:
    """Read the processes of `where`: a path, or a git revision such as main, HEAD~1 or main...

    `main...` is the commit at which HEAD left main. Of a revision only what lies at or below one of
    `paths` is read; where there are none, all that lies below the working folder. A folder may be
    empty. Raises NoInput.
    """
    if not is_path(where):
        commit = _commit(where)
        return State(_inputs(commit, paths), _workspace_files(commit))
    if ref := _ref(where):
        words = f"`{where}` is a path here, and a revision of git too"
        raise NoInput(words, f"write ./{where} for the path, {ref} for the revision")
    try:
        return State(find_inputs([where]))
    except NoInput:
        return State([])


def is_path(where: str) -> bool:
    """Tell whether `where` names something in the file system rather than a revision."""
    return os.path.lexists(where)


def has_files() -> bool:
    """Tell whether there are files here: in a bare clone there are none."""
    return _run("rev-parse", "--is-bare-repository").stdout.strip() != b"true"


def _ref(word: str) -> str:
    """Give the branch or tag that a path is called as, too; outside of git there is none."""
    names = [f"refs/{kind}/{word}" for kind in ("heads", "tags")]
    try:
        return next((name for name in names if _parsed(name).returncode == 0), "")
    except NoInput:
        return ""


def _parsed(revision: str) -> subprocess.CompletedProcess[bytes]:
    wanted = ("--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return _run("rev-parse", *wanted)


def _commit(revision: str) -> str:
    name = "HEAD" if revision == "..." else revision.removesuffix("...")
    done = _parsed(name)
    if done.returncode:
        words = f"`{revision}` is neither a path nor a revision of git here"
        raise NoInput(words, _hint(revision, _reason(done)))
    commit = done.stdout.decode().strip()
    if name == revision:
        return commit
    done = _run("merge-base", commit, "HEAD")
    if done.returncode:
        words = f"git finds no commit from which both {name} and HEAD come"
        raise NoInput(words, _SHALLOW if _is_shallow() else _reason(done))
    return done.stdout.decode().strip()


def _hint(revision: str, reason: str) -> str:
    """Say what may have been meant by a word that git does not know."""
    one, dots, other = revision.partition("..")
    if dots and other.strip("."):
        old = (one or "HEAD") + ("..." if other[0] == "." else "")
        return f"name both: crackmap diff {old} {other.lstrip('.')}"
    if reason:
        return reason
    refs = _run("for-each-ref", "--format=%(refname:short)").stdout.decode("utf-8", "replace")
    word, known = revision.rstrip("."), refs.split()
    remote = [ref for ref in known if ref.endswith(f"/{word}")]
    meant = remote[0] if remote else nearest(word, [*known, *sorted(os.listdir())])
    if meant:
        return f"did you mean {meant}?"
    return _SHALLOW if _is_shallow() else "git log shows the revisions"


def _is_shallow() -> bool:
    return _run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


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


def _workspace_files(commit: str) -> dict[Path, bytes]:
    """Give the workspace files of a whole commit, wherever in it the command runs."""
    inside = os.fsdecode(_git("rev-parse", "--show-prefix")).removesuffix("\n").rstrip("/")
    root = Path.cwd()
    for _ in filter(None, inside.split("/")):
        root = root.parent
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
    return words[0].removeprefix("fatal: ").removeprefix("error: ") if words else ""
