"""Made-up sales processes of any length, in crackmap's language and as BPMN, the same every time.

    python benchmarks/generate.py 1000 > process.yaml
    python benchmarks/generate.py 1000 --bpmn > process.bpmn
    python benchmarks/generate.py 1000 --cracks typical --loops > process.yaml

Both forms say the same: steps in stages, a department for each, a decision every ten steps, and few
cracks. A step has eight lines of YAML, as in processes that people write with some care. With
loops, work goes back at each decision.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from cracks import SETS, slips

DEPARTMENTS = [
    "marketing",
    "sales-development",
    "sales",
    "deal-desk",
    "legal",
    "finance",
    "success",
]
VERBS = ["Check", "Prepare", "Review", "Record", "Confirm", "Price", "Route", "Send", "Sign"]
NOUNS = ["the lead", "the offer", "the contract", "the order", "the invoice", "the account"]
STEPS_IN_A_STAGE = 20
STEPS_IN_A_ROW = 5  # of one department, until the next one takes over
UNOWNED_EVERY = 97
DECISION_EVERY = 10
STEPS_BACK = 5  # where work goes at a decision of a process with loops


def owner(number: int) -> str:
    """Who owns a step; work goes round through the departments."""
    return DEPARTMENTS[number // STEPS_IN_A_ROW % len(DEPARTMENTS)]


def owners(count: int) -> list[str]:
    """Who owns steps of a process of this length."""
    return DEPARTMENTS[: -(-count // STEPS_IN_A_ROW)]


def step_name(number: int) -> str:
    """Name a step in a few words."""
    return f"{VERBS[number % len(VERBS)]} {NOUNS[number // 3 % len(NOUNS)]} {number}"


def is_decision(number: int, count: int) -> bool:
    """Tell whether two ways lead out of a step: to the next one, and out of the process."""
    return number % DECISION_EVERY == DECISION_EVERY - 1 and number < count - 1


def process_yaml(
    count: int,
    name: str = "Made-up process",
    *,
    cracks: str = "clean",
    loops: bool = False,
    leads_into: str = "",
) -> str:
    """Write a process of `count` steps in crackmap's language.

    It ends well, or `leads_into` a step of another one.
    """
    return "\n".join(_yaml_lines(count, name, cracks, loops, leads_into)) + "\n"


def _yaml_lines(count: int, name: str, cracks: str, loops: bool, leads_into: str) -> Iterator[str]:
    yield from ["---", f"process: {name}", "owner: revenue-operations", "departments:"]
    yield from (f"  {one}: {{name: {one.title()}}}" for one in owners(count))
    yield "  revenue-operations: {name: Revenue operations}"
    yield "handoffs:"
    changes = ((owner(number - 1), owner(number)) for number in range(1, count))
    for sender, receiver in dict.fromkeys(pair for pair in changes if pair[0] != pair[1]):
        yield from [
            f"  to-{receiver}:",
            f"    from: {sender}",
            f"    to: {receiver}",
            f"    trigger: Status becomes ready for {receiver}",
            "    payload: [contact, history]",
            "    acceptance: [record is complete]",
            "    sla: 1bd",
            f"    acknowledgement: {receiver} sets the status to accepted",
            "    escalation: revenue-operations",
            f"    rejection: {{to: {sender}, reasons: [record is incomplete], rounds: 2}}",
        ]
    yield "stages:"
    for number in range(count):
        if number % STEPS_IN_A_STAGE == 0:
            stage = number // STEPS_IN_A_STAGE + 1
            yield from [f"  - name: Stage {stage}", "    exit: [all is recorded]", "    steps:"]
        yield from _yaml_fields(number, cracks)
        if number == count - 1:
            yield f"        next: {leads_into}" if leads_into else "        outcome: won"
        else:
            yield from _yaml_flows(number, count, loops)


def _yaml_fields(number: int, cracks: str) -> Iterator[str]:
    unowned = number % UNOWNED_EVERY == UNOWNED_EVERY - 1
    fields: dict[str, str | None] = {
        "name": step_name(number),
        "id": f"s{number}",
        "owner": "tbd" if unowned else owner(number),
        "within": "1bd",
        "effort": "20m",
        **slips(number, cracks),
    }
    written = [f"{key}: {value}" for key, value in fields.items() if value is not None]
    yield f"      - {written[0]}"
    yield from (f"        {field}" for field in written[1:])


def _yaml_flows(number: int, count: int, loops: bool) -> Iterator[str]:
    handoff = ""
    if owner(number) != owner(number + 1):
        handoff = f"            handoff: to-{owner(number + 1)}"
    if is_decision(number, count):
        yield "        next:"
        yield f"          - to: s{number + 1}"
        yield "            when: it is complete"
        if handoff:
            yield handoff
        if loops:
            yield from [f"          - to: s{number - STEPS_BACK}", "            rounds: 2"]
        else:
            yield "          - outcome: lost"
        yield "            when: otherwise"
    elif handoff:
        yield "        next:"
        yield f"          - to: s{number + 1}"
        yield handoff
    else:
        yield "        system: crm"
        yield f"        next: s{number + 1}"


def process_bpmn(count: int, name: str = "Made-up process", *, loops: bool = False) -> str:
    """Write the same process as BPMN 2.0, with lanes and with its drawing, as editors save it."""
    return "\n".join(_bpmn_lines(count, name, loops)) + "\n"


def _bpmn_lines(count: int, name: str, loops: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
        ' id="definitions" targetNamespace="http://bpmn.io/schema/bpmn">'
    )
    yield '  <bpmn:collaboration id="collaboration">'
    yield f'    <bpmn:participant id="pool" name="{name}" processRef="process" />'
    yield "  </bpmn:collaboration>"
    yield '  <bpmn:process id="process" isExecutable="false">'
    nodes = list(_nodes(count, loops))
    yield '    <bpmn:laneSet id="lanes">'
    for lane in owners(count):
        yield f'      <bpmn:lane id="lane_{lane}" name="{lane.title()}">'
        for _, node, _, its_lane in nodes:
            if its_lane == lane:
                yield f"        <bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>"
        yield "      </bpmn:lane>"
    yield "    </bpmn:laneSet>"
    flows = list(_flows(count, loops))
    paths_in: dict[str, list[str]] = {}
    paths_out: dict[str, list[str]] = {}
    for number, (source, target, _) in enumerate(flows):
        paths_out.setdefault(source, []).append(f"f{number}")
        paths_in.setdefault(target, []).append(f"f{number}")
    for kind, node, label, _ in nodes:
        yield f'    <bpmn:{kind} id="{node}" name="{label}">'
        yield from (
            f"      <bpmn:incoming>{flow}</bpmn:incoming>" for flow in paths_in.get(node, [])
        )
        yield from (
            f"      <bpmn:outgoing>{flow}</bpmn:outgoing>" for flow in paths_out.get(node, [])
        )
        yield f"    </bpmn:{kind}>"
    for number, (source, target, label) in enumerate(flows):
        named = f' name="{label}"' if label else ""
        ends = f'sourceRef="{source}" targetRef="{target}"'
        yield f'    <bpmn:sequenceFlow id="f{number}"{named} {ends} />'
    yield "  </bpmn:process>"
    yield from _bpmn_drawing(nodes, flows, owners(count))
    yield "</bpmn:definitions>"


def _nodes(count: int, loops: bool) -> Iterator[tuple[str, str, str, str]]:
    """Give kind, id, name and lane of every node."""
    yield "startEvent", "start", "Work arrives", owner(0)
    for number in range(count):
        yield "task", f"s{number}", step_name(number), owner(number)
        if is_decision(number, count):
            yield "exclusiveGateway", f"g{number}", "Complete?", owner(number)
            if not loops:
                yield "endEvent", f"e{number}", "Lost", owner(number)
    yield "endEvent", "end", "Won", owner(count - 1)


def _flows(count: int, loops: bool) -> Iterator[tuple[str, str, str]]:
    """Give source, target and condition of every sequence flow."""
    yield "start", "s0", ""
    for number in range(count):
        after = f"s{number + 1}" if number < count - 1 else "end"
        if is_decision(number, count):
            yield f"s{number}", f"g{number}", ""
            yield f"g{number}", after, "yes"
            yield f"g{number}", f"s{number - STEPS_BACK}" if loops else f"e{number}", "no"
        else:
            yield f"s{number}", after, ""


def _bpmn_drawing(
    nodes: list[tuple[str, str, str, str]], flows: list[tuple[str, str, str]], lanes: list[str]
) -> Iterator[str]:
    width, height = 160 * len(nodes) + 100, 150 * len(lanes)
    place = {
        node: (80 + 160 * column, 40 + 150 * lanes.index(lane))
        for column, (_, node, _, lane) in enumerate(nodes)
    }
    yield '  <bpmndi:BPMNDiagram id="diagram">'
    yield '    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">'
    yield from _shape("pool", 0, 0, width, height)
    for row, lane in enumerate(lanes):
        yield from _shape(f"lane_{lane}", 30, 150 * row, width - 30, 150)
    for kind, node, _, _ in nodes:
        size = {"task": (100, 80), "exclusiveGateway": (50, 50)}.get(kind, (36, 36))
        yield from _shape(node, *place[node], *size)
    for number, (source, target, _) in enumerate(flows):
        yield f'      <bpmndi:BPMNEdge id="f{number}_di" bpmnElement="f{number}">'
        for x, y in (place[source], place[target]):
            yield f'        <di:waypoint x="{x}" y="{y}" />'
        yield "      </bpmndi:BPMNEdge>"
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"


def _shape(node: str, x: int, y: int, width: int, height: int) -> Iterator[str]:
    yield f'      <bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}">'
    yield f'        <dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'
    yield "      </bpmndi:BPMNShape>"


def write_folder(folder: Path, files: int, steps: int, *, bpmn: bool = False) -> None:
    """Write `files` processes of `steps` steps each into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    write, ending = (process_bpmn, "bpmn") if bpmn else (process_yaml, "yaml")
    for number in range(files):
        path = folder / f"process-{number:04}.{ending}"
        path.write_text(write(steps, f"Made-up process {number}"), "utf-8")


def write_linked(folder: Path, files: int, steps: int) -> None:
    """Write processes each of which leads into another one that stands far from it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        other = f"made-up-process-{(7 * number + 1) % files}/s0"
        text = process_yaml(steps, f"Made-up process {number}", leads_into=other)
        (folder / f"process-{number:04}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a made-up process to standard output.")
    parser.add_argument("steps", type=int)
    parser.add_argument("--bpmn", action="store_true", help="as BPMN, not as YAML")
    parser.add_argument("--cracks", choices=SETS, default="clean", help="how many it has (YAML)")
    parser.add_argument("--loops", action="store_true", help="work goes back at each decision")
    asked = parser.parse_args()
    if asked.bpmn:
        print(process_bpmn(asked.steps, loops=asked.loops), end="")
    else:
        print(process_yaml(asked.steps, cracks=asked.cracks, loops=asked.loops), end="")
