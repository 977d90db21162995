"""Values set in a YAML file: what is asked for changes, and every other byte stays."""

from __future__ import annotations

import pytest

from crackmap.check.fixing import apply_edits
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.setting import add_items, as_first_item, keep_item, set_key
from crackmap.source.yaml_events import load


def root_of(text: str) -> MapNode:
    root = load(text.encode(), "x.yaml").root
    assert isinstance(root, MapNode)
    return root


def made(text: str, edits: tuple[Edit, ...] | None) -> str | None:
    return None if edits is None else apply_edits(text, edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("owner: TBD\n", "owner: sales\n"),
        ("owner: TBD # why\nx: 1\n", "owner: sales # why\nx: 1\n"),
        ("owner: TBD   # why\nx: 1\n", "owner: sales # why\nx: 1\n"),
        ("owner: nobody # why\nx: 1\n", "owner: sales  # why\nx: 1\n"),
        ("owner:\nx: 1\n", "owner: sales\nx: 1\n"),
        ("owner:         # why\nx: 1\n", "owner: sales   # why\nx: 1\n"),
        ("owner: # why\n", "owner: sales # why\n"),
        ("owner: ~\n", "owner: sales\n"),
        ('owner: "?"\n', "owner: sales\n"),
        ("owner: [a, b]\nx: 1\n", "owner: sales\nx: 1\n"),
        ("owner:\n  - a\n  - b\nx: 1\n", "owner: sales\nx: 1\n"),
        ("owner: |\n  TBD\nx: 1\n", "owner: sales\nx: 1\n"),
        ("{ name: a, owner: TBD }\n", "{ name: a, owner: sales }\n"),
        ("{ owner, name: a }\n", "{ owner: sales, name: a }\n"),
        ("name: a\nx: 1\n", "name: a\nowner: sales\nx: 1\n"),
        ("name: a # why\nx: 1\n", "name: a # why\nowner: sales\nx: 1\n"),
        ("x: 1\nname: |\n  a\n", "x: 1\nowner: sales\nname: |\n  a\n"),
        ("{ name: a, x: 1 }\n", "{ name: a, owner: sales, x: 1 }\n"),
    ],
)
def test_a_key_is_set(before: str, after: str) -> None:
    assert made(before, set_key(root_of(before), "owner", "sales", ("name",))) == after


@pytest.mark.parametrize(
    "text",
    [
        "owner:\n  - a  # somebody said so\n  - b\n",
        "owner: &who [a]\nx: *who\n",
        "a: &all { owner: TBD }\nb: *all\n",
    ],
)
def test_a_key_is_not_set_where_a_comment_or_an_alias_is_in_the_way(text: str) -> None:
    root = root_of(text)
    holder = root.get("a", root)
    assert set_key(holder, "owner", "sales") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("needs: [a, b] # why\n", "needs: [a, b, c d] # why\n"),
        ("needs: [a, b, ]\n", "needs: [a, b, c d, ]\n"),
        ("needs: []\n", "needs: [c d]\n"),
        ("needs:\nx: 1\n", "needs: [c d]\nx: 1\n"),
        ("needs: a\n", "needs: [a, c d]\n"),
        ("needs:\n  - a\n  - b # why\nx: 1\n", "needs:\n  - a\n  - b # why\n  - c d\nx: 1\n"),
        ("needs:\n- a\nx: 1\n", "needs:\n- a\n- c d\nx: 1\n"),
        ("x: 1\n", "x: 1\nneeds: [c d]\n"),
        ("{ needs: { a: b } }\n", None),
    ],
)
def test_an_item_is_added(before: str, after: str | None) -> None:
    assert made(before, add_items(root_of(before), "needs", ["c d"])) == after


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("x: [a, b, c] # why\n", 1, "x: [b] # why\n"),
        ("x: [a, b]\n", 0, "x: [a]\n"),
        ("x:\n  - a\n  - b # b\n  - c # c\ny: 1\n", 1, "x:\n  - b # b\ny: 1\n"),
        ("x:\n  - a # a\n  - b\n", 0, "x:\n  - a # a\n"),
        ("x:\n  - says: a\n    source: p\n  - says: b\n", 1, "x:\n  - says: b\n"),
        ("x:\n  - says: a\n    source: p\n  - says: b\n", 0, "x:\n  - says: a\n    source: p\n"),
        ("x:\n  - a\n  # what people said in May\n  - b\n", 1, None),
    ],
)
def test_one_item_is_kept(before: str, index: int, after: str | None) -> None:
    listed = root_of(before)["x"]
    assert isinstance(listed, ListNode)
    assert made(before, keep_item(listed, index)) == after


def test_a_block_becomes_the_first_of_two_items() -> None:
    before = "next:\n  to: a # why\n\n  # how\n  handoff:\n    sla: 4bh\nx: 1\n"
    after = (
        "next:\n  - to: a # why\n\n    # how\n    handoff:\n      sla: 4bh\n"
        "  - { outcome: lost }\nx: 1\n"
    )
    assert made(before, as_first_item(root_of(before), "next", "{ outcome: lost }")) == after


def test_braces_are_no_block() -> None:
    before = "next: { to: a }\n"
    assert as_first_item(root_of(before), "next", "{ outcome: lost }") is None
