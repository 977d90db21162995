"""The whole way from a chart to a scene."""

from collections.abc import Sequence

from crackmap.maps.layout import heads, labels, legend
from crackmap.maps.layout.chart import Chart, Direction, Edge, LaneOrder
from crackmap.maps.layout.choosing import Drawn, clearest
from crackmap.maps.layout.crossings import bridges
from crackmap.maps.layout.grid import Cell, Link
from crackmap.maps.layout.scene import Badge, Box, Head, Label, Line, Point, Rect, Scene
from crackmap.maps.layout.sizes import (
    ICON,
    PADDING,
    badge_row,
    badge_width,
    corner_badges,
    row_width,
)
from crackmap.maps.layout.text import width, wrap
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
    return _Drawing(chart, clearest(chart, direction, lanes)).scene(
        chart.name if title is None else title
    )


class _Drawing:
    """Puts the frame under the heads and dresses boxes and lines for the scene."""

    def __init__(self, chart: Chart, drawn: Drawn) -> None:
        self.chart = chart
        self.grid, self.frame, self.placed, self.moved = drawn
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
        lines, keys = self._lines()
        plot_wide, plot_high = self.frame.length, self.frame.breadth
        if self.frame.sideways:
            plot_wide, plot_high = plot_high, plot_wide
        right, bottom = self.left + plot_wide, self.top + plot_high
        named = self._title(title, right) if clean(title) else None
        wide = max(right + _EDGE, _LEAST_WIDTH, named.rect.right if named else 0)
        keys += legend.keys_of(self.chart.remarks)
        if self.moved:
            keys.append(legend.Key("", _MOVED))
        reported = legend.draw(lines, boxes, lanes, self.chart.findings, keys, bottom + 12, wide)
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
        lines = wrap(clean(title), TITLE_SIZE, room, 1, bold=True)
        end = 20 + width(lines[0], TITLE_SIZE, bold=True)
        rects = badge_row([str(number) for number in numbers], end, 12)
        rect = Rect(0, 0, end + badges, _TITLE_HEIGHT)
        shown = heads.badges_of(numbers, self.findings, rects)
        return Head(rect, lines, clean(title), False, shown)

    def _summary(self) -> str:
        steps = sum(not node.reference for node in self.chart.nodes)
        departments = sum(lane.kind == "department" and not lane.parent for lane in self.grid.lanes)
        reported = f"{_count(steps, 'step')}, {_count(departments, 'department')}"
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
        shift = ICON // 2 if words.icon else 0
        middle = Point(rect.x + rect.width // 2 + shift, rect.y + rect.height // 2)
        return Box(
            id=cell.id,
            lane=self.grid.lanes[cell.lane].id,
            stage=self.grid.stages[cell.stage].id,
            rect=rect,
            shape=words.shape,
            icon=words.icon,
            icon_at=Point(rect.x + PADDING + ICON // 2 - 1, rect.y + rect.height // 2),
            lines=words.lines,
            text_at=middle,
            title=clean(node.name) if node else " ".join(words.lines),
            outcome=words.outcome,
            unowned=bool(node and node.unowned),
            change=node.change if node else "",
            badges=heads.badges_of(numbers, self.findings, corner_badges(rect, numbers)),
            reference=node.reference if node else "",
            note=clean(node.note) if node else "",
            note_lines=words.note,
        )

    def _lines(self) -> tuple[tuple[Line, ...], list[legend.Key]]:
        letters = [_letter(at) for at in range(len(self.placed.tight))]
        sizes = {
            at: badge_width(letter) for at, letter in zip(self.placed.tight, letters, strict=True)
        }
        key_rects = labels.key_badges(self.grid, self.frame, self.placed, sizes)
        shifted = [
            tuple(Point(point.x + self.left, point.y + self.top) for point in points)
            for points in self.frame.points
        ]
        under = bridges(shifted, [_RANKS[link.edge.kind] for link in self.grid.links])
        keys = []
        labelled: dict[int, Label] = {}
        for at, (rect, words) in self.placed.labels.items():
            labelled[at] = self._label(self.grid.links[at].edge, rect, words)
        for at, letter in zip(self.placed.tight, letters, strict=True):
            edge = self.grid.links[at].edge
            shown = letter if at in key_rects else ""
            keys.append(legend.Key(shown, self._sentence(edge) + _numbers(edge.findings)))
            if shown:
                badge = Badge(letter, "key", self._shift(key_rects[at]))
                labelled[at] = Label(badge.rect, (), (badge,))
        lines = tuple(
            self._line(at, link, shifted[at], under[at], labelled.get(at))
            for at, link in enumerate(self.grid.links)
        )
        return lines, keys

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
            source=source.id,
            target=target.id,
            lanes=(self.grid.lanes[source.lane].id, self.grid.lanes[target.lane].id),
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
        )

    def _label(self, edge: Edge, rect: Rect, words: labels.Words) -> Label:
        at = self._shift(rect)
        rects = badge_row([str(number) for number in edge.findings], at.x, at.y)
        return Label(at, words.lines, heads.badges_of(edge.findings, self.findings, rects))

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


def _letter(at: int) -> str:
    """Return A, B, ..., Z, AA, AB, ... for 0, 1, ..."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
