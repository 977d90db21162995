"""Texts as YAML on one line: whatever they hold, they are read again as any file is."""

from __future__ import annotations

import pytest

from crackmap.source.characters import printable
from crackmap.source.nodes import MapNode
from crackmap.source.scalars import scalar
from crackmap.source.yaml_events import load


@pytest.mark.parametrize(
    "text",
    [
        "Sign it",
        "no",
        "it's: #1",
        "one\ntwo",
        "a\ufeffb",
        "a\x7fb",
        "a\x85b",
        "a\u2028b",
        "a\u202eb",
    ],
)
def test_a_text_is_read_again_as_it_may_be_shown(text: str) -> None:
    document = load(f"name: {scalar(text)}\n".encode(), "a.yaml")
    assert isinstance(document.root, MapNode)
    assert (document.problems, document.root["name"]) == ((), printable(text))


def test_what_nobody_sees_is_written_by_its_number() -> None:
    assert scalar("a\ufeffb") == '"a\\ufeffb"'
