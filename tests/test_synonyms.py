"""What people call the keys of the language, and what they are told."""

from __future__ import annotations

import pytest

from crackmap.language.handoff import Acceptance, Agreed, Handoff, Next, Rejection
from crackmap.language.process import Department, Goal, Process, Stage, Step
from crackmap.language.synonyms import SYNONYMS, meant_key
from crackmap.language.workspace import WorkingHours, Workspace
from crackmap.readers.yaml import read
from crackmap.source.problems import Unreadable

KEYS = {
    kind.noun: tuple(kind.keys)
    for kind in (
        Process,
        Stage,
        Step,
        Next,
        Handoff,
        Rejection,
        Goal,
        Department,
        Acceptance,
        Agreed,
    )
}
KEYS |= {kind.noun: tuple(kind.keys) for kind in (Workspace, WorkingHours)}
KEYS |= {"claim": ("says", "source"), "clock": ("target", "limit", "clock")}
KEYS |= {"owner": ("who", "when")}


def helps(fields: str, flow: str = "outcome: won", handoff: str = "from: a") -> list[str]:
    text = f"process: P\nhandoffs: {{ h: {{ {handoff} }} }}\nstages:\n- name: S\n  steps:\n"
    try:
        read(f"{text}  - {{ name: A, next: {{ {flow} }}, {fields} }}\n".encode(), "p.yaml")
    except Unreadable as error:
        return [one.help for one in error.problems]
    return []


@pytest.mark.parametrize("noun", sorted(SYNONYMS))
def test_every_synonym_means_a_key_that_the_element_has(noun: str) -> None:
    assert set(SYNONYMS[noun]) <= set(KEYS[noun])


@pytest.mark.parametrize(
    ("noun", "word", "key"),
    [
        ("step", "sla", "within"),
        ("step", "deadline", "within"),
        ("step", "due", "within"),
        ("step", "type", "kind"),
        ("step", "responsible", "owner"),
        ("step", "assignee", "owner"),
        ("step", "Assigned to", "owner"),
        ("step", "who", "owner"),
        ("step", "department", "owner"),
        ("step", "team", "owner"),
        ("step", "lane", "owner"),
        ("step", "accountable", "owner"),
        ("step", "title", "name"),
        ("step", "notes", "description"),
        ("step", "comment", "description"),
        ("step", "next-step", "next"),
        ("stage", "sla", "within"),
        ("stage", "tasks", "steps"),
        ("stage", "exit-criteria", "exit"),
        ("handoff", "within", "sla"),
        ("handoff", "deadline", "sla"),
        ("flow", "if", "when"),
        ("flow", "condition", "when"),
        ("flow", "then", "to"),
        ("flow", "goto", "to"),
        ("process", "name", "process"),
        ("process", "phases", "stages"),
        ("process", "lanes", "departments"),
        ("process", "teams", "departments"),
        ("process", "roles", "departments"),
        ("department", "type", "kind"),
        ("department", "owner", "accountable"),
        ("department", "parent", "part_of"),
        ("department", "sla", "pick_up_within"),
        ("rejection", "goto", "to"),
        ("workspace file", "teams", "departments"),
        ("clock", "max", "limit"),
        ("owner", "team", "who"),
        ("claim", "value", "says"),
    ],
)
def test_a_word_means_the_key_that_its_element_has(noun: str, word: str, key: str) -> None:
    assert meant_key(noun, word, (), KEYS[noun]) == f"did you mean `{key}`?"


def test_of_two_keys_that_a_word_means_the_free_one_is_offered() -> None:
    assert helps("owner: a, responsible: b") == ["did you mean `contributors`?"]


def test_a_word_for_a_key_that_is_written_already_is_told_so() -> None:
    assert helps("owner: a, team: b") == [
        "that is `owner`, which is written already: keep one of them"
    ]


def test_a_word_means_nothing_where_its_key_does_not_exist() -> None:
    assert helps("kind: task", handoff="team: a")[0].startswith("a handoff has: name, from")


def test_a_synonym_comes_before_letters_are_compared() -> None:
    assert helps("kind: task", flow="to: A, destination: B, rate: 2%") == [
        "that is `to`, which is written already: keep one of them",
        "did you mean `share`?",
    ]


@pytest.mark.parametrize(
    ("fields", "flow", "words"),
    [
        ("if: b", "outcome: won", "a condition stands on a flow"),
        ("duration: 2d", "outcome: won", "`within` for its limit"),
        ("kind: task", "to: A, else: B", "when: otherwise"),
        ("kind: task", "to: A, sla: 2d", "it stands in the handoff on the flow"),
    ],
)
def test_what_belongs_elsewhere_is_told_where(fields: str, flow: str, words: str) -> None:
    assert words in helps(fields, flow)[0]


def test_steps_outside_of_a_stage_are_told_where_they_stand() -> None:
    with pytest.raises(Unreadable) as error:
        read(b"process: P\ntasks: []\n", "p.yaml")
    assert error.value.problems[0].help.startswith("steps stand in a stage: write stages: [{ name")


def test_a_name_for_the_process_is_reported_once() -> None:
    with pytest.raises(Unreadable) as error:
        read(b"title: P\nstages: []\n", "p.yaml")
    assert [one.help for one in error.value.problems] == ["did you mean `process`?"]


def test_a_far_off_key_is_answered_with_all_keys() -> None:
    assert helps("weight: 3")[0].startswith("a step has: name, id, owner")


@pytest.mark.parametrize(
    ("word", "meant"), [("gateway", "decision"), ("review", "approval"), ("activity", "task")]
)
def test_a_word_for_a_kind_of_step_is_answered_with_it(word: str, meant: str) -> None:
    assert helps(f"kind: {word}") == [f"did you mean `{meant}`?"]


def test_a_word_for_a_kind_means_nothing_where_there_is_none_of_it() -> None:
    assert helps("kind: tool") == ["write task, decision, approval or wait"]
