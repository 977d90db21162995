"""What a format is, and which there are: the folders of formats are their lists."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

# The folders of formats are named for the commands whose they are.
LINT = "crackmap.writers.lint"
ANALYZE = "crackmap.writers.analyze"
DIFF = "crackmap.writers.diff"
SHOW = "crackmap.writers.show"
MAP = "crackmap.maps.formats"
CONVERT = "crackmap.writers.convert"
# What a table may hold, the usual one first.
TABLE_FORMS = ("steps", "visio", "raci")
# Pictures of a process that other tools edit, so that convert writes them, too.
DRAWINGS = ("bpmn", "dot", "drawio", "mermaid")
REPORT = "crackmap.reports.formats"
# Those of lint that have statistics; the others are for programs that want each crack.
COUNTED = ("full", "concise", "json")


class Format(NamedTuple):
    """One form in which something is shown.

    `endings` are those of its files, the usual one first. `kinds` says what it shows (the report of
    lint or analyze, the steps, a diff, a swimlane, a network, a matrix, a report for one reader)
    and which wishes it fulfils for each: the names of keyword arguments of `write`, or of options
    of a map. `write` returns text, or bytes, or more beside them: what a picture could not show
    (`maps.drawn`), or what a workbook does not hold.
    """

    name: str
    endings: tuple[str, ...]
    kinds: Mapping[str, frozenset[str]]
    write: Callable[..., Any]

    def fulfils(self, kind: str, wish: str) -> bool:
        """Return whether a wish makes a difference to how it shows a `kind`."""
        return wish in self.kinds.get(kind, ())

    def write_text(self, kind: str, shown: Any, **wishes: Any) -> str:
        """Return `shown` as text, with those of the wishes that the format knows."""
        kept = {wish: value for wish, value in wishes.items() if self.fulfils(kind, wish)}
        text = self.write(shown, **kept)
        assert isinstance(text, str)
        return text


class Remarked(NamedTuple):
    """What a format wrote, and what is to be said of what it does not hold; empty for nothing."""

    data: bytes
    remark: str


def wishes(*names: str) -> frozenset[str]:
    """Return the wishes that a format fulfils."""
    return frozenset(names)


@cache
def names_in(package: str) -> tuple[str, ...]:
    """Return the names of the formats in the folder `package`, loading none of them."""
    (folder,) = importlib.import_module(package).__path__
    names = (name.removesuffix(".py") for name in os.listdir(folder) if name.endswith(".py"))
    return tuple(sorted(name for name in names if name != "__init__"))


def load(package: str, name: str) -> Format:
    """Return the format `name` of the folder `package`."""
    format_ = importlib.import_module(f"{package}.{name}").FORMAT
    assert isinstance(format_, Format)
    return format_


def converted_to() -> tuple[str, ...]:
    """Return the names of the formats that convert writes, loading none of them."""
    return tuple(sorted((*names_in(CONVERT), *DRAWINGS)))


def load_converted(name: str) -> Format:
    """Return a format that convert writes: one of its own, or a drawing."""
    return load(MAP if name in DRAWINGS else CONVERT, name)


@cache
def of_kind(package: str, kind: str) -> dict[str, Format]:
    """Return the formats in the folder `package` that show a `kind`, by their names."""
    formats = (load(package, name) for name in names_in(package))
    return {format_.name: format_ for format_ in formats if kind in format_.kinds}
