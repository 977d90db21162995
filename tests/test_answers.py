"""Facts about approvals that ask and answer each other, however long the chain is."""

import pytest

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
