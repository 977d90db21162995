"""Which files a run looks at, and their bytes; says of each that cannot be read why."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crackmap.source.problems import Refusal

MAX_BYTES = 64 * 1024 * 1024
ENDINGS = (".yaml", ".yml")
WORKSPACE_FILE = "crackmap.yaml"  # what processes share, and the settings
BASELINE_FILE = "cracks.yaml"  # the known cracks
MOST_DEEP = 100  # folders below the one that is named
TOO_DEEP = f"folders lie in each other here, more than {MOST_DEEP} deep"
# Folders in which nobody keeps processes, and which are large.
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})

# A key at the beginning of a line, or of a mapping in braces that the file begins with.
_PROCESS = re.compile(
    rb"""(?:\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?|[\r\n])(?:--- *)?(?:\{\s*)?"""
    rb"""["']?(?:process|stages)["']? *:"""
)


class NoInput(Refusal):
    """Nothing to work on."""


class Input(NamedTuple):
    """A file of the run: its path as people wrote it, and its bytes, or why there are none."""

    path: str
    data: bytes = b""
    failure: str = ""
    help: str = ""


def find_inputs(
    paths: Iterable[str],
    stdin_name: str = "<stdin>",
    *,
    named: bool = True,
    endings: tuple[str, ...] = ENDINGS,
) -> list[Input]:
    """Read all files that `paths` name, each once, folders walked in the order of names.

    A file that is there under two names, one a link to the other, is one file. A link is followed
    only where somebody named it: not one that lies in a folder, and none at all where the paths
    were not `named` by people but found. Below a folder, files with these `endings` are meant, of
    YAML those that say they are a process. Our own files beside others are passed over: it was a
    shell that named them, for *.yaml.

    Raises NoInput where a folder that was named holds no process, or nothing does. A file that
    cannot be read is an input with a failure: the other files are still checked.
    """
    inputs: dict[str, Input] = {}
    links: list[str] = []
    others: set[str] = set()  # files of folders that are no process
    real = RealPaths()
    paths = list(dict.fromkeys(paths))
    has_others = not all(map(is_ours, paths))
    for path in paths:
        if path == "-":
            inputs.setdefault(os.path.realpath(stdin_name), _standard_input(stdin_name))
            continue
        if not path:
            raise NoInput("a path is empty", "name a file, a folder, or - for standard input")
        path = str(Path(path))  # as git and CI write it: without ./ in front and // in the middle
        if not named and os.path.islink(path):
            links.append(path)
        elif os.path.isdir(path):
            below = _below(path, endings, real)
            for file in below.inputs:
                inputs.setdefault(real.of(file.path), file)
            links += below.links
            others |= below.others
            if named and not below.inputs and not below.links:
                help_ = "name a file, or a folder with *.yaml files that begin with process:"
                if endings != ENDINGS:
                    help_ = f"name a file, or a folder with files in {', '.join(endings)}"
                raise NoInput(f"there is no process below {path}", help_)
        elif is_ours(path) and has_others:
            others.add(os.path.realpath(path))
        elif os.path.realpath(path) not in inputs:
            inputs[os.path.realpath(path)] = read_input(path, follow=named)
    if not named and not inputs and not links:
        raise NoInput("there is no process in the folders that crackmap.yaml names")
    for path in links:
        if (end := os.path.realpath(path)) not in inputs and end not in others:
            inputs[f"link {path}"] = _link(path)
    return list(inputs.values())


def read_input(path: str, *, follow: bool = True) -> Input:
    """Read one file; what keeps it from being read is said in the input.

    Only regular files are read: a pipe or a device might never end. A link is read through only to
    `follow` it: where somebody named it.
    """
    try:
        about = os.stat(path, follow_symlinks=follow)
        if stat.S_ISLNK(about.st_mode):
            return _link(path)
        if not stat.S_ISREG(about.st_mode):
            return _no_regular_file(path)
        if about.st_size > MAX_BYTES:
            return too_large(path)
        with open(path, "rb", opener=_follow if follow else _stay) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):  # it was exchanged just now
                return _no_regular_file(path)
            data = file.read(min(about.st_size, MAX_BYTES) + 1)  # room for more is dear
            if len(data) > about.st_size:  # it grows, or has no size, as below /proc
                data += file.read(MAX_BYTES + 1 - len(data))
    except FileNotFoundError:
        return Input(path, failure="there is no such file", help=_similar(path))
    except PermissionError:
        return Input(path, failure="the file may not be read", help="look at its permissions")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Input(path, failure=f"the file cannot be read: {reason}")
    return _limited(path, data)


def _follow(path: str, flags: int) -> int:
    """Open a file, without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _stay(path: str, flags: int) -> int:
    """Open a file, but not through a link."""
    return _follow(path, flags | getattr(os, "O_NOFOLLOW", 0))


def too_large(path: str) -> Input:
    """Return the input that a file is which nobody would want to wait for."""
    limit = MAX_BYTES // 1024 // 1024
    return Input(path, failure=f"the file is larger than {limit} MB", help="split the process")


def read_beside(path: str, option: str, *, named: bool) -> Input:
    """Read a file that is no process: settings, or known cracks.

    Where nobody `named` it, by that `option` if the command has one, it is not read through a link.
    """
    file = read_input(path, follow=named)
    if not file.failure:
        return file
    is_link = not named and os.path.islink(path)
    help_ = _similar(path)
    if is_link:
        help_ = f"name it by {option}, or put the file here" if option else "put the file here"
    return file._replace(help=help_ if is_link or not os.path.lexists(path) else "")


def as_found(paths: Iterable[str]) -> frozenset[str]:
    """Return paths as the inputs have them that are read because of those paths."""
    return frozenset(str(Path(path)) for path in paths)


class RealPaths:
    """Real paths of files, many of them in one folder, which is looked up once."""

    def __init__(self) -> None:
        """Begin without any."""
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the real path of what has the name in `path`, however a folder above is called."""
        folder, name = os.path.split(path)
        if name in ("", ".", "..") or os.path.islink(path):
            return os.path.realpath(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], name)


