"""Writing files: whole or not at all, and never over what somebody else has just written."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from functools import cache

from crackmap.files import read_input

LINK = "it is a link, and only links that you name are written through"
_PATIENCE = 10.0  # seconds that a run waits for another one that writes into the same folder
_DAY = 24 * 60 * 60
_PREFIX, _SUFFIX = ".crackmap-new-", ".tmp"
BEGUN = re.compile(r"\.crackmap-new-[a-z0-9_]{8}\.tmp")  # a file that is not whole yet


class Changed(Exception):
    """A file does not hold any more what was read from it."""


class Busy(Exception):
    """Another run of crackmap writes into a folder, and does not end."""


def write_whole(path: str, data: bytes, *, follow: bool = True) -> None:
    """Write `data` to `path` whole or not at all; may raise OSError, and then leaves the old file.

    A link that somebody named stays a link: what it leads to is written. Without `follow`, for a
    path that nobody named, a link is refused, and so is all that is no regular file.

    Mode bits stay, and owner and extended attributes where the system lets them. Another hard link
    to the file keeps the old text: to write through it would be to write in parts.
    """
    target = os.path.realpath(path) if follow else path
    if follow and os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as stream:  # a pipe or a device is written to, never replaced
            stream.write(data)
        return
    with _in_folder_of(target):
        put(target, data)


def replace_whole(path: str, old: bytes | None, new: bytes, *, follow: bool = True) -> None:
    """Put `new` in the place of `old`, as `write_whole` does; raises Changed if it is not there.

    `old` is None where there was no file. To keep other runs from coming in between, call it
    `alone` in the folder.
    """
    put(os.path.realpath(path) if follow else path, new, old=old, compare=True)


def create_whole(path: str, data: bytes) -> None:
    """Write a new file, whole or not at all; raises FileExistsError rather than write over one."""
    with _in_folder_of(path):
        try:
            put(path, data, old=None, compare=True)
        except Changed:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path) from None


def put(
    target: str,
    data: bytes,
    *,
    private: bool = False,
    old: bytes | None = None,
    compare: bool = False,
) -> None:
    """Write beside `target`, which is no link, and then exchange the two.

    With `compare`, only if `target` still holds `old`, or is not there if that is None: looked at
    right before, for nobody else keeps to our locks; raises Changed. The new text is on the disk
    before the old one is gone, but for what is `private`: that is for this user alone, and can be
    made again.
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
        if compare and old is None:
            _claim(temporary, target)
        elif compare and read_input(target, follow=False).data != old:
            raise Changed(target)
        else:
            os.replace(temporary, target)
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
def alone(folder: str, patience: float | None = None) -> Iterator[None]:
    """Keep other runs of crackmap from writing into `folder`; raises Busy after some seconds.

    The lock is on the folder itself: no file is left behind, and what a killed run held is free.
    Where the system has no such locks, `replace_whole` alone sees to it that nothing is lost.
    """
    handle = _locked(folder, exclusive=True, patience=_PATIENCE if patience is None else patience)
    try:
        _sweep(folder, older_than=_DAY if handle is None else 0)
        yield
    finally:
        if handle is not None:
            os.close(handle)


@contextlib.contextmanager
def _in_folder_of(path: str) -> Iterator[None]:
    """Write beside others, but not while one of them must be alone."""
    folder = os.path.dirname(path) or "."
    _tidy(os.path.realpath(folder))
    handle = None
    with contextlib.suppress(Busy):  # whoever is alone for so long is no run of crackmap
        handle = _locked(folder, exclusive=False, patience=_PATIENCE)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


@cache
def _tidy(folder: str) -> None:
    """Sweep a folder once in a run, if nobody writes there."""
    with contextlib.suppress(Busy), alone(folder, patience=0):
        pass


def _locked(folder: str, *, exclusive: bool, patience: float) -> int | None:
    """Give a handle that holds a lock until it is closed; None where there are no locks."""
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
                    raise Busy(folder) from None
                time.sleep(0.02)
    except OSError:  # some network file systems lock no folders
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise


def _sweep(folder: str, older_than: float) -> None:
    """Take away what killed runs left behind: files of ours that never became whole."""
    with contextlib.suppress(OSError), os.scandir(folder) as listed:
        for entry in listed:
            if not BEGUN.fullmatch(entry.name):
                continue
            with contextlib.suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode) and time.time() - about.st_mtime >= older_than:
                    os.unlink(entry.path)
