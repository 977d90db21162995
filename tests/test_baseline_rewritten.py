"""A baseline that is written anew: what people wrote survives byte for byte."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines import WRITTEN, always, crack, known, rewritten
from crackmap.history.baseline import compare, key_of, updated
from crackmap.history.entries import HEADER, read
from crackmap.source.characters import printable
from thoroughness import examples

# What a process file can hold: the reader lets no control characters through.
TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(printable)


def test_nothing_new_changes_no_byte() -> None:
    assert rewritten(WRITTEN, crack()) == WRITTEN


def test_people_s_words_survive_a_new_crack_byte_for_byte() -> None:
    text = rewritten(WRITTEN, crack("kickoff"))
    assert text.replace(
        "  - { rule: unowned-step, process: lead-to-cash, subject: kickoff }\n", ""
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
    gone = compare([crack()], base, always).gone
    text = updated(base, (), gone)[0]
    assert "renewal" not in text
    assert "at the end of its entry" not in text
    assert text.startswith(WRITTEN.partition("  - subject")[0])
    assert text.endswith("# what comes last\n")


def test_the_comment_above_an_entry_goes_with_it() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    gone = [entry.key for entry in base.entries if entry.key.rule == "unowned-step"]
    text = updated(base, (), gone)[0]
    assert "the oldest of all" not in text
    assert "# Our cracks." in text


def test_a_comment_apart_from_what_is_taken_out_stays() -> None:
    entries = "".join(f"  - {{ rule: dead-end, subject: {one} }}\n\n  # {one}\n\n" for one in "abc")
    base = read(f"cracks:\n{entries}".encode(), "cracks.yaml")
    for gone in ("a", "b", "c", "ab", "bc", "abc"):
        keys = [entry.key for entry in base.entries if entry.key.subject in gone]
        text = updated(base, (), keys)[0]
        assert [text.count(f"# {one}\n") for one in "abc"] == [1, 1, 1]
        assert {key.subject for key in known(text)} == set("abc") - set(gone)


def test_a_new_crack_is_one_line() -> None:
    text = rewritten("cracks: []\n", crack("a -> b")._replace(detail="a: b"))
    entry = 'rule: unowned-step, process: lead-to-cash, subject: a -> b, detail: "a: b"'
    assert text == f"cracks:\n  - {{ {entry} }}\n"


def test_braces_may_go_over_several_lines() -> None:
    entry = (
        "  - {\n      rule: dead-end, # why\n      subject: a\n    } # as agreed\n      # twice\n"
    )
    text = f"cracks:\n{entry}"
    assert rewritten(text) == text
    assert rewritten(text, crack("b")).count(entry) == 1


@pytest.mark.parametrize(
    ("noted", "reason"),
    [
        ("note: in May", "known: in May"),
        ("owner: finance", "known: finance fills it"),
        (
            "note: in May, owner: finance, due: 2026-05-31",
            "in May, finance fills it, due 2026-05-31",
        ),
        ("note: ''", "known, in cracks.yaml"),
    ],
)
def test_what_people_noted_is_reported_with_the_crack(noted: str, reason: str) -> None:
    entry = f"- {{ rule: unowned-step, process: lead-to-cash, subject: invoice, {noted} }}"
    base = read(f"cracks:\n{entry}\n".encode(), "cracks.yaml")
    assert reason in str(compare([crack()], base, always).findings[0].accepted)


def test_a_baseline_from_which_all_is_gone_is_a_baseline() -> None:
    base = read(WRITTEN.encode(), "cracks.yaml")
    text = updated(base, (), [entry.key for entry in base.entries])[0]
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
    assert text.count("\n") == text.count("\r\n") == WRITTEN.count("\n") + 1
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


@settings(max_examples=examples(80), deadline=None)
@given(TEXT.filter(bool), TEXT)
def test_every_subject_is_read_as_it_was_written(subject: str, process: str) -> None:
    finding = crack(subject, process=process)
    assert known(rewritten("", finding)) == {key_of(finding)}


@pytest.mark.parametrize(
    "word", ["null", "~", "no", "12", "1:30", "- a", "a: b", "a #b", "👩‍💻", "(lost)", "'", '"']
)
def test_a_word_that_yaml_would_take_for_something_else_is_quoted(word: str) -> None:
    assert known(rewritten("", crack(word))) == {key_of(crack(word))}


@st.composite
def baselines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A baseline as people leave it: any order, both styles, comments anywhere; and its words."""
    words: list[str] = []

    def said(kind: str = "# ") -> str:
        words.append(f"{kind}w{len(words)}")
        return words[-1]

    def comments(most: int = 2) -> str:
        """Some lines of comments, at any indentation, with lines between them."""
        lines = draw(st.lists(st.sampled_from(["", "  ", "    ", "\n"]), max_size=most))
        return "".join("\n" if line == "\n" else f"{line}{said()}\n" for line in lines)

    text = f"{comments()}cracks:{draw(st.sampled_from(['', ' # all']))}\n{comments()}"
    subjects = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
    margin = " " * draw(st.sampled_from([0, 2, 3]))
    for subject in subjects:
        rule = f"rule: {draw(st.sampled_from(['dead-end', 'unowned-step']))}"
        behind = f"  {said()}" if draw(st.booleans()) else ""
        noted = said("")
        text += draw(
            st.sampled_from(
                [
                    f"{margin}- {{ {rule}, subject: {subject}, note: {noted} }}{behind}\n",
                    (
                        f"{margin}- {{ {rule},\n{margin}    subject: {subject}, note: {noted}\n"
                        f"{margin}  }}{behind}\n"
                    ),
                    (
                        f"{margin}- {rule}{behind}\n{margin}  note: {noted}\n"
                        f"{margin}  subject: {subject}\n"
                    ),
                    (
                        f"{margin}- note: |\n{margin}    # {noted}\n\n{margin}    and on\n"
                        f"{margin}  subject: {subject}{behind}\n{margin}  {rule}\n"
                    ),
                ]
            )
        )
        text += comments()
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), words


