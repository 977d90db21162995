"""Names of the files that pictures go to, made of what people called their processes."""

from __future__ import annotations

import re

from crackmap.source.characters import composed
from crackmap.source.files import is_ours

_MOST_BYTES = 120  # of a name without its ending: file systems take 255, or so many letters
_NO_LETTERS = re.compile(r"[^\w.-]+")
# What Windows takes for a device, whatever the ending, and what the index page is called.
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]|index")


class Names:
    """Names for the pictures of one folder, each given once."""

    def __init__(self) -> None:
        """Begin without any."""
        self._taken: dict[str, int] = {}

    def name(self, process: str, ending: str) -> str:
        """Return the name of a file for the process with the id `process`.

        Two can have one id, or ids that a file system takes for the same.
        """
        stem = file_stem(process)
        if is_ours(f"{_folded(stem)}.{ending}"):  # it would be read as what it is not
            stem = f"process-{stem}"
        name = stem
        while (folded := _folded(name)) in self._taken:
            self._taken[_folded(stem)] += 1
            name = f"{stem}-{self._taken[_folded(stem)]}"
        self._taken[folded] = 1
        return f"{name}.{ending}"


def file_stem(process: str) -> str:
    """Make a name for a file of an id, that leads into no other folder and means no device."""
    plain = _NO_LETTERS.sub("-", composed(process)).strip("-.")
    stem = plain.encode("utf-8", "ignore")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip("-.")
    reserved = _RESERVED.fullmatch(_folded(stem).partition(".")[0])
    return f"process-{stem}".rstrip("-") if reserved or not stem else stem


def _folded(name: str) -> str:
    return composed(name.casefold())
