"""The processes of another day: a file, a folder, or a revision of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crackmap.source import git
from crackmap.source.files import (
    ENDINGS,
    MAX_BYTES,
    WORKSPACE_FILE,
    Input,
    NoInput,
    find_inputs,
    is_ours,
    is_process,
    is_skipped,
    too_large,
)
from crackmap.source.words import nearest

MOST_FILES = 50_000  # of a commit, that may be processes
MOST_BYTES = 16 * MAX_BYTES  # of all these
_SHALLOW = "the clone is shallow: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"


class Snapshot(NamedTuple):
    """The processes of one day, and the workspace files of that day by their full paths.

    `workspace_files` is None where they lie on disk as any others; otherwise there is a `commit`.
    """

    inputs: list[Input]
    workspace_files: dict[Path, bytes] | None = None
    commit: str = ""


def snapshot_of(
    where: str,
    paths: Sequence[str] = (),
    *,
    plain: bool = False,
    endings: tuple[str, ...] = ENDINGS,
) -> Snapshot:
    """Read the processes of `where`: a path, or a git revision such as main, HEAD~1 or main...

    `main...` is the commit at which HEAD left main. Of a revision only what lies at or below one of
    `paths` is read; where there are none, all that lies below the working folder. A folder may be
    empty. Files with these `endings` are meant, of YAML only those that are processes. What is
    `plain` is a path for certain, and git is not asked. Raises NoInput.
    """
    other = "" if plain or not is_path(where) else _other_meaning(where)
    if other and has_files():  # who commits a file called HEAD~1 wants it to be taken for that
        words = f"`{where}` is a path here, and a revision of git too"
        raise NoInput(words, f"write ./{where} for the path, {_spelled(where)} for the revision")
    if other or not is_path(where):
        commit = _commit(where)
        return Snapshot(_inputs(commit, paths, endings), _workspace_files(commit), commit)
    try:
        return Snapshot(find_inputs([where], endings=endings))
    except NoInput:
        return Snapshot([])


def is_path(where: str) -> bool:
    """Return whether `where` names something in the file system rather than a revision."""
    return os.path.lexists(where)


def has_files() -> bool:
    """Return whether there are files here: in a bare clone there are none."""
    return git.ask("rev-parse", "--is-bare-repository").stdout.strip() != b"true"


def _other_meaning(word: str) -> str:
    """Return the commit that a path is the name of, too; outside of git there is none."""
    try:
        done = _parsed(_name(word))
    except git.NoAnswer:
        raise
    except NoInput:
        return ""
    return "" if done.returncode else done.stdout.decode().strip()


def _spelled(word: str) -> str:
    """Return another way to write a revision, which is no path."""
    for kind in ("heads", "tags", "remotes"):
        name = f"refs/{kind}/{_name(word)}"
        if _parsed(name).returncode == 0:
            return name + word.removeprefix(_name(word))
    return "its hash, which git rev-parse tells,"


def _name(revision: str) -> str:
    """Return the revision without the dots that ask for where HEAD left it."""
    return "HEAD" if revision == "..." else revision.removesuffix("...")


def _parsed(revision: str) -> subprocess.CompletedProcess[bytes]:
    wanted = ("--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return git.ask("rev-parse", *wanted)


def _commit(revision: str) -> str:
    name = _name(revision)
    done = _parsed(name)
    if git.is_lacking(done):
        raise git.Missing(f"the commit that `{revision}` names")
    if done.returncode:
        words = f"`{revision}` is neither a path nor a revision of git here"
        raise NoInput(words, _hint(revision, git.reason(done)))
    commit = done.stdout.decode().strip()
    if name == revision:
        return commit
    done = git.ask("merge-base", commit, "HEAD")
    if git.is_lacking(done):
        raise git.Missing(f"all commits between {name} and HEAD")
    if done.returncode:
        words = f"git finds no commit from which both {name} and HEAD come"
        raise NoInput(words, _SHALLOW if _is_shallow() else git.reason(done))
    return done.stdout.decode().strip()


def _hint(revision: str, reason: str) -> str:
    """Say what may have been meant by a word that git does not know."""
    first, dots, second = revision.partition("..")
    if dots and second.strip("."):
        old = (first or "HEAD") + ("..." if second[0] == "." else "")
        return f"name both: crackmap diff {old} {second.lstrip('.')}"
    if reason:
        return reason
    refs = git.ask("for-each-ref", "--format=%(refname:short)").stdout.decode("utf-8", "replace")
    word, known = revision.rstrip("."), refs.split()
    remote = [ref for ref in known if ref.endswith(f"/{word}")]
    meant = remote[0] if remote else nearest(word, [*known, *sorted(os.listdir())])
    if meant:
        return f"did you mean {meant}?"
    return _SHALLOW if _is_shallow() else "git log shows the revisions"


def _is_shallow() -> bool:
    return git.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _inputs(commit: str, paths: Sequence[str], endings: tuple[str, ...]) -> list[Input]:
    wanted = [os.path.normpath(path) for path in paths]
    below = [path for path in wanted if path != "."]
    listed = [
        (name, hash_)
        for name, hash_ in _listed(commit, below)
        if name in wanted
        or (
            name.endswith(endings)
            and not is_ours(name)
            and not any(map(is_skipped, _folders(name, wanted)))
            and not os.path.basename(name).startswith(".")
        )
    ]
    inputs = _contents(listed, commit)
    meant = endings != ENDINGS
    return [file for file in inputs if file.path in wanted or meant or is_process(file)]


def _folders(name: str, wanted: Sequence[str]) -> list[str]:
    """Return the folders that lead to a file, from the one that was asked for on."""
    for path in wanted:
        if name.startswith(path + "/"):
            name = name.removeprefix(path + "/")
            break
    return [folder for folder in name.split("/")[:-1] if folder != ".."]


def _workspace_files(commit: str) -> dict[Path, bytes]:
    """Return the workspace files of a whole commit, wherever in it the command runs."""
    inside = os.fsdecode(git.answer("rev-parse", "--show-prefix")).removesuffix("\n").rstrip("/")
    root = Path.cwd()
    for _ in filter(None, inside.split("/")):
        root = root.parent
    listed = [
        (name, hash_)
        for name, hash_ in _listed(commit, whole=True)
        if os.path.basename(name) == WORKSPACE_FILE
    ]
    files = list(_contents(listed, commit))
    for file in files:
        if file.failure:
            raise NoInput(f"{file.path} of the commit {commit[:12]}: {file.failure}")
    return {root / file.path: file.data for file in files}


def _listed(
    commit: str, paths: Sequence[str] = (), *, whole: bool = False
) -> Iterator[tuple[str, str]]:
    """Return the files of a commit and the hashes of what they hold; no links, no submodules."""
    for line in os.fsdecode(git.list_files(commit, paths, whole=whole)).split("\0"):
        about, _, name = line.partition("\t")
        mode, kind, hash_ = about.split() if name else ("", "", "")
        if kind == "blob" and mode != "120000":
            yield name, hash_


def _contents(listed: Sequence[tuple[str, str]], commit: str) -> Iterator[Input]:
    """Read files of a commit, all in one go; one that is too large to read is reported as such.

    `listed` holds their names and hashes. Raises Missing where the clone lacks one, and NoInput
    where they are too many, for git may hold one file under any number of names.
    """
    if not listed:
        return
    if len(listed) > MOST_FILES:
        raise NoInput(f"the commit {commit[:12]} has more than {MOST_FILES:,} files to read")
    lines = _batch("--batch-check", listed, commit).splitlines()
    sizes = [int(line.split()[-1]) for line in lines]
    if sum(sizes) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        raise NoInput(
            f"the files of the commit {commit[:12]} are larger than {limit:,} MB together"
        )
    small = [entry for entry, size in zip(listed, sizes, strict=True) if size <= MAX_BYTES]
    answer, at = _batch("--batch", small, commit), 0
    for (name, _), size in zip(listed, sizes, strict=True):
        if size > MAX_BYTES:
            yield too_large(name)
        else:
            start = answer.index(b"\n", at) + 1
            yield Input(name, answer[start : start + size])
            at = start + size + 1


def _batch(how: str, listed: Sequence[tuple[str, str]], commit: str) -> bytes:
    """Ask git for the sizes, or for all, of what it knows by some hashes."""
    done = git.ask("cat-file", how, stdin="".join(f"{hash_}\n" for _, hash_ in listed).encode())
    lacking = done.stdout if how == "--batch-check" and b" missing\n" in done.stdout else b""
    if done.returncode or lacking:
        lines = (lacking or done.stderr).decode("utf-8", "replace").splitlines()
        said = "\n".join(line for line in lines if not lacking or line.endswith(" missing"))
        names = [name for name, hash_ in listed if hash_ in said]
        raise git.Missing(f"{names[0] if names else 'a file'} of {commit[:12]}")
    return done.stdout
