"""The grammar of Mermaid's flowcharts, read leniently: what is no statement is a fault."""

from __future__ import annotations

import re

from crackmap.readers.flowcharts.chart import Chart, Group, Link, Vertex
from crackmap.readers.flowcharts.header import (
    COMMENT,
    DIRECTIVE,
    SPACES,
    header_of,
    matched,
    title_of,
)
from crackmap.readers.flowcharts.text import words

MOST_LINKS = 20_000
_LONGEST_DATA = 4_000  # letters of `@{ ... }`
# How a node of a shape begins and may end; longer signs come before those that they begin with.
_SHAPES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("(((", ((")))", "double-circle"),)),
    ("((", (("))", "circle"),)),
    ("([", (("])", "stadium"),)),
    ("(-", (("-)", "ellipse"),)),
    ("(", ((")", "rounded"),)),
    ("[[", (("]]", "subroutine"),)),
    ("[(", ((")]", "cylinder"),)),
    ("[/", (("/]", "lean-right"), ("\\]", "trapezoid"))),
    ("[\\", (("\\]", "lean-left"), ("/]", "inverted-trapezoid"))),
    ("[", (("]", ""),)),
    ("{{", (("}}", "hexagon"),)),
    ("{", (("}", "diamond"),)),
    (">", (("]", "odd"),)),
)
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}

_OURS = re.compile(r"%%[ \t]*made by crackmap[ \t]*$")
_BLANK = re.compile(r"[\s;]*")
_INDENT = re.compile(r"[ \t]*")
_REST = re.compile(r"[^\n]*")
# Lines that say how something looks or what a click does.
_LOOKS = re.compile(
    r"click[ \t][^\n]*"
    r"|(?:(?:style|classDef|class|linkStyle)[ \t]|direction[ \t]+(?:TB|TD|BT|RL|LR)\b)[^\n;]*"
)
_ABOUT = re.compile(r"acc(?P<key>Title|Descr)[ \t]*(?::(?P<line>[^\n]*)|\{(?P<block>[^}]*)\}?)")
_SUBGRAPH = re.compile(r"subgraph(?=[\s;]|$)[ \t]*")
_END = re.compile(r"end(?=[\s;]|$)")
_PHASE = re.compile(
    r"phase[ \t]+(?P<id>[\w.-]+)[ \t]*(?:\[(?P<title>[^\]\n]*)\][ \t]*)?(?=[\n;]|$)"
)
_GROUP_ID = re.compile(r'(?P<id>"[^"\n]*"|[^\n;\[]*)[ \t]*')
_ID = re.compile(r"""(?:[^\s\[\](){}<>|@;:&"'~=.\-]|:(?!::)|'|[.\-](?![>.\-])|=(?!=)|&(?=\w))+""")
_CLASS = re.compile(r"\s*:::[ \t]*[\w,-]+")
_DATA = re.compile(r"""[ \t]*@\{(?P<data>(?:"[^"]*"|'[^']*'|[^}"'@]|@(?!\{))*)\}""")
_FIELD = re.compile(r"""(?<![\w-])(?P<key>[\w-]+)[ \t]*:\s*(?P<value>"[^"]*"|'[^']*'|[^,\n}]*)""")
_AND = re.compile(r"\s*&\s*")
_EDGE_ID_END = re.compile(r'[\s"@]')
_NAMED_LINK = re.compile(r"@(?=[xo<]?(?:--|==|-\.|~~))")
_LINK = re.compile(
    r"(?P<tail>[xo<]?)(?:(?P<line>-)-+(?P<head>[->xo])"
    r"|(?P<thick>=)=+(?P<thick_head>[=>xo])"
    r"|-?(?P<dots>\.)+-(?P<dots_head>[>xo]?)"
    r"|(?P<none>~)~~+)"
)
_BEGUN = re.compile(r"(?P<tail>[xo<]?)(?:(?P<line>-)-|(?P<thick>=)=|-(?P<dots>\.))")
_CLOSING = {
    "-": re.compile(r"--+([->xo])"),
    "=": re.compile(r"==+([=>xo])"),
    ".": re.compile(r"(?<!\.)\.+-([>xo]?)"),
}
_QUOTED = re.compile(r'\s*"(?P<text>[^"]*)"\s*')
_BARS = re.compile(r'\s*\|(?P<text>\s*"[^"]*"\s*|[^|\n]*)\|')


def parse(text: str) -> Chart | None:
    """Return the flowchart in a text whose lines end in line feeds; None where it is none."""
    header = header_of(text)
    if header is None:
        return None
    chart = Chart(header["kind"], title_of(text))
    _Parser(text, header.end(), chart).run()
    return chart


