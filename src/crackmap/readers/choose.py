"""Which reader reads a file: what the file holds decides, and not what it is called."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, NamedTuple

from crackmap.source.files import ENDINGS, says_process
from crackmap.source.problems import Note, Refusal
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crackmap.readers.making.reading import Reading, ReadOptions
    from crackmap.source.files import Input

YAML = "yaml"
TABLE = "table"  # whichever of them a file is
TABLES = ("csv", "xlsx", "markdown")
# The readers by the names of their modules, with the endings of their files.
READERS: dict[str, tuple[str, ...]] = {
    YAML: ENDINGS,
    "csv": (".csv", ".tsv", ".tab"),
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "markdown": (".md", ".markdown"),
    "pipelines": (".json",),
    "bpmn": (".bpmn", ".xml"),
    "drawio": (".drawio", ".dio", ".xml"),
    "mermaid": (".mmd", ".mermaid"),
}
_ZIP = b"PK\x03\x04"
_BPMN = b"http://www.omg.org/spec/BPMN/"
_DRAWIO = (b"<mxfile", b"<mxGraphModel")
_MERMAID = (b"graph", b"flowchart", b"swimlane")
_COMPOUND = b"\xd0\xcf\x11\xe0"
_SPACE = b" \t\r\n\xef\xbb\xbf"


class Chosen(NamedTuple):
    """The reader for a file, and whether its ending promises something else."""

    name: str
    misnamed: bool = False


def reader_for(data: bytes, path: str, options: ReadOptions) -> Chosen:
    """Return which reader reads the bytes of `path`; of YAML, the usual case, little is looked at.

    That is the one of `--from`, else the first whose content it is; YAML tells best what is wrong
    with a file that is nothing.
    """
    ending = os.path.splitext(path)[1].casefold()
    if options.form and options.format != TABLE:
        return Chosen(options.format)
    name = _by_content(data, ending, table=options.format == TABLE)
    others = {other for endings in READERS.values() for other in endings} - {*READERS[name]}
    is_json = name == YAML and ending == ".json"  # all JSON is YAML
    return Chosen(name, ending in others and not is_json)


def read(chosen: Chosen, data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read a file that is no YAML by the reader that was chosen; raises Unreadable."""
    from crackmap.readers.making.reading import joined, wanted

    module = importlib.import_module(f"crackmap.readers.{chosen.name}")
    reading: Reading = module.read(data, path, options)
    if chosen.misnamed:
        ending = os.path.splitext(path)[1]
        words = f"the file ends in {ending} and was read as {chosen.name}, for that it is"
        reading = joined([reading], [Note(Span(path), words)])
    return wanted(reading, options, path)


def endings_for(options: ReadOptions) -> tuple[str, ...]:
    """Return the endings of the files that are looked for in folders: YAML, unless `--from` is."""
    if options.format == TABLE:
        return tuple(ending for name in TABLES for ending in READERS[name])
    return READERS.get(options.format, ENDINGS)


def only_yaml(files: Sequence[Input], options: ReadOptions) -> None:
    """Raise Refusal where a file is no YAML: nothing else is changed where it stands."""
    for file in files:
        if not file.failure and reader_for(file.data, file.path, options).name != YAML:
            made = f"{os.path.splitext(file.path)[0]}.yaml"
            help_ = f"convert it first: crackmap convert {file.path} -o {made}"
            raise Refusal(f"{file.path} is no YAML, and only that can be changed", help_)


def check_options(options: ReadOptions) -> None:
    """Raise Refusal unless the format that was asked for is one."""
    if not options.form:
        return
    names = (TABLE, *READERS)
    if options.format not in names:
        help_ = did_you_mean(options.format, names, f"there are {listing(names)}")
        raise Refusal(f"--from: there is no format `{options.format}`", help_)
    from crackmap.readers.tables.words import FORMS

    has_forms = options.format in (TABLE, *TABLES)
    if options.table not in (FORMS if has_forms else ()) and ":" in options.form:
        known = listing(list(FORMS)) if has_forms else ""
        help_ = did_you_mean(options.table, FORMS if has_forms else (), known and f"it has {known}")
        raise Refusal(f"--from: {options.format} has no form `{options.table}`", help_)


def _by_content(data: bytes, ending: str, *, table: bool) -> str:
    if data.startswith((_ZIP, _COMPOUND)):
        return "xlsx"
    if not table and (ending == ".bpmn" or _seems_bpmn(data)):
        return "bpmn"
    if not table and (ending in (".drawio", ".dio") or _seems_drawio(data)):
        return "drawio"
    first = data[:64].lstrip(_SPACE)[:1]
    if first in (b"{", b"[") and not table:
        from crackmap.readers.pipelines import seems_pipelines

        if seems_pipelines(data.decode("utf-8", "replace").removeprefix("\ufeff")):
            return "pipelines"
    if not table and (ending in READERS["mermaid"] or _seems_mermaid(data)):
        return "mermaid"
    if ending in READERS["markdown"]:
        return "markdown"
    if table or (ending in READERS["csv"] and (not says_process(data) or _seems_table(data))):
        return "csv"
    if says_process(data):
        return YAML
    if not data.strip() or len(data) > 10_000_000:
        return YAML
    return "csv" if _seems_table(data) else YAML


def _head(data: bytes) -> bytes:
    """Return how a file begins, in whatever encoding."""
    head = data[:8192].replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.lstrip(_SPACE)


def _seems_bpmn(data: bytes) -> bool:
    """Return whether a file is XML of BPMN."""
    head = _head(data)
    return head.startswith(b"<") and _BPMN in head


def _seems_drawio(data: bytes) -> bool:
    """Return whether a file is XML of draw.io: that is its first element."""
    head = _head(data)
    while head.startswith((b"<?", b"<!--")):
        closing = b"-->" if head.startswith(b"<!--") else b"?>"
        head = head.partition(closing)[2].lstrip(_SPACE)
    return head.startswith(_DRAWIO)


def _seems_mermaid(data: bytes) -> bool:
    """Return whether a file begins as a flowchart of Mermaid does."""
    head = _head(data)
    begun = head.startswith((*_MERMAID, b"%%", b"---"))  # a comment, or front matter
    if not begun or not any(word in head for word in _MERMAID):
        return False
    from crackmap.readers.flowcharts.header import begins_flowchart

    return begins_flowchart(head.decode("utf-8", "replace"))


def _seems_table(data: bytes) -> bool:
    """Return whether a file that says of itself nothing begins with the header of a table."""
    from crackmap.readers.csv import seems_table
    from crackmap.readers.making.texts import text_of
    from crackmap.source.problems import Unreadable

    try:
        text, _ = text_of(data, "")
    except Unreadable:
        return False
    return seems_table(text, "")
