"""What a flowchart of Mermaid holds; places are offsets in its text."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Group:
    """A subgraph, or a lane of a swimlane."""

    id: str
    title: str
    at: int
    above: Group | None = None


@dataclass(slots=True, eq=False)
class Vertex:
    """A node: what is written in it, if anything, by its shape, and in which group it stands.

    `defined` is the group in which its words are written.
    """

    id: str
    at: int
    group: Group | None = None
    text: str | None = None
    shape: str = ""
    phase: str = ""
    defined: Group | None = None


@dataclass(slots=True, eq=False)
class Link:
    """A line between two nodes or groups, by their ids.

    `stroke` is the sign that it is drawn with; it has arrows at `ends` of them: 0, 1 or 2.
    """

    source: str
    target: str
    words: str
    at: int
    stroke: str
    ends: int


@dataclass(slots=True)
class Chart:
    """A flowchart; `kind` is its first word, `faults` are places of what could not be read.

    Of one with too many links, nothing was read behind `read_to`.
    """

    kind: str = ""
    title: str = ""
    description: str = ""
    vertices: dict[str, Vertex] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    phases: dict[str, tuple[str, int]] = field(default_factory=dict)
    edge_ids: set[str] = field(default_factory=set)
    faults: list[tuple[int, str]] = field(default_factory=list)
    read_to: int | None = None
    ours: bool = False

    @property
    def is_swimlane(self) -> bool:
        """Whether only the outermost groups are lanes."""
        return self.kind.startswith("swimlane")
