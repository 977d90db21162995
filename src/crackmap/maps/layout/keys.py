"""Words that do not stand on the map in full, and the key below it that has all of them."""

from collections.abc import Iterable, Iterator

from crackmap.maps.layout.grid import Grid
from crackmap.maps.layout.legend import Key
from crackmap.maps.layout.scene import Head, Lane, Stage


class Letters:
    """A letter for every box and every edge whose words are cut, each given once."""

    def __init__(self, grid: Grid) -> None:
        """Give the boxes theirs."""
        self._given = 0
        self.edges: dict[int, str] = {}
        for cell in grid.cells:
            if cell.content.whole:
                cell.letter = self._next()

    def of_edge(self, at: int) -> str:
        """Return the letter of an edge; the first time it is a new one."""
        if at not in self.edges:
            self.edges[at] = self._next()
        return self.edges[at]

    def _next(self) -> str:
        """Return A, B, ..., Z, AA, AB, ... by turns."""
        self._given += 1
        letters, at = "", self._given
        while at:
            at, rest = divmod(at - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def place(key: Key) -> tuple[bool, int, str]:
    """Return where an entry stands in the key: by its letter, those without one last."""
    return not key.letter, len(key.letter), key.letter


def of_boxes(grid: Grid) -> list[Key]:
    """Return all that the boxes with a letter say."""
    return [Key(cell.letter, cell.content.whole) for cell in grid.cells if cell.letter]


def of_heads(title: Head | None, lanes: Iterable[Lane], stages: Iterable[Stage]) -> list[Key]:
    """Return the names that are cut at the head of the map, its lanes and its stages."""
    return list(dict.fromkeys(_of_heads(title, lanes, stages)))


def _of_heads(title: Head | None, lanes: Iterable[Lane], stages: Iterable[Stage]) -> Iterator[Key]:
    if title and title.cut:
        yield Key("", title.title)
    for lane in lanes:
        if lane.head.cut:
            yield Key("", f"Department: {lane.head.title}")
    for stage in stages:
        if stage.head.cut:
            yield Key("", f"Stage: {stage.head.title}")
