"""What is wrong with a value: pydantic's errors in our words, and the places they lead to."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Problem
from crackmap.source.span import Span

Loc: TypeAlias = tuple[int | str, ...]

# The type of an error that does not name its field yet; the element that holds the field does so.
UNNAMED = "invalid_value"


def invalid(words: str, help_: str = "", *loc: int | str, at: str = "value") -> ValidationError:
    """Return the error of a value that its field cannot take, for what `loc` leads to in it."""
    return raised(fault(words, help_, *loc, at=at, kind=UNNAMED))


def fault(
    words: str,
    help_: str,
    *loc: int | str,
    at: str = "value",
    kind: str = "fault",
    related: Sequence[tuple[str, Loc]] = (),
) -> InitErrorDetails:
    """Return an error as pydantic takes it.

    Its place is the `value` or the `key` that `loc` leads to, or the `start` of the mapping there;
    `related` are words for other places, each as deep as this one.
    """
    context = {"words": words, "help": help_, "at": at, "related": related}
    error = PydanticCustomError(kind, "{words}", context)
    return InitErrorDetails(type=error, loc=loc, input=None)


def raised(*details: InitErrorDetails) -> ValidationError:
    """Return the one error that holds several."""
    return ValidationError.from_exception_data("element", list(details))


def deeper(error: ValidationError, *loc: int | str, below: int = 0) -> list[InitErrorDetails]:
    """Return the errors in `error` with `loc` in place of the first parts of theirs."""
    return [again(details, *loc, below=below) for details in error.errors(include_url=False)]


def again(details: ErrorDetails, *loc: int | str, below: int = 0) -> InitErrorDetails:
    """Return an error as pydantic takes it, with `loc` in place of the first parts of its own."""
    context = details.get("ctx", {})
    custom = "words" in context
    kind = PydanticCustomError(details["type"], "{words}", context) if custom else details["type"]
    where = (*loc, *details["loc"][below:])
    return InitErrorDetails(type=kind, loc=where, input=details["input"], ctx=context)


def problems_of(error: ValidationError, root: Any, path: str = "") -> Iterator[Problem]:
    """Return the problems of the file that `root` is read from, each at its place."""
    for details in error.errors(include_url=False, include_input=False):
        context = details.get("ctx", {})
        loc, words = details["loc"], context.get("words", details["msg"])
        yield Problem(
            _place(root, loc, context.get("at", "value"), path),
            words,
            context.get("help", ""),
            tuple(
                (other, _place(root, (*loc[: -len(way)], *way), "value", path))
                for other, way in context.get("related", ())
            ),
        )


def _place(root: Any, loc: Loc, at: str, path: str) -> Span:
    holder: Any = None
    last: Any = None
    node = root
    for part in loc:
        if isinstance(node, list) and isinstance(part, str):  # a list of one stands for its item
            node = next((item for item in node if isinstance(item, dict)), None)
        known = part in node if isinstance(node, dict) else isinstance(node, list)
        if known:  # else the item stands for a list of one
            holder, last, node = node, part, node[part]
    if at == "key" and isinstance(holder, MapNode):
        return holder.key_span(last)
    if isinstance(holder, MapNode | ListNode) and at != "start":
        return holder.span(last)
    return node.own_span() if isinstance(node, MapNode) else Span(path)
