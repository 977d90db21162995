"""Which rules are on: by name, by group, all of them, and over what the settings say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import pytest

from crackmap.check.selection import UnknownRule, chosen, rules_named
from crackmap.check.settings import Settings
from crackmap.rules.registry import GROUPS, all_rules

ALL = set(all_rules())
HANDOFF = {name for name, rule in all_rules().items() if rule.group == "handoff"}
TODAY = datetime.date(2026, 6, 1)


def on(
    select: Sequence[str] = (),
    extend: Sequence[str] = (),
    ignore: Sequence[str] = (),
    levels: Mapping[str, str] | None = None,
) -> set[str]:
    """The rules that are on, but for unreadable, which always is."""
    settings = chosen(Settings(TODAY, levels=levels or {}), select, extend, ignore)
    assert settings.level("unreadable", "x.yaml") == "error"
    return {name for name in ALL if settings.level(name, "x.yaml") != "off"} - {"unreadable"}


def test_without_a_choice_all_rules_are_on() -> None:
    assert on() == ALL - {"unreadable"}


def test_only_what_is_selected_is_on() -> None:
    assert on(["unowned-step"]) == {"unowned-step"}


def test_a_group_stands_for_its_rules() -> None:
    assert on(["handoff"]) == HANDOFF


def test_every_group_has_rules() -> None:
    assert [group for group in GROUPS if not rules_named([group])] == []


def test_every_rule_has_a_group() -> None:
    assert set(rules_named(GROUPS)) == ALL


def test_words_may_be_given_with_commas_and_spaces() -> None:
    assert on(["unowned-step, dead-end", "handoff"]) == {"unowned-step", "dead-end"} | HANDOFF


def test_all_means_all() -> None:
    assert on(["ALL"], levels={"dead-end": "off"}) == ALL - {"unreadable"}


def test_what_is_ignored_is_off() -> None:
    assert on(ignore=["handoff", "dead-end"]) == ALL - HANDOFF - {"dead-end", "unreadable"}


def test_what_is_extended_is_on_though_the_settings_say_off() -> None:
    off = {"dead-end": "off", "unowned-step": "off"}
    assert on(extend=["dead-end"], levels=off) == ALL - {"unowned-step", "unreadable"}


def test_what_is_extended_comes_to_what_is_selected() -> None:
    assert on(["unowned-step"], extend=["dead-end"]) == {"unowned-step", "dead-end"}


def test_the_closer_word_counts() -> None:
    assert on(["undefined-handoff"], ignore=["handoff"]) == {"undefined-handoff"}
    assert on(["handoff"], ignore=["undefined-handoff"]) == HANDOFF - {"undefined-handoff"}
    assert on(["handoff"], ignore=["ALL"]) == HANDOFF


def test_of_two_words_as_close_ignore_counts() -> None:
    assert on(["dead-end"], ignore=["dead-end"]) == set()
    assert on(["ALL"], ignore=["ALL"]) == set()


def test_a_rule_that_is_switched_on_has_its_own_severity() -> None:
    off = Settings(TODAY, levels={"dead-end": "off"})
    assert chosen(off, extend=["dead-end"]).level("dead-end", "x.yaml") == "error"


def test_a_level_of_the_settings_stays() -> None:
    settings = Settings(TODAY, levels={"dead-end": "note"})
    assert chosen(settings, ["dead-end"]).level("dead-end", "x.yaml") == "note"


def test_a_path_that_the_settings_ignore_stays_so() -> None:
    settings = Settings(TODAY, ignore={"legacy/**": ("dead-end",)}, path="crackmap.yaml")
    selected = chosen(settings, ["dead-end"])
    assert selected.level("dead-end", "legacy/a.yaml") == "off"
    assert selected.level("dead-end", "a.yaml") == "error"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("unowned-stp", "unowned-step"),
        ("Unowned-Step", "unowned-step"),
        ("unowned_step", "unowned-step"),
        ("handoffs", "handoff"),
        ("all", "ALL"),
    ],
)
@pytest.mark.parametrize("option", ["select", "extend", "ignore"])
def test_an_unknown_word_fails_with_the_nearest_one(word: str, meant: str, option: str) -> None:
    with pytest.raises(UnknownRule, match=f"`{word}`") as raised:
        chosen(Settings(TODAY), **{option: [word]})
    assert f"`{meant}`" in raised.value.help


@pytest.mark.parametrize("empty", ["", ",", " , "])
@pytest.mark.parametrize("option", ["select", "extend", "ignore"])
def test_an_empty_list_fails_and_does_not_ask_for_all_rules(empty: str, option: str) -> None:
    with pytest.raises(UnknownRule, match=f"--.*{option}.*: no rule is named"):
        chosen(Settings(TODAY), **{option: ["dead-end", empty]})


def test_a_comma_too_many_does_no_harm() -> None:
    assert on(["dead-end,"]) == {"dead-end"}


def test_a_word_like_none_is_reported_where_the_rules_are() -> None:
    with pytest.raises(UnknownRule) as raised:
        rules_named(["xyzzy"])
    assert raised.value.help == "crackmap rules lists them"
