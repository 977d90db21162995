"""BPMN drawings that are hard on their reader: many to many, each in each, one after another."""

from __future__ import annotations

from collections.abc import Iterable

from hard_inputs import Text, process

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
_UNITS = "http://www.omg.org/spec/DD/20100524/DC"


def calls_that_double(count: int) -> str:
    """Make a chain of processes, each ending in two calls of the one before."""
    return _file(_calling(n, "ab") for n in range(count))


def chain_of_calls(count: int) -> str:
    """Make a chain of processes, each ending in a call of the one before."""
    return _file(_calling(n, "a") for n in range(count))


def _calling(number: int, calls: str) -> str:
    called = "".join(
        f'<callActivity id="c{number}{one}" name="Call {one}" calledElement="p{number - 1}"/>'
        + _flow(f"t{number}", f"c{number}{one}")
        for one in calls
        if number
    )
    begun = f'<startEvent id="s{number}"/>' + _tasks("t", [number])
    return begun + _flow(f"s{number}", f"t{number}") + called


def calls_of_many_entries(count: int) -> str:
    """Make many calls of a process that begins with as many steps."""
    calls = "".join(
        _flow(f"t{n}", f"c{n}") + f'<callActivity id="c{n}" name="C{n}" calledElement="p1"/>'
        for n in range(count)
    )
    entries = '<startEvent id="qs"/>' + _tasks("q", range(count))
    entries += "".join(_flow("qs", f"q{n}") for n in range(count))
    return _file([_tasks("t", range(count)) + calls, entries])


def into_sub_process(count: int) -> str:
    """Make many flows into a sub-process that begins with as many steps."""
    return _file([_around_sub_process(count, "t{}", "sub")])


def out_of_sub_process(count: int) -> str:
    """Make many flows out of a sub-process that ends with as many steps."""
    return _file([_around_sub_process(count, "sub", "t{}")])


def _around_sub_process(count: int, source: str, target: str) -> str:
    inside = f'<subProcess id="sub" name="Sub">{_tasks("i", range(count))}</subProcess>'
    flows = "".join(_flow(source.format(n), target.format(n)) for n in range(count))
    return inside + _tasks("t", range(count)) + flows


def drawn_lanes(count: int) -> str:
    """Make lanes that list nothing, with a task drawn in each."""
    lanes = "".join(f'<lane id="l{n}" name="L{n}"/>' for n in range(count))
    bounds = 'x="0" y="{}" width="50" height="50"'
    drawn = "".join(
        f'<x:BPMNShape bpmnElement="{kind}{n}"><y:Bounds {bounds.format(n * 100)}/></x:BPMNShape>'
        for n in range(count)
        for kind in "lt"
    )
    diagram = f'<x:BPMNDiagram xmlns:x="{_DRAWING}" xmlns:y="{_UNITS}">{drawn}</x:BPMNDiagram>'
    inside = f'<laneSet id="ls">{lanes}</laneSet>{_tasks("t", range(count))}'
    return _file([inside], diagram)


def messages_to_a_pool(count: int) -> str:
    """Make messages to a pool that begins with as many steps."""
    begun = "".join(f'<startEvent id="s{n}"/>' + _flow(f"s{n}", f"q{n}") for n in range(count))
    pools = _participant("A", "p0") + _participant("B", "p1")
    messages = "".join(_message(n, "t0", "B") for n in range(count))
    processes = [_tasks("t", range(2)), begun + _tasks("q", range(count))]
    return _file(processes, f'<collaboration id="c">{pools}{messages}</collaboration>')


def messages_from_each(count: int) -> str:
    """Make a message from each of many steps to a pool that begins with as many."""
    begun = "".join(f'<startEvent id="s{n}"/>' + _flow(f"s{n}", f"q{n}") for n in range(count))
    pools = _participant("A", "p0") + _participant("B", "p1")
    messages = "".join(_message(n, f"t{n}", "B") for n in range(count))
    processes = [_tasks("t", range(count)), begun + _tasks("q", range(count))]
    return _file(processes, f'<collaboration id="c">{pools}{messages}</collaboration>')


def messages_to_outsiders(count: int) -> str:
    """Make messages of one step to many outsiders."""
    told = "".join(_participant(f"X{n}") + _message(n, "t0", f"X{n}") for n in range(count))
    pools = _participant("A", "p0") + told
    return _file([_tasks("t", range(2))], f'<collaboration id="c">{pools}</collaboration>')


def outsiders(count: int) -> Text:
    """Make a process in which outsiders do many steps after another, before somebody else."""
    inside = "{ d0: { name: D0 }, x: { name: X, kind: external } }"
    steps = [f"name: Do it {n}, owner: x" for n in range(count)]
    return process([*steps, "name: Go on, owner: d0"], f"departments: {inside}\n")


def outsiders_in_twos(count: int) -> Text:
    """Make the same with two steps beside each other, each of which leads to both behind them."""
    inside = "{ d0: { name: D0 }, x: { name: X, kind: external } }"
    steps = [
        f"name: Do it {n}, id: s{n}, owner: x, next: [s{n // 2 * 2 + 2}, s{n // 2 * 2 + 3}]"
        for n in range(count * 2)
    ]
    last = [f"name: Go on {n}, id: s{n}, owner: d0" for n in range(count * 2, count * 2 + 2)]
    return process([*steps, *last], f"departments: {inside}\n")


def _tasks(kind: str, numbers: Iterable[int]) -> str:
    return "".join(f'<task id="{kind}{n}" name="Do {kind} {n}"/>' for n in numbers)


def _flow(source: str, target: str) -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}-{target}" {ends}/>'


def _participant(id_: str, process: str = "") -> str:
    shown = f' processRef="{process}"' if process else ""
    return f'<participant id="{id_}" name="{id_}"{shown}/>'


def _message(number: int, source: str, target: str) -> str:
    return f'<messageFlow id="m{number}" sourceRef="{source}" targetRef="{target}"/>'


def _file(processes: Iterable[str], around: str = "") -> str:
    inside = "".join(
        f'<process id="p{number}" name="P{number}">{one}</process>'
        for number, one in enumerate(processes)
    )
    return f'<definitions xmlns="{_MODEL}" id="d">{inside}{around}</definitions>'
