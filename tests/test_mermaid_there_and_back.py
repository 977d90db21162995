"""What crackmap writes as Mermaid it reads again: the same steps, owners and flows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml as plain

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Process
from crackmap.maps.exports import mermaid
from crackmap.readers import yaml
from crackmap.readers.making.reading import PLAIN
from crackmap.readers.mermaid import read

HOME = Path(__file__).resolve().parent.parent
FILES = sorted([*HOME.glob("examples/*/process.yaml"), *HOME.glob("processes/*.yaml")])
LOOP = {
    "process": "Loop",
    "departments": {"sales": None, "inbox": {"kind": "pool"}},
    "stages": [
        {
            "name": "Sell",
            "steps": [
                {
                    "name": "Call",
                    "owner": "sales",
                    "next": [{"to": "call", "when": "busy"}, "mail"],
                },
                {"name": "Mail", "next": ["sort"]},
                {"name": "Sort", "owner": "inbox", "outcome": "won"},
            ],
        }
    ],
}


def facts(process: Process) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the names of owners by those of steps, and the flows, outcomes by their words."""
    graph = ProcessGraph(process)
    names = {step.id: step.name for step in process.steps()}
    owners = {
        step.name: graph.organisation.name(who[0]) if (who := graph.owner(step).names) else ""
        for step in process.steps()
    }
    flows = [
        (flow.source.name, names.get(getattr(flow.target, "id", ""), flow.outcome or ""))
        for flow in graph.flows
        if not flow.stood_for
    ]
    return owners, sorted(flows)


def there_and_back(process: Process, *, swimlane: bool) -> Process:
    written = mermaid.write(ProcessGraph(process), swimlane=swimlane)
    reading = read(written.encode(), "a.mmd", PLAIN)
    assert reading.notes == ()
    (back,) = reading.processes
    return back


@pytest.mark.parametrize("swimlane", [False, True])
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_steps_owners_and_flows_come_back(path: Path, swimlane: bool) -> None:
    process = yaml.read(path.read_bytes(), path.name)
    assert facts(there_and_back(process, swimlane=swimlane)) == facts(process)


@pytest.mark.parametrize("swimlane", [False, True])
def test_a_flow_to_the_same_step_comes_back_with_its_condition(swimlane: bool) -> None:
    process = yaml.read(plain.safe_dump(LOOP).encode(), "a.yaml")
    back = there_and_back(process, swimlane=swimlane)
    assert facts(back) == facts(process)
    call = next(step for step in back.steps() if step.id == "call")
    assert [(flow.to, flow.when) for flow in call.next or ()] == [("call", "busy"), ("mail", None)]
    assert back.departments["inbox"].kind == "pool"