def folder_of(path: str, named: frozenset[str], real: RealPaths) -> Path:
    """Return the real folder of a file, or the folder that `path` is itself.

    That of a link is the one in which it lies, unless it is `named`.
    """
    if os.path.islink(path) and str(Path(path)) not in named:
        return Path(real.of(os.path.dirname(path)))
    place = real.of(path)
    return Path(place if os.path.isdir(place) else os.path.dirname(place))


def file_above(folder: Path, name: str) -> Path | None:
    """Return the file `name` in `folder` or the nearest folder above it that has one."""
    for place in (folder, *folder.parents):
        if os.path.lexists(place / name):
            return place / name
    return None


def is_process(file: Input) -> bool:
    """Return whether a file of a folder is meant as a process: one that says so, even badly."""
    return bool(file.failure) or says_process(file.data)


def says_process(data: bytes) -> bool:
    """Return whether bytes say that they are a process."""
    text = data.replace(b"\0", b"")  # so that UTF-16 is seen, and reported, as well
    return _PROCESS.search(text) is not None


def is_ours(path: str) -> bool:
    """Return whether a file holds settings or known cracks, and no process."""
    return os.path.basename(path) in (WORKSPACE_FILE, BASELINE_FILE)


def is_skipped(folder: str) -> bool:
    """Return whether nobody looks for processes in a folder of this name."""
    return folder in _SKIPPED or folder.startswith(".")


def _standard_input(name: str) -> Input:
    if sys.stdin is None:
        return Input(name, failure="standard input is closed")
    try:
        return _limited(name, sys.stdin.buffer.read(MAX_BYTES + 1))
    except OSError as error:
        return Input(name, failure=f"standard input cannot be read: {error.strerror or error}")


def _limited(path: str, data: bytes) -> Input:
    return Input(path, data) if len(data) <= MAX_BYTES else too_large(path)


def _no_regular_file(path: str) -> Input:
    help_ = "to read a pipe, name - and send it to standard input"
    return Input(path, failure="this is no regular file", help=help_)


def _link(path: str) -> Input:
    help_ = "name the link itself, or put the file here"
    return Input(path, failure="this is a link, and only links that you name are read", help=help_)


class _Below(NamedTuple):
    """What lies in a folder: processes, links, and the real paths of other YAML files."""

    inputs: list[Input]
    links: list[str]
    others: set[str]


def _below(folder: str, endings: tuple[str, ...], real: RealPaths) -> _Below:
    below = _Below([], [], set())

    def failed(path: str, words: str, help_: str) -> None:
        below.inputs.append(Input(path, failure=words, help=help_))

    for path in walk(folder, failed, endings):
        name = os.path.basename(path)
        if name.startswith(".") or is_ours(name):
            continue
        if os.path.islink(path):
            below.links.append(path)
        elif is_process(file := read_input(path, follow=False)) or endings != ENDINGS:
            below.inputs.append(file)
        else:
            below.others.add(real.of(path))
    return below


def walk(
    folder: str,
    failed: Callable[[str, str, str], object] = lambda *_: None,
    endings: tuple[str, ...] = ENDINGS,
) -> Iterator[str]:
    """Return the paths of the files in a folder and those below it, in the order of names.

    They have one of the `endings`, by default those of YAML. No link to a folder is followed.
    `failed` hears the path of each folder that cannot be looked at, why, and what to do.
    """
    todo = [(str(Path(folder)), 0)]
    while todo:
        here, depth = todo.pop()
        if depth > MOST_DEEP:
            failed(here, TOO_DEEP, "name a folder further down")
            continue
        entries = listed(here, failed)
        for entry in entries:
            if entry.name.endswith(endings) and is_file(entry):
                yield within(here, entry.name)
        below = [entry.name for entry in entries if is_folder(entry) and not is_skipped(entry.name)]
        todo += reversed([(within(here, name), depth + 1) for name in below])


def listed(folder: str, failed: Callable[[str, str, str], object]) -> list[os.DirEntry[str]]:
    """Return what lies in a folder, in the order of the names; nothing if that `failed`."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        words = f"the folder cannot be read: {error.strerror or error}"
        failed(folder, words, "look at its permissions")
        return []


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether something is a folder, and no link to one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether something is no folder and no link to one; a link to nothing counts too."""
    return not is_folder(entry) and not (entry.is_symlink() and os.path.isdir(entry.path))


def within(folder: str, name: str) -> str:
    """Return the path of something in a folder, as people write it: without ./ in front."""
    return name if folder == "." else os.path.join(folder, name)


def _similar(path: str) -> str:
    from crackmap.source.words import nearest

    if os.path.islink(path):
        return f"it is a link to {os.readlink(path)}"
    folder = Path(path).parent
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return f"there is no folder {folder}" if str(folder) != "." else ""
    meant = nearest(Path(path).name, names)
    return f"did you mean {folder / meant}?" if meant else ""
