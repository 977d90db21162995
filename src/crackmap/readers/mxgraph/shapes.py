"""What the shapes of draw.io mean for the work: by the names and the words of their styles."""

from __future__ import annotations

from crackmap.readers.making.rect import number
from crackmap.readers.mxgraph.cells import Cell

_FLOWCHART = "mxgraph.flowchart."
_BPMN = "mxgraph.bpmn."


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


# Words, pictures and frames beside the drawing, unless a line leads to them: words of a style
# that have no value, and values of `shape`.
_ASIDE_WORDS = _listed("text image line icon group edgeLabel note curlyBracket")
_ASIDE = _listed(
    "image note note2 callout curlyBracket umlFrame table link partialRectangle waypoint",
    "tableRow cross actor umlActor",
)
_CIRCLES = _listed(
    "ellipse startState endState doubleEllipse",
    f"{_FLOWCHART}start_1 {_FLOWCHART}start_2 {_BPMN}event",
)
_ROUND_ENDS = _listed(f"terminator {_FLOWCHART}terminator")
_DECISIONS = _listed(
    f"rhombus {_FLOWCHART}decision mxgraph.basic.rhombus {_BPMN}gateway {_BPMN}gateway2"
)
_BARS = _listed(f"line sumEllipse orEllipse {_FLOWCHART}parallel_mode {_FLOWCHART}or")
_WORK = _listed(
    "process process2 ext rect rectangle parallelogram hexagon trapezoid step label card",
    f"manualInput delay {_BPMN}task {_BPMN}task2 mxgraph.lean_mapping.manufacturing_process",
    *(
        f"{_FLOWCHART}{name}"
        for name in (
            *("process", "predefined_process", "preparation", "data", "delay"),
            *("manual_operation", "manual_input"),
        )
    ),
)


def is_aside(cell: Cell) -> bool:
    """Return whether a shape is no work, unless a line leads to it."""
    return cell.shape in _ASIDE or any(cell.style.get(word) == "" for word in _ASIDE_WORDS)


def is_circle(cell: Cell) -> bool:
    """Return whether a shape is drawn as an event: a circle or an ellipse."""
    if cell.shape in _CIRCLES or cell.style.get("ellipse") == "":
        return True
    return cell.shape == f"{_BPMN}shape" and cell.style.get("perimeter") == "ellipsePerimeter"


def has_round_ends(cell: Cell) -> bool:
    """Return whether a shape is drawn as the first or the last of a flowchart."""
    if cell.shape in _ROUND_ENDS:
        return True
    return cell.style.get("rounded") == "1" and number(cell.style.get("arcSize", "")) >= 40


def is_decision(cell: Cell) -> bool:
    """Return whether a shape is drawn as a question."""
    if cell.shape in _DECISIONS or cell.style.get("rhombus") == "":
        return True
    return cell.shape == f"{_BPMN}shape" and cell.style.get("perimeter") == "rhombusPerimeter"


def is_bar(cell: Cell) -> bool:
    """Return whether a shape parts work into several ways that are all taken."""
    is_parallel = "parallel" in (cell.style.get("gwType"), cell.style.get("symbol"))
    return cell.shape in _BARS or (is_parallel and is_decision(cell))


def is_work(cell: Cell) -> bool:
    """Return whether a shape is drawn as people draw what is done."""
    shape = cell.style.get("shape", "")  # other words in a style may be names of styles
    return not shape or shape in _WORK
