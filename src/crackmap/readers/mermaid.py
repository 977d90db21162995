"""mermaid: a flowchart or swimlane of Mermaid, also in a page; subgraphs are departments."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from crackmap.readers.flowcharts.chart import Chart, Group, Link, Vertex
from crackmap.readers.flowcharts.header import kind_of
from crackmap.readers.flowcharts.parser import MOST_LINKS, parse
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.drawing import draft_of
from crackmap.readers.making.drawn import Box, Drawing, Lane, Line, Shape
from crackmap.readers.making.labels import brief, name_of
from crackmap.readers.making.reading import Reading, ReadOptions
from crackmap.readers.making.texts import text_of
from crackmap.readers.pages.blocks import Block, blocks_of, readings_of
from crackmap.source.located import Located, Places
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Source, Span, with_plain_ends

_SHAPES: dict[str, Shape] = {
    **dict.fromkeys(("stadium", "terminal", "pill"), "terminal"),
    **dict.fromkeys(("circle", "circ", "double-circle", "dbl-circ", "ellipse"), "circle"),
    **dict.fromkeys(("start", "sm-circ", "small-circle", "stop", "fr-circ"), "circle"),
    **dict.fromkeys(("framed-circle",), "circle"),
    **dict.fromkeys(("diamond", "diam", "decision", "question"), "decision"),
    **dict.fromkeys(("fork", "join", "junction", "f-circ", "filled-circle"), "bar"),
}
# Plain work, as people draw it; other shapes are told when they are taken for it.
_WORK = frozenset(
    [
        *("rect", "rectangle", "proc", "process", "rounded", "event", "odd", "manual", "priority"),
        *("subroutine", "subproc", "subprocess", "framed-rectangle", "fr-rect", "st-rect"),
        *("processes", "procs", "hexagon", "hex", "prepare", "lean-right", "lean-left", "lean-r"),
        *("lean-l", "in-out", "out-in", "trapezoid", "inverted-trapezoid", "trap-b", "trap-t"),
    ]
)
_ASIDE = ("comment", "brace", "brace-l", "brace-r", "braces", "text")
_HEXAGONS = ("hexagon", "hex", "prepare")
# What the maps of this program write beside a flow, for people.
_GAP = re.compile(r"(?:(?P<when>.*) / )?no handoff(?: \([^()]*\))?")
_ROLE = re.compile(r" ?\((?:(?:answer|hidden|partial)(?:, )?)+\)$")


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the flowchart, or those of a page; raises Unreadable."""
    text, notes = text_of(data, path, options.encoding)
    text = with_plain_ends(text)
    blocks = [] if kind_of(text) and parse(text) else blocks_of(text)
    if not blocks:
        blocks = [Block(text)]
    return reading_of(blocks, path, options, notes)


def reading_of(blocks: list[Block], path: str, options: ReadOptions, notes: list[Note]) -> Reading:
    """Return the processes in the Mermaid blocks of a text, one each; raises Unreadable."""
    charts = [(block, chart) for block in blocks if (chart := parse(block.text))]
    drawn = {id(block) for block, _ in charts}
    others = [block for block in blocks if id(block) not in drawn]
    if not charts:
        raise Unreadable([_other(others[0], path)])
    for block in others:
        notes.append(Note(_place(block, path), f"{_words_for(block)}; it was left out"))
    drafts = [(block.heading or chart.title, _draft(block, chart, path)) for block, chart in charts]
    return readings_of(drafts, "diagram", path, options, notes)


def _other(block: Block, path: str) -> Problem:
    help_ = "draw it as a flowchart, which begins with flowchart, graph or swimlane-beta"
    return Problem(_place(block, path), _words_for(block), help_)


def _words_for(block: Block) -> str:
    kind = kind_of(block.text)
    if not kind:
        return "there is no diagram here"
    return f"`{kind}` begins no flowchart, and no process can be read from it"


def _place(block: Block, path: str) -> Span:
    return Span(path, block.line, block.column)


def _draft(block: Block, chart: Chart, path: str) -> Draft:
    places = Places(path)
    name = chart.title or block.heading
    drawing = Drawing(places, Located(name or name_of(path), 0))
    drawing.named = bool(name)
    return _Making(block, chart, drawing, path).draft()


