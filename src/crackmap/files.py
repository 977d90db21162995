"""Which files a run looks at, and their bytes; says of each that cannot be read why."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
ENDINGS = (".yaml", ".yml")
# Folders in which nobody keeps processes, and which are large.
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})


class NoInput(Exception):
    """Nothing to work on: what is wrong, and what to do."""

    def __init__(self, message: str, help_: str = "") -> None:
        """Keep the words for the person who asked."""
        super().__init__(message)
        self.help = help_


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the run: its path as people wrote it, and its bytes, or why there are none."""

    path: str
    data: bytes = b""
    failure: str = ""
    help: str = ""


def find_inputs(paths: Iterable[str], stdin_name: str = "<stdin>") -> list[Input]:
    """Read all files that `paths` name, each once, folders walked in the order of names.

    Raises NoInput where a folder holds no process. A file that cannot be read is an input with a
    failure: the other files are still checked.
    """
    found: dict[str, Input] = {}
    for path in paths:
        if path == "-":
            found[stdin_name] = _limited(stdin_name, sys.stdin.buffer.read(MAX_BYTES + 1))
        elif Path(path).is_dir():
            below = [one for one in _walk(path) if is_process(one)]
            if not below:
                help_ = "name a file, or a folder with *.yaml files that begin with process:"
                raise NoInput(f"there is no process below {path}", help_)
            found.update((one.path, one) for one in below if one.path not in found)
        elif path not in found:
            found[path] = read_input(path)
    return list(found.values())


def read_input(path: str) -> Input:
    """Read one file; what keeps it from being read is told in the input."""
    try:
        if os.path.getsize(path) > MAX_BYTES:
            return _limited(path, b"x" * (MAX_BYTES + 1))
        data = Path(path).read_bytes()
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
        if (place / name).is_file():
            return place / name
    return None


def is_process(one: Input) -> bool:
    """Tell whether a file found in a folder is meant as a process: one that says so, even badly."""
    if one.failure:
        return True
    head = b"\n" + one.data.removeprefix(b"\xef\xbb\xbf")
    return any(sign in head for sign in (b"\nprocess:", b"\nstages:", b'\n"process"'))


def write_whole(path: str, data: bytes, *, durable: bool = True) -> None:
    """Write `data` to `path` whole or not at all, keeping its mode bits and links; may raise.

    What is `durable` is on the disk before the old file is gone.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target) or "."
    handle, temporary = tempfile.mkstemp(prefix=".crackmap-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if os.path.exists(target):
            shutil.copymode(target, temporary)
        else:
            os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _limited(path: str, data: bytes) -> Input:
    if len(data) <= MAX_BYTES:
        return Input(path, data)
    limit = MAX_BYTES // 1024 // 1024
    return Input(path, failure=f"the file is larger than {limit} MB", help="split the process")


def _walk(folder: str) -> Iterator[Input]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if n not in _SKIPPED and not n.startswith("."))
        for name in sorted(names):
            ours = name in ("crackmap.yaml", "cracks.yaml")
            if name.endswith(ENDINGS) and not name.startswith(".") and not ours:
                yield read_input(os.path.join(root, name))


def _similar(path: str) -> str:
    from crackmap.source import nearest

    folder = Path(path).parent
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return f"there is no folder {folder}" if str(folder) != "." else ""
    meant = nearest(Path(path).name, names)
    return f"did you mean {folder / meant}?" if meant else ""
