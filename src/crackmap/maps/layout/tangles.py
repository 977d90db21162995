"""Maps that nobody could read: they are refused, for nobody can follow their lines."""

from crackmap.source.problems import Refusal

# From so many flows on no more than so many a box; and how many others each crosses at most.
_FLOWS, _FLOWS_A_BOX = 300, 5
_CROSSINGS_A_FLOW = 30
_PLACES = 10_000_000  # on the street map of lines: it keeps some 20 bytes for each
_CELLS = 40_000  # of departments by stages: as many as the matrix has


class Tangle(Refusal):
    """Too many lines cross for anyone to follow one of them, or the map is far too large."""

    def __init__(
        self, name: str, what: str, kind: str = "be a tangle that nobody can read"
    ) -> None:
        """Say on which map, and what is too much."""
        named = f" of “{name}”" if name else ""
        super().__init__(
            f"the map{named} would {kind}: {what}",
            "--view matrix shows who hands over to whom",
        )


def refuse_many_flows(name: str, boxes: int, flows: int) -> None:
    """Raise Tangle for far more flows than boxes, before a way is searched for any of them."""
    most = max(_FLOWS, _FLOWS_A_BOX * boxes)
    if flows > most:
        raise Tangle(
            name, f"it has {flows:,} flows between {boxes:,} boxes; {most:,} are the most it draws"
        )


def refuse_many_crossings(name: str, flows: int, crossings: int) -> None:
    """Raise Tangle where flows, each on a way of its own, cross too often."""
    if crossings > _CROSSINGS_A_FLOW * flows:
        most = _CROSSINGS_A_FLOW * flows
        what = f"its {flows:,} flows cross {crossings:,} times; {most:,} are the most it draws"
        raise Tangle(name, what)


def refuse_many_places(name: str, columns: int, rows: int, places: int) -> None:
    """Raise Tangle for a map on which lines would have too many `places` to go along."""
    if places > _PLACES:
        what = f"its {columns:,} columns and {rows:,} rows are mostly empty"
        raise Tangle(name, what, "be far too large to read")


def refuse_many_cells(name: str, lanes: int, stages: int) -> None:
    """Raise Tangle where the overview of a map in panels would have too many cells."""
    if too_many_cells(lanes, stages):
        what = (
            f"its overview has {lanes:,} rows and {stages:,} columns; {_CELLS:,} cells are the most"
        )
        raise Tangle(name, what, "be far too large to read")


def too_many_cells(lanes: int, stages: int) -> bool:
    """Return whether a table of departments by stages is larger than anyone reads."""
    return lanes * stages > _CELLS
