"""What a map is drawn from: lanes, stages, nodes and edges. Plain frozen records, no model."""

from typing import Literal, NamedTuple

LaneKind = Literal["department", "team", "external", "nobody"]
EdgeKind = Literal["flow", "handoff", "gap", "rejection"]
Grade = Literal["defined", "partial", "plain"]
Role = Literal["", "answer", "hidden"]
Change = Literal["", "added", "removed", "changed"]
Severity = Literal["error", "warning", "note"]
Direction = Literal["columns", "rows"]
LaneOrder = Literal["declared", "short"]


class Lane(NamedTuple):
    """A department, a team inside `parent`, an external party, or nobody (the last lane)."""

    id: str
    name: str
    kind: LaneKind = "department"
    parent: str = ""
    findings: tuple[int, ...] = ()
    change: Change = ""
    pale: bool = False


class Stage(NamedTuple):
    """A part of the process in time, as "Qualify"."""

    id: str
    name: str
    findings: tuple[int, ...] = ()
    change: Change = ""


class Node(NamedTuple):
    """A step.

    `outcome` is the word it ends a case with; `reference` is the stage that it leads to when it
    stands in for a step on that stage's panel; `findings` are numbers of `Chart.findings`. `note`
    says more about its owner than the lane does: "or Finance"; `facts` are lines of their own
    below it. All flows out of a `parallel` step are taken. A `listed` step is one of a list without
    an order. A `pale` one stands back, as lanes and edges can.
    """

    id: str
    name: str
    lane: str
    stage: str
    start: bool = False
    outcome: str = ""
    decision: bool = False
    approval: bool = False
    wait: bool = False
    unowned: bool = False
    findings: tuple[int, ...] = ()
    change: Change = ""
    reference: str = ""
    note: str = ""
    parallel: bool = False
    listed: bool = False
    facts: tuple[str, ...] = ()
    pale: bool = False


class Edge(NamedTuple):
    """A flow from a step to the next one, or, with an empty `target`, to an outcome.

    One that leads to an `other_process` has the name of that as its outcome; the `link` leads to
    its page, where it has one. `after` is the time, in ISO 8601, that must have passed before it is
    taken. The `grade` is that of a handoff; where it is missing, the edge is a gap; a map that
    judges none has plain ones. Its `role` is that of an answer to an approval, or of a part of a
    change of department that hides. The `condition` is a part of its label. Its `id` is its own, or
    "". Its `weight`, from 1 to 5, is how thick its line is; 0 is as thick as any of its kind. At
    its `port` something stands on the border of the box that it leaves.
    """

    source: str
    target: str = ""
    outcome: str = ""
    kind: EdgeKind = "flow"
    grade: Grade = "defined"
    label: str = ""
    findings: tuple[int, ...] = ()
    change: Change = ""
    other_process: bool = False
    after: str = ""
    role: Role = ""
    condition: str = ""
    id: str = ""
    link: str = ""
    weight: int = 0
    pale: bool = False
    port: bool = False


class Finding(NamedTuple):
    """A crack, written in full below the map and shown by its number in it.

    Between two revisions one is `added` when it was opened, `removed` when it was closed.
    """

    number: int
    severity: Severity
    rule: str
    text: str
    change: Change = ""


class Chart(NamedTuple):
    """One process, nodes and edges in the order of the file.

    `numbers` are the findings about the process as a whole. Between two revisions `remarks` say
    what changed that cannot be seen, each behind its sign: +, - or ~.
    """

    id: str
    name: str
    lanes: tuple[Lane, ...]
    stages: tuple[Stage, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    findings: tuple[Finding, ...] = ()
    numbers: tuple[int, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
