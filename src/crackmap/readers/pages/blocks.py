"""The Mermaid in a page, and the processes of a file that holds several drawings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crackmap.language.texts import id_of
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.ids import unique
from crackmap.readers.making.reading import Reading, ReadOptions, joined, part_named
from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHOWN = 3  # elements that were lost, where nothing else is there
_FENCES = ("mermaid", "{mermaid}", "mermaid-example")


class Block(NamedTuple):
    """A text inside another: where it begins, and the heading above it."""

    text: str
    line: int = 1
    column: int = 1
    heading: str = ""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a page, each with its lines."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(text)


def blocks_of(text: str, tokens: Sequence[Token] | None = None) -> list[Block]:
    """Return the fenced blocks of Mermaid in a page whose lines end in line feeds."""
    return list(_blocks(text.split("\n"), tokens if tokens is not None else tokens_of(text)))


def _blocks(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[Block]:
    heading = ""
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type == "heading_open" and following:
            heading = " ".join(words_of(following).split())
        first = token.info.split()[:1] if token.type == "fence" else []
        if token.map and first and first[0].casefold() in _FENCES:
            line = token.map[0] + 2
            written = lines[line - 1] if line <= len(lines) else ""
            begun = token.content.partition("\n")[0]
            column = max(written.find(begun), 0) + 1 if begun else 1
            yield Block(token.content, line, column, heading)


def words_of(token: Token) -> str:
    """Return the text of a token without emphasis, links and the like."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append("\n" if child.content.casefold().startswith("<br") else "")
    return "".join(parts)


def readings_of(
    drafts: Sequence[tuple[str, Draft]],
    what: str,
    path: str,
    options: ReadOptions,
    notes: list[Note],
) -> Reading:
    """Return the processes of the drawings with their titles, or of the one that is asked for.

    Those without a step are left out, and told. Raises Unreadable where none is left.
    """
    if options.page:
        kept = part_named(options.page, [title for title, _ in drafts], what, path)
        drafts = [drafts[kept]]
    taken: dict[str, int] = {}
    readings = []
    for title, draft in drafts:
        if not draft.steps:
            called = f"`{title}` of this file" if title else f"a {what} of this file"
            notes.append(Note(Span(path), f"{called} holds no step; it was left out"))
            continue
        draft.id = unique(id_of(draft.name.text) or "process", taken)
        readings.append(draft.reading(options.departments))
    if not readings:
        words = "there is no step in this file"
        lost = [note for _, draft in drafts for note in draft.notes if note.lost]
        problems = [Problem(Span(path), words, "draw what is done, and who does it")]
        problems += [Problem(note.span, note.message) for note in lost[:_SHOWN]]
        raise Unreadable(problems)
    return joined(readings, notes)
