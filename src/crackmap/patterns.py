"""Path patterns, as the settings write them: `processes/legacy/**`, `*-draft.yaml`."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

_SIGNS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(pattern: str, path: str) -> bool:
    """Tell whether `pattern` means the file `path`: `**` crosses folders, `*` does not.

    A name without `/` is meant in every folder, and a folder with all that lies below it.
    """
    return _expression(pattern).fullmatch(path) is not None


def seen_from(file: str, path: str) -> str:
    """Give `path` as patterns see it: from the folder of `file`, in which they stand."""
    folder, full = Path(os.path.realpath(file)).parent, Path(os.path.realpath(path))
    return full.relative_to(folder).as_posix() if full.is_relative_to(folder) else full.as_posix()


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    plain = pattern.removeprefix("./").rstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", plain)
    inside = "".join(_SIGNS.get(part) or re.escape(part) for part in parts)
    return re.compile(f"{'' if '/' in plain else '(?:.*/)?'}{inside}(?:/.*)?")
