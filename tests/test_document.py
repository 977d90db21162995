"""The loader: places agree with PyYAML's own marks, and no text makes it raise."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crackmap.source import yaml_events
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.yaml_events import load

WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufeff"),
    max_size=12,
).filter(lambda word: word != "<<")
TREES = st.recursive(
    WORDS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
YAMLISH = st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`?, \n\t\r0\\\u2028\u0085é日"), max_size=60)


def problems(text: str | bytes) -> list[tuple[int, int, str]]:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    found = load(data, "p.yaml").problems
    return [(one.span.line, one.span.column, one.message) for one in found]


@given(st.binary(max_size=80) | YAMLISH.map(str.encode))
def test_any_bytes_give_a_document_and_never_an_exception(data: bytes) -> None:
    found = load(data, "p.yaml")
    for problem in found.problems:
        assert problem.span.line >= 1
        assert problem.span.column >= 1


@given(TREES, st.booleans())
def test_what_was_written_is_read(tree: object, flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow)
    found = load(text.encode(), "p.yaml")
    assert found.problems == ()
    assert _plain(found.root) == _normal(tree)


@given(TREES, st.booleans())
def test_places_agree_with_the_marks_of_pyyaml(tree: object, flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow)
    found = load(text.encode(), "p.yaml")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    _compare(found.root, node)


def _compare(mine: object, theirs: yaml.Node | None) -> None:
    if isinstance(mine, MapNode) and isinstance(theirs, yaml.MappingNode):
        by_key = {key.value: (key, value) for key, value in theirs.value}
        for key in mine:
            marks = mine.mark(key)
            their_key, their_value = next(
                pair for name, pair in by_key.items() if _normal(name) == key
            )
            assert marks[0] == their_key.start_mark.index
            assert marks[1] == their_value.start_mark.index
            if isinstance(their_value, yaml.ScalarNode):
                assert marks[2] == their_value.end_mark.index
            _compare(mine[key], their_value)
    elif isinstance(mine, ListNode) and isinstance(theirs, yaml.SequenceNode):
        for item, place, their_item in zip(mine, mine.marks, theirs.value, strict=True):
            assert place[0] == their_item.start_mark.index
            _compare(item, their_item)


def _plain(node: object) -> object:
    if isinstance(node, MapNode):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(item) for item in node] if isinstance(node, ListNode) else node


def _normal(tree: object) -> object:
    import unicodedata

    from crackmap.source.characters import printable

    if isinstance(tree, dict):
        return {_normal(key): _normal(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_normal(item) for item in tree]
    return printable(unicodedata.normalize("NFC", tree)) if isinstance(tree, str) else tree


@pytest.mark.parametrize("word", ["no", "on", "yes", "012", "1:30", "1e3", ".5", "2026-01-01"])
def test_a_plain_word_stays_what_was_written(word: str) -> None:
    assert load(f"a: {word}".encode(), "p.yaml").root == {"a": word}


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_none(word: str) -> None:
    assert load(f"a: {word}".encode(), "p.yaml").root == {"a": None}


def test_a_quoted_null_is_a_word() -> None:
    assert load(b"a: 'null'", "p.yaml").root == {"a": "null"}


def test_a_repeated_key_is_reported_with_both_places() -> None:
    found = load(b"a: 1\nb: 2\na: 3\n", "p.yaml").problems[0]
    assert (found.span.line, found.span.column) == (3, 1)
    assert found.related[0][1].line == 1


def test_a_merge_key_is_refused() -> None:
    assert problems("a: &x {b: c}\nd:\n  <<: *x\n")[0][:2] == (3, 3)


def test_an_alias_is_read() -> None:
    assert load(b"a: &x [1, 2]\nb: *x\n", "p.yaml").root == {"a": ["1", "2"], "b": ["1", "2"]}


def test_an_alias_inside_its_own_anchor_is_a_problem() -> None:
    assert "inside its own anchor" in problems("a: &x [*x]")[0][2]


def test_a_bomb_of_aliases_is_a_problem() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert "aliases repeat" in problems("\n".join(lines))[0][2]


def test_a_flood_of_values_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "MAX_NODES", 1000)
    assert "more than 1,000 values" in problems(f"[{'a, ' * 2000}]")[0][2]


@pytest.mark.parametrize("opened", ["[", "{a: ", "- "])
def test_sixty_thousand_levels_are_a_problem_and_no_crash(opened: str) -> None:
    assert "nested more than 64 levels" in problems(opened * 60_000)[0][2]


def test_a_second_document_is_a_problem() -> None:
    assert problems("a: b\n---\nc: d\n")[0][:2] == (2, 1)


def test_a_nul_byte_is_reported_with_its_place() -> None:
    assert problems("a: b\nc: \0")[0][:2] == (2, 4)


def test_what_is_not_utf8_is_reported_with_its_place() -> None:
    assert problems(b"a: b\nc: d\xff")[0] == (2, 5, "byte 0xFF is not UTF-8")


def test_utf16_is_reported_as_such() -> None:
    assert "UTF-16" in problems("a: b".encode("utf-16"))[0][2]


def test_a_lone_surrogate_is_a_problem() -> None:
    assert problems("a: \ud800")


def test_an_escaped_control_character_does_not_get_through() -> None:
    assert load(rb'a: "\e[31m"', "p.yaml").root == {"a": "\ufffd[31m"}


def test_a_byte_order_mark_moves_no_column() -> None:
    found = load("\ufeffa: b".encode(), "p.yaml").root
    assert isinstance(found, MapNode)
    assert found.span("a").column == 4


@pytest.mark.parametrize("sign", ["\u0085", "\u2028", "\u2029"])
def test_lines_end_where_editors_end_them(sign: str) -> None:
    found = load(f"a: 'x{sign}y'\nb: c\n".encode(), "p.yaml").root
    assert isinstance(found, MapNode)
    assert found.span("b").line == 2


def test_a_tab_is_answered_with_a_hint() -> None:
    found = load(b"a:\n\tb: c\n", "p.yaml").problems[0]
    assert "spaces" in found.help


def test_the_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"a: &x [1, {b: 'c d'}]\ne:\n  - f: |\n      text\n  - *x\n"
    fast = load(text, "p.yaml")
    monkeypatch.setattr(yaml_events, "_parser", yaml_events._pure_parser)
    slow = load(text, "p.yaml")
    assert _plain(slow.root) == _plain(fast.root)
    assert slow.problems == fast.problems == ()
