"""Which files a run looks at, and their bytes; says of each that cannot be read why."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crackmap.refusal import Refusal

MAX_BYTES = 64 * 1024 * 1024
ENDINGS = (".yaml", ".yml")
WORKSPACE_FILE = "crackmap.yaml"  # what processes share, and the settings
BASELINE_FILE = "cracks.yaml"  # the known cracks
# Folders in which nobody keeps processes, and which are large.
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})

# A key at the beginning of a line, or of a mapping in braces that the file begins with.
_PROCESS = re.compile(
    rb"""(?:\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?|[\r\n])(?:--- *)?(?:\{\s*)?"""
    rb"""["']?(?:process|stages)["']? *:"""
)


class NoInput(Refusal):
    """Nothing to work on."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the run: its path as people wrote it, and its bytes, or why there are none."""

    path: str
    data: bytes = b""
    failure: str = ""
    help: str = ""


def find_inputs(paths: Iterable[str], stdin_name: str = "<stdin>") -> list[Input]:
    """Read all files that `paths` name, each once, folders walked in the order of names.

    A file that is there under two names, one a link to the other, is one file.

    Raises NoInput where a folder holds no process. A file that cannot be read is an input with a
    failure: the other files are still checked.
    """
    found: dict[str, Input] = {}
    for path in dict.fromkeys(paths):
        if path == "-":
            found.setdefault(os.path.realpath(stdin_name), _standard_input(stdin_name))
            continue
        if not path:
            raise NoInput("a path is empty", "name a file, a folder, or - for standard input")
        path = str(Path(path))  # as git and CI write it: without ./ in front and // in the middle
        if os.path.isdir(path):
            below = [one for one in _walk(path) if is_process(one)]
            if not below:
                help_ = "name a file, or a folder with *.yaml files that begin with process:"
                raise NoInput(f"there is no process below {path}", help_)
            for one in below:
                found.setdefault(os.path.realpath(one.path), one)
        elif os.path.realpath(path) not in found:
            found[os.path.realpath(path)] = read_input(path)
    return list(found.values())


def read_input(path: str) -> Input:
    """Read one file; what keeps it from being read is told in the input.

    Only regular files are read: a pipe or a device might never end.
    """
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):
            help_ = "to read a pipe, name - and send it to standard input"
            return Input(path, failure="this is no regular file", help=help_)
        if about.st_size > MAX_BYTES:
            return _too_large(path)
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Input(path, failure="there is no such file", help=_similar(path))
    except PermissionError:
        return Input(path, failure="the file may not be read", help="look at its permissions")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Input(path, failure=f"the file cannot be read: {reason}")
    return _limited(path, data)


def file_above(folder: Path, name: str) -> Path | None:
    """Give the file `name` in `folder` or the nearest folder above it that has one."""
    for place in (folder, *folder.parents):
        if os.path.lexists(place / name):
            return place / name
    return None


def is_process(one: Input) -> bool:
    """Tell whether a file found in a folder is meant as a process: one that says so, even badly."""
    if one.failure:
        return True
    text = one.data.replace(b"\0", b"")  # so that UTF-16 is seen, and told, as well
    return _PROCESS.search(text) is not None


def is_ours(path: str) -> bool:
    """Tell whether a file holds settings or known cracks, and no process."""
    return os.path.basename(path) in (WORKSPACE_FILE, BASELINE_FILE)


def is_skipped(folder: str) -> bool:
    """Tell whether nobody looks for processes in a folder of this name."""
    return folder in _SKIPPED or folder.startswith(".")


def write_whole(path: str, data: bytes, *, durable: bool = True) -> None:
    """Write `data` to `path` whole or not at all; may raise OSError, and then leaves the old file.

    A link stays a link: what it leads to is written. Mode bits stay, and owner and extended
    attributes where the system lets them. Another hard link to the file keeps the old text: to
    write through it would be to write in parts. What is `durable` is on the disk before the old
    file is gone.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as stream:  # a pipe or a device is written to, never replaced
            stream.write(data)
        return
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    import tempfile  # most runs write nothing

    folder = os.path.dirname(target) or "."
    handle, temporary = tempfile.mkstemp(prefix=".crackmap-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if os.path.exists(target):
            _make_alike(target, temporary)
        else:
            os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _make_alike(old: str, new: str) -> None:
    """Give the file `new` the owner, the extended attributes and the mode bits of `old`."""
    about = os.stat(old)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # only root may give files away
            os.chown(new, about.st_uid, about.st_gid)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # not every file system has them
            for name in os.listxattr(old):
                with contextlib.suppress(OSError):
                    os.setxattr(new, name, os.getxattr(old, name))
    os.chmod(new, stat.S_IMODE(about.st_mode))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _standard_input(name: str) -> Input:
    if sys.stdin is None:
        return Input(name, failure="standard input is closed")
    try:
        return _limited(name, sys.stdin.buffer.read(MAX_BYTES + 1))
    except OSError as error:
        return Input(name, failure=f"standard input cannot be read: {error.strerror or error}")


def _limited(path: str, data: bytes) -> Input:
    return Input(path, data) if len(data) <= MAX_BYTES else _too_large(path)


def _too_large(path: str) -> Input:
    limit = MAX_BYTES // 1024 // 1024
    return Input(path, failure=f"the file is larger than {limit} MB", help="split the process")


def _walk(folder: str) -> Iterator[Input]:
    failed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(one for one in folders if not is_skipped(one))
        for name in sorted(names):
            if name.endswith(ENDINGS) and not name.startswith(".") and not is_ours(name):
                yield read_input(str(Path(root, name)))
    for error in failed:
        words = f"the folder cannot be read: {error.strerror or error}"
        yield Input(str(Path(error.filename)), failure=words, help="look at its permissions")


def _similar(path: str) -> str:
    from crackmap.source import nearest

    if os.path.islink(path):
        return f"it is a link to {os.readlink(path)}"
    folder = Path(path).parent
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return f"there is no folder {folder}" if str(folder) != "." else ""
    meant = nearest(Path(path).name, names)
    return f"did you mean {folder / meant}?" if meant else ""
