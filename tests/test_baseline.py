"""The baseline: what it knows, what is gone, and what is none."""

from __future__ import annotations

import pytest

from baselines import WRITTEN, always, crack, rewritten
from crackmap.history.baseline import compare, updated
from crackmap.history.entries import read
from crackmap.rules.finding import Finding
from crackmap.source.problems import Unreadable
from crackmap.source.span import Span
from small_report import of_file

# Reading and comparing


def test_a_crack_that_is_known_does_not_count() -> None:
    found = compare([crack()], read(WRITTEN.encode(), "cracks.yaml"), always)
    assert [one.accepted is not None and one.in_baseline for one in found.findings] == [True]


def test_a_note_is_the_reason_for_which_a_crack_is_lived_with() -> None:
    found = compare([crack()], read(WRITTEN.encode(), "cracks.yaml"), always)
    assert "finance fills it" in str(found.findings[0].accepted)


@pytest.mark.parametrize(
    "other",
    [
        crack("another"),
        crack(rule="dead-end"),
        crack(process="renewal"),
        crack()._replace(detail="a detail"),
    ],
    ids=["subject", "rule", "process", "detail"],
)
def test_another_crack_is_new(other: Finding) -> None:
    found = compare([other], read(WRITTEN.encode(), "cracks.yaml"), always)
    assert found.findings == (other,)


def test_a_crack_that_moved_is_known() -> None:
    moved = crack()._replace(span=Span("elsewhere.yaml", 99, 9, 99, 12), message="told anew")
    found = compare([moved], read(WRITTEN.encode(), "cracks.yaml"), always)
    assert [one.in_baseline for one in found.findings] == [True]


def test_what_people_accept_in_the_process_keeps_their_reason() -> None:
    accepted = crack()._replace(accepted="one person does both")
    compared = compare([accepted], read(WRITTEN.encode(), "cracks.yaml"), always)
    assert [one.accepted for one in compared.findings] == ["one person does both"]
    assert not compared.findings[0].in_baseline
    assert [key.rule for key in compared.gone] == ["undefined-handoff"]


def test_cracks_that_are_gone_are_reported() -> None:
    gone = compare([crack()], read(WRITTEN.encode(), "cracks.yaml"), always).gone
    assert [str(entry) for entry in gone] == ["undefined-handoff a -> b (renewal)"]


def test_what_was_not_asked_is_not_gone() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    assert compare([], base, lambda rule, process: False).gone == ()


def test_an_unreadable_file_is_never_known() -> None:
    finding = Finding(
        "unreadable", "error", of_file("x.yaml"), "broken", Span("x.yaml"), fatal=True
    )
    text, new = updated(read(b"", "cracks.yaml"), [finding])
    assert new == ()
    base = read(text.encode(), "cracks.yaml")
    assert compare([finding], base, always).findings == (finding,)


# What is no baseline


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- a\n", 1, "mapping"),
        ("cracks: a\n", 1, "list"),
        ("crack: []\n", 1, "no key `crack`"),
        ("cracks:\n  - just words\n", 2, "a crack is a mapping"),
        ("cracks:\n  - rule: unowned-step\n", 2, "a rule and a subject"),
        ("cracks:\n  - rule: unowned-step\n    subject: a\n    nte: x\n", 4, "no key `nte`"),
        ("cracks:\n  - rule: unowned-stp\n    subject: a\n", 2, "no rule `unowned-stp`"),
        ("cracks:\n  - rule: unowned-step\n    subject: [a]\n", 3, "text"),
        ("cracks:\n  - rule: unowned-step\n    subject: a\n    due: soon\n", 4, "no day"),
        ("cracks: [{ rule: unowned-step, subject: a }]\n", 1, "below each other"),
        ("cracks: [\n", 2, ""),
    ],
)
def test_what_is_no_baseline_is_reported_with_its_place(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(text.encode(), "cracks.yaml")
    problem = raised.value.problems[0]
    assert (problem.span.path, problem.span.line) == ("cracks.yaml", line)
    assert words in problem.message


def test_a_slip_in_a_key_is_reported_with_the_nearest_one() -> None:
    with pytest.raises(Unreadable) as raised:
        read(b"cracks:\n  - rule: unowned-step\n    subjet: a\n", "cracks.yaml")
    assert any("`subject`" in problem.help for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("subject: a, note: x }", "subject: a, note: y }"),
        ("subject: a, owner: finance }", "subject: a, owner: sales }"),
        ("subject: a } # why", "subject: a, note: x } # who"),
    ],
)
def test_a_crack_that_is_listed_twice_in_other_words_is_reported_with_both_places(
    one: str, other: str
) -> None:
    twice = f"cracks:\n  - {{ rule: unowned-step, {one}\n  - {{ rule: unowned-step, {other}\n"
    with pytest.raises(Unreadable, match="twice") as raised:
        read(twice.encode(), "cracks.yaml")
    problem = raised.value.problems[0]
    assert (problem.span.line, problem.related[0][1].line) == (3, 2)


@pytest.mark.parametrize("other", ["", ", note: x", ", note: x, owner: sales"])
@pytest.mark.parametrize("turned", [False, True])
def test_of_a_crack_that_a_merge_listed_twice_the_entry_that_says_more_stays(
    other: str, turned: bool
) -> None:
    more = "  - { rule: unowned-step, subject: a, note: x, owner: sales }\n"
    less = f"  - {{ rule: unowned-step, subject: a{other} }}\n"
    both = more + less if turned else less + more
    assert rewritten(f"cracks:\n{both}\n# the end\n") == f"cracks:\n{more}\n# the end\n"


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> main"])
def test_a_conflict_that_git_left_is_reported_as_one(mark: str) -> None:
    text = f"cracks:\n  - {{ rule: dead-end, subject: a }}\n{mark}\n"
    with pytest.raises(Unreadable, match="git could not merge") as raised:
        read(text.encode(), "cracks.yaml")
    assert raised.value.problems[0].span.line == 3


def test_a_note_below_the_braces_is_reported_to_belong_into_them() -> None:
    text = b"cracks:\n  - { rule: dead-end, subject: a }\n    note: in May\n"
    with pytest.raises(Unreadable) as raised:
        read(text, "cracks.yaml")
    problem = raised.value.problems[0]
    assert problem.span.line == 3
    assert problem.help == "write it into the braces of the line above"


def test_an_alias_is_no_crack() -> None:
    text = b"cracks:\n  - &a { rule: dead-end, subject: a }\n  - *a\n"
    with pytest.raises(Unreadable, match="alias"):
        read(text, "cracks.yaml")
