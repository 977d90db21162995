"""Facts about approvals that ask and answer each other, however long the chain is."""

import random
from typing import Any

import pytest
import yaml

from brute_force_handoffs import undefined_handoff, undefined_team_handoff
from brute_force_reading import Reading
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.yaml import read

LENGTH = 9


def chain(order: range) -> ProcessGraph:
    """A task of finance asks the first approval; the board and finance own one after the other."""
    steps = ["      - { name: Ask, id: s0, owner: finance, next: s1 }"]
    for number in order:
        owner = "board" if number % 2 else "finance"
        after = f"next: s{number + 1}" if number < LENGTH else "outcome: won"
        steps.append(
            f"      - {{ name: Approve, id: s{number}, owner: {owner}, kind: approval, {after} }}"
        )
    head = "process: P\ndepartments: [finance, board]\nstages:\n  - name: Decide\n    steps:\n"
    return ProcessGraph(read((head + "\n".join(steps)).encode(), "p.yaml"))


@pytest.mark.parametrize("order", [range(1, LENGTH + 1), range(LENGTH, 0, -1)])
def test_in_a_chain_of_approvals_question_and_answer_take_turns(order: range) -> None:
    undefined = [str(flow.subject) for flow in chain(order).undefined_changes()]
    assert sorted(undefined) == [f"s{number} -> s{number + 1}" for number in range(0, LENGTH, 2)]


def test_each_answer_knows_the_flow_that_asked() -> None:
    graph = chain(range(1, LENGTH + 1))
    asked = {str(flow.subject): graph.asked_by(flow) for flow in graph.flows if flow.target}
    assert {answer: str(flow.subject) for answer, flow in asked.items() if flow} == {
        f"s{number} -> s{number + 1}": f"s{number - 1} -> s{number}"
        for number in range(1, LENGTH, 2)
    }


def tangle(seed: int) -> dict[str, Any]:
    """Approvals of three departments and a team, all mixed up, some asked by a task."""
    rng = random.Random(seed)
    names = [f"s{number}" for number in range(rng.randint(4, 8))]
    steps = []
    for name in names:
        owner: Any = rng.choice(["finance", "board", "legal", "ceo"])
        if rng.random() < 0.1:
            conditions = zip(
                rng.sample(["finance", "ceo", "coo"], 2), ["big", "small"], strict=True
            )
            owner = [{"who": who, "when": when} for who, when in conditions]
        flows: list[dict[str, Any]] = [{"to": to} for to in rng.sample(names, rng.randint(1, 3))]
        if rng.random() < 0.1:
            flows[0]["handoff"] = {"trigger": "sent", "payload": ["case"], "acceptance": ["whole"]}
        kind = "approval" if rng.random() < 0.85 else "task"
        steps.append({"name": name, "owner": owner, "kind": kind, "next": flows})
    departments: dict[str, Any] = {"finance": {}, "board": {}, "legal": {}}
    departments |= {"ceo": {"part_of": "board"}, "coo": {"part_of": "board"}}
    stages = [{"name": "Decide", "steps": steps}]
    return {"process": "Tangle", "departments": departments, "stages": stages}


@pytest.mark.parametrize("seed", range(80))
def test_in_a_tangle_of_approvals_the_same_flows_ask_as_in_a_second_reading(seed: int) -> None:
    process = tangle(seed)
    graph = ProcessGraph(read(yaml.safe_dump(process, sort_keys=False).encode(), "p.yaml"))
    reading = Reading(process)
    department, team = (
        {str(flow.subject) for flow in flows}
        for flows in (graph.undefined_changes(), graph.undefined_team_changes())
    )
    assert department == set(undefined_handoff(reading))
    assert team == set(undefined_team_handoff(reading))
