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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crackmap import __version__
from crackmap.files import Input, write_whole
from crackmap.finding import Edit, Finding, Fix, ProcessSummary, Related
from crackmap.source import Span

# A flow into another process. It may match too much: then the files of a run are kept as one.
_LINK = re.compile(rb"^[^#\n]*(?:\b(?:to|next)\s*:|^\s*-)[^#\n]*[^\s:/]/[^\s/]", re.MULTILINE)
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
    return any(b"/" in one.data and _LINK.search(one.data) for one in inputs)


def run_key(choice: object, configs: Sequence[tuple[str, bytes]], inputs: Sequence[Input]) -> bytes:
    """Give what the results of all files of a run depend on, besides each file itself."""
    digest = hashlib.sha256(f"{__version__}\0{_code_key()}\0{choice!r}".encode())
    for path, data in configs:
        digest.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
    if linked(inputs):
        for one in inputs:
            digest.update(one.path.encode() + b"\0" + hashlib.sha256(one.data).digest())
    return digest.digest()


class Cache:
    """A folder with one file of results for every process file."""

    def __init__(self, folder: str, key: bytes) -> None:
        """Use `folder`, which need not exist, for a run with the key `key`."""
        self._folder = Path(folder)
        self._key = key

    def find(self, one: Input) -> Result | None:
        """Give the result that is kept for a file; None if it changed, or is not readable."""
        try:
            kept = json.loads(self._file(one).read_bytes())
            if kept["key"] != self._entry_key(one):
                return None
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
            "key": self._entry_key(one),
            "fail_on": result.fail_on,
            "config": result.config,
            "summary": asdict(result.summary) if result.summary else None,
            "findings": [asdict(finding) for finding in result.findings],
        }
        try:
            self._prepare()
            data = json.dumps(kept, separators=(",", ":"), default=str).encode()
            write_whole(str(self._file(one)), data, durable=False)
        except OSError:
            pass

    def _prepare(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(str(self._folder / "CACHEDIR.TAG"), _TAG.encode(), durable=False)
            write_whole(str(self._folder / ".gitignore"), b"*\n", durable=False)

    def _file(self, one: Input) -> Path:
        return self._folder / (hashlib.sha256(one.path.encode()).hexdigest()[:32] + ".json")

    def _entry_key(self, one: Input) -> str:
        content = one.path.encode() + b"\0" + one.failure.encode() + b"\0" + one.data
        return hashlib.sha256(self._key + content).hexdigest()


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
