"""Asking git about a repository that may be a stranger's: it only reads, and only what is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crackmap.source.files import MAX_BYTES, NoInput
from crackmap.source.programs import program

if TYPE_CHECKING:
    import datetime
    import subprocess
    from collections.abc import Sequence

# What a repository may say in .git/config to have git start or read something else.
_SETTINGS = {
    "core.quotePath": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.askPass": "",
    "credential.helper": "",
    "protocol.allow": "never",
    "mailmap.file": os.devnull,
    "log.showSignature": "false",  # it names the program that verifies them
}
# Nothing is fetched, from nowhere, and nobody is asked for a password.
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",  # its words are looked at below
}
# What git says where a partial or broken clone lacks something.
_LACKING = (
    "promisor",
    "lazy fetching",
    "not allowed",
    "bad object",
    "not a tree object",
    "unable to read",
    "missing",
    "could not fetch",
)
_SECONDS = 120
MOST_LISTED = 256_000_000  # bytes of the names of all files of a commit
_LAST_SECOND = 253_402_300_799  # of the year 9999
_given_up: set[str] = set()  # folders in which a run asks git no more
_FETCH = "it is partial or damaged: git fetch --refetch --no-filter brings all of it"


class NoAnswer(NoInput):
    """Git does not end."""


class Missing(NoInput):
    """Something that belongs to a revision is not in this clone."""

    def __init__(self, what: str) -> None:
        """Say what it is."""
        super().__init__(f"this clone does not have {what}", _FETCH)


def ask(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git, and return what it said and how it ended; raises NoInput where there is no git.

    Where it did not end once, nobody waits for it again.
    """
    import subprocess

    here = os.path.realpath(".")
    if here in _given_up:
        raise _without_end(arguments[0])
    try:
        return subprocess.run(
            _command(arguments),
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **_ENVIRONMENT},
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        _given_up.add(here)
        raise _without_end(arguments[0]) from None


def _without_end(word: str) -> NoAnswer:
    words = f"git {word} did not end in {_SECONDS} seconds"
    return NoAnswer(words, "look at .git/config: it may name a pipe")


def _command(arguments: Sequence[str]) -> list[str]:
    git = program("git")
    if git is None:
        raise NoInput("git is not installed", "name files or folders instead")
    settings = [part for setting in _SETTINGS.items() for part in ("-c", "=".join(setting))]
    return [git, *settings, *arguments]


def answer(*arguments: str, what: str = "all that is asked for") -> bytes:
    """Run git and return what it said; raises NoInput where it fails.

    Missing, which is one, says that the clone does not have `what`.
    """
    done = ask(*arguments)
    if done.returncode:
        if is_lacking(done):
            raise Missing(what)
        raise NoInput(reason(done) or f"git {arguments[0]} failed")
    return done.stdout


def list_files(commit: str, paths: Sequence[str] = (), *, whole: bool = False) -> bytes:
    """Return what `git ls-tree` says of the files of a commit, each before a zero byte.

    They lie at or below `paths`, or where we are, or are those of the `whole` commit. Folders that
    hold one another again and again take no room in git, and could be listed for ever: raises
    NoInput for more than MOST_LISTED bytes, and as `answer` does.
    """
    import subprocess
    import threading

    options = ("--full-tree",) if whole else ()
    asked = ("ls-tree", "-r", "-z", *options, commit, "--", *paths)
    with subprocess.Popen(
        _command(asked),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ENVIRONMENT},
    ) as running:
        late = threading.Timer(_SECONDS, running.kill)
        late.start()
        assert running.stdout is not None
        said = running.stdout.read(MOST_LISTED + 1)
        late.cancel()
        if len(said) > MOST_LISTED:
            running.kill()
            raise NoInput(f"the commit {commit[:12]} has too many files to list")
    if running.returncode < 0:  # it was ended
        raise _without_end("ls-tree")
    return answer(*asked, what=f"all of {commit[:12]}") if running.returncode else said


def content(name: str, folder: str = ".") -> bytes | None:
    """Return what a file of a commit held; its `name` is `commit:path`, as seen from `folder`.

    None where there is none, and where it is larger than what is read of a file on disk: a few
    bytes of git may stand for as many as a machine has.
    """
    size = ask("-C", folder, "cat-file", "-s", name).stdout.strip()
    if not size.isdigit() or int(size) > MAX_BYTES:
        return None
    done = ask("-C", folder, "cat-file", "blob", name)
    return None if done.returncode else done.stdout


def is_lacking(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Return whether git failed for want of something that a whole clone would have."""
    said = done.stderr.decode("utf-8", "replace")
    return done.returncode != 0 and any(word in said for word in _LACKING)


def day_of(seconds: str) -> datetime.date:
    """Return the day (UTC) of a commit, in `seconds` since 1970.

    A commit may name a moment that is in no calendar: its day is the last one there is.
    """
    import datetime

    moment = min(int(seconds), _LAST_SECOND)
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date()


def reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the first line of what git complains about."""
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return words[0].removeprefix("fatal: ").removeprefix("error: ") if words else ""
