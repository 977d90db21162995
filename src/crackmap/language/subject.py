"""What a finding is about: a record, whose text is what people, the JSON and the baseline see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# These are called by their ids alone; of other kinds the kind stands before the id.
_BARE = frozenset({"step", "flow", "file"})


class Subject(NamedTuple):
    """A kind and its ids: one step, the two ends of a flow, one department, or a pair of them.

    The far end of a flow that leads to no step is `(won)` for an outcome, `onboarding/kickoff` for
    a step of another process, and otherwise the word that stands there.
    """

    kind: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        """Call it as findings do: `score`, `score -> call`, `department legal`."""
        if self.kind in _BARE:
            return " -> ".join(self.ids)
        return " -> ".join(f"{self.kind} {id_}" for id_ in self.ids)

    @property
    def id(self) -> str:
        """The first of the ids: of a flow, the step that it comes from."""
        return self.ids[0]

    def renamed(self, names: Mapping[str, Mapping[str, str]]) -> Subject:
        """Return it with other ids: `names` holds the new ones by the old ones, for each kind."""
        table = names.get("step" if self.kind == "flow" else self.kind, {})
        return self._replace(ids=tuple(table.get(id_, id_) for id_ in self.ids))


def flow_subject(source: str, end: str) -> Subject:
    """Return the subject of work that passes from the step `source` to `end`."""
    return Subject("flow", (source, end))
