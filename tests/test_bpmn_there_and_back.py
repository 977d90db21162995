"""What crackmap draws as BPMN it reads again: steps, owners, flows, conditions, times, outcomes."""

from __future__ import annotations

import pytest

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.maps.exports.bpmn import write
from crackmap.readers import yaml
from crackmap.readers.bpmn import read
from crackmap.readers.making.reading import PLAIN

PROCESS = """\
process: Order
departments:
  sales: { name: Sales }
  desk: { name: Deal desk, part_of: sales }
  legal: { name: Legal }
stages:
  - name: Sell
    steps:
      - name: Ask for a discount
        id: ask
        owner: sales
        trigger: a customer asks
        next:
          - to: review
            when: more than 10%
            handoff: { payload: deal, sla: 2d, rejection: { to: ask } }
          - { to: sign, when: otherwise }
      - name: Review it
        id: review
        owner: legal
        next:
          - { to: sign, when: it is fine }
          - { outcome: lost, after: 30d }
      - name: Sign
        owner: desk
        outcome: won
"""


@pytest.fixture(scope="module")
def there() -> dict[str, Step]:
    return {step.id: step for step in yaml.read(PROCESS.encode(), "a.yaml").steps()}


@pytest.fixture(scope="module")
def back() -> dict[str, Step]:
    drawn = write(ProcessGraph(yaml.read(PROCESS.encode(), "a.yaml")))
    (process,) = read(drawn.encode(), "a.bpmn", PLAIN).processes
    return {step.id: step for step in process.steps()}


def test_steps_keep_ids_names_and_triggers(there: dict[str, Step], back: dict[str, Step]) -> None:
    for id_, step in there.items():
        assert (back[id_].name, back[id_].trigger) == (step.name, step.trigger)
    assert set(back) == set(there)


def test_departments_keep_their_steps(back: dict[str, Step]) -> None:
    owners = {id_: step.owner[0].who for id_, step in back.items()}
    assert owners == {"ask": "sales", "review": "legal", "sign": "deal-desk"}


def test_flows_keep_conditions_and_the_way_back_is_none(back: dict[str, Step]) -> None:
    told = [(flow.to, flow.when) for flow in back["ask"].next or ()]
    assert told == [("review", "more than 10%"), ("sign", "otherwise")]


def test_flows_keep_their_times_and_outcomes(back: dict[str, Step]) -> None:
    told = [(flow.to or flow.outcome, str(flow.after or "")) for flow in back["review"].next or ()]
    assert told == [("sign", ""), ("lost", "30d")]
    assert [flow.outcome for flow in back["sign"].next or ()] == ["won"]
