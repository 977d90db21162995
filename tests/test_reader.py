"""The language as it is read: every key in every shape, all errors of a file, and their places."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crackmap.language.element import Element
from crackmap.language.field_types import UNCLAIMED
from crackmap.language.handoff import Acceptance
from crackmap.language.process import (
    Agreed,
    Department,
    Goal,
    Handoff,
    Next,
    Process,
    Rejection,
    Source,
    Stage,
    Step,
)
from crackmap.readers.yaml import read
from crackmap.source.problems import Problem, Unreadable
from slips import problems

STEP = {"name": "Call the lead", "owner": "sales", "outcome": "won"}
ELEMENTS: tuple[type[Element], ...] = (
    Process,
    Stage,
    Step,
    Next,
    Department,
    Goal,
    Handoff,
    Rejection,
    Agreed,
    Acceptance,
    Source,
)
STAGES = b"stages: [{ name: Close, steps: [{ name: Sign the contract }] }]\n"
KEYS = [(kind, key) for kind in ELEMENTS for key in kind.keys]
# These take an id and a text: a source, and a goal with its name.
TAKE_PAIRS = [(Process, "sources"), (Process, "goals")]
WRONG = {"a list in a list": [["one"]], "keys and values": {"foo": "bar"}}
PLACEHOLDERS: list[object] = [None, "", " TBD ", "?", []]


def tree(kind: type[Element], fields: dict[str, object]) -> dict[str, object]:
    """A process as plain data, with `fields` in an element of `kind`."""
    step: dict[str, object] = dict(STEP)
    stage: dict[str, object] = {"name": "Close", "steps": [step]}
    process: dict[str, object] = {"process": "P", "departments": ["sales"], "stages": [stage]}
    if kind is Process:
        process |= fields
    elif kind is Stage:
        stage |= fields
    elif kind is Step:
        del step["outcome"]
        step |= fields
    elif kind is Next:
        del step["outcome"]
        step["next"] = [fields]
    elif kind is Acceptance:
        step["accept"] = [fields]
    elif kind is Rejection:
        process["handoffs"] = {"lead": {"rejection": fields}}
    elif kind is Agreed:
        process["handoffs"] = {"lead": {"agreed": [fields]}}
    else:
        tables = {Department: "departments", Goal: "goals", Handoff: "handoffs", Source: "sources"}
        table = tables[kind]
        process[table] = {"one": fields}
    return process


def test_a_text_that_a_comma_ends_in_braces_is_to_be_quoted() -> None:
    text = "process: P\ndepartments:\n  a: { name: Legal, Contracts and Privacy }\nstages: []\n"
    (found,) = problems(text)
    assert found.message == "a department has no key `Contracts and Privacy`"
    assert found.help == "in braces a comma ends a text: put one that holds a comma in quotes"


def test_a_misspelt_key_in_braces_is_answered_with_the_nearest_one() -> None:
    (found,) = problems("process: P\ndepartments:\n  a: { nam: Legal, kind: pool }\nstages: []\n")
    assert found.help == "did you mean `name`?"


def reported(text: str) -> list[tuple[int, int, str]]:
    return [(one.span.line, one.span.column, one.message) for one in problems(text)]


def marked(text: str, one: Problem) -> str:
    """The text at the place of a problem that stands on one line."""
    return text.split("\n")[one.span.line - 1][one.span.column - 1 : one.span.end_column - 1]


def with_step(fields: str) -> str:
    return f"process: P\nstages:\n  - name: S\n    steps:\n      - {{ {fields} }}\n"


@pytest.mark.parametrize("flow", [True, False])
@pytest.mark.parametrize(
    ("kind", "key", "wrong"),
    [
        (kind, key, wrong)
        for kind, key in KEYS
        for wrong in WRONG
        if (kind, key) not in TAKE_PAIRS or wrong == "a list in a list"
    ],
)
def test_a_wrong_type_is_reported_at_its_key(
    kind: type[Element], key: str, wrong: str, flow: bool
) -> None:
    text = yaml.safe_dump(
        tree(kind, {key: WRONG[wrong]}), default_flow_style=flow, sort_keys=False, width=10**6
    )
    found = problems(text)
    assert found
    assert any(key in one.message or "foo" in one.message for one in found)
    assert all(one.message and one.span.path == "p.yaml" for one in found)


@pytest.mark.parametrize("value", PLACEHOLDERS, ids=repr)
@pytest.mark.parametrize(
    ("kind", "key"),
    [(kind, key) for kind, key in KEYS if kind.takes.get(key, "name") not in UNCLAIMED],
)
def test_a_placeholder_is_missing_in_every_field(
    kind: type[Element], key: str, value: object
) -> None:
    assert problems(yaml.safe_dump(tree(kind, {key: value}), allow_unicode=True)) == []


def test_all_errors_of_a_file_are_reported_in_one_run() -> None:
    text = (
        "process: P\n"
        "reviewed: yesterday\n"
        "departmens: [a]\n"
        "stages:\n"
        "  - name: S\n"
        "    within: soon!\n"
        "    steps:\n"
        "      - nmae: Call\n"
        "        kind: aproval\n"
        "        next: { to: x, share: 140%, rounds: many }\n"
        "      - { id: a b, customer_facing: maybe }\n"
    )
    assert [(line, column) for line, column, _ in reported(text)] == [
        (2, 11),
        (3, 1),
        (6, 13),
        (8, 9),
        (9, 15),
        (10, 31),
        (10, 45),
        (11, 15),
        (11, 37),
    ]


def test_an_unknown_key_is_answered_with_the_nearest_one() -> None:
    assert problems(with_step("name: A, ownr: b"))[0].help == "did you mean `owner`?"


def test_a_word_that_is_no_choice_is_answered_with_the_nearest_one() -> None:
    assert problems(with_step("name: A, kind: aproval"))[0].help == "did you mean `approval`?"


def test_a_repeated_key_is_reported_with_both_places() -> None:
    found = problems("process: P\nowner: a\nowner: b\n")[0]
    assert found.span.line == 3
    assert found.related[0][1].line == 2


def test_a_wrong_name_is_reported_once() -> None:
    assert len(problems(with_step("name: [a, b], outcome: won"))) == 1


def test_a_step_without_a_name_is_reported() -> None:
    assert "this step has no name" in problems(with_step("owner: a"))[0].message


def test_a_step_with_next_and_outcome_is_reported_at_the_outcome() -> None:
    text = with_step("name: A, next: b, outcome: won")
    assert marked(text, problems(text)[0]) == "outcome"


@pytest.mark.parametrize("id_", ["tbd", "a b", "a/b", "a->b"])
def test_an_id_that_nothing_can_refer_to_is_refused(id_: str) -> None:
    assert problems(f"process: P\ndepartments: {{ {id_}: }}\n")
    assert problems(with_step(f"name: A, id: {id_}"))


@pytest.mark.parametrize("word", ["no", "on", "012", "1:30", "true", "1e3"])
def test_a_word_stays_an_id_and_a_name(word: str) -> None:
    text = f"process: {word}\ndepartments: {{ '{word}': }}\nstages:\n  - name: {word}\n    steps:\n"
    process = read(f"{text}      - {{ name: {word}, owner: {word} }}\n".encode(), "p.yaml")
    step = process.stages[0].steps[0]
    assert (process.name, step.name, step.owner[0].who) == (word, word, word)
    assert list(process.departments) == [word]


def test_decomposed_letters_are_the_same_id() -> None:
    text = "process: P\ndepartments: [cafe\u0301]\nowner: caf\u00e9\n"
    text += STAGES.decode()
    process = read(text.encode(), "p.yaml")
    assert process.owner in process.departments


def test_a_placeholder_in_a_list_of_departments_is_none() -> None:
    text = b"process: P\ndepartments: [sales, tbd]\n" + STAGES
    assert list(read(text, "p.yaml").departments) == ["sales"]


def test_a_mapping_in_a_claim_is_reported_at_what_it_says() -> None:
    text = "process: P\nvolume: [{ says: { says: x } }]\n"
    assert marked(text, problems(text)[0]) == "{ says: x }"


def test_an_unknown_key_of_a_claim_is_reported_at_the_key() -> None:
    text = "process: P\nvolume: [{ says: 5 per day, sorce: y }]\n"
    assert marked(text, problems(text)[0]) == "sorce"


def test_a_placeholder_claim_is_dropped() -> None:
    text = b"process: P\nvolume: [{ says: tbd }, { says: 5 per day }]\n" + STAGES
    assert len(read(text, "p.yaml").claims("volume")) == 1


def test_a_cycle_of_many_departments_is_reported_in_few_words() -> None:
    cycle = "".join(f"  d{n}: {{ part_of: d{(n + 1) % 900} }}\n" for n in range(900))
    found = problems(f"process: P\ndepartments:\n{cycle}")
    assert len(found) == 1
    assert len(found[0].message) < 300


@pytest.mark.parametrize("key", ['"ow\\x6eerx"', "'ow''ner'", "cafe\u0301x", '"a b"'])
def test_the_place_of_a_key_is_all_that_is_written(key: str) -> None:
    text = f"process: P\n{key}: 1\n"
    assert marked(text, problems(text)[0]) == key


@pytest.mark.parametrize("space", ["\t", "  ", " \t "])
def test_a_column_counts_characters(space: str) -> None:
    text = f"process:{space}日本🚀\nid:{space}'日 本'\n"
    assert reported(text)[0][:2] == (2, 4 + len(space))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(end: str) -> None:
    assert reported(f"process: P{end}# b{end}foo: 1{end}")[0][:2] == (3, 1)


SCALARS = st.sampled_from(["sales", "a b", "40%", "2d", "tbd", "", "won", "2026-01-01", "\u202e"])
VALUES: st.SearchStrategy[object] = st.recursive(
    SCALARS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["says", "source", "who", "when", "to", "limit", "name", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(ELEMENTS).flatmap(
        lambda kind: st.tuples(
            st.just(kind), st.dictionaries(st.sampled_from(sorted(kind.keys)), VALUES, max_size=4)
        )
    ),
    st.booleans(),
)
def test_any_tree_gives_a_process_or_problems(
    made: tuple[type[Element], dict[str, object]], flow: bool
) -> None:
    text = yaml.safe_dump(tree(*made), allow_unicode=True, default_flow_style=flow)
    for one in problems(text):
        assert one.message
        assert 1 <= one.span.line <= text.count("\n") + 1


WORDS = ["process:", " P", "\n", "  ", "- ", "stages:", "steps:", "name: ", "{", "}", "[", "]", ","]
WORDS += ["owner: ", "&a ", "*a", "'", '"', "next: ", "#", "\t", "says: ", "!x ", "? ", "|", "é"]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_gives_a_process_or_problems(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        process = read(data, "p.yaml")
    except Unreadable as error:
        assert error.problems  # noqa: PT017  (either end is fine)
    else:
        assert process.id


def test_a_department_that_is_only_a_name_is_reported_how_to_write_it() -> None:
    (one,) = problems("process: P\ndepartments: { legal: Legal team }\nstages: []\n")
    assert one.help == "write legal: { name: Legal team }, or only legal:"
