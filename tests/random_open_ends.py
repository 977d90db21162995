"""What people leave open in a random process, and what they leave to the clock."""

import random
from typing import Any

Fields = dict[str, Any]

NOTHING = [None, "", "tbd", "?", "None", [], ["tbd"]]
TIMES = ["30d", "2bd", "4h", "tbd"]


def leave_open(rng: random.Random, process: Fields) -> None:
    """Take out, here and there, where work goes, and let some flows be taken after some time."""
    steps: list[Fields] = [step for stage in process["stages"] for step in stage["steps"]]
    for step in steps:
        written = step.get("next")
        for flow in written if isinstance(written, list) else [written]:
            if isinstance(flow, dict):
                _change(rng, flow)
    step = rng.choice(steps)
    if rng.random() < 0.12 and "next" not in step:
        # Whether an empty list of outcomes is one is for people to say.
        step["outcome"] = rng.choice(NOTHING[:5])
    elif rng.random() < 0.12 and "outcome" not in step:
        step["next"] = rng.choice(["tbd", "none", "?", ["tbd"], ["?", steps[0].get("id", "tbd")]])


def vary_agreements(rng: random.Random, process: Fields) -> None:
    """Let some escalations have a second level, or a time, and some rejections no end."""
    handoffs = list(process.get("handoffs", {}).values())
    for stage in process["stages"]:
        for step in stage["steps"]:
            written = step.get("next")
            flows = written if isinstance(written, list) else [written]
            handoffs += [f["handoff"] for f in flows if isinstance(f, dict) and "handoff" in f]
            handoffs.append(step)
        handoffs.append(stage)
    for element in handoffs:
        if not isinstance(element, dict):
            continue
        if isinstance(element.get("rejection"), dict) and rng.random() < 0.06:
            element["rejection"]["to"] = rng.choice(NOTHING)
        if not isinstance(element.get("escalation"), str):
            continue
        first = element["escalation"]
        if rng.random() < 0.15:
            others = list(process.get("departments") or ["sales"])
            second = "tbd" if rng.random() < 0.3 else rng.choice(others)
            element["escalation"] = [first, {"to": second, "after": rng.choice(TIMES)}]
        elif rng.random() < 0.1:
            element["escalation"] = {"to": first, "after": "2d"}


def _change(rng: random.Random, flow: Fields) -> None:
    if rng.random() < 0.12 and flow.keys() & {"to", "outcome"}:
        flow["after"] = rng.choice(TIMES)
    if rng.random() < 0.015 and "outcome" not in flow:
        flow["to"] = rng.choice(NOTHING)
    elif rng.random() < 0.015:
        for key in ("to", "outcome"):
            flow.pop(key, None)
        flow["when"] = "not approved"
