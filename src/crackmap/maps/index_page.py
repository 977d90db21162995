"""A page that leads to the maps of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.table_page import table_page


def index_page(
    maps: Sequence[tuple[Sequence[str], ProcessGraph, Mapping[str, int]]],
) -> str:
    """Return a page that leads to maps: the file names and graph of each, its cracks and notes.

    These are counted by severity.
    """
    words = ("error", "warning", "note")
    rows = "\n".join(
        f"<tr><td>{_links(names, escape(graph.process.name))}</td>"
        f"<td>{len(graph.steps)}</td><td>{len(graph.owning_departments)}</td>"
        f"{''.join(f'<td>{counts.get(word, 0)}</td>' for word in words)}</tr>"
        for names, graph, counts in maps
    )
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    return table_page("Processes", _STYLE, "", heads, rows)


def _links(names: Sequence[str], words: str) -> str:
    """Return a link to a picture, or to each of its pieces."""
    first, *rest = (quote(name, safe="") for name in names)
    more = (f' <a href="{name}">{number}</a>' for number, name in enumerate(rest, 2))
    return f'<a href="{first}">{words}</a>{"".join(more)}'


_HEADS = ("Process", "Steps", "Departments", "Errors", "Warnings", "Notes")
_STYLE = """\
body { font: 16px/1.5 Arial, Helvetica, 'Liberation Sans', sans-serif; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  padding: .5rem .75rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
"""
