"""The departments of a process in the making: ids by their names, and what is known of them."""

from __future__ import annotations

from crackmap.language.values import id_of
from crackmap.source.located import Located, Places, mapping
from crackmap.source.nodes import MapNode


class Departments:
    """Who owns steps or takes part in them, in the order in which they come in."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._kept: dict[str, MapNode] = {}  # by their ids
        self._details: dict[str, dict[str, Located]] = {}  # by the names of departments
        self.clear()

    def clear(self) -> None:
        """Forget who came in, and keep what is known."""
        self._named: dict[str, Located] = {}  # by their ids
        self._ids: dict[str, str] = {}  # by their names
        for id_, known in self._kept.items():
            self._ids.setdefault(str(known.get("name") or id_), id_)

    def keep(self, id_: str, known: MapNode) -> None:
        """Let a department come in that its file declares in our own words."""
        self._kept[id_] = known
        self.clear()

    def declare(self, name: str, key: str, value: Located) -> None:
        """Say something of a department: its `kind`, or whom it is `part_of`, by the name."""
        self._details.setdefault(name, {}).setdefault(key, value)

    def called(self, name: Located) -> Located:
        """Return the id of a department by its name, and let it come in."""
        if name.text not in self._ids:
            made = id_of(name.text) or f"department-{len(self._named) + 1}"
            self._ids[name.text] = made
            self._named.setdefault(made, name)
        return Located(self._ids[name.text], name.at)

    def table(self, places: Places, at: int) -> MapNode | None:
        """Return what a file in our language says of them all; None where there are none."""
        above = self._above()
        items = [*self._kept.items()] + [
            (id_, mapping(places, one.at, self._about(id_, one, above)))
            for id_, one in self._named.items()
            if id_ not in self._kept
        ]
        return mapping(places, at, items) or None

    def _about(
        self, id_: str, name: Located, above: dict[str, Located]
    ) -> tuple[tuple[str, Located | None], ...]:
        kind = self._details.get(name.text, {}).get("kind")
        return ("name", name), ("kind", kind), ("part_of", above.get(id_))

    def _above(self) -> dict[str, Located]:
        """Return what departments are part of; those come in, too, and never in a circle."""
        above: dict[str, Located] = {}
        waiting = list(self._named.items())
        while waiting:
            id_, name = waiting.pop()
            within = self._details.get(name.text, {}).get("part_of")
            if within is None:
                continue
            known = len(self._named)
            outer = self.called(within)
            if len(self._named) > known:
                waiting.append((outer.text, within))
            seen: Located | None = outer
            while seen and seen.text != id_:
                seen = above.get(seen.text)
            if seen is None:
                above[id_] = outer
        return above
