"""The page of the formats: what each is for, and what of a process survives in it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

from page_blocks import table

from crackmap.maps.options import VIEWS
from crackmap.readers.choose import READERS
from crackmap.readers.tables.headers import CALLED
from crackmap.writers.format import (
    ANALYZE,
    DIFF,
    LINT,
    MAP,
    REPORT,
    TABLE_FORMS,
    Format,
    converted_to,
    load_converted,
    of_kind,
)
from crackmap.writers.left_out import CARRIED, PARTS

FORMATS = """\
# Formats

What crackmap reads and writes. Each format is one file in `src/crackmap/readers`,
`src/crackmap/writers`, `src/crackmap/reports/formats` or `src/crackmap/maps/formats`; its first
line is what stands here.
"""
FORMS = (
    "\nWhat a file holds decides, not its ending. A [table](tables.md) has one of these forms, by "
    "its header or "
    "`--from table:FORM`: "
    + ", ".join(f"`{name}` ({called})" for name, called in CALLED.items())
    + ". What becomes of the others: [BPMN](bpmn.md), [draw.io](drawio.md), [Mermaid](mermaid.md), "
    "[pages](markdown.md), [pipelines](pipelines.md).\n"
)
CARRYING = """
What each of them carries, besides steps, their owners and the flows between them (a RACI has no
flows). `visio` and `raci` are forms of `csv` and `xlsx`, by `--form`. What is left out is told on
standard error, with how much it is. [Converting](convert.md) has more.

"""


def formats() -> Iterator[str]:
    """Return a table for the readers, and one for what each command writes."""
    modules = ((name, importlib.import_module(f"crackmap.readers.{name}")) for name in READERS)
    rows = [
        [f"`{name}`", ", ".join(f"`{ending}`" for ending in READERS[name]), _about(module)]
        for name, module in modules
    ]
    yield "\n## What it reads\n\n" + table(["format", "files", "what it is"], rows)
    yield FORMS
    for package, command in ((LINT, "lint"), (ANALYZE, "analyze"), (DIFF, "diff")):
        yield _written(f"crackmap {command}", of_kind(package, command))
    yield _written("crackmap convert", {name: load_converted(name) for name in converted_to()})
    yield CARRYING
    rows = [
        [part, *("yes" if part in parts else "" for parts in CARRIED.values())] for part in PARTS
    ]
    rows.append(["is read back", *map(_read_back, CARRIED)])
    yield table(["", *(f"`{carrier}`" for carrier in CARRIED)], rows)
    yield _written("crackmap report", of_kind(REPORT, "report") | of_kind(REPORT, "fields"))
    for view in VIEWS:
        shown = "" if view == "swimlane" else f" --view {view}"
        yield _written(f"crackmap map{shown}", of_kind(MAP, view))


def _read_back(carrier: str) -> str:
    """Return whether crackmap reads what it wrote."""
    if carrier in READERS:
        return "yes"
    return "as YAML" if carrier == "json" else "as a table" if carrier in TABLE_FORMS else "no"


def _written(command: str, by_name: dict[str, Format]) -> str:
    rows = []
    for name, form in by_name.items():
        endings = ", ".join(f"`.{ending}`" for ending in form.endings)
        rows.append([f"`{name}`", endings, _about(sys.modules[form.write.__module__])])
    return f"\n## What `{command}` writes\n\n" + table(["format", "files", "what it is"], rows)


def _about(module: ModuleType) -> str:
    """Return the first line of a module, without the name of its format."""
    line = (module.__doc__ or "").strip().splitlines()[0]
    name = module.__name__.rpartition(".")[2]
    return line.removeprefix(f"{name}: ")
