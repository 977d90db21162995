"""Edits of a file take out, put in and replace what they are asked to, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crackmap.check.fixing import apply_edits
from crackmap.source.edits import insert_key, open_word, remove_item, remove_key, replace_word, word
from crackmap.source.fix import Edit
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.yaml_events import load


def read(text: str) -> Any:
    """Read `text` with the places of its keys."""
    document = load(text.encode(), "a.yaml")
    assert not document.problems, (text, document.problems)
    return document.root


def plain(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506  # it makes texts, lists and mappings only


def edited(text: str, *edits: Edit | None) -> str:
    assert all(edits)
    return apply_edits(text, [edit for edit in edits if edit])


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("a: 1\nb: 2\nc: 3\n", "b", "a: 1\nc: 3\n"),
        ("a: 1  # one\nb: 2  # two\n# three\nc: 3\n", "b", "a: 1  # one\n# three\nc: 3\n"),
        ("a: 1\nb:\n  x: [1,\n    2]  # in\n\n# next\nc: 3\n", "b", "a: 1\n\n# next\nc: 3\n"),
        ("a: 1\nb: |\n  long\n  text\nc: 3\n", "b", "a: 1\nc: 3\n"),
        ("a: 1\r\nb: 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n"),
        ("a: 1\nb: 2", "b", "a: 1\n"),
        ("a: 1\nb:\nc: 3\n", "b", "a: 1\nc: 3\n"),
        ("a: 1\n", "a", "{}\n"),
        ("{ a: 1, b: 2, c: 3 }\n", "a", "{ b: 2, c: 3 }\n"),
        ("{ a: 1, b: { x: 2 }, c: 3 }\n", "b", "{ a: 1, c: 3 }\n"),
        ("{ a: 1, b: 2 }\n", "b", "{ a: 1 }\n"),
        ("{ a: 1 }\n", "a", "{}\n"),
        ("{ a: 1, }\n", "a", "{}\n"),
        ("{ a: 1,  # one\n  b: 2, }\n", "b", "{ a: 1,  # one\n   }\n"),
        ("{\n  a: 1,  # one\n  b: 2\n}\n", "b", "{\n  a: 1,  # one\n  \n}\n"),
    ],
)
def test_a_key_is_taken_out_with_its_line(text: str, key: str, after: str) -> None:
    assert edited(text, remove_key(read(text), key)) == after


def test_the_only_key_of_a_block_leaves_an_empty_mapping_behind_its_colon() -> None:
    text = "a:\n  b: 1  # why\nc: 2\n"
    assert edited(text, remove_key(read(text)["a"], "b")) == "a: {}  # why\nc: 2\n"


def test_a_comment_never_becomes_part_of_the_text_above_it() -> None:
    text = "a: |\n  words\nb: 1\n  # about b\nc: 3\n"
    assert remove_key(read(text), "b") is None


def test_the_first_key_behind_a_dash_leaves_the_dash() -> None:
    text = "- a: 1\n  b: 2\n- c\n"
    assert edited(text, remove_key(read(text)[0], "a")) == "- b: 2\n- c\n"


def test_a_comment_about_the_next_key_behind_a_dash_stays() -> None:
    text = "- a: 1\n  # about b\n  b: 2\n"
    assert edited(text, remove_key(read(text)[0], "a")) == "-\n  # about b\n  b: 2\n"


@pytest.mark.parametrize(
    ("text", "index", "after"),
    [
        ("- a\n- b: 1\n  c: 2\n- d\n", 1, "- a\n- d\n"),
        ("  - a # first\n  - b\n", 0, "  - b\n"),
        ("-\n  a: 1\n-  # the second\n  b: 2\n", 0, "-  # the second\n  b: 2\n"),
        ("-\n  a: 1\n-  # the second\n  b: 2\n- c\n", 1, "-\n  a: 1\n- c\n"),
        ("[a, b, c]\n", 1, "[a, c]\n"),
        ("[a, b]\n", 1, "[a]\n"),
    ],
)
def test_an_item_is_taken_out_of_a_list(text: str, index: int, after: str) -> None:
    assert edited(text, remove_item(read(text), index)) == after


def test_an_item_is_taken_out_of_a_list_with_an_anchor() -> None:
    text = "a: &list\n  - b: 1\n  - c\nd: 2\n"
    assert edited(text, remove_item(read(text)["a"], 0)) == "a: &list\n  - c\nd: 2\n"


@pytest.mark.parametrize(
    "text",
    [
        "a: &one\n  - b: &two 2\n  - c\nd: *two\n",
        "a: &one\n  - b\n  - c\nd: *one\n",
        "a:\n  - &one { b: 1 }\n  - c\nd: [*one]\n",
        "z: &one\n  a:\n    - b\n    - c\nd: *one\n",
    ],
)
def test_what_an_alias_repeats_is_left_alone(text: str) -> None:
    root = read(text)
    items = root["a"] if "a" in root else root["z"]["a"]
    assert remove_item(items, 0) is None
    if "a" in root:
        assert remove_key(root, "a") is None


def test_nothing_is_put_into_what_an_alias_repeats() -> None:
    root = read("a: &one\n  b: c\nd: *one\n")
    assert insert_key(root["a"], "b", ["e: 1"], "e: 1") is None
    assert open_word(root["a"], "b", "to", ["e: 1"], "e: 1") is None


def test_an_alias_is_taken_out_and_what_it_repeats_stays() -> None:
    text = "a: &one { b: 1 }\nc:\n  - *one\n  - d\n"
    assert edited(text, remove_item(read(text)["c"], 0)) == "a: &one { b: 1 }\nc:\n  - d\n"


def test_the_only_item_of_a_list_is_left_to_its_key() -> None:
    assert remove_item(read("- a\n"), 0) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: 1  # one\nc: 3\n", "a: 1  # one\nb:\n  x: 2\nc: 3\n"),
        ("a:\n  y: 1\n\nc: 3\n", "a:\n  y: 1\nb:\n  x: 2\n\nc: 3\n"),
        ("a: 1", "a: 1\nb:\n  x: 2"),
        ("{ a: 1, c: 3 }", "{ a: 1, b: { x: 2 }, c: 3 }"),
        ("a: 1\r\nc: 3\r\n", "a: 1\r\nb:\r\n  x: 2\r\nc: 3\r\n"),
    ],
)
def test_a_key_is_put_in_behind_another(text: str, after: str) -> None:
    assert edited(text, insert_key(read(text), "a", ["b:", "  x: 2"], "b: { x: 2 }")) == after


def test_nothing_is_put_in_behind_a_block_of_text() -> None:
    assert insert_key(read("a: |+\n  text\n\n"), "a", ["b: 1"], "b: 1") is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("next: step\n", "next:\n  to: step\n  b: 1\n"),
        ("next: 'a step'  # why\nc: 3\n", "next:  # why\n  to: 'a step'\n  b: 1\nc: 3\n"),
        ("{ next: step, c: 3 }\n", "{ next: { to: step, b: 1 }, c: 3 }\n"),
    ],
)
def test_a_word_is_opened_into_a_mapping(text: str, after: str) -> None:
    assert edited(text, *(open_word(read(text), "next", "to", ["b: 1"], "b: 1") or [None])) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("- one  # why\n- two\n", "- to: one  # why\n  b: 1\n- two\n"),
        ("[one, two]\n", "[{ to: one, b: 1 }, two]\n"),
    ],
)
def test_a_word_in_a_list_is_opened_into_a_mapping(text: str, after: str) -> None:
    assert edited(text, *(open_word(read(text), 0, "to", ["b: 1"], "b: 1") or [None])) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: mqll  # why\n", "a: mql  # why\n"),
        ("a: 'mqll'\n", "a: 'mql'\n"),
        ("a: [mqll]\n", "a: [mql]\n"),
    ],
)
def test_a_word_is_replaced_in_its_quotes(text: str, after: str) -> None:
    assert edited(text, replace_word(read(text), "a", "mqll", "mql")) == after


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_a_word_means_itself_in_block_and_flow_style(text: str) -> None:
    assert plain(f"a: {word(text)}") == {"a": text}
    assert plain(f"{{ a: [{word(text)}, b] }}") == {"a": [text, "b"]}


KEYS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)
SCALARS = st.sampled_from(["1", "'one: two'", '"# no"', "", "two words"])
COMMENTS = st.sampled_from(["", "  # why", " # {, }"])


@st.composite
def values(draw: st.DrawFn, depth: int, *, flow: bool) -> Any:
    """A value as it is written: a text, or a list of (prefix, value, comment)."""
    if depth == 0 or draw(st.booleans()):
        return draw(SCALARS if not flow else st.sampled_from(["1", "'a, b'", '"}"']))
    if flow or draw(st.booleans()):
        inner = draw(st.lists(values(depth - 1, flow=True), min_size=1, max_size=3))
        if draw(st.booleans()):
            return "[" + ", ".join(inner) + "]"
        return "{ " + ", ".join(f"{key}: {one}" for key, one in zip("xyz", inner)) + " }"  # noqa: B905
    keys = draw(KEYS)
    if draw(st.booleans()):
        return [("- ", draw(values(depth - 1, flow=False)), draw(COMMENTS)) for _ in keys]
    return [(f"{key}: ", draw(values(depth - 1, flow=False)), draw(COMMENTS)) for key in keys]


def written(value: Any, margin: int) -> list[str]:
    lines = []
    for prefix, inner, comment in value:
        start = " " * margin + prefix.rstrip()
        if isinstance(inner, str):
            lines.append(f"{start} {inner}{comment}" if inner else f"{start}{comment}")
        else:
            lines += [f"{start}{comment}", *written(inner, margin + 2)]
    return lines


@st.composite
def texts(draw: st.DrawFn) -> str:
    value = draw(values(3, flow=False).filter(lambda one: not isinstance(one, str)))
    return draw(st.sampled_from(["", "# head\n"])) + "\n".join(written(value, 0)) + "\n"


def nodes(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """All mappings and lists of a document, each with the way that leads to it."""
    if isinstance(node, MapNode):
        inner = [one for key in node for one in nodes(node[key], (*path, key))]
    elif isinstance(node, ListNode):
        inner = [one for at, item in enumerate(node) for one in nodes(item, (*path, at))]
    else:
        return []
    return [(path, node), *inner]


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def same_but(before: str, after: str) -> bool:
    """Whether `after` is `before` with one stretch taken out or put in."""
    shorter, longer = sorted((before, after), key=len)
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    rest = len(shorter) - start
    return rest == 0 or longer.endswith(shorter[start:])


@given(texts(), st.data())
def test_what_is_taken_out_is_all_that_changes(text: str, data: st.DataObject) -> None:
    path, node = data.draw(st.sampled_from(nodes(read(text))))
    wanted = plain(text)
    if isinstance(node, MapNode):
        key = data.draw(st.sampled_from(list(node)))
        edit = remove_key(node, key)
        del at(wanted, path)[key]
    else:
        index = data.draw(st.integers(0, len(node) - 1))
        edit = remove_item(node, index)
        if len(node) == 1:
            assert edit is None
            return
        del at(wanted, path)[index]
    after = edited(text, edit)
    assert plain(after) == wanted
    if len(node) > 1:
        assert same_but(text, after)


@given(texts(), st.data())
def test_what_is_put_in_is_all_that_changes(text: str, data: st.DataObject) -> None:
    mappings = [(path, node) for path, node in nodes(read(text)) if isinstance(node, MapNode)]
    if not mappings:
        return
    path, node = data.draw(st.sampled_from(mappings))
    key = data.draw(st.sampled_from(list(node)))
    edit = insert_key(node, key, ["new:", "  n: TODO  # fill"], "new: { n: TODO }")
    wanted = plain(text)
    at(wanted, path)["new"] = {"n": "TODO"}
    after = edited(text, edit)
    assert plain(after) == wanted
    assert same_but(text, after)
