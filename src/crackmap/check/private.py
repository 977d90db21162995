"""The folder in which crackmap keeps what is this user's alone: results of checks, and a key.

Nothing in it is taken from a place where somebody else could have put it: a folder that is a link,
belongs to another user or can be written by others is refused.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shlex
import stat
import sys
import time
from pathlib import Path

from crackmap.source.files import read_input
from crackmap.source.problems import Refusal
from crackmap.source.writing import DAY, create_whole, take_away_if_left, write_private

_KEY = "key"
_KEY_BYTES = 32
_IGNORE = ".gitignore"
_SWEPT = "swept"  # its time says when old entries were last looked for
KEPT_DAYS = 30
_PROJECT = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{32}\.json")
_ANOTHER = "set XDG_CACHE_HOME to a folder of your own, or say --no-cache"
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of crackmap. It can be deleted at any time.\n"
)


class NotPrivate(Refusal):
    """A folder or file in which others could have written."""


def cache_folder() -> Path:
    """Return the folder for what crackmap keeps for this user; it need not be there.

    Raises OSError where there is none, and NotPrivate where it is none for certain.
    """
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("crackmap", appauthor=False)
    except RuntimeError:  # a user without a home, as in some containers
        raise FileNotFoundError(errno.ENOENT, "this user has no home folder") from None
    if not folder.is_absolute():  # it would lie in whatever folder a run begins in
        raise NotPrivate(f"{folder} is no full path", _ANOTHER)
    return folder


def project_folder(root: Path, *, named: bool) -> Path:
    """Return the folder below `root` for runs that begin in the folder where we are.

    It need not be there. Raises NotPrivate for one that is not this user's own; `named` tells
    whether it was named on the command line.
    """
    here = hashlib.sha256(os.fsencode(os.path.realpath("."))).hexdigest()[:32]
    is_there(root, "name another folder by --cache-dir" if named else _ANOTHER)
    is_there(root / here, f"remove it: rm -r {shlex.quote(str(root / here))}")
    return root / here


def make(root: Path, below: str) -> None:
    """Make the folder `below` in `root`, which then says that it is a cache; may raise OSError."""
    if not root.is_dir():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(str(root / "CACHEDIR.TAG"), _TAG.encode())
        write_private(str(root / _IGNORE), b"*\n")
    if below and not (root / below).is_dir():
        (root / below).mkdir(mode=0o700, exist_ok=True)
        # The root may have been there before, without one.
        write_private(str(root / below / _IGNORE), b"*\n")


def is_there(path: Path, help_: str, *, secret: bool = False) -> bool:
    """Return whether a folder is there, or a file that is `secret`.

    Raises NotPrivate, with `help_`, if it is a link or another user's, or others may write it
    (read a secret).
    """
    try:
        about = os.lstat(path)
    except OSError:
        return False
    if stat.S_ISLNK(about.st_mode):
        raise NotPrivate(f"{path} is a link", help_)
    if not (stat.S_ISREG if secret else stat.S_ISDIR)(about.st_mode):
        raise NotPrivate(f"{path} is no {'regular file' if secret else 'folder'}", help_)
    if sys.platform != "win32":  # there the folders of a user are closed to others
        if about.st_uid != os.geteuid():
            raise NotPrivate(f"{path} belongs to another user", help_)
        if about.st_mode & (0o077 if secret else 0o022):
            words = "can be read by others" if secret else "can be written by others"
            raise NotPrivate(f"{path} {words}", help_)
    return True


def key() -> bytes:
    """Return the secret by which crackmap knows what it wrote itself for this user.

    It is made where there is none. Raises NotPrivate, and OSError where none can be kept.
    """
    root = cache_folder()
    is_there(root, _ANOTHER)
    file = root / _KEY
    help_ = f"remove it: rm {shlex.quote(str(file))}"
    if not is_there(file, help_, secret=True):
        make(root, "")
        with contextlib.suppress(FileExistsError):  # another run was faster
            create_whole(str(file), os.urandom(_KEY_BYTES), private=True)
    kept = read_input(str(file), follow=False)
    if len(kept.data) != _KEY_BYTES:
        raise NotPrivate(f"{file} is no key of crackmap", help_)
    return kept.data


def sweep(root: Path, project: str) -> None:
    """Once a day and project, take away what was not used for `KEPT_DAYS` days."""
    now, marker = time.time(), root / project / _SWEPT
    with contextlib.suppress(OSError):
        if abs(now - marker.lstat().st_mtime) < DAY:
            return
    with contextlib.suppress(OSError):
        write_private(str(marker), b"")
        with os.scandir(root) as entries:
            for entry in entries:
                take_away_if_left(entry)
        for name in filter(_PROJECT.fullmatch, sorted(os.listdir(root))):
            with contextlib.suppress(OSError, NotPrivate):
                if is_there(root / name, ""):
                    _sweep(root / name, now)


def _sweep(folder: Path, now: float) -> None:
    """Take old entries out of a folder, and then the folder if nothing else is in it."""
    taken, left = 0, 0
    with os.scandir(folder) as entries:
        for entry in entries:
            age = now - entry.stat(follow_symlinks=False).st_mtime
            if _ENTRY.fullmatch(entry.name) and age > KEPT_DAYS * DAY:
                os.unlink(entry.path)
                taken += 1
            elif not take_away_if_left(entry):
                left += entry.name not in (_IGNORE, _SWEPT)
    if taken and not left:
        for name in (_IGNORE, _SWEPT):
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
