"""Departments that are, through others or at once, part of themselves."""

from collections.abc import Iterator, Mapping

from pydantic_core import InitErrorDetails

from crackmap.language.faults import fault

# No organisation has so many levels; each level costs every question about who is above whom.
DEEPEST = 64
# A cycle of more departments than these is told with a gap.
_MOST_NAMED = 6


def part_of_cycles(above: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Return each cycle of part_of once, from the first of its ids in the file upwards.

    `above` holds what each department is part of.
    """
    cycles = []
    seen: set[str] = set()
    for id_ in above:
        line: dict[str, None] = {}
        current: str | None = id_
        while current is not None and current not in seen:
            seen.add(current)
            line[current] = None
            current = above.get(current)
        if current in line:
            ids = list(line)
            cycles.append(tuple(ids[ids.index(current) :]))
    return cycles


def part_of_faults(above: Mapping[str, str | None]) -> Iterator[InitErrorDetails]:
    """Return what is wrong with departments that are part of themselves, or of too many others."""
    cycles = part_of_cycles(above)
    for id_ in () if cycles else _too_deep(above):
        yield fault(
            f"the department `{id_}` is on level {DEEPEST + 1}: more than {DEEPEST} are not read",
            "leave levels out that own nothing",
            *(id_, "part_of"),
        )
    for ids in cycles:
        first, *others = ids
        between = ids[1:] if len(ids) <= _MOST_NAMED else (*ids[1:_MOST_NAMED], "...")
        words = ", which is part of ".join(f"`{id_}`" for id_ in (*between, first))
        yield fault(
            f"the department `{first}` is part of {words}",
            "one of them stands at the top: take its part_of out",
            *(first, "part_of"),
            related=[
                (f"`{id_}` is part of `{above[id_]}`", (id_, "part_of"))
                for id_ in others[:_MOST_NAMED]
            ],
        )


def _too_deep(above: Mapping[str, str | None]) -> Iterator[str]:
    """Return the first department of each line that is one level too deep; there are no cycles."""
    levels: dict[str, int] = {}
    for id_ in above:
        line: list[str] = []
        current: str | None = id_
        while current is not None and current not in levels:
            line.append(current)
            current = above.get(current)
        level = levels[current] if current is not None else 0
        for department in reversed(line):
            level += 1
            levels[department] = level
            if level == DEEPEST + 1:
                yield department
