"""The folder in which crackmap keeps what is this user's alone: results of checks, and a key.

Nothing in it is taken from a place where somebody else could have put it: a folder that is a link,
belongs to another user or can be written by others is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
import time
from pathlib import Path

from crackmap.files import read_input
from crackmap.refusal import Refusal
from crackmap.writing import BEGUN, Changed, put

_KEY = "key"
_KEY_BYTES = 32
_SWEPT = "swept"  # its time says when old entries were last looked for
DAY = 24 * 60 * 60
KEPT_DAYS = 30
_PROJECT = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{32}\.json")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of crackmap. It can be deleted at any time.\n"
)


class NotPrivate(Refusal):
    """A folder or file in which others could have written."""


def cache_folder() -> Path:
    """Give the folder for what crackmap keeps for this user; it need not be there.

    Raises NotPrivate where the environment names none for certain.
    """
    from platformdirs import user_cache_path

    folder = user_cache_path("crackmap", appauthor=False)
    if not folder.is_absolute():  # it would lie in whatever folder a run begins in
        raise NotPrivate(f"{folder} is no full path", "set XDG_CACHE_HOME to one")
    return folder


def project_folder(root: Path) -> Path:
    """Give the folder below `root` for runs that begin in the folder where we are.

    It need not be there. Raises NotPrivate for one that is not this user's own.
    """
    here = hashlib.sha256(os.fsencode(os.path.realpath("."))).hexdigest()[:32]
    for folder in (root, root / here):
        is_there(folder)
    return root / here


def make(root: Path, below: str = "") -> None:
    """Make the folder `root`, which says that it is a cache, and one `below`; may raise OSError."""
    if not root.is_dir():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(str(root / "CACHEDIR.TAG"), _TAG.encode(), private=True)
        put(str(root / ".gitignore"), b"*\n", private=True)
    if below:
        (root / below).mkdir(mode=0o700, exist_ok=True)


def is_there(path: Path, *, secret: bool = False) -> bool:
    """Tell whether a folder is there, or a file that is `secret`.

    Raises NotPrivate if it is a link or another user's, or others may write it (read a secret).
    """
    try:
        about = os.lstat(path)
    except OSError:
        return False
    if stat.S_ISLNK(about.st_mode):
        raise NotPrivate(f"{path} is a link", "remove it")
    if not (stat.S_ISREG if secret else stat.S_ISDIR)(about.st_mode):
        raise NotPrivate(f"{path} is no {'regular file' if secret else 'folder'}", "remove it")
    if sys.platform != "win32":  # there the folders of a user are closed to others
        if about.st_uid != os.geteuid():
            raise NotPrivate(f"{path} belongs to another user", "name a folder by --cache-dir")
        if about.st_mode & (0o077 if secret else 0o022):
            words = "can be read by others" if secret else "can be written by others"
            raise NotPrivate(f"{path} {words}", f"chmod go-{'rwx' if secret else 'w'} {path}")
    return True


def key() -> bytes:
    """Give the secret by which crackmap knows what it wrote itself for this user.

    It is made where there is none. Raises NotPrivate, and OSError where none can be kept.
    """
    root = cache_folder()
    is_there(root)
    file = root / _KEY
    if not is_there(file, secret=True):
        make(root)
        with contextlib.suppress(Changed):  # another run was faster
            put(str(file), os.urandom(_KEY_BYTES), private=True, old=None, compare=True)
    found = read_input(str(file), follow=False)
    if len(found.data) != _KEY_BYTES:
        raise NotPrivate(f"{file} is no key of crackmap", "remove it")
    return found.data


def sweep(root: Path) -> None:
    """Once a day, take away what was not used for `KEPT_DAYS` days."""
    now, marker = time.time(), root / _SWEPT
    with contextlib.suppress(OSError):
        if abs(now - marker.lstat().st_mtime) < DAY:
            return
    with contextlib.suppress(OSError):
        put(str(marker), b"", private=True)
        for project in filter(_PROJECT.fullmatch, sorted(os.listdir(root))):
            folder = root / project
            with contextlib.suppress(OSError, NotPrivate):
                if is_there(folder):
                    _sweep(folder, now)
                    folder.rmdir()  # fails, and rightly, while something is left


def _sweep(folder: Path, now: float) -> None:
    with os.scandir(folder) as listed:
        for entry in listed:
            days = KEPT_DAYS if _ENTRY.fullmatch(entry.name) else 1
            ours = days == KEPT_DAYS or BEGUN.fullmatch(entry.name)
            with contextlib.suppress(OSError):
                if ours and now - entry.stat(follow_symlinks=False).st_mtime > days * DAY:
                    os.unlink(entry.path)
