"""What one process can see of a step of another: digests that change whenever it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from crackmap.graph.organisation import Ownership
from crackmap.language.process import Step
from crackmap.source.characters import encoded
from crackmap.source.nodes import ListNode, MapNode


def offers(
    process: str, steps: Mapping[str, tuple[Step, Ownership]], entered: frozenset[str]
) -> dict[str, str]:
    """Return the digests of the steps of a process that are `entered`, by their ids.

    `steps` holds all steps of the process by `process/step`, in their order. Where a step is not
    among them, others are told which there are: for that the digest stands.
    """
    found: dict[str, str] = {}
    for id_ in sorted(entered):
        called = f"{process}/{id_}"
        if called in steps:
            found[id_] = _digest(_seen(*steps[called]))
        else:
            found[id_] = _digest(
                part for step, _ in steps.values() for part in (step.id, step.name)
            )
    return found


def _seen(step: Step, owner: Ownership) -> Iterator[str]:
    """Return all that a step says, where it stands and how it is written, and whose it is."""
    yield from (step.id, step.name, step.path, repr(owner.said))
    mapping = step.mapping
    if mapping is None:
        yield repr(step)
        return
    yield from _places(mapping)
    source = mapping.source
    start, end = mapping.start, _end(mapping)
    first = start - source.place(start)[1] + 1 if source.text else start
    last = source.text.find("\n", end)
    yield source.text[first : last if last >= 0 else None]


def _places(node: Any) -> Iterator[str]:
    """Return what stands in a node, each with its place."""
    if isinstance(node, MapNode):
        yield repr(node.own_span())
        for key, value in node.items():
            yield from (key, repr(node.key_span(key)), repr(node.span(key)))
            yield from _places(value)
    elif isinstance(node, ListNode):
        for number, value in enumerate(node):
            yield repr(node.span(number))
            yield from _places(value)
    else:
        yield repr(node)


def _end(node: MapNode) -> int:
    """Return where the last value of a mapping ends: a block says it by what is in it."""
    return max([node.end, *(_end_of(node[key], node.mark(key)[2]) for key in node)])


def _end_of(node: Any, end: int) -> int:
    if isinstance(node, MapNode):
        return max(end, _end(node))
    if isinstance(node, ListNode):
        ends = zip(node, node.marks, strict=True)
        return max([end, *(_end_of(value, mark[1]) for value, mark in ends)])
    return end


def _digest(parts: Iterator[str]) -> str:
    return hashlib.blake2b(encoded("\0".join(parts)), digest_size=16).hexdigest()
