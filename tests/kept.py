"""What crackmap keeps between two runs."""

from __future__ import annotations

from pathlib import Path

from crackmap.check import private


def kept_entry() -> Path:
    """The file in which the results of the only process that was checked are kept."""
    (entry,) = private.cache_folder().glob("*/*.json")
    return entry
