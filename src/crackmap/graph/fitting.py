"""Which agreements fit two owners between whom work passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crackmap.graph.organisation import Organisation, Ownership
from crackmap.language.handoff import Handoff


class Fitting:
    """The agreements of a process, to be found by both ends."""

    def __init__(self, handoffs: Iterable[Handoff], organisation: Organisation) -> None:
        """Keep those of `handoffs` whose from and to are written, in their order."""
        self._organisation = organisation
        self._handoffs = [(one, one.sender, one.receiver) for one in handoffs]
        # By the departments at the top: who may stand for whom has one of them in common.
        self._by_top: dict[str, list[int]] = {}
        for place, (_, sender, receiver) in enumerate(self._handoffs):
            for top in organisation.tops(sender) if sender and receiver else ():
                self._by_top.setdefault(top, []).append(place)
        self._found: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Handoff, ...]] = {}

    def between(self, sender: Ownership, receiver: Ownership) -> tuple[Handoff, ...]:
        """Return the agreements whose from fits `sender`, and whose to fits `receiver`."""
        key = (sender.names, receiver.names)
        if key not in self._found:
            self._found[key] = tuple(self._search(sender, receiver))
        return self._found[key]

    def _search(self, sender: Ownership, receiver: Ownership) -> Iterator[Handoff]:
        fits = self._organisation.stands_for
        tops = {top for name in sender.names for top in self._organisation.tops(name)}
        for place in sorted({place for top in tops for place in self._by_top.get(top, ())}):
            handoff, gives, takes = self._handoffs[place]
            if gives and takes and fits(gives, sender) and fits(takes, receiver):
                yield handoff