@settings(max_examples=examples(120), deadline=None)
@given(baselines(), st.lists(st.sampled_from("abcdxyz"), unique=True))
def test_no_rewrite_loses_a_word(written: tuple[str, list[str]], subjects: list[str]) -> None:
    text, words = written
    found = [crack(subject, rule="dead-end", process="") for subject in subjects]
    after = rewritten(text, *found)
    assert known(after) == known(text) | {key_of(one) for one in found}
    assert {word: len(re.findall(rf"{word}\b", after)) for word in words} == dict.fromkeys(words, 1)
    assert rewritten(after, *found) == after
    keys = [entry.key for entry in read(after.encode(), "cracks.yaml").entries]
    assert keys == sorted(keys, key=lambda key: (key.process, key.rule, key.subject))


@settings(max_examples=examples(120), deadline=None)
@given(baselines(), st.sets(st.sampled_from("abcdefgh")))
def test_taking_out_leaves_the_others_as_they_were(
    written: tuple[str, list[str]], gone: set[str]
) -> None:
    base = read(rewritten(written[0]).encode(), "cracks.yaml")
    after = updated(base, (), [one.key for one in base.entries if one.key.subject in gone])[0]
    left = [one for one in base.entries if one.key.subject not in gone]
    assert known(after) == {one.key for one in left}
    assert all(one.block in after for one in left)
    assert after.startswith(base.header.partition("cracks:")[0])
    assert after.endswith(base.footer)


@pytest.mark.parametrize("attributes", [True, False], ids=["union", "by hand"])
@given(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
@settings(max_examples=examples(12), deadline=None)
def test_git_merges_what_two_branches_found(
    attributes: bool, ours: set[str], theirs: set[str]
) -> None:
    with TemporaryDirectory() as folder:

        def git(*words: str) -> int:
            who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
            command = ["git", *who, *words]
            return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode

        def commit(text: str) -> None:
            file.write_text(text)
            assert git("add", "--all") == git("commit", "--allow-empty", "-qm", "x") == 0

        file = Path(folder, "cracks.yaml")
        git("init", "-q", "-b", "main")
        if attributes:
            Path(folder, ".gitattributes").write_text("cracks.yaml merge=union\n")
        before = rewritten("", crack("c"), crack("f"))
        commit(before)
        git("checkout", "-qb", "theirs")
        commit(rewritten(before, *map(crack, sorted(theirs))))
        git("checkout", "-q", "main")
        commit(rewritten(before, *map(crack, sorted(ours))))
        merged = git("merge", "theirs") == 0
        text = file.read_text()
        assert merged or not attributes
        if not merged:  # then who keeps both sides keeps all
            text = re.sub(r"^(?:<{7}|={7}|>{7}).*\n", "", text, flags=re.MULTILINE)
        assert {key.subject for key in known(text)} == ours | theirs | {"c", "f"}


def test_the_comment_behind_a_field_that_is_taken_out_stays() -> None:
    entry = "  - rule: unowned-step\n    process: lead-to-cash\n    subject: invoice\n"
    filled = "    filled: 2026-01-02  # by the new clerk\n    note: see the minutes\n"
    text = rewritten(f"cracks:\n{entry}{filled}", crack())
    assert text == f"cracks:\n{entry}    # by the new clerk\n    note: see the minutes\n"


def test_a_last_line_without_an_end_gets_that_of_the_others() -> None:
    entry = "  - { rule: unowned-step, process: lead-to-cash, subject: z }"
    text = rewritten(f"cracks:\r\n{entry}", crack())
    assert text.count("\n") == text.count("\r\n") == 3
