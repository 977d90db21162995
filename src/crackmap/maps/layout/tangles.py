"""Maps that nobody could read: they are refused, for nobody can follow a line of theirs."""

from crackmap.source.problems import Refusal

# From so many flows on no more than so many a box; and how many others each crosses at most.
_FLOWS, _FLOWS_A_BOX = 300, 5
_CROSSINGS_A_FLOW = 30


class Tangle(Refusal):
    """Too many lines cross for anyone to follow one of them."""

    def __init__(self, name: str, what: str) -> None:
        """Say on which map, and what is too much."""
        named = f" of “{name}”" if name else ""
        super().__init__(
            f"the map{named} would be a tangle that nobody can read: {what}",
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
