"""The whole way from a chart to a scene."""

from collections.abc import Sequence

from crackmap.maps.layout import heads, keys, labels, legend
from crackmap.maps.layout.chart import Chart, Direction, Edge, LaneOrder
from crackmap.maps.layout.choosing import Drawn, clearest
from crackmap.maps.layout.crossings import bridges
from crackmap.maps.layout.grid import Cell, Link
from crackmap.maps.layout.lanes import heads as lane_heads
from crackmap.maps.layout.scene import Badge, Box, Head, Label, Line, Point, Rect, Scene
from crackmap.maps.layout.sizes import (
    ICON,
    PADDING,
    badge_row,
    badge_width,
    corner_badges,
    row_width,
)
from crackmap.maps.layout.text import fitted, width
from crackmap.source.characters import clean

TITLE_SIZE = 18
_TITLE_HEIGHT = 44
_EDGE = 8  # empty around the map
_LEAST_WIDTH = 560
_MOVED = "Lanes stand in the order of the shortest lines, not in that of the file."
_RANKS = {"flow": 0, "rejection": 1, "handoff": 2, "gap": 3}


def lay_out(
    chart: Chart,
    direction: Direction = "columns",
    *,
    title: str | None = None,
    lanes: LaneOrder = "declared",
) -> Scene:
    """Return the map of a chart, with lanes as columns (time runs down) or as rows (to the right).

    The title is the chart's name unless another is given; an empty one leaves it out. With `short`
    lanes stand where lines are shortest, if that costs no crossing. Raises
    ValueError for an id that stands twice, or an edge, lane or stage that does not exist, and
    Tangle for a map that nobody could read.
    """
    return dressed(chart, clearest(chart, direction, lanes), title)


def dressed(chart: Chart, drawn: Drawn, title: str | None = None) -> Scene:
    """Return the map of a chart whose places are known."""
    return _Drawing(chart, drawn).scene(chart.name if title is None else title)


