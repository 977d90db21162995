"""Of thousands of hidden changes the first ones are told one by one, and that there are more."""

from __future__ import annotations

import pytest

from crackmap.graph import hidden_handoffs
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.yaml import read
from crackmap.rules.registry import all_rules

STEPS = "".join(
    f"  - {{ name: Ask {n}, owner: d{n}, next: [{{ to: wait }}] }}\n" for n in range(1, 6)
)
TEXT = f"""\
process: P
departments: [d0, d1, d2, d3, d4, d5]
stages:
- name: S
  steps:
{STEPS}
  - {{ name: Wait, owner: , next: [{{ to: go-on }}] }}
  - {{ name: Go on, owner: d0, outcome: won }}
"""


def messages() -> list[str]:
    graph = ProcessGraph(read(TEXT.encode(), "p.yaml"))
    return [finding.message for finding in all_rules()["hidden-handoff"].run(graph)]


def test_all_are_told_where_there_are_few() -> None:
    found = messages()
    assert len(found) == 5
    assert all("passes from d" in message for message in found)


def test_where_the_search_ends_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_handoffs, "MOST_FOUND", 3)
    assert "there are more than these 5 hidden changes" in messages()[-1]


def test_a_search_of_too_many_flows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_handoffs, "_MOST_FLOWS", 1)
    assert messages()[-1].startswith("there are more than these")
