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
from functools import cache

from crackmap.files import read_input

LINK = "it is a link, and only links that you name are written through"
_PATIENCE = 10.0  # seconds that a run waits for another one that must be alone in a folder
_SHORT_PATIENCE = 0.2
DAY = 24 * 60 * 60
_PREFIX, _SUFFIX = ".crackmap-new-", ".tmp"
_BEGUN = re.compile(r"\.crackmap-new-[a-z0-9_]{8}\.tmp")  # a file that is not whole yet


class Changed(Exception):
    """A file does not hold any more what was read from it."""


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
    target = _target(path, follow=follow)
    with _beside_others(os.path.dirname(target) or "."):
        _put(target, data)


def replace_whole(path: str, old: bytes | None, new: bytes, *, follow: bool = True) -> None:
    """Put `new` in the place of `old`, as `write_whole` does; raises Changed if it is not there.

    `old` is None where there must be no file. To keep other runs from coming in between, call it
    `alone` in the folder.
    """
    target = _target(path, follow=follow)

    def is_old() -> bool:
        return read_input(target, follow=False).data == old

    _put(target, new, may_replace=None if old is None else is_old)


def create_whole(path: str, data: bytes, *, private: bool = False) -> None:
    """Write a new file, whole or not at all; raises FileExistsError rather than write over one.

    What is `private` is for this user alone, and can be made again.
    """
    with _beside_others(os.path.dirname(path) or "."):
        try:
            _put(path, data, private=private, may_replace=None)
        except Changed:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path) from None


def keep(path: str, data: bytes) -> None:
    """Write a file for this user alone, which can be made again; never through a link."""
    _put(path, data, private=True)


def _target(path: str, *, follow: bool) -> str:
    """Give the file that is written: what a link leads to, if it is to `follow`."""
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

    The old file is replaced only if `may_replace` says so right before, for nobody else keeps to
    our locks; None is for a file that must not be there. Raises Changed. The new text is on the
    disk before the old one is gone, but for what is `private`.
    """
    _refuse(target)
    import tempfile  # most runs write nothing

    folder = os.path.dirname(target) or "."
    handle, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if not private:
                file.flush()
                os.fsync(file.fileno())
        if os.path.lexists(target):
            _make_alike(target, temporary)
        elif not private:
            os.chmod(temporary, 0o666 & ~_umask())
        if may_replace is None:
            _claim(temporary, target)
        elif may_replace():
            os.replace(temporary, target)
        else:
            raise Changed(target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


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
    """Give a new file its name; raises Changed if somebody was faster."""
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
            os.replace(temporary, target)
    except FileExistsError:
        raise Changed(target) from None


def _make_alike(old: str, new: str) -> None:
    """Give the file `new` the owner, the extended attributes and the mode bits of `old`."""
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
    """Keep other runs of crackmap from writing into `folder`.

    The lock is on the folder itself: no file is left behind, and what a killed run held is free.
    Where the system has no such locks, or somebody holds one who is no run of crackmap, it goes on
    without after some seconds; then the comparison of `replace_whole` sees to it that nothing is
    lost, but for what is saved in the very moment of the exchange.
    """
    handle = _locked(folder, exclusive=True, patience=_PATIENCE)
    try:
        _sweep(os.path.realpath(folder), older_than=DAY if handle is None else 0)
        yield
    finally:
        if handle is not None:
            os.close(handle)


@contextlib.contextmanager
def _beside_others(folder: str) -> Iterator[None]:
    """Write while others may, and keep those away who sweep up what was left behind."""
    _tidy(os.path.realpath(folder))
    handle = _locked(folder, exclusive=False, patience=_SHORT_PATIENCE)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


@cache
def _tidy(folder: str) -> None:
    """Sweep a folder once in a run, if nobody writes there."""
    handle = _locked(folder, exclusive=True, patience=0)
    _sweep(folder, older_than=DAY if handle is None else 0)
    if handle is not None:
        os.close(handle)


def _locked(folder: str, *, exclusive: bool, patience: float) -> int | None:
    """Give a handle that holds a lock until it is closed; None where there is none to be had."""
    if sys.platform == "win32":
        return None
    import fcntl

    mode = (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # then the folder cannot be written either, and the writing tells
        return None
    end = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(handle, mode)
                return handle
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= end:
                    break
                time.sleep(0.02)
    except OSError:  # some network file systems lock no folders
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


@cache
def _sweep(folder: str, older_than: float) -> None:
    """Take away, once in a run, what killed runs left behind: files that never became whole."""
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder) as listed:
        for entry in listed:
            if is_left(entry, now - older_than):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def is_left(entry: os.DirEntry[str], before: float) -> bool:
    """Tell whether a file was begun before a time, in seconds, and never became whole."""
    if not _BEGUN.fullmatch(entry.name):
        return False
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISREG(about.st_mode) and about.st_mtime <= before
