"""What the page of a map calls departments, systems and the levels of an escalation."""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.graph.organisation import Organisation
from crackmap.language.field_types import Level


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

    def levels(self, levels: Iterable[Level]) -> str:
        """Return who acts when a time limit is over, and how long after it."""
        return ", ".join(
            self.name(level.to) + (f" after {level.after.text}" if level.after else "")
            for level in levels
        )

    def system(self, text: str | None) -> str:
        """Return the name of a system that is declared, else its own words; empty for none."""
        known = self._organisation.system(text) if text else None
        return self.name(known) if known else text or ""
