"""Small BPMN files as they are drawn, and what is read of them."""

from __future__ import annotations

from crackmap.language.process import Step
from crackmap.readers.bpmn import read
from crackmap.readers.making.reading import PLAIN, Reading

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = (
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
)


def text(*processes: str, collaboration: str = "", drawing: str = "") -> str:
    around = f"<b:collaboration id='c'>{collaboration}</b:collaboration>" if collaboration else ""
    drawn = f"<di:BPMNDiagram><di:BPMNPlane>{drawing}</di:BPMNPlane></di:BPMNDiagram>"
    inside = "".join(
        f"<b:process id='p{number}'>{one}</b:process>"
        for number, one in enumerate(processes, start=1)
    )
    return (
        f'<?xml version="1.0"?>\n<b:definitions xmlns:b="{MODEL}" {DRAWING}>\n'
        f"{around}{inside}{drawn if drawing else ''}</b:definitions>"
    )


def node(tag: str, id_: str, name: str = "", inside: str = "", **more: str) -> str:
    extra = "".join(f' {key}="{value}"' for key, value in more.items())
    return f'<b:{tag} id="{id_}" name="{name}"{extra}>{inside}</b:{tag}>'


def tasks(*ids: str) -> str:
    return "".join(node("task", id_, id_.upper()) for id_ in ids)


def flows(*pairs: str) -> str:
    """Return sequence flows: `a b`, or `a b: when` with a condition."""
    made = []
    for number, pair in enumerate(pairs):
        ends, _, when = pair.partition(": ")
        source, target = ends.split()
        ends = f'sourceRef="{source}" targetRef="{target}"'
        made.append(f'<b:sequenceFlow id="f{number}" name="{when}" {ends}/>')
    return "".join(made)


def lanes(**listed: str) -> str:
    made = []
    for name, ids in listed.items():
        refs = "".join(f"<b:flowNodeRef>{id_}</b:flowNodeRef>" for id_ in ids.split())
        made.append(f'<b:lane id="lane-{name}" name="{name}">{refs}</b:lane>')
    return f"<b:laneSet>{''.join(made)}</b:laneSet>"


def timer(length: str) -> str:
    inside = f"<b:timeDuration>{length}</b:timeDuration>"
    return f"<b:timerEventDefinition>{inside}</b:timerEventDefinition>"


def steps(source: str | Reading) -> dict[str, Step]:
    reading = source if isinstance(source, Reading) else read(source.encode(), "a.bpmn", PLAIN)
    return {step.name: step for process in reading.processes for step in process.steps()}


def following(step: Step) -> list[tuple[str | None, str | None]]:
    if step.outcome:
        return [(step.outcome, None)]
    return [(flow.to or flow.outcome, flow.when) for flow in step.next or ()]


def notes(source: str) -> list[str]:
    return [note.message for note in read(source.encode(), "a.bpmn", PLAIN).notes]
