"""The departments of a process in the making: ids by their names, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.language.texts import fold, id_of
from crackmap.readers.making.names import Names, made_id
from crackmap.source.located import Located, Places, Written, mapping
from crackmap.source.nodes import MapNode

_TOLD = ("name", "kind", "part_of")


class Departments:
    """Who owns steps or takes part in them, in the order in which they come in."""

    def __init__(self, names: Names) -> None:
        """Begin with nobody."""
        self._names = names
        self._kept: dict[str, MapNode] = {}  # by their ids
        self._details: dict[str, dict[str, Written]] = {}  # by the names of departments
        self._known: dict[str, str] = {}  # ids by folded names and ids
        self._proper: dict[str, Located] = {}  # names by ids
        self._shared: dict[str, set[str]] = {}  # ids in crackmap.yaml by folded names and ids
        self._exact: set[str] = set()
        self._taken: dict[str, tuple[int, str]] = {}  # names that were not exact, and ids
        self.clear()

    def share(self, departments: Sequence[tuple[str, str]]) -> None:
        """Let names mean the departments of crackmap.yaml that have them; these have ids, too."""
        for name, id_ in departments:
            self._exact |= {name, id_}
            for word in {fold(name), fold(id_)}:
                self._shared.setdefault(word, set()).add(id_)

    def taken(self) -> Iterator[tuple[int, str]]:
        """Return what to say of names that differ from those in crackmap.yaml."""
        for name, (at, id_) in self._taken.items():
            yield at, f"`{name}` was taken for the department `{id_}` of crackmap.yaml"

    def clear(self) -> None:
        """Forget who came in, and keep what is known."""
        self._named: dict[str, Located] = {}  # by their ids
        self._ids: dict[str, str] = {}  # by their names
        for id_, known in self._kept.items():
            self._ids.setdefault(str(known.get("name") or id_), id_)

    def keep(self, id_: str, known: MapNode) -> None:
        """Let a department come in that its file declares in our own words."""
        self._kept[id_] = known
        self._ids.setdefault(str(known.get("name") or id_), id_)

    def declare(self, name: str, key: str, value: Written) -> None:
        """Say something of a department: its `kind`, say, or whom it is `part_of`, by the name."""
        self._details.setdefault(name, {}).setdefault(key, value)

    def know(self, id_: str, name: Located) -> None:
        """Let a name mean a department with an id of its own."""
        self._proper.setdefault(id_, name)
        for word in (name.text, id_):
            self._known.setdefault(fold(word), id_)

    def known(self, name: str) -> str:
        """Return the id of a department that is known by a name or an id; empty for others."""
        return self._known.get(fold(name), "")

    def called(self, name: Located) -> Located:
        """Return the id of a department by its name, and let it come in."""
        if name.text not in self._ids:
            made = self.known(name.text) or self._of_company(name) or made_id(name)
            made = made or f"department-{len(self._named) + 1}"
            self._ids[name.text] = made
            self._named.setdefault(made, self._proper.get(made, name))
        return Located(self._ids[name.text], name.at)

    def _of_company(self, name: Located) -> str:
        """Return the id that crackmap.yaml has for a name; empty where none or several have it."""
        ids = self._shared.get(fold(name.text), set())
        if len(ids) != 1:
            return ""
        (id_,) = ids
        if name.text not in self._exact and id_of(name.text) != id_:
            self._taken.setdefault(name.text, (name.at, id_))
        return id_

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
    ) -> Iterator[tuple[str, Written | None]]:
        details = self._details.get(name.text, {})
        told = details.get("name", name)
        if isinstance(told, Located):
            whole = self._names.described(told, ())
            details = ({"description": whole[0]} if whole else {}) | details
            told = self._names.short(told)
        yield "name", told
        yield "kind", details.get("kind")
        yield "part_of", above.get(id_)
        yield from ((key, value) for key, value in details.items() if key not in _TOLD)

    def _above(self) -> dict[str, Located]:
        """Return what departments are part of; those come in, too, and never in a circle."""
        above: dict[str, Located] = {}
        waiting = list(self._named.items())
        while waiting:
            id_, name = waiting.pop()
            within = self._details.get(name.text, {}).get("part_of")
            if not isinstance(within, Located):
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
