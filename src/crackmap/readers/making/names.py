"""Names as our language takes them: of one that is too long the description has the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crackmap.language.texts import MOST_LETTERS, id_of
from crackmap.source.located import Located

_TOLD = (
    f"a name has at most {MOST_LETTERS:,} letters; this one was cut, and is whole in the "
    "description"
)


class Names:
    """The names of a process in the making, and which of them were cut."""

    def __init__(self) -> None:
        """Begin with none."""
        self.clear()

    def clear(self) -> None:
        """Forget which were cut."""
        self._cut: list[Located] = []

    def short(self, name: Located) -> Located:
        """Return a name, or the begin of one that is too long."""
        if not _is_long(name):
            return name
        self._cut.append(name)
        return Located(name.text[: MOST_LETTERS - 1].rstrip() + "…", name.at)

    def described(self, name: Located, remarks: Sequence[Located]) -> Sequence[Located]:
        """Return what the description says: the whole of a name that was cut, and the `remarks`."""
        return [name, *remarks] if _is_long(name) else remarks

    def told(self) -> Iterator[tuple[int, str]]:
        """Return what to say of those that were cut, and where they stand."""
        return ((name.at, _TOLD) for name in self._cut)


def made_id(name: Located) -> str:
    """Return the id that is made of a name; empty where none can be, or it would be too long."""
    made = id_of(name.text)
    return made if len(made) <= MOST_LETTERS else ""


def _is_long(name: Located) -> bool:
    return len(name.text) > MOST_LETTERS
