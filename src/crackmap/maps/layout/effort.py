"""How much search the drawing of one map may take, counted so that every machine gives up alike."""

# Places looked at, for a chart and for each of its links. Ordinary maps need some 30 a link for a
# round of the search, and at most 1,500 for all orders of lanes.
_A_CHART, _A_LINK = 40_000, 1_000


class Effort:
    """What is left of the search for one map: for all rounds, and for all ways to draw it."""

    def __init__(self, links: int) -> None:
        """Begin a map of so many links."""
        self.left = _A_CHART + _A_LINK * links
        self.spent = 0

    def spend(self, places: int) -> None:
        """Note that so many places have been looked at."""
        self.left -= places
        self.spent += places
