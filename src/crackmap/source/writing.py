"""Writing files: whole or not at all, and never over what somebody else has just written."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import IO

from crackmap.source.files import read_input
from crackmap.source.problems import Refusal

LINK = "it is a link, and only links that you name are written through"
_PATIENCE = 5.0  # seconds that a run waits for others that must be alone in a folder
DAY = 24 * 60 * 60
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_PREFIX, _SUFFIX = ".crackmap-new-", ".tmp"
_BEGUN = re.compile(r"\.crackmap-new-[a-z0-9_]{8}\.tmp")  # a file that is not whole yet


class Changed(Exception):
    """A file does not hold any more what was read from it."""


class Busy(Refusal):
    """Somebody else holds a folder, and does not let go of it."""

    def __init__(self, folder: str) -> None:
        """Say which folder it is."""
        super().__init__(
            f"another program holds a lock on the folder {folder}",
            "nothing was written there; try again when it has ended",
        )


@contextlib.contextmanager
def refusing(path: str) -> Iterator[None]:
    """Raise Refusal, in words about `path`, for what keeps it from being written."""
    try:
        yield
    except Busy as error:
        raise Refusal(f"{path} cannot be written: {error}", error.help) from None
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror or error}") from None


def write_whole(path: str, data: bytes, *, follow: bool = True) -> None:
    """Write `data` to `path` whole or not at all; may raise OSError, and then leaves the old file.

    A link that somebody named stays a link: what it leads to is written. Without `follow`, for a
    path that nobody named, a link is refused, and so is all that is no regular file.

    Mode bits stay, and owner and extended attributes where the system lets them. Another hard link
    to the file keeps the old text: to write through it would be to write in parts.
    """
    if follow and os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:  # a pipe or a device is written to, never replaced
            stream.write(data)
        return
    _put(_target(path, follow=follow), data)


@contextlib.contextmanager
def making_folder(path: str) -> Iterator[None]:
    """Make the folder that `path` is written in, and take it away again where that fails."""
    folder, missing = os.path.dirname(path), list[str]()
    while folder not in ("", *missing) and not os.path.lexists(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    try:
        if missing:
            os.makedirs(missing[0], exist_ok=True)
        yield
    except BaseException:
        for folder in missing:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def replace_whole(path: str, old: bytes | None, new: bytes, *, follow: bool = True) -> None:
    """Put `new` in the place of `old`, as `write_whole` does; raises Changed if it is not there.

    `old` is None where there must be no file. To keep other runs from coming in between, call it
    `alone` in the folder.
    """
    with replacing(path, old, new, follow=follow) as put:
        put()


@contextlib.contextmanager
def replacing(
    path: str, old: bytes | None, new: bytes, *, follow: bool = True
) -> Iterator[Callable[[], None]]:
    """Write `new` beside `path`, and give what then does as `replace_whole`.

    Of several files, all can so be on the disk before the first is exchanged. Raises Changed where
    `old` is not there any more by now.
    """
    target = _target(path, follow=follow)

    def is_old() -> bool:
        return read_input(target, follow=False).data == old

    if os.path.lexists(target) if old is None else not is_old():
        raise Changed(target)
    with _begun(target, new) as temporary:
        yield partial(_exchange, temporary, target, None if old is None else is_old)


def create_whole(path: str, data: bytes, *, private: bool = False) -> None:
    """Write a new file, whole or not at all; raises FileExistsError rather than write over one.

    What is `private` is for this user alone, and can be made again.
    """
    try:
        _put(path, data, private=private, may_replace=None)
    except Changed:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path) from None


def write_private(path: str, data: bytes) -> None:
    """Write a file for this user alone, which can be made again; never through a link."""
    _put(path, data, private=True)


def _target(path: str, *, follow: bool) -> str:
    """Return the file that is written: what a link leads to, if it is to `follow`."""
    if not follow:
        return path
    target = os.path.realpath(path)
    if os.path.islink(target):
        raise OSError(errno.ELOOP, "it is a link that leads nowhere", path)
    return target


def _always() -> bool:
    return True


def _put(
    target: str,
    data: bytes,
    *,
    private: bool = False,
    may_replace: Callable[[], bool] | None = _always,
) -> None:
    """Write beside `target`, which is no link, and then exchange the two.

    Raises Changed.
    """
    with _begun(target, data, private=private) as temporary:
        _exchange(temporary, target, may_replace)


@contextlib.contextmanager
def _begun(target: str, data: bytes, *, private: bool = False) -> Iterator[str]:
    """Write a file beside `target` that takes its place or is gone in the end; give its path.

    It is on the disk before it is given, but for what is `private`.
    """
    _refuse(target)
    with _temporary(os.path.dirname(target) or ".") as (file, temporary):
        file.write(data)
        file.flush()
        if not private:
            os.fsync(file.fileno())
        if sys.platform == "win32":
            file.close()  # there an open file has no other name
        if not private:  # else it stays for this user alone
            _give_mode(target, temporary)
        yield temporary


@contextlib.contextmanager
def _temporary(folder: str) -> Iterator[tuple[IO[bytes], str]]:
    """Begin a file in `folder`, locked so that nobody sweeps it up, and take away what is left."""
    import tempfile  # most runs write nothing

    _sweep(os.path.realpath(folder))
    while True:
        handle, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, folder)
        try:
            with os.fdopen(handle, "wb") as file:
                if _lock(handle) is not False and os.fstat(handle).st_nlink:
                    yield file, temporary
                    return
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _exchange(temporary: str, target: str, may_replace: Callable[[], bool] | None) -> None:
    """Give a new file the name of the old one; raises Changed.

    The old file is replaced only if `may_replace` says so right before, for nobody else keeps to
    our locks; None is for a file that must not be there.
    """
    if may_replace is None:
        _claim(temporary, target)
    elif may_replace():
        os.replace(temporary, target)
    else:
        raise Changed(target)


def _refuse(target: str) -> None:
    """Raise OSError for what is there and is no file that may be written."""
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, LINK, target)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file", target)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)


def _claim(temporary: str, target: str) -> None:
    """Return a new file its name; raises Changed if somebody was faster."""
    try:
        if sys.platform == "win32":
            os.rename(temporary, target)  # never over another file
            return
        try:
            os.link(temporary, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links: the name is taken first
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            try:
                os.replace(temporary, target)
            except OSError:
                os.unlink(target)
                raise
    except FileExistsError:
        raise Changed(target) from None


def _give_mode(old: str, new: str) -> None:
    """Return the file `new` the owner, the extended attributes and the mode bits of `old`.

    Where there is no old one, it has the mode bits of any new file.
    """
    if not os.path.lexists(old):
        os.chmod(new, 0o666 & ~_umask())
        return
    about = os.lstat(old)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # only root may give files away
            os.chown(new, about.st_uid, about.st_gid)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # not every file system has them
            for name in os.listxattr(old, follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.setxattr(new, name, os.getxattr(old, name, follow_symlinks=False))
    os.chmod(new, stat.S_IMODE(about.st_mode))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def alone(folder: str) -> Iterator[None]:
    """Keep other runs of crackmap from changing files in `folder`; raises Busy after a while.

    The lock is on the folder itself: no file is left behind, and what a killed run held is free.
    Where the system has no such locks, the comparison of `replace_whole` sees to it that nothing is
    lost, but for what is saved in the very moment of the exchange.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:  # Windows opens no folders
        yield
        return
    _sweep(os.path.realpath(folder))
    try:
        end = time.monotonic() + _PATIENCE
        while _lock(handle) is False:
            if time.monotonic() >= end:
                raise Busy(folder)
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool | None:
    """Lock a file or folder until it is closed; False if somebody else did, None if none can."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # some network file systems have no locks
        return None
    return True


@cache
def _sweep(folder: str) -> None:
    """Take away, once in a run, what killed runs left behind: files that never became whole."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            take_away_if_left(entry)


def take_away_if_left(entry: os.DirEntry[str]) -> bool:
    """Take a file away that was begun and that nobody writes any more; return whether it was one.

    The lock of a run that was killed is gone. Where there are no locks, a day must have passed.
    """
    if not _BEGUN.fullmatch(entry.name):
        return False
    try:
        handle = os.open(entry.path, os.O_RDONLY | _CAREFUL)
    except OSError:  # a link, or not ours
        return False
    try:
        about = os.fstat(handle)
        free = _lock(handle)
        if free is None:
            free = time.time() - about.st_mtime > DAY
        if not free or not stat.S_ISREG(about.st_mode):
            return False
        os.unlink(entry.path)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
