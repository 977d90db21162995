"""Flowcharts and drawings that are hard on their readers: long lines, many at one, ids again."""

from __future__ import annotations

from collections.abc import Iterable


def hexagons(count: int) -> str:
    """Make a chain of hexagons, which are decisions where several ways lead out."""
    return _flowchart(f"a{n}{{{{Do it {n}}}}} --> a{n + 1}" for n in range(count))


def one_line(count: int) -> str:
    """Make a chain of long ids on one line without a space."""
    return _flowchart(["-->".join(f"a{'x' * 200}{n}" for n in range(count))])


def dots(count: int) -> str:
    """Make a link that is begun with dots and never ends."""
    return _flowchart(["a --> b", "a -. " + "." * count])


def data(count: int) -> str:
    """Make nodes with data in which no field is."""
    return _flowchart(f"a{n}@{{{'x' * 3_900}}}" for n in range(count))


def title(count: int) -> str:
    """Make a title with many spaces in it."""
    return f"---\ntitle: a{' ' * count}b\n---\n" + _flowchart(["a --> b"])


def phase(count: int) -> str:
    """Make a phase of a swimlane with many spaces behind its id."""
    return "\n".join(("swimlane-beta LR", "a --> b", f"phase a{' ' * count}x", ""))


def starts(count: int) -> str:
    """Make starts that all lead to all of ten steps."""
    return _flowchart(f"x{n}((go {n})) --> b{to}" for n in range(count) for to in range(10))


def lanes_to_lanes(count: int) -> str:
    """Make two lanes of ten steps, and many lines from the one to the other."""
    lanes = (
        line
        for lane in "AB"
        for line in (f"subgraph {lane}", *(f"{lane.lower()}{n}" for n in range(10)), "end")
    )
    return _flowchart((*lanes, *["A --> B"] * count))


def without_words(count: int) -> str:
    """Make a chain of boxes without words, with a condition on each line."""
    chain = (f"x{n}[ ] -->|w{n}| x{n + 1}[ ]" for n in range(count))
    return _flowchart(("a --> x0[ ]", *chain, f"x{count} --> b"))


def through_one(count: int) -> str:
    """Make many steps that lead into one box without words, and many behind it."""
    into = (f"a{n}[Do it {n}] --> x[ ]" for n in range(count))
    return _flowchart((*into, *(f"x --> b{n}" for n in range(count))))


def long_lane(count: int) -> str:
    """Make many steps in a lane whose name is as long as they are all together."""
    steps = (f"a{n} --> a{n + 1}" for n in range(count))
    return _flowchart((f"subgraph A [{'x' * count * 10}]", *steps, "end"))


def ids_again(count: int) -> str:
    """Make cells of draw.io with one id, and others with those that it is changed to."""
    taken = (f'<mxCell id="a#{count + n}"/>' for n in range(2 * count))
    step = '<mxCell id="b" value="Do it" vertex="1" parent="1"/>'
    cells = "".join((*taken, *['<mxCell id="a"/>'] * count, step))
    top = '<mxCell id="0"/><mxCell id="1" parent="0"/>'
    return f"<mxGraphModel><root>{top}{cells}</root></mxGraphModel>"


def _flowchart(lines: Iterable[str]) -> str:
    return "\n".join(("flowchart LR", *lines, ""))
