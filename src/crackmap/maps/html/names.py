"""What the page of a map calls departments."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.organisation import Organisation


class Names:
    """The names of an organisation; an id that it does not know stands for itself."""

    def __init__(self, organisation: Organisation) -> None:
        """Take the names of an organisation."""
        self._organisation = organisation

    def name(self, id_: str | None) -> str:
        """Return the name of a department; empty for none."""
        return self._organisation.name(id_) if id_ else ""

    def names(self, ids: Iterable[str]) -> str:
        """Return the names of departments, with commas."""
        return ", ".join(self.name(id_) for id_ in ids)