class _Broken(Exception):
    """What stands here is no statement."""


class _TooMany(Exception):
    """With what stands here there are more links than are read."""


class _Parser:
    def __init__(self, text: str, at: int, chart: Chart) -> None:
        self.text, self.at, self.chart = text, at, chart
        self.open: list[Group] = []
        self.named: list[list[Vertex]] = []  # in each of the open groups
        self.edge_id = 0, -1  # from where the end of one was looked for, and where it is

    def run(self) -> None:
        while True:
            self.at = matched(_BLANK, self.text, self.at)
            if self.at >= len(self.text):
                break
            start = self.at
            if self._aside() or self._group() or self._said():
                continue
            try:
                self._flow()
            except _Broken:
                rest = _REST.match(self.text, start)
                assert rest
                self.chart.faults.append((start, rest[0].strip()))
                self.at = max(rest.end(), start + 1)
            except _TooMany:
                self.chart.read_to = start
                break
        while self.open:
            if self.chart.read_to is None:
                self.chart.faults.append((self.open[-1].at, "subgraph without end"))
            self._close()

    def _take(self, pattern: re.Pattern[str], longest: int = 0) -> re.Match[str] | None:
        """Go over what matches here, within so many letters."""
        end = self.at + longest if longest else len(self.text)
        match = pattern.match(self.text, self.at, end)
        if match:
            self.at = match.end()
        return match

    def _aside(self) -> bool:
        """Go over a comment, or a line about looks."""
        if self._take(DIRECTIVE):
            return True
        if match := self._take(COMMENT):
            self.chart.ours = self.chart.ours or bool(_OURS.match(match[0]))
            return True
        return bool(self._take(_LOOKS))

    def _said(self) -> bool:
        """Take the title or the description of the whole, or a phase of a swimlane."""
        if match := self._take(_ABOUT):
            told = words(match["line"] or match["block"] or "")
            if match["key"] == "Title":
                self.chart.title = self.chart.title or told
            else:
                self.chart.description = told
            return True
        at = self.at
        if self.chart.is_swimlane and (match := self._take(_PHASE)):
            self.chart.phases[match["id"]] = words(match["title"] or "") or match["id"], at
            return True
        return False

    # Subgraphs

    def _group(self) -> bool:
        at = self.at
        if self._take(_END):
            if self.open:
                self._close()
            else:
                self.chart.faults.append((at, "end"))
            return True
        if not self._take(_SUBGRAPH):
            return False
        called = self._take(_GROUP_ID)
        written = words(called["id"]) if called else ""
        id_, title = (called["id"].strip().strip('"') if called else ""), written
        if self.text.startswith("[", self.at):
            try:
                title = words(self._inside("[", (("]", ""),))[0])
            except _Broken:
                self.at = matched(_REST, self.text, self.at)
        self._take(_DATA, _LONGEST_DATA)
        group = Group(id_ or f"\0{at}", title, at, self.open[-1] if self.open else None)
        self.named.append([])
        self.open.append(self.chart.groups.setdefault(group.id, group))
        return True

    def _close(self) -> None:
        """Give a group the nodes that are named in it, unless one that ended before has them."""
        group = self.open.pop()
        for vertex in self.named.pop():
            vertex.group = vertex.group or group

    # Nodes and links

    def _flow(self) -> None:
        """Read nodes, and what leads from them to others; nothing is kept of a broken line."""
        nodes: list[tuple[str, int, str | None, str, str]] = []
        made: list[tuple[list[str], list[str], str, int, str, int]] = []
        count = 0
        sources = self._nodes(nodes)
        while (link := self._link()) is not None:
            at, edge, text, stroke, tail, head = link
            self.at = matched(SPACES, self.text, self.at)
            targets = self._nodes(nodes)
            if edge:
                self.chart.edge_ids.add(edge)
            count += len(sources) * len(targets) if stroke != "~" else 0
            if len(self.chart.links) + count > MOST_LINKS:
                raise _TooMany
            first, second = sources, targets
            if tail == "<" and head != ">":
                first, second = targets, sources
            ends = 2 if tail == "<" and head == ">" else int(bool(tail) or head not in "-=")
            if stroke != "~":
                made.append((first, second, text, at, stroke, ends))
            sources = targets
        self.at = matched(_INDENT, self.text, self.at)
        is_over = self.at >= len(self.text) or self.text[self.at] in "\n;"
        if not is_over and not self.text.startswith("%%", self.at):
            raise _Broken
        for node in nodes:
            self._keep(*node)
        for first, second, text, at, stroke, ends in made:
            self.chart.links += [
                Link(source, target, text, at, stroke, ends)
                for source in first
                for target in second
            ]

    def _nodes(self, nodes: list[tuple[str, int, str | None, str, str]]) -> list[str]:
        """Read `a & b`, and return the ids."""
        ids = []
        while True:
            at = self.at
            match = self._take(_ID)
            if match is None:
                raise _Broken
            id_ = match[0].rstrip(":")
            text, shape = self._shape()
            self.at = matched(_CLASS, self.text, self.at)
            phase = ""
            if data := self._take(_DATA, _LONGEST_DATA):
                said = {one["key"]: one["value"].strip("\"' ") for one in _fields(data["data"])}
                text = words(said["label"]) if "label" in said else text
                shape, phase = said.get("shape", shape), said.get("phase", "")
            self.at = matched(_CLASS, self.text, self.at)
            nodes.append((id_, at, text, shape, phase))
            ids.append(id_)
            if not self._take(_AND):
                return ids

    def _shape(self) -> tuple[str | None, str]:
        """Return the words in the brackets that follow, if any do, and the shape they make."""
        at = matched(_INDENT, self.text, self.at)
        for opening, closings in _SHAPES:
            if self.text.startswith(opening, at) and (at == self.at or opening != ">"):
                before, self.at = self.at, at
                try:
                    text, shape = self._inside(opening, closings)
                except _Broken:
                    self.at = before
                    continue
                return words(re.sub(r"^\|[^|\n]*\|", "", text)), shape
        return None, ""

    def _inside(self, opening: str, closings: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        """Go over brackets, and return what stands in them and the name of their shape."""
        self.at += len(opening)
        quoted = self._take(_QUOTED)
        if quoted:
            for closing, shape in closings:
                if self.text.startswith(closing, self.at):
                    self.at += len(closing)
                    return quoted["text"], shape
            self.at = quoted.start()
        line = self.text.find("\n", self.at)
        line = len(self.text) if line < 0 else line
        depth: list[str] = []
        for place in range(self.at, line):
            if not depth:
                for closing, shape in closings:
                    if self.text.startswith(closing, place):
                        text, self.at = self.text[self.at : place], place + len(closing)
                        return text, shape
            letter = self.text[place]
            if letter in _CLOSED_BY:
                depth.append(_CLOSED_BY[letter])
            elif depth and letter == depth[-1]:
                depth.pop()
        raise _Broken

    def _link(self) -> tuple[int, str, str, str, str, str] | None:
        """Return the link that begins here: place, id, words, stroke and both ends."""
        before = self.at
        self.at = at = matched(SPACES, self.text, self.at)
        edge = self._edge_id()
        if match := self._take(_LINK):
            stroke = match["line"] or match["thick"] or match["dots"] or match["none"]
            head = match["head"] or match["thick_head"] or match["dots_head"] or ""
            bars = self._take(_BARS)
            return at, edge, words(bars["text"]) if bars else "", stroke, match["tail"], head
        if match := self._take(_BEGUN):
            stroke = match["line"] or match["thick"] or match["dots"]
            if quoted := self._take(_QUOTED):
                text, closing = quoted["text"], _CLOSING[stroke].match(self.text, self.at)
            else:
                rest = _REST.match(self.text, self.at)
                end = rest.end() if rest else self.at
                closing = _CLOSING[stroke].search(self.text, self.at, end)
                text = self.text[self.at : closing.start()] if closing else ""
            if closing:
                self.at = closing.end()
                return at, edge, words(text), stroke, match["tail"], closing[1]
        self.at = before
        if edge:
            raise _Broken
        return None

    def _edge_id(self) -> str:
        """Go over the id of a link, and return it; empty where there is none.

        Links without spaces between them look for the same end: it is looked for once.
        """
        begun, end = self.edge_id
        if not begun <= self.at <= end:
            found = _EDGE_ID_END.search(self.text, self.at)
            end = found.start() if found else len(self.text)
            self.edge_id = self.at, end
        if self.at == end or not (named := _NAMED_LINK.match(self.text, end)):
            return ""
        edge, self.at = self.text[self.at : end], named.end()
        return edge

    def _keep(self, id_: str, at: int, text: str | None, shape: str, phase: str) -> None:
        group = self.open[-1] if self.open else None
        vertex = self.chart.vertices.setdefault(id_, Vertex(id_, at))
        if group:
            self.named[-1].append(vertex)
        if text is not None:
            vertex.text, vertex.at, vertex.defined = text, at, group
        vertex.shape = shape or vertex.shape
        vertex.phase = phase or vertex.phase


def _fields(data: str) -> list[re.Match[str]]:
    return list(_FIELD.finditer(data))
