"""Facts about what there is much of: limits that are told, and work that stays what it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import in_process
from crackmap.check.check import Checked, check
from crackmap.check.fixing import _Taken
from crackmap.check.run import today
from crackmap.check.settings import Settings
from crackmap.graph import absorbing
from crackmap.graph.process_graph import ProcessGraph
from crackmap.history import pairing
from crackmap.maps import printing
from crackmap.maps.asked import dimmed, paled
from crackmap.maps.chart import chart_of
from crackmap.maps.layout.choosing import clearest
from crackmap.maps.layout.drawing import dressed, lay_out
from crackmap.maps.layout.standing_back import all_in_front, with_standing_back
from crackmap.rules.handoff import silent_transfer
from crackmap.source.files import Input
from crackmap.writers.convert import xlsx
from crackmap.writers.tables import raci
from own_run import crackmap


def process(*steps: str, name: str = "P", departments: str = "[a, b]") -> str:
    lines = "".join(f"  - {{ {step} }}\n" for step in steps)
    return f"process: {name}\ndepartments: {departments}\nstages:\n- name: S\n  steps:\n{lines}"


def checked(*texts: str) -> Checked:
    inputs = [Input(f"{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return check(inputs, Settings(today("2026-06-01")))


def graphs(*texts: str) -> tuple[ProcessGraph, ...]:
    return checked(*texts).graphs


# Answers and known cracks


def test_so_many_answers_are_taken_at_once(folder: Path) -> None:
    (folder / "p.yaml").write_text(process("name: Do it"))
    answer = "  - { crack: unowned-step do-it, set: { owner: a } }\n"
    (folder / "answers.yaml").write_text("answers:\n" + answer * 501)
    done = crackmap("fill", "p.yaml", "--answers", "answers.yaml")
    assert done.returncode == 2
    assert "answers.yaml:502:14: error: there are 501 answers, and 500 are" in done.stderr


def test_of_many_known_cracks_that_are_gone_a_hundred_are_named(folder: Path) -> None:
    (folder / "p.yaml").write_text("id: p\n" + process("name: Do it, owner: a, outcome: won"))
    (folder / "cracks.yaml").write_text(
        "cracks:\n"
        + "".join(f"- {{ process: p, rule: unowned-step, subject: s{n} }}\n" for n in range(120))
    )
    said = crackmap("lint", "p.yaml").stderr
    assert "120 known cracks are gone" in said
    assert said.count("unowned-step s") == 100
    assert "  and 20 more\n" in said


# What is the same in two states


def test_a_long_list_of_renamed_steps_is_known_again() -> None:
    old, new = (
        graphs(process(*(f"id: {id_}{n}, name: Do it {n}, owner: a" for n in range(120))))[0]
        for id_ in ("x", "y")
    )
    assert pairing.renames(old, new)["step"] == {f"x{n}": f"y{n}" for n in range(120)}


def test_steps_with_one_id_are_numbered_in_their_order() -> None:
    class One:
        id = "a"

    first, second, third = One(), One(), One()
    named = pairing.by_id([first, second, third])
    assert named == {"a": first, "a (2)": second, "a (3)": third}


def test_what_is_gone_stands_behind_what_it_stood_behind() -> None:
    assert pairing.together(["g", "a", "h", "i", "b"], ["b", "n", "a"]) == [
        *("g", "b", "n", "a", "h", "i")
    ]


@pytest.mark.parametrize(("count", "known"), [(3, True), (101, False)])
def test_steps_that_very_many_processes_have_tell_none_of_them_from_the_others(
    count: int, known: bool
) -> None:
    steps = ("id: one, name: Do it, owner: a", "id: two, name: Do that, owner: a, outcome: won")
    old = graphs(*(process(*steps, name=f"Old {number}") for number in range(count)))
    new = graphs(*(process(*steps, name=f"New {number}") for number in range(count)))
    pairs = pairing.paired(old, new)
    assert all((before is not None) == known for before, after in pairs if after)


# Fixes


def test_an_edit_collides_with_the_edits_that_it_touches_and_no_others() -> None:
    def collide(one: tuple[int, int], other: tuple[int, int]) -> bool:
        (start, end), (begin, stop) = one, other
        if start == end or begin == stop:  # an insertion must not touch
            return begin <= end and start <= stop
        return start < stop and begin < end

    chance = random.Random(1)
    for _ in range(200):
        taken, kept = _Taken(), list[tuple[int, int]]()
        for _ in range(20):
            start = chance.randrange(30)
            extent = start, start + chance.choice((0, 1, 2, 5))
            assert taken.collides(extent) == any(collide(extent, other) for other in kept)
            if not taken.collides(extent):
                taken.add(extent)
                kept.append(extent)


# Tables and maps


def test_a_raci_of_very_many_cells_is_left_out_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (graph,) = graphs(process("name: Do it, owner: a", "name: Do that, owner: b, outcome: won"))
    assert xlsx.write(graph, ()).remark == ""
    monkeypatch.setattr(raci, "MOST_CELLS", 3)
    assert xlsx.write(graph, ()).remark.startswith("no sheet RACI")


def test_a_raci_of_very_many_cells_is_refused_where_it_is_all_that_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "p.yaml").write_text(process("name: Do it, owner: a", "name: Do that, owner: b"))
    monkeypatch.setattr(raci, "MOST_CELLS", 3)
    done = crackmap("convert", "--form", "raci", "-o", "raci.csv", "p.yaml")
    assert done.returncode == 2
    assert "a RACI of 2 steps and 2 departments has more than 3 cells" in done.stderr


@pytest.mark.parametrize("department", ["a", "b"])
def test_a_map_on_which_some_stand_back_is_the_same_map(department: str) -> None:
    found = checked(
        process(
            "name: Do it, owner: a",
            "name: Do that, owner: b",
            "name: Do the rest, owner: a, next: [{ when: good, outcome: won }, { outcome: lost }]",
        )
    )
    (graph,) = found.graphs
    chart = paled(chart_of(graph, found.report.findings), dimmed(graph, department))
    drawn = with_standing_back(clearest(all_in_front(chart), "columns"), chart)
    assert dressed(chart, drawn) == lay_out(chart)


# Rules


def told(text: str, rule: str) -> list[str]:
    return [one.message for one in checked(text).report.findings if one.rule == rule]


def test_of_very_many_customers_who_are_not_told_the_others_are_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meet = [
        f"id: m{at}, name: Meet {at}, owner: a, customer_facing: true, trigger: mail {at}, next: x"
        for at in "123"
    ]
    ways = ", ".join(f"{{ to: g{at}, when: it is {at} }}" for at in "123")
    work = f"id: x, name: Do it, owner: a, next: [{ways}]"
    greet = [
        f"id: g{at}, name: Greet {at}, owner: b, customer_facing: true, outcome: won"
        for at in "123"
    ]
    text = process(*meet, work, *greet)
    assert len(told(text, "silent-transfer")) == 9
    monkeypatch.setattr(silent_transfer, "_MOST_FOUND", 2)
    first = told(text, "silent-transfer")[0]
    assert len(told(text, "silent-transfer")) == 4
    assert 'from "Meet 2" on nobody looked who is introduced' in first


def test_goals_that_conflict_are_the_first_of_both_sides() -> None:
    goals = "goals: { g: {}, h: { conflicts_with: [m, n] }, m: {}, n: { conflicts_with: [g] } }\n"
    departments = "{ a: { goals: [g, h] }, b: { goals: [m, n] } }"
    text = goals + process(
        "name: Do it, owner: a", "name: Use it, owner: b, outcome: won", departments=departments
    )
    (found,) = told(text, "conflicting-goals")
    assert "a is paid for g and b for n" in found


def test_of_very_many_agreements_that_fit_some_are_named() -> None:
    table = "".join(f"  h{at}: {{ from: a, to: b, trigger: it is done }}\n" for at in range(30))
    wrong = "  w: { from: b, to: a, trigger: it is done }\n"
    text = f"handoffs:\n{table}{wrong}" + process(
        "name: Do it, owner: a, next: { to: use-it, handoff: w }",
        "name: Use it, owner: b, outcome: won",
    )
    (found,) = [one for one in checked(text).report.findings if one.rule == "misdirected-handoff"]
    assert found.help.startswith("write handoff: h0, handoff: h1")
    assert "handoff: h9 in its place" in found.help


def test_cases_in_loops_that_lead_everywhere_are_not_counted_and_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops = "next: [{ to: a, when: good }, { to: b, when: bad }, { outcome: won, when: done }]"
    steps = [f"id: {id_}, name: Do {id_}, owner: {id_}, {loops}" for id_ in "ab"]
    (folder / "p.yaml").write_text(f"volume: 100 per month\nvalue: 10 USD\n{process(*steps)}")
    (folder / "q.yaml").write_text(process(steps[0].replace("to: b", "to: a"), name="Q"))
    monkeypatch.setattr(absorbing, "MOST_MOVES", 0)
    done = in_process.crackmap("analyze", "p.yaml", "q.yaml")
    assert done.exit_code == 0
    why = "not known: so much leads back to so much that cases cannot be counted"
    assert done.stdout.count(why) == 1
    assert "Q ──" in done.stdout


def test_many_entries_in_braces_are_not_opened_to_define_a_handoff() -> None:
    def advice(ways: int) -> str:
        others = ", ".join("{ outcome: won, when: it is done }" for _ in range(ways))
        step = f"name: Do it, owner: a, next: [{{ to: use-it, when: it is not }}, {others}]"
        text = process(step, "name: Use it, owner: b, outcome: won")
        found = checked(text).report.findings
        return next(one.help for one in found if one.rule == "undefined-handoff")

    assert "handoff:\n" in advice(20)
    assert "handoff: {" in advice(50)


def test_of_many_departments_to_choose_from_eight_are_named_and_the_others_counted() -> None:
    departments = ", ".join(f"team-{number}" for number in range(20))
    text = process("name: Do it, owner: xylophone", departments=f"[{departments}]")
    (found,) = [one for one in checked(text).report.findings if one.rule == "unknown-owner"]
    assert found.help.endswith(
        "name one of: " + ", ".join(departments.split(", ")[:8]) + " and 12 more"
    )


@pytest.mark.parametrize("paper", [("--paper", "a4"), ()])
def test_a_map_of_very_many_pages_is_refused(
    paper: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = ""
    for at in range(3):
        steps = (f"{{ name: Do it, id: s{at}-{number}, owner: a }}" for number in range(30))
        stages += f"- {{ name: Stage {at}, steps: [{', '.join(steps)}] }}\n"
    (folder / "p.yaml").write_text(f"process: P\nstages:\n{stages}")
    monkeypatch.setattr(printing, "_MOST_PAGES", 2)
    done = in_process.crackmap("map", "p.yaml", "-o", "p.pdf", *paper)
    assert done.exit_code == 2
    assert "pages; 2 are the most" in done.stderr
    assert not (folder / "p.pdf").exists()
