"""The handoff network: departments, who hands what to whom, and where nobody said how."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any, NamedTuple

from crackmap.graph.handovers import (
    NO_HANDOVERS,
    VERDICTS,
    Handover,
    Handovers,
    Party,
    Verdict,
    find,
)
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.exports.dot import label
from crackmap.maps.extras import MissingExtra
from crackmap.maps.layout.legend import GRADES, Key, entries_of
from crackmap.maps.layout.scene import Legend, Point, Rect, Sample
from crackmap.maps.layout.text import width, wrap
from crackmap.maps.svg.legend import legend
from crackmap.maps.svg.lines import break_mark
from crackmap.maps.svg.picture import document
from crackmap.maps.svg.text import block, escape, frame, heading, name_token, title_lines
from crackmap.maps.svg.theme import Theme
from crackmap.source.characters import clean
from crackmap.source.problems import Refusal
from crackmap.source.programs import program

_SIZE, _LINE = 13, 17  # of the names of departments
_SMALL, _SMALL_LINE = 11, 14
_TITLE = 68  # the pixels that the title takes
_MARGIN = 16
_ROOM, _MOST = 170, 4  # how wide and how long the words beside an arrow are
_LEAST_WIDTH = 480
_KINDS: dict[Verdict, str] = {
    "defined": "handoff",
    "partial": "handoff",
    "missing": "gap",
    "outside": "flow",
}
_SAMPLES: dict[Verdict, str] = {**_KINDS, "partial": "handoff-partial"}
_DOT: dict[Verdict, dict[str, str]] = {
    "defined": {"color": "#0b5cad", "fontcolor": "#0b5cad"},
    "partial": {"color": "#0b5cad", "fontcolor": "#0b5cad", "style": "dotted"},
    "missing": {"color": "#b3261e", "fontcolor": "#b3261e", "style": "dashed"},
    "outside": {"color": "#57606a", "fontcolor": "#424a53"},
}
_PARTIES = {
    "department": {"style": "rounded,filled", "fillcolor": "#e9edf2", "color": "#57606a"},
    "external": {"style": "rounded,dotted", "color": "#57606a"},
    "nobody": {"style": "rounded,dashed", "color": "#b3261e", "fontcolor": "#b3261e"},
}


class _Bundle(NamedTuple):
    """All handovers of one verdict between two parties: one arrow."""

    sender: str
    receiver: str
    verdict: Verdict
    rows: tuple[Handover, ...]

    @property
    def agreements(self) -> list[str]:
        """The names of the agreements by which it is done."""
        names = [clean(row.agreement) for row in self.rows if row.agreement]
        return list(dict.fromkeys(names))

    @property
    def lines(self) -> tuple[str, ...]:
        """The words beside it, all of them."""
        count = len(self.rows)
        if self.verdict == "missing":
            hidden = sum(bool(row.via) for row in self.rows)
            flows = [f"{count} flows"] if count > 1 else []
            if hidden:
                flows.append("hidden" if hidden == count else f"{hidden} hidden")
            return ("no handoff" + (f" ({', '.join(flows)})" if flows else ""),)
        lines = [part for name in self.agreements for part in wrap(name, _SMALL, _ROOM)]
        return (*lines, "(partial)") if self.verdict == "partial" else tuple(lines)

    @property
    def shown(self) -> tuple[str, ...]:
        """The words beside it in a picture, which says the others below."""
        if len(self.lines) <= _MOST + 1:
            return self.lines
        partial = self.lines[-1:] if self.verdict == "partial" else ()
        return (*self.lines[: _MOST - 1], f"and more, {len(self.rows)} in all", *partial)

    @property
    def pen(self) -> int:
        """How thick it is, in pixels: two, and one more for each further handover."""
        return min(1 + len(self.rows), 8)


def dot(graph: ProcessGraph) -> str:
    """Return the network in the language of Graphviz."""
    return _source(graph, find(graph), measured=False)


def svg(graph: ProcessGraph, theme: Theme = "auto", title: str | None = None) -> str:
    """Return the network as SVG, in the look of the map; Graphviz only says where things lie.

    Its title is the name of the process unless another is given.

    Raises MissingExtra where neither `dot` nor the package of the extra is there.
    """
    handovers = find(graph)
    import graphviz

    with _engine():
        placed = graphviz.Source(_source(graph, handovers, measured=True)).pipe("json0", quiet=True)
    named = graph.process.name if title is None else title
    return _Picture(graph, handovers, json.loads(placed)).drawn(theme, named)


@contextmanager
def _engine() -> Iterator[None]:
    """Let the graphviz package run `dot`, or else the one that the extra brings."""
    from graphviz.backend import dot_command

    before = dot_command.DOT_BINARY
    binary = program("dot")
    dot_command.DOT_BINARY = Path(binary) if binary else _embedded()
    try:
        yield
    except CalledProcessError as error:
        said = (error.stderr or b"").decode("utf-8", "replace").strip().splitlines()
        raise Refusal("Graphviz cannot draw the network", said[0] if said else "") from None
    finally:
        dot_command.DOT_BINARY = before


def _embedded() -> Path:
    try:
        listed = importlib.metadata.files("graphviz-pure") or []
    except importlib.metadata.PackageNotFoundError:
        listed = []
    for each in listed:
        if each.stem == "graphviz-pure" and "dist-info" not in each.as_posix():
            return Path(str(each.locate())).resolve()
    help_ = "pip install 'crackmap[graphviz]', or install Graphviz so that `dot` is on the PATH"
    raise MissingExtra("the handoff network", "graphviz", help_)


def _bundles(handovers: Handovers) -> list[_Bundle]:
    bundles = []
    for (sender, receiver), rows in handovers.cells().items():
        for verdict in VERDICTS:
            same = tuple(row for row in rows if row.verdict == verdict)
            if same:
                bundles.append(_Bundle(sender, receiver, verdict, same))
    return bundles


def _source(graph: ProcessGraph, handovers: Handovers, *, measured: bool) -> str:
    """Return the DOT; `measured` if no font of the machine may have a say in the sizes."""
    import graphviz

    title = {} if measured else {"label": label([clean(graph.process.name)]), "labelloc": "t"}
    font = {"fontname": "Arial", "fontsize": "13"}
    drawing = graphviz.Digraph(
        graph_attr={"newrank": "true", "nodesep": "0.55", "ranksep": "0.7", **font, **title},
        node_attr={"shape": "box", **font},
        edge_attr={**font, "fontsize": "11"},
    )
    names = {party.id: f"n{at}" for at, party in enumerate(handovers.parties)}
    for party in handovers.parties:
        size = _size_of(_words(party)) if measured else {}
        drawing.node(names[party.id], label(_words(party)), **_PARTIES[party.kind], **size)
    for at, bundle in enumerate(_bundles(handovers)):
        words = (_box_of(bundle) if measured else label(bundle.lines)) if bundle.lines else ""
        style = _DOT[bundle.verdict] | {"penwidth": str(bundle.pen), "id": f"e{at}"}
        ends = names[bundle.sender], names[bundle.receiver]
        drawing.edge(*ends, **(style | ({"label": words} if words else {})))
    return str(drawing.source)


def _words(party: Party) -> tuple[str, ...]:
    return wrap(clean(party.name) or party.id, _SIZE, 150, bold=True)


def _size_of(lines: Sequence[str]) -> dict[str, str]:
    wide = max([100, *(width(line, _SIZE, bold=True) + 28 for line in lines)])
    high = len(lines) * _LINE + 22
    return {"fixedsize": "true", "width": f"{wide / 72:.4f}", "height": f"{high / 72:.4f}"}


def _box_of(bundle: _Bundle) -> str:
    """Return an empty label of the size that the words need, clear of the mark on their arrow."""
    wide = max(width(line, _SMALL, bold=True) for line in bundle.shown)
    wide += 30 if bundle.verdict == "missing" else 14
    high = len(bundle.shown) * _SMALL_LINE + 4
    return (
        f'<<table border="0" cellborder="0" cellpadding="0" cellspacing="0" fixedsize="true" '
        f'width="{wide}" height="{high}"><tr><td></td></tr></table>>'
    )


class _Picture:
    """Draws what Graphviz placed; its y runs upwards."""

    def __init__(self, graph: ProcessGraph, handovers: Handovers, placed: dict[str, Any]) -> None:
        self.process = graph.process
        self.handovers = handovers
        self.bundles = _bundles(handovers)
        box = [round(float(part)) for part in placed["bb"].split(",")]
        self.width, self.height = box[2], box[3]
        self.nodes = [self._node(node) for node in placed.get("objects", [])]
        self.edges = {edge["id"]: edge for edge in placed.get("edges", [])}

    def drawn(self, theme: Theme, title: str) -> str:
        prefix = f"network-{name_token(self.process.id)}"
        wide = max(self.width + 2 * _MARGIN, _LEAST_WIDTH)
        reported = self._legend(title, wide)
        size = (wide, reported.rect.bottom)
        said = "Who hands work to whom" if self.bundles else NO_HANDOVERS
        parts = [*heading(title, said, size[0]), '<g class="edges">']
        parts += [self._arrow(at, bundle) for at, bundle in enumerate(self.bundles)]
        parts.append('</g>\n<g class="parties">')
        parts += [
            self._party(party, rect)
            for party, rect in zip(self.handovers.parties, self.nodes, strict=True)
        ]
        parts += ["</g>", legend(reported)]
        name = f"{clean(self.process.name)}: who hands what to whom"
        return document(name, self._summary(), size, "\n".join(parts), theme, prefix)

    def _point(self, pair: str) -> Point:
        x, y = (float(part) for part in pair.split(","))
        return Point(round(x) + _MARGIN, self.height - round(y) + _TITLE)

    def _node(self, node: dict[str, Any]) -> Rect:
        middle = self._point(node["pos"])
        wide, high = round(float(node["width"]) * 72), round(float(node["height"]) * 72)
        return Rect(middle.x - wide // 2, middle.y - high // 2, wide, high)

    def _party(self, party: Party, rect: Rect) -> str:
        classes = {"nobody": "box unowned", "external": "external externalborder"}
        words = block(
            _words(party),
            rect.x + rect.width // 2,
            rect.y + rect.height // 2,
            _LINE,
            "m b say-gap" if party.kind == "nobody" else "m b ink",
            _SIZE,
        )
        outline = frame(rect, classes.get(party.kind, "box outcome"), 8)
        return f'<g class="party"><title>{escape(party.name)}</title>{outline}{"".join(words)}</g>'

    def _arrow(self, at: int, bundle: _Bundle) -> str:
        edge = self.edges[f"e{at}"]
        end, *points = [self._point(pair.removeprefix("e,")) for pair in edge["pos"].split(" ")]
        curve = " ".join(f"{point.x},{point.y}" for point in points[1:])
        kind = _KINDS[bundle.verdict]
        classes = f"line {kind}" + (" partial" if bundle.verdict == "partial" else "")
        reported = escape("; ".join(row.reported for row in bundle.rows))
        data = f"M{points[0].x},{points[0].y}C{curve}"
        parts = [
            f'<g class="edge"><title>{reported}</title>',
            f'<path class="{classes}" style="stroke-width:{bundle.pen}" d="{data}"/>',
            f'<path class="tip-{kind}" d="{_tip(points[-1], end, bundle.pen)}"/>',
        ]
        if kind == "gap":
            middle, level = _middle(points)
            parts.append(f'<path class="mark gap-mark" d="{break_mark(middle, level)}"/>')
        if bundle.lines:
            middle = self._point(edge["lp"])
            ink = f"m say-{kind}" + (" b" if bundle.verdict == "missing" else "")
            parts += block(bundle.shown, middle.x, middle.y, _SMALL_LINE, ink, _SMALL)
        return "".join([*parts, "</g>"])

    def _legend(self, title: str, wide: int) -> Legend:
        top = self.height + _TITLE + 20
        kinds = [
            (_SAMPLES[verdict], f"{GRADES[verdict]} ({self.handovers.count(verdict)})")
            for verdict in VERDICTS
            if any(bundle.verdict == verdict for bundle in self.bundles)
        ]
        samples = []
        x, y = _MARGIN, top
        for kind, words in kinds:
            long = 40 + width(words, _SMALL) + 18
            if x > _MARGIN and x + long > max(self.width, _LEAST_WIDTH):
                x, y = _MARGIN, y + 22
            samples.append(Sample(kind, Rect(x, y, 34, 18), words))
            x += long
        entries, bottom = entries_of((), self._keys(title, wide), y + 30, wide)
        return Legend(Rect(0, top, wide, bottom - top), tuple(samples), entries)

    def _keys(self, title: str, wide: int) -> list[Key]:
        """Return all that the picture does not say in full."""
        keys = [Key("", clean(title))] if title_lines(title, wide).cut else []
        names = {party.id: clean(party.name) for party in self.handovers.parties}
        for bundle in self.bundles:
            if bundle.shown != bundle.lines:
                ends = f"{names[bundle.sender]} → {names[bundle.receiver]}"
                keys.append(Key("", f"{ends}: {', '.join(bundle.agreements)}"))
        return keys

    def _summary(self) -> str:
        counts = [f"{self.handovers.count(verdict)} {verdict}" for verdict in VERDICTS[:3]]
        return f"{len(self.handovers.parties)} parties; handoffs: {', '.join(counts)}."


def _middle(points: Sequence[Point]) -> tuple[Point, bool]:
    """Return the middle of the curves, and whether they run rather level there."""
    curves = len(points) // 3
    at = 3 * (curves // 2)
    if curves % 2 == 0:
        before, middle, after = points[at - 1 : at + 2]
        return middle, abs(after.x - before.x) > abs(after.y - before.y)
    start, first, second, end = points[at : at + 4]
    middle = Point(
        *(
            (a + 3 * b + 3 * c + d) // 8
            for a, b, c, d in zip(start, first, second, end, strict=True)
        )
    )
    return middle, abs(end.x - start.x) > abs(end.y - start.y)


def _tip(before: Point, end: Point, pen: int) -> str:
    """Return the arrowhead from the end of the line to the border of the box."""
    along = (end.x - before.x, end.y - before.y)
    length = max(1.0, (along[0] ** 2 + along[1] ** 2) ** 0.5)
    half = 4 + pen / 2
    aside = (round(-along[1] / length * half), round(along[0] / length * half))
    return (
        f"M{end.x},{end.y}L{before.x + aside[0]},{before.y + aside[1]}"
        f"L{before.x - aside[0]},{before.y - aside[1]}Z"
    )
