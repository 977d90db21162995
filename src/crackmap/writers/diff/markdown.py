"""markdown: what changed, as a comment for a pull request, with a picture that it draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from crackmap.history.fields import Text
from crackmap.rules.finding import Finding
from crackmap.writers.changes import SHARED, called, come_and_gone, reported, summary, unread, where
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import Helps
from crackmap.writers.lint.markdown import MOST, code, crack, escaped

if TYPE_CHECKING:
    from crackmap.history.changes import Change
    from crackmap.history.comparison import Comparison


# By path and id of the process.
Pictures: TypeAlias = Mapping[tuple[str, str], tuple[str, str]]
_FENCE = "\n```mermaid\n"


def write(comparison: Comparison, pictures: Pictures | None = None) -> str:
    """Return a comment for a pull request: cracks first, then the changes; cut where it is full.

    `pictures` are the changes of processes in Mermaid, each with what it leaves out.
    """
    made = f"### crackmap: {summary(comparison)}\n"
    for block in _blocks(comparison, pictures or {}):
        if len(made) + len(block) > MOST:
            if block.startswith(_FENCE):
                continue  # words matter more
            return f"{made}\nAnd more: `crackmap diff` shows it all.\n"
        made += block
    return made


def _blocks(comparison: Comparison, pictures: Pictures) -> Iterator[str]:
    for finding, words in unread(comparison):
        yield f"\n- {code(where(finding))} {words}: {escaped(finding.message)}\n"
    for process in comparison.processes:
        state = "" if process.state == "changed" else f" ({process.state})"
        yield f"\n#### {escaped(process.name)}{state}\n"
        yield "\n" if process.opened or process.closed else ""
        helps = Helps()
        for finding in process.opened:
            yield crack(finding, helps.of(finding))
        for finding in process.closed:
            yield _closed(finding)
        yield from _picture(*pictures.get((process.path, process.id), ("", "")))
        yield from _table(process.changes)
    if comparison.shared:
        yield f"\n#### {SHARED}\n"
        yield from _table(comparison.shared)


def _picture(drawn: str, left: str) -> Iterator[str]:
    """Return a picture as a block that GitHub and GitLab draw, and what it does not show."""
    if drawn:
        more = f"; {left}, as the tables tell" if left else ""
        yield f"{_FENCE}{drawn}```\n\n<sub>What changed, and the steps beside it{more}.</sub>\n"


def _closed(finding: Finding) -> str:
    state = "closed" if finding.accepted is None else f"accepted ({escaped(finding.accepted)})"
    return f"- ✅ **{state}** {escaped(finding.message)} ({code(finding.rule)})\n"


def _table(changes: Iterable[Change]) -> Iterator[str]:
    """Return a row for each field that changed; the first of an element names it."""
    head = "\n| | what | field | before | now |\n|---|---|---|---|---|\n"
    for change in changes:
        kind, _, name = called(change, "→").partition(" ")
        first = f"{change.state} | {kind} **{escaped(name)}**"
        for key, was, now in reported(change) or (("", "", ""),):
            before, after = _cells(was, now)
            yield f"{head}| {first} | {escaped(key)} | {before} | {after} |\n"
            head, first = "", " | "


def _cells(was: Text, now: Text) -> tuple[str, str]:
    """Return the old and the new value; of lists, what they do not have in common."""
    if isinstance(was, str) and isinstance(now, str):
        return escaped(was), escaped(now)
    items = come_and_gone(was, now)
    before, after = (
        "<br>".join(escaped(item) for sign, item in items if sign == side) for side in "-+"
    )
    return (before, after) if items else ("", "another order")


FORMAT = Format("markdown", ("md",), {"diff": wishes("pictures")}, write)
