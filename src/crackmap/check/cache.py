"""What was found in files that have not changed since: kept by content, settings and version.

The folder can be deleted at any time. What cannot be read, was made by another version, or does
not bear this user's seal is as if it were not there. A run in which no file has changed loads
neither yaml nor pydantic nor networkx.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crackmap import __version__
from crackmap.check import private
from crackmap.check.elsewhere import Entry
from crackmap.language.subject import Subject
from crackmap.rules.finding import Clue, FileRead, Finding, ProcessSummary, Related
from crackmap.source.characters import encoded
from crackmap.source.files import Input, read_input
from crackmap.source.fix import Edit, Fix
from crackmap.source.problems import Note
from crackmap.source.span import Span
from crackmap.source.writing import DAY, write_private


class Result(NamedTuple):
    """What the check of one file gave, and the settings that weigh it afterwards.

    A file that is no YAML may hold several processes, and `read` tells how it was read. `dated`
    holds the severities of which known cracks need a day on which they are due. What was
    `asked_of_git` holds for the commit that is checked out, and is not kept.

    `entries` are the steps of other processes that these lead into, `offers` the digests of their
    own steps that others lead into, and `company` is the digest of what was seen of others.
    """

    findings: tuple[Finding, ...]
    summaries: tuple[ProcessSummary, ...]
    fail_on: str
    config: str
    entries: tuple[Entry, ...]
    offers: Mapping[str, Mapping[str, str]]
    company: str = ""
    dated: tuple[str, ...] = ()
    read: FileRead | None = None
    asked_of_git: bool = False

    @property
    def leads_into(self) -> tuple[str, ...]:
        """The ids of the other processes that those of the file lead into."""
        return tuple(dict.fromkeys(process for process, _ in self.entries))


def run_key(choice: object, configs: Sequence[tuple[str, bytes]]) -> bytes:
    """Return what the results of all files of a run depend on, besides the files."""
    here = os.getcwd()  # paths in the choice and in the settings are seen from here
    words = f"{__version__}\0{_code_key()}\0{here}\0{choice!r}"
    digest = hashlib.sha256(encoded(words))
    for path, data in configs:
        digest.update(os.fsencode(path) + b"\0" + hashlib.sha256(data).digest())
    return digest.digest()


class Cache:
    """Below a folder, one file of results for every process file."""

    def __init__(self, root: str | None, key: bytes) -> None:
        """Use the folder `root`, or else this user's own, for a run with the key `key`.

        Neither need exist. Raises NotPrivate where others could have written, and OSError where
        this user's secret cannot be kept.
        """
        secret = private.key()
        self._root = private.cache_folder() if root is None else Path(os.path.realpath(root))
        self._folder = private.project_folder(self._root, named=root is not None)
        self._key = hashlib.blake2b(key, key=secret).digest()

    def find(self, file: Input) -> Result | None:
        """Return what is kept for a file; None if it changed, or is not readable."""
        import json

        path = self._file(file)
        entry = read_input(path, follow=False)
        try:
            seal, _, data = entry.data.partition(b"\n")
            if not data or seal.decode("ascii") != self._seal(file, data):
                return None
            result = _result(json.loads(data))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        with contextlib.suppress(OSError):  # what is used stays
            if time.time() - os.lstat(path).st_mtime > DAY:
                os.utime(path)
        return result

    def keep(self, file: Input, result: Result) -> None:
        """Keep the result of a file; a folder that cannot be written is no reason to fail."""
        if result.asked_of_git:
            return
        import json

        # Records are lists to JSON, which takes no time; the names of their fields would take much.
        data = json.dumps(result, separators=(",", ":")).encode()
        seal = self._seal(file, data).encode()
        with contextlib.suppress(OSError):
            if not self._folder.is_dir():
                private.make(self._root, self._folder.name)
            write_private(self._file(file), seal + b"\n" + data)

    def tidy(self) -> None:
        """Take away what was not used for long."""
        private.sweep(self._root, self._folder.name)

    def _file(self, file: Input) -> str:
        name = hashlib.sha256(encoded(file.path)).hexdigest()[:32]
        return os.path.join(self._folder, f"{name}.json")

    def _seal(self, file: Input, data: bytes) -> str:
        """Return the mark of this user's result `data` of this file, in such a run."""
        digest = hashlib.blake2b(key=self._key)
        for part in (
            encoded(file.path),
            encoded(file.failure),
            encoded(file.help),
            file.data,
            data,
        ):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()


def _code_key() -> str:
    """Return what tells one state of the code from another while it is being worked on."""
    package = Path(__file__).parents[1]
    newest = [
        (path, os.stat(path).st_mtime_ns)
        for room in ("source", "language", "graph", "readers", "rules", "check")
        for path in _python_files(str(package / room))
    ]
    return repr(sorted(newest))


def _python_files(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _python_files(entry.path)


def _result(kept: list[Any]) -> Result:
    result = Result(*kept)
    return Result(
        findings=tuple(map(_finding, result.findings)),
        summaries=tuple(ProcessSummary(*summary) for summary in result.summaries),
        fail_on=str(result.fail_on),
        config=str(result.config),
        entries=tuple((process, step) for process, step in result.entries),
        offers=dict(result.offers),
        company=str(result.company),
        dated=tuple(result.dated),
        read=_file_read(*result.read) if result.read else None,
    )


def _finding(kept: Sequence[Any]) -> Finding:
    finding = dict(zip(Finding._fields, kept, strict=True))
    kind, ids = finding["subject"]
    clue, fix, lines_at = finding["clue"], finding["fix"], finding["lines_at"]
    finding |= {
        "subject": Subject(kind, tuple(ids)),
        "span": Span(*finding["span"]),
        "related": tuple([Related(message, Span(*span)) for message, span in finding["related"]]),
        "clue": clue and Clue(*clue),
        "lines_at": lines_at and tuple(lines_at),
        "fix": fix and _fix(*fix),
    }
    return Finding(**finding)


def _fix(title: str, edits: Sequence[Any], safe: bool) -> Fix:
    return Fix(title, tuple([Edit(Span(*span), text) for span, text in edits]), safe)


def _file_read(path: str, elements: int, notes: Sequence[Any]) -> FileRead:
    return FileRead(path, elements, tuple(Note(Span(*span), *more) for span, *more in notes))
