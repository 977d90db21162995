"""The baseline: what it knows, what is gone, and that what people wrote survives every rewrite."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackmap import baseline
from crackmap.baseline import HEADER, Malformed, compare, key_of, read, updated
from crackmap.finding import Finding, Report
from crackmap.source import Span, printable

WRITTEN = """\
# Our cracks.
#   cracks: see the handbook

cracks:
  # the oldest of all
  - rule: unowned-step
    process: lead-to-cash
    subject:   'invoice'   # spaced by hand
    owner: finance
    due: 2026-12-31
    note: >
      # this is no comment
      finance fills it

  - subject: a -> b
    rule: undefined-handoff
    process: renewal
    # at the end of its entry

# what comes last
"""
# What a process file can hold: the reader lets no control characters through.
TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(printable)


def crack(
    subject: str = "invoice", rule: str = "unowned-step", process: str = "lead-to-cash"
) -> Finding:
    return Finding(rule, "error", subject, "a crack", Span("x.yaml"), process=process)


def report(*findings: Finding) -> Report:
    return Report(findings, (), 1, "2026-06-01")


def always(rule: str, process: str) -> bool:
    return True


def rewritten(text: str, *findings: Finding) -> str:
    return updated(read(text.encode(), "cracks.yaml"), findings)[0]


def known(text: str) -> set[baseline.Key]:
    return {entry.key for entry in read(text.encode(), "cracks.yaml").entries}


# Reading and comparing


def test_a_crack_that_is_known_does_not_count() -> None:
    found = compare(report(crack()), read(WRITTEN.encode(), "cracks.yaml"), always).report
    assert [one.accepted is not None and one.known for one in found.findings] == [True]


def test_a_note_is_the_reason_for_which_a_crack_is_lived_with() -> None:
    found = compare(report(crack()), read(WRITTEN.encode(), "cracks.yaml"), always).report
    assert "finance fills it" in str(found.findings[0].accepted)


@pytest.mark.parametrize(
    "other",
    [
        crack("another"),
        crack(rule="dead-end"),
        crack(process="renewal"),
        replace(crack(), detail="a detail"),
    ],
    ids=["subject", "rule", "process", "detail"],
)
def test_another_crack_is_new(other: Finding) -> None:
    found = compare(report(other), read(WRITTEN.encode(), "cracks.yaml"), always).report
    assert found.open == (other,)


def test_a_crack_that_moved_is_known() -> None:
    moved = replace(crack(), span=Span("elsewhere.yaml", 99, 9, 99, 12), message="told anew")
    found = compare(report(moved), read(WRITTEN.encode(), "cracks.yaml"), always).report
    assert found.open == ()


def test_what_people_accept_in_the_process_keeps_their_reason() -> None:
    accepted = replace(crack(), accepted="one person does both")
    compared = compare(report(accepted), read(WRITTEN.encode(), "cracks.yaml"), always)
    assert compared.report.findings == (accepted,)
    assert [entry.key[0] for entry in compared.gone] == ["undefined-handoff"]


def test_cracks_that_are_gone_are_told() -> None:
    gone = compare(report(crack()), read(WRITTEN.encode(), "cracks.yaml"), always).gone
    assert [str(entry) for entry in gone] == ["undefined-handoff a -> b (renewal)"]


def test_what_was_not_asked_is_not_gone() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    assert compare(report(), base, lambda rule, process: False).gone == ()


def test_an_unreadable_file_is_never_known() -> None:
    finding = Finding("unreadable", "error", "x.yaml", "broken", Span("x.yaml"))
    text, new = updated(read(b"", "cracks.yaml"), [finding])
    assert new == ()
    base = read(text.encode(), "cracks.yaml")
    assert compare(report(finding), base, always).report.open == (finding,)


# Rewriting


def test_nothing_new_changes_no_byte() -> None:
    assert rewritten(WRITTEN, crack()) == WRITTEN


def test_people_s_words_survive_a_new_crack_byte_for_byte() -> None:
    text = rewritten(WRITTEN, crack("kickoff"))
    assert text.replace(
        "  - rule: unowned-step\n    process: lead-to-cash\n    subject: kickoff\n", ""
    ) in (WRITTEN, WRITTEN.replace("\n\n  - subject", "\n  - subject"))


def test_entries_are_sorted_wherever_they_are_added() -> None:
    subjects = ["m", "z", "a", "k"]
    text = ""
    for subject in subjects:
        text = rewritten(text, crack(subject))
    assert text == rewritten("", *(crack(subject) for subject in reversed(subjects)))
    assert [key[2] for key in sorted(known(text))] == sorted(subjects)
    places = [text.index(f"subject: {subject}") for subject in sorted(subjects)]
    assert places == sorted(places)


def test_what_is_new_is_named() -> None:
    new = updated(read(WRITTEN.encode(), "cracks.yaml"), [crack(), crack("kickoff")])[1]
    assert [str(entry) for entry in new] == ["unowned-step kickoff (lead-to-cash)"]


def test_what_is_gone_is_taken_out_and_nothing_else() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    gone = compare(report(crack()), base, always).gone
    text = updated(base, (), gone)[0]
    assert "renewal" not in text
    assert "at the end of its entry" not in text
    assert text.startswith(WRITTEN.partition("  - subject")[0])
    assert text.endswith("# what comes last\n")


def test_the_comment_above_an_entry_goes_with_it() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    gone = tuple(entry for entry in base.entries if entry.key[0] == "unowned-step")
    text = updated(base, (), gone)[0]
    assert "the oldest of all" not in text
    assert "# Our cracks." in text


def test_a_baseline_from_which_all_is_gone_is_a_baseline() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    text = updated(base, (), base.entries)[0]
    assert "#   cracks: see the handbook" in text
    assert known(text) == set()
    assert known(rewritten(text, crack())) == {key_of(crack())}


@pytest.mark.parametrize(
    "empty",
    [
        "",
        "\n",
        "# only words",
        "cracks:",
        "cracks: []",
        "cracks: [ ]\n",
        "cracks: ~\n",
        "cracks: null",
        "cracks:   # none yet\n",
        "cracks: [] # none yet\n",
        "---\ncracks: []\n",
        HEADER,
    ],
)
def test_a_baseline_without_cracks_takes_one(empty: str) -> None:
    text = rewritten(empty, crack())
    assert known(text) == {key_of(crack())}
    assert "none yet" in text or "none yet" not in empty


def test_a_list_that_is_not_indented_takes_one() -> None:
    text = "cracks:\n- rule: dead-end\n  process: lead-to-cash\n  subject: a\n"
    assert known(rewritten(text, crack())) == known(text) | {key_of(crack())}


@pytest.mark.parametrize("indent", [1, 3, 4])
def test_a_list_with_another_indentation_takes_one(indent: int) -> None:
    margin = " " * indent
    text = f"cracks:\n{margin}- rule: dead-end\n{margin}  subject: a\n"
    assert known(rewritten(text, crack())) == known(text) | {key_of(crack())}


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode()
    text = updated(read(data, "cracks.yaml"), [crack("kickoff")])[0]
    assert text.startswith("\ufeff#")
    assert text.count("\n") == text.count("\r\n") == WRITTEN.count("\n") + 3
    assert len(read(text.encode(), "cracks.yaml").entries) == 3


def test_a_last_line_without_an_end_gets_one() -> None:
    text = rewritten(
        WRITTEN.partition("\n\n# what")[0].partition("    # at")[0].rstrip(), crack("z")
    )
    assert len(known(text)) == 3


def test_both_sides_of_a_merge_are_kept() -> None:
    ours, theirs = rewritten(WRITTEN, crack("b")), rewritten(WRITTEN, crack("y"))
    added = [line for line in theirs.splitlines(keepends=True) if line not in WRITTEN]
    merged = rewritten(ours, crack("y"))
    assert all(line in merged for line in added)


@settings(max_examples=200, deadline=None)
@given(TEXT.filter(bool), TEXT)
def test_every_subject_is_read_as_it_was_written(subject: str, process: str) -> None:
    finding = crack(subject, process=process)
    assert known(rewritten("", finding)) == {key_of(finding)}


@pytest.mark.parametrize(
    "word", ["null", "~", "no", "12", "1:30", "- a", "a: b", "a #b", "👩‍💻", "(lost)", "'", '"']
)
def test_a_word_that_yaml_would_take_for_something_else_is_quoted(word: str) -> None:
    assert known(rewritten("", crack(word))) == {key_of(crack(word))}


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
def test_what_is_no_baseline_is_told_with_its_place(text: str, line: int, words: str) -> None:
    with pytest.raises(Malformed) as raised:
        read(text.encode(), "cracks.yaml")
    problem = raised.value.problems[0]
    assert (problem.span.path, problem.span.line) == ("cracks.yaml", line)
    assert words in problem.message


def test_a_slip_in_a_key_is_told_with_the_nearest_one() -> None:
    with pytest.raises(Malformed) as raised:
        read(b"cracks:\n  - rule: unowned-step\n    subjet: a\n", "cracks.yaml")
    assert any("`subject`" in problem.help for problem in raised.value.problems)


def test_a_crack_that_is_listed_twice_loses_no_words() -> None:
    twice = HEADER + 2 * "  - rule: unowned-step\n    subject: a\n    note: x\n"
    with pytest.raises(Malformed, match="twice"):
        read(twice.encode(), "cracks.yaml")
