"""Which agreements fit two owners between whom work passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from crackmap.graph.organisation import Home, Organisation, Ownership
from crackmap.language.handoff import Handoff

MOST = 10  # agreements that fit the same two


class Fitting:
    """The agreements of a process, to be found by both ends."""

    def __init__(self, handoffs: Iterable[Handoff], organisation: Organisation) -> None:
        """Keep those of `handoffs` whose from and to are written, in their order."""
        self._organisation = organisation
        self._handoffs = [
            (one, one.sender, one.receiver) for one in handoffs if one.sender and one.receiver
        ]
        self._gives = Near([sender for _, sender, _ in self._handoffs], organisation)
        self._takes = Near([receiver for _, _, receiver in self._handoffs], organisation)
        self._found: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Handoff, ...]] = {}

    def between(self, sender: Ownership, receiver: Ownership) -> tuple[Handoff, ...]:
        """Return the first MOST agreements whose from fits `sender`, and whose to `receiver`."""
        key = (sender.names, receiver.names)
        if key not in self._found:
            self._found[key] = tuple(islice(self._search(sender, receiver), MOST))
        return self._found[key]

    def _search(self, sender: Ownership, receiver: Ownership) -> Iterator[Handoff]:
        fits = self._organisation.stands_for
        ends = (self._gives, sender), (self._takes, receiver)
        near, owner = min(ends, key=lambda end: end[0].count(end[1]))
        for place in near.places(owner):
            handoff, gives, takes = self._handoffs[place]
            if fits(gives, sender) and fits(takes, receiver):
                yield handoff


class Near:
    """Words that stand for departments, to be found by owners that are near to them.

    An owner is near to a word that is above or below it, or whose home is above or below its own.
    """

    def __init__(self, said: Sequence[str], organisation: Organisation) -> None:
        """Take the words, each at its place in the list."""
        self._organisation = organisation
        self._at: dict[str, list[int]] = {}  # the department itself, or its home
        self._below: dict[str, list[int]] = {}  # it, or one below it
        for place, id_ in enumerate(said):
            home = organisation.home(id_)
            line = home.line if isinstance(home, Home) else ()
            for one in {id_, *line[:1]}:
                self._at.setdefault(one, []).append(place)
            for one in {*organisation.above(id_), *line}:
                self._below.setdefault(one, []).append(place)

    def count(self, owner: Ownership) -> int:
        """Return how many words may fit an owner; some of them may count twice."""
        return sum(map(len, self._lists(owner)))

    def places(self, owner: Ownership) -> list[int]:
        """Return the places of all words that may fit an owner, in order."""
        return sorted({place for places in self._lists(owner) for place in places})

    def _lists(self, owner: Ownership) -> list[list[int]]:
        above = {id_ for name in owner.names for id_ in self._organisation.above(name)}
        above |= {id_ for home in owner.homes for id_ in home.line}
        own = {*owner.names, *(home.team for home in owner.homes)}
        return [self._at[id_] for id_ in above if id_ in self._at] + [
            self._below[id_] for id_ in own if id_ in self._below
        ]
