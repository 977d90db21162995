"""Which word is suggested for one that nobody knows, and when none is."""

from __future__ import annotations

import pytest

from crackmap.source.words import nearest, similar
from rule_examples import findings

DEPARTMENTS = ["sales", "legal", "marketing", "customer-success", "revenue-operations"]
STEPS = ["send-the-invoice", "qualify-the-lead", "first-call", "kick-off"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("sale", "sales"),
        ("slaes", "sales"),
        ("Sales", "sales"),
        ("\u201csales\u201d", "sales"),
        ("lgeal", "legal"),
        ("marketng", "marketing"),
        ("mraketng", "marketing"),
        ("costumer-sucess", "customer-success"),
        ("revenue", "revenue-operations"),
        ("rev", "revenue-operations"),
    ],
)
def test_a_slip_is_answered_with_the_word(word: str, meant: str) -> None:
    assert nearest(word, DEPARTMENTS) == meant


@pytest.mark.parametrize(
    "word", ["lead", "scale", "presales", "parking", "success", "support", "finance", "re", "xyz"]
)
def test_a_far_off_word_is_no_suggestion(word: str) -> None:
    assert nearest(word, DEPARTMENTS) is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("send-invoice", "send-the-invoice"),
        ("qualify-lead", "qualify-the-lead"),
        ("kickoff", "kick-off"),
        ("next-call", None),
        ("send-the-offer", None),
    ],
)
def test_an_article_that_is_left_out_is_a_slip(word: str, meant: str | None) -> None:
    assert nearest(word, STEPS) == meant


@pytest.mark.parametrize(("word", "meant"), [("abcdefxx", "abcdefgh"), ("abcdexxx", None)])
def test_one_slip_in_four_letters_is_the_limit(word: str, meant: str | None) -> None:
    assert nearest(word, ["abcdefgh"]) == meant


def test_of_two_near_words_the_nearer_one_is_meant() -> None:
    assert nearest("hand-of", ["hand-over", "hand-off"]) == "hand-off"


def test_a_step_that_was_renamed_need_not_be_a_slip() -> None:
    assert similar("Send the offer", "Send the first offer")
    assert not similar("Send the offer", "Kick off")


@pytest.mark.parametrize(
    ("made", "meant"),
    [
        ("success plan", False),
        ("success criterion", True),
        ("success criteria for the customer", True),
        ("criteria", True),
    ],
)
def test_an_artifact_is_suggested_if_one_text_says_what_the_other_says(
    made: str, meant: bool
) -> None:
    text = "process: P\ndepartments: [a]\nstages:\n- name: S\n  steps:\n"
    text += f"  - {{ name: A, owner: a, produces: [{made}] }}\n"
    text += "  - { name: B, owner: a, needs: [success criteria], outcome: won }\n"
    helps = [one.help for one in findings(text) if one.rule == "missing-payload"]
    assert len(helps) == 1
    assert (f'did you mean "{made}"' in helps[0]) == meant