class _Drawing:
    """Puts the frame under the heads and dresses boxes and lines for the scene."""

    def __init__(self, chart: Chart, drawn: Drawn) -> None:
        self.chart = chart
        self.grid, self.frame, self.placed, self.letters, self.moved = drawn
        self.names = {node.id: clean(node.name) for node in chart.nodes}
        self.findings = {finding.number: finding for finding in chart.findings}

    def scene(self, title: str) -> Scene:
        corner = Point(_EDGE, _TITLE_HEIGHT if clean(title) else _EDGE)
        margins, lanes, stages = heads.draw(self.chart, self.grid, self.frame, corner)
        self.left, self.top = margins.left, margins.top
        boxes = tuple(
            self._box(cell, rect)
            for cell, rect in zip(self.grid.cells, self.frame.boxes, strict=True)
        )
        lines, explained = self._lines()
        plot_wide, plot_high = self.frame.length, self.frame.breadth
        if self.frame.sideways:
            plot_wide, plot_high = plot_high, plot_wide
        right, bottom = self.left + plot_wide, self.top + plot_high
        named = self._title(title, right) if clean(title) else None
        wide = max(right + _EDGE, _LEAST_WIDTH, named.rect.right if named else 0)
        explained = [
            *sorted([*keys.of_boxes(self.grid), *explained], key=keys.place),
            *keys.of_heads(named, lanes, stages),
            *legend.keys_of(self.chart.remarks),
            *([legend.Key("", _MOVED)] if self.moved else ()),
        ]
        below = bottom + 12
        reported = legend.draw(lines, boxes, lanes, self.chart.findings, explained, below, wide)
        return Scene(
            id=self.chart.id,
            name=clean(title) or clean(self.chart.name),
            summary=self._summary(),
            direction=self.grid.direction,
            width=wide,
            height=reported.rect.bottom,
            title=named,
            plot=Rect(self.left, self.top, plot_wide, plot_high),
            lanes=lanes,
            stages=stages,
            boxes=boxes,
            lines=lines,
            legend=reported,
        )

    def _title(self, title: str, right: int) -> Head:
        numbers = self.chart.numbers
        badges = row_width([str(number) for number in numbers])
        room = max(right, _LEAST_WIDTH) - badges - 24
        lines, cut = fitted(clean(title), TITLE_SIZE, room, 1, bold=True)
        end = 20 + width(lines[0], TITLE_SIZE, bold=True)
        rects = badge_row([str(number) for number in numbers], end, 12)
        rect = Rect(0, 0, end + badges, _TITLE_HEIGHT)
        shown = heads.badges_of(numbers, self.findings, rects)
        return Head(rect, lines, clean(title), False, shown, cut=cut)

    def _summary(self) -> str:
        steps = sum(not node.reference for node in self.chart.nodes)
        # Those of which only teams have steps have a head, and no lane of their own.
        outermost = [head.lane for head in lane_heads(self.grid.lanes, self.chart.lanes)[0]]
        departments = {lane.id for lane in outermost if lane.kind == "department"}
        reported = f"{_count(steps, 'step')}, {_count(len(departments), 'department')}"
        if not self.chart.findings:
            return f"{reported}."
        cracks = "; ".join(clean(finding.text).rstrip(".") for finding in self.chart.findings)
        severities = [finding.severity for finding in self.chart.findings]
        counted = ", ".join(
            _count(severities.count(severity), severity)
            for severity in ("error", "warning")
            if severity in severities
        )
        return f"{reported}, {counted}: {cracks}."

    def _box(self, cell: Cell, at: Rect) -> Box:
        node, words = cell.node, cell.content
        rect = Rect(at.x + self.left, at.y + self.top, at.width, at.height)
        numbers = node.findings if node else ()
        shift = ICON * len(words.icons) // 2
        middle = Point(rect.x + rect.width // 2 + shift, rect.y + rect.height // 2)
        return Box(
            id=cell.id,
            lane=self.grid.lanes[cell.lane].id,
            stage=self.grid.stages[cell.stage].id,
            rect=rect,
            shape=words.shape,
            icons=words.icons,
            icon_at=Point(rect.x + PADDING + ICON // 2 - 1, rect.y + rect.height // 2),
            lines=words.lines,
            text_at=middle,
            title=clean(node.name) if node else " ".join(words.lines),
            outcome=words.outcome,
            unowned=bool(node and node.unowned),
            change=node.change if node else "",
            badges=self._badges(numbers, cell.letter, corner_badges(rect, cell.badges)),
            reference=node.reference if node else "",
            link=cell.link,
            note=clean(", ".join(filter(None, (node.note, *node.facts)))) if node else "",
            note_lines=words.note,
            pale=node.pale if node else cell.pale,
        )

    def _lines(self) -> tuple[tuple[Line, ...], list[legend.Key]]:
        tight = {at: self.letters.of_edge(at) for at in self.placed.tight}
        sizes = {at: badge_width(letter) for at, letter in tight.items()}
        key_rects = labels.key_badges(self.grid, self.frame, self.placed, sizes)
        shifted = [
            tuple(Point(point.x + self.left, point.y + self.top) for point in points)
            for points in self.frame.points
        ]
        under = bridges(shifted, [_RANKS[link.edge.kind] for link in self.grid.links])
        explained = []
        labelled: dict[int, Label] = {}
        for at, (rect, words) in self.placed.labels.items():
            if words.short:
                words = words._replace(letter=self.letters.of_edge(at))
            labelled[at] = self._label(self.grid.links[at].edge, rect, words)
            if words.letter:
                explained.append(legend.Key(words.letter, self._sentence(self.grid.links[at].edge)))
        for at, letter in tight.items():
            edge = self.grid.links[at].edge
            shown = letter if at in key_rects else ""
            explained.append(legend.Key(shown, self._sentence(edge) + _numbers(edge.findings)))
            if shown:
                badge = Badge(letter, "key", self._shift(key_rects[at]))
                labelled[at] = Label(badge.rect, (), (badge,))
        lines = tuple(
            self._line(at, link, shifted[at], under[at], labelled.get(at))
            for at, link in enumerate(self.grid.links)
        )
        return lines, explained

    def _line(
        self,
        at: int,
        link: Link,
        points: tuple[Point, ...],
        under: tuple[Point, ...],
        label: Label | None,
    ) -> Line:
        mark = self.placed.marks.get(at)
        source, target = self.grid.cells[link.source], self.grid.cells[link.target]
        return Line(
            id=link.edge.id,
            source=source.id,
            target=target.id,
            kind=link.edge.kind,
            grade=link.edge.grade,
            role=link.edge.role,
            back=link.back,
            change=link.edge.change,
            points=points,
            bridges=under,
            mark=mark and Point(mark.x + self.left, mark.y + self.top),
            label=label,
            title=self._sentence(link.edge),
            weight=link.edge.weight,
            pale=link.edge.pale,
        )

    def _label(self, edge: Edge, rect: Rect, words: labels.Words) -> Label:
        at = self._shift(rect)
        letter = [words.letter] if words.letter else []
        rects = badge_row([*map(str, edge.findings), *letter], at.x, at.y)
        return Label(at, words.lines, self._badges(edge.findings, words.letter, rects))

    def _badges(
        self, numbers: Sequence[int], letter: str, rects: Sequence[Rect]
    ) -> tuple[Badge, ...]:
        found = heads.badges_of(numbers, self.findings, list(rects[: len(numbers)]))
        return (*found, Badge(letter, "key", rects[-1])) if letter else found

    def _sentence(self, edge: Edge) -> str:
        end = self.names.get(edge.target) or clean(edge.outcome)
        words = labels.words_of(edge)
        return f"{self.names[edge.source]} → {end}" + (f": {words}" if words else "")

    def _shift(self, rect: Rect) -> Rect:
        return Rect(rect.x + self.left, rect.y + self.top, rect.width, rect.height)


def _numbers(findings: Sequence[int]) -> str:
    return f" ({', '.join(map(str, findings))})" if findings else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