class _Making:
    """A drawing of a flowchart."""

    def __init__(self, block: Block, chart: Chart, drawing: Drawing, path: str) -> None:
        self.block, self.chart, self.drawing, self.path = block, chart, drawing, path
        self.source = Source(path, block.text)
        self.ways = Counter(link.source for link in chart.links)
        self.lanes: dict[Group, Lane] = {}
        self.boxes: dict[str, Box] = {}

    def draft(self) -> Draft:
        chart, drawing = self.chart, self.drawing
        drawing.titled = not chart.ours
        if chart.description:
            drawing.description.append(Located(chart.description, 0))
        for group in chart.groups.values():
            self._lane(group)
        links = _without_stops(chart) if chart.ours else chart.links
        for at, words in chart.faults:
            message = f"`{brief(words)}` is no line of a flowchart that is known; it was left out"
            drawing.note(self._at(at), message, lost=True)
        if chart.read_to is not None:
            message = f"with this line there are more than {MOST_LINKS:,} links between nodes; "
            message += "from here on nothing was read"
            drawing.note(self._at(chart.read_to), message, lost=True)
        touched = {end for link in links for end in (link.source, link.target)}
        for vertex in chart.vertices.values():
            if vertex.id not in chart.groups and not _is_aside(vertex, touched, chart):
                self._box(vertex)
        for link in links:
            self._line(link)
        return draft_of(drawing)

    def _at(self, offset: int, quote: str = "") -> int:
        line, column = self.source.place(offset)
        line, column = line + self.block.line - 1, column + self.block.column - 1
        return self.drawing.places.add(
            Span(self.path, line, column, line, column + max(len(quote), 1), quote=quote)
        )

    def _lane(self, group: Group) -> Lane:
        if group not in self.lanes:
            above = self._lane(group.above) if group.above else None
            lane = Lane(group.title, self._at(group.at), above)
            if above and self.chart.is_swimlane:
                words = f"`{group.title}` is no lane of its own: `{above.name}` owns what it holds"
                self.drawing.note(lane.at, words)
                lane = above
            self.lanes[group] = lane
        return self.lanes[group]

    def _box(self, vertex: Vertex) -> None:
        shape = _SHAPES.get(vertex.shape, "task")
        if vertex.shape in _HEXAGONS:
            shape = "decision" if self.ways[vertex.id] > 1 or self.chart.ours else "task"
        name = vertex.id if vertex.text is None and shape != "bar" else vertex.text or ""
        box = Box(name, self._at(vertex.at, vertex.id), shape)
        if vertex.group:
            box.lane = self.lanes[vertex.group]
            self._twice(vertex, box)
        if shape == "task" and vertex.shape and vertex.shape not in _WORK:
            self.drawing.odd.setdefault(vertex.shape, []).append(box)
        if phase := self.chart.phases.get(vertex.phase):
            box.stage = Located(phase[0], self._at(phase[1]))
        self.boxes[vertex.id] = box
        self.drawing.boxes.append(box)

    def _twice(self, vertex: Vertex, box: Box) -> None:
        """Say where Mermaid draws a node elsewhere than where its words are written."""
        own = self.lanes.get(vertex.defined) if vertex.defined else None
        if own and box.lane and own is not box.lane:
            words = (
                f"`{box.name}` is named in `{box.lane.name}` first, where Mermaid draws it, "
                f"and written in `{own.name}`; the first was taken"
            )
            self.drawing.note(box.at, words)

    def _line(self, link: Link) -> None:
        words = link.words
        if self.chart.ours and link.stroke == ".":
            if words.partition(": ")[0] == "rejected":
                return  # it shows a part of a handoff
            gap = _GAP.fullmatch(words)
            words = (gap["when"] or "") if gap else words
        elif self.chart.ours and link.stroke == "=":
            words = _ROLE.sub("", words)
            words = words.partition(": ")[0] if ": " in words else ""
        ends = [self._end(link.source), self._end(link.target)]
        at = self._at(link.at)
        self.drawing.lines.append(Line(ends[0], ends[1], words, at))
        if link.ends == 0:
            self.drawing.undirected.append(at)
        if link.ends == 2:
            self.drawing.lines.append(Line(ends[1], ends[0], words, at))

    def _end(self, id_: str) -> Box | Lane:
        group = self.chart.groups.get(id_)
        return self.lanes[group] if group else self.boxes[id_]


def _is_aside(vertex: Vertex, touched: set[str], chart: Chart) -> bool:
    """Return whether a node is the id of a link, or words beside the drawing."""
    if vertex.id in chart.edge_ids and vertex.text is None and vertex.id not in touched:
        return True
    return vertex.shape in _ASIDE and vertex.id not in touched


def _without_stops(chart: Chart) -> list[Link]:
    """Return the links, with those that lead to a step itself as one: swimlanes stop on the way."""
    out: dict[str, list[Link]] = {}
    into: dict[str, list[Link]] = {}
    for link in chart.links:
        out.setdefault(link.source, []).append(link)
        into.setdefault(link.target, []).append(link)
    instead: dict[Link, Link | None] = {}
    for id_, vertex in list(chart.vertices.items()):
        there, back = into.get(id_, []), out.get(id_, [])
        if not (chart.is_swimlane and id_.startswith("s") and len(there) == len(back) == 1):
            continue
        to, fro = there[0], back[0]
        if to.source != id_ and to.source == fro.target and not {to, fro} & instead.keys():
            words = vertex.text if vertex.text and vertex.text != "again" else ""
            instead[to], instead[fro] = replace(to, target=to.source, words=words), None
            del chart.vertices[id_]
    links = (instead.get(link, link) for link in chart.links)
    return [link for link in links if link]
