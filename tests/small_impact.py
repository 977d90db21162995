"""The impact of small processes, and places in it, for tests."""

from __future__ import annotations

import pytest

from crackmap.graph.flow import Flow
from crackmap.graph.impact import Impact, Passage
from crackmap.graph.losses import Filling
from crackmap.graph.process_graph import ProcessGraph
from crackmap.readers.yaml import read


def impact_of(*steps: str, head: str = "volume: 100 per month\nvalue: 10 USD") -> Impact:
    lines = "".join(f"      - {{ name: {step} }}\n" for step in steps)
    text = f"process: P\n{head}\nstages:\n  - name: One\n    steps:\n{lines}"
    return Impact(ProcessGraph(read(text.encode(), "process.yaml")))


def visits(impact: Impact, step: str) -> float | None:
    return at(impact, step).visits.value


def at(impact: Impact, step: str) -> Passage:
    found = impact.graph.step(step)
    assert found is not None
    return impact.at_step(found)


def flow(impact: Impact, subject: str) -> Flow:
    return next(each for each in impact.graph.flows if str(each.subject) == subject)


def leak(impact: Impact, step: str) -> Filling:
    return Filling(step=impact.graph.step(step))


def exactly(value: float) -> object:
    return pytest.approx(value, rel=1e-12, abs=1e-12)
