"""What was found in files that have not changed since: kept by content, settings and version.

The folder can be deleted at any time, and nothing in it is trusted: what cannot be read, or was
made by another version, is as if it were not there. A run in which no file has changed loads
neither yaml nor pydantic nor networkx.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crackmap import __version__
from crackmap.files import Input, write_whole
from crackmap.finding import Edit, Finding, Fix, ProcessSummary, Related
from crackmap.source import Span

# What a flow into another process looks like: `to: onboarding/kickoff`, or such a word at the
# beginning of a line or on one without a key. It may match too much: then the files of a run are
# kept as one.
_LINK = re.compile(
    rb"""
      \b(?:to|next|says)["']?\s*:.*[^\s:/]/[^\s/]
    | ^\s*:?\s*["']?[^\s:/]+/[^\s/]
    | ^[^:]*[^\s:/]/[^\s/][^:]*$
    | &\S+\s+["']?\S+/\S
    """,
    re.VERBOSE,
)
_ESCAPED_SLASH = re.compile(rb"\\(?:x2[fF]|u002[fF]|U0000002[fF])")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of crackmap. It can be deleted at any time.\n"
)


@dataclass(frozen=True, slots=True)
class Result:
    """What the check of one file gave, and the settings that weigh it afterwards."""

    findings: tuple[Finding, ...]
    summary: ProcessSummary | None
    fail_on: str
    config: str


def linked(inputs: Sequence[Input]) -> bool:
    """Tell whether a process of the run may flow into another one."""
    return any(_may_link(one.data) for one in inputs)


def run_key(choice: object, configs: Sequence[tuple[str, bytes]], inputs: Sequence[Input]) -> bytes:
    """Give what the results of all files of a run depend on, besides each file itself."""
    here = os.getcwd()  # paths in the choice and in the settings are seen from here
    words = f"{__version__}\0{_code_key()}\0{here}\0{choice!r}"
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape"))
    for path, data in configs:
        digest.update(os.fsencode(path) + b"\0" + hashlib.sha256(data).digest())
    if linked(inputs):
        for one in inputs:
            digest.update(os.fsencode(one.path) + b"\0" + hashlib.sha256(one.data).digest())
    return digest.digest()


def _may_link(data: bytes) -> bool:
    if b"/" in data:
        for line in data.splitlines():
            if b"/" in line and not line.lstrip().startswith(b"#") and _LINK.search(line):
                return True
    return b"\\" in data and _ESCAPED_SLASH.search(data) is not None


class Cache:
    """A folder with one file of results for every process file."""

    def __init__(self, folder: str, key: bytes) -> None:
        """Use `folder`, which need not exist, for a run with the key `key`."""
        self._folder = Path(folder)
        self._key = key

    def find(self, one: Input) -> Result | None:
        """Give the result that is kept for a file; None if it changed, or is not readable."""
        try:
            seal, _, data = self._file(one).read_bytes().partition(b"\n")
            if seal.decode("ascii") != self._seal(one, data):
                return None
            kept = json.loads(data)
            return Result(
                tuple(_finding(finding) for finding in kept["findings"]),
                ProcessSummary(**kept["summary"]) if kept["summary"] else None,
                str(kept["fail_on"]),
                str(kept["config"]),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def keep(self, one: Input, result: Result) -> None:
        """Keep the result of a file; a folder that cannot be written is no reason to fail."""
        kept = {
            "fail_on": result.fail_on,
            "config": result.config,
            "summary": _plain(result.summary),
            "findings": _plain(result.findings),
        }
        data = json.dumps(kept, separators=(",", ":")).encode()
        seal = self._seal(one, data).encode()
        try:
            self._prepare()
            write_whole(str(self._file(one)), seal + b"\n" + data, durable=False)
        except OSError:
            pass

    def _prepare(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(str(self._folder / "CACHEDIR.TAG"), _TAG.encode(), durable=False)
            write_whole(str(self._folder / ".gitignore"), b"*\n", durable=False)

    def _file(self, one: Input) -> Path:
        name = hashlib.sha256(_encoded(one.path)).hexdigest()[:32]
        return self._folder / f"{name}.json"

    def _seal(self, one: Input, data: bytes) -> str:
        """Give what only the result `data` of this file, in such a run, is marked with."""
        digest = hashlib.sha256(self._key)
        for part in (_encoded(one.path), one.failure.encode(), one.help.encode(), one.data, data):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()


def _encoded(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _code_key() -> str:
    """Tell one state of the code from another while it is being worked on."""
    folder = Path(__file__).parent
    places = (folder, folder / "rules", folder / "readers")
    newest = [
        (entry.name, entry.stat().st_mtime_ns)
        for place in places
        for entry in os.scandir(place)
        if entry.name.endswith(".py")
    ]
    return repr(sorted(newest))


def _plain(value: Any) -> Any:
    """Give findings and what they hold as JSON takes them; the place of one is never kept."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        names = (name for name in value.__slots__ if name != "place")
        return {name: _plain(getattr(value, name)) for name in names}
    return value


def _finding(kept: dict[str, Any]) -> Finding:
    fix = kept.pop("fix")
    return Finding(
        **{
            **kept,
            "span": Span(**kept["span"]),
            "related": tuple(Related(r["message"], Span(**r["span"])) for r in kept["related"]),
            "fix": fix and Fix(fix["title"], _edits(fix["edits"]), fix["safe"]),
        }
    )


def _edits(kept: list[dict[str, Any]]) -> tuple[Edit, ...]:
    return tuple(Edit(Span(**edit["span"]), edit["text"]) for edit in kept)
