"""Flowcharts of Mermaid are read as Mermaid draws them; what is none of their lines is told."""

from __future__ import annotations

import pytest

from crackmap.readers.flowcharts.parser import parse
from crackmap.readers.making.reading import ReadOptions
from crackmap.source.problems import Unreadable
from drawings import flows, notes, owners, process, steps
from workbooks import read, said, words_or_nothing

PAGE = """\
# Handbook

## Quote

- in a list:

  ```mermaid
  flowchart LR
    a[Ask] --> b[Quote]
    not a line
  ```

## Order

```mermaid
sequenceDiagram
  a->>b: x
```

~~~ mermaid
graph TD; c[Order] --> d[Bill]
~~~
"""


def chart(*lines: str, head: str = "flowchart LR") -> str:
    return "\n".join((head, *lines, ""))


def links(*lines: str) -> list[str]:
    found = parse(chart(*lines))
    assert found and not found.faults
    return [
        f"{one.source} {one.stroke}{one.ends} {one.target} {one.words}".strip()
        for one in found.links
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a-->b", ["a -1 b"]),
        ("a -- yes, sure -->b", ["a -1 b yes, sure"]),
        ('a -- "x --> y" --> b', ["a -1 b x --> y"]),
        ("a-->|yes|b", ["a -1 b yes"]),
        ('a -->|"a | b (c)"| b', ["a -1 b a | b (c)"]),
        ("a -.-> b", ["a .1 b"]),
        ("a -. no .-> b", ["a .1 b no"]),
        ("a ==> b", ["a =1 b"]),
        ("a == go ==> b", ["a =1 b go"]),
        ("a <--> b", ["a -2 b"]),
        ("a --- b", ["a -0 b"]),
        ("a --x b", ["a -1 b"]),
        ("a o--o b", ["a -1 b"]),
        ("a ----> b", ["a -1 b"]),
        ("a e1@--> b", ["a -1 b"]),
        ("a ~~~ b", []),
        ("a --> b --> c", ["a -1 b", "b -1 c"]),
        ("a & b --> c & d", ["a -1 c", "a -1 d", "b -1 c", "b -1 d"]),
        ("a-->b; b-->c;", ["a -1 b", "b -1 c"]),
        ("a:::hot --> b:::cold", ["a -1 b"]),
        ("a-b --> c.d", ["a-b -1 c.d"]),
        ("a\n  --> b", ["a -1 b"]),
        ("endpoint --> subgraph1", ["endpoint -1 subgraph1"]),
        ("%% a --> b\nb --> c", ["b -1 c"]),
    ],
)
def test_links_are_read_in_every_way_of_writing_them(line: str, expected: list[str]) -> None:
    assert links(line) == expected


@pytest.mark.parametrize(
    ("node", "text", "shape"),
    [
        ("a[Call them]", "Call them", ""),
        ('a["Call [them] (now)"]', "Call [them] (now)", ""),
        ("a(Call)", "Call", "rounded"),
        ("a([Call])", "Call", "stadium"),
        ("a[[Call]]", "Call", "subroutine"),
        ("a[(Call)]", "Call", "cylinder"),
        ("a((Call))", "Call", "circle"),
        ("a(((Call)))", "Call", "double-circle"),
        ("a{Call?}", "Call?", "diamond"),
        ("a{{Call}}", "Call", "hexagon"),
        ("a>Call]", "Call", "odd"),
        ("a[/Call/]", "Call", "lean-right"),
        ("a[\\Call\\]", "Call", "lean-left"),
        ("a[/Call\\]", "Call", "trapezoid"),
        ("a(-Call-)", "Call", "ellipse"),
        ('a@{ shape: diamond, label: "Call?" }', "Call?", "diamond"),
        ('a["#quot;Call#quot; #35;1 &amp; <br/>more"]', '"Call" #1 & more', ""),
        ('a["`**Call** them`"]', "Call them", ""),
        ("a[fa:fa-phone Call]", "Call", ""),
        ('a["Call\n  them"]', "Call them", ""),
    ],
)
def test_nodes_are_read_in_every_shape(node: str, text: str, shape: str) -> None:
    found = parse(chart(node))
    assert found and not found.faults
    assert (found.vertices["a"].text, found.vertices["a"].shape) == (text, shape)


def test_an_id_that_is_a_name_holds_nothing_that_is_not_seen() -> None:
    (process,) = read("flowchart LR\n  quo\ufeffte --> send\n", "a.mmd").processes
    assert [step.name for step in process.steps()] == ["quo\ufffdte", "send"]


def test_subgraphs_are_departments_and_inner_ones_parts_of_outer_ones() -> None:
    drawn = chart(
        'subgraph s ["Sales (EU)"]',
        "direction TB",
        "a[Call] --> b",
        "subgraph Field sales",
        "b[Visit]",
        "end",
        "end",
        "b --> c[Bill]",
    )
    assert owners(drawn, "a.mmd") == {"Call": "Sales (EU)", "Visit": "Field sales", "Bill": ""}
    assert process(drawn, "a.mmd").departments["field-sales"].part_of == "sales-eu"


def test_a_node_belongs_to_the_subgraph_that_names_it_first_as_mermaid_draws_it() -> None:
    drawn = chart("subgraph A", "x --> y", "end", "subgraph B", "y[Bill]", "z", "end")
    assert owners(drawn, "a.mmd") == {"x": "A", "Bill": "A", "z": "B"}
    assert "`Bill` is named in `A` first" in notes(drawn, "a.mmd")[0]


def test_a_line_to_a_subgraph_leads_to_its_first_steps_and_is_told() -> None:
    drawn = chart("a --> S --> d", "subgraph S [Sales]", "b --> c", "end")
    assert flows(drawn, "a.mmd") == ["a -> b", "b -> c", "c -> d"]
    assert len(notes(drawn, "a.mmd")) == 2


def test_round_nodes_tell_how_work_comes_in_and_ends() -> None:
    drawn = chart(
        "in([A lead comes in]) --> a",
        "subgraph Sales",
        "a{Good?} -- yes --> won((won))",
        "a -- no --> lost([lost])",
        "end",
    )
    assert flows(drawn, "a.mmd") == ["good -> (won): yes", "good -> (lost): no"]
    only = steps(drawn, "a.mmd")["Good?"]
    assert (only.trigger, only.kind) == ("A lead comes in", "decision")


def test_a_round_node_in_a_lane_is_a_step_unless_it_says_start() -> None:
    drawn = chart("subgraph S", "a([Take the call]) --> b", "c([Start]) --> b", "end")
    assert {name: step.trigger for name, step in steps(drawn, "a.mmd").items()} == {
        "Take the call": "Take the call",
        "b": "Start",
    }


def test_a_circle_without_a_way_in_is_no_step_even_in_a_lane() -> None:
    drawn = chart("subgraph S", "a((An order comes in)) --> b", "end")
    assert {name: step.trigger for name, step in steps(drawn, "a.mmd").items()} == {
        "b": "An order comes in"
    }


def test_lanes_and_phases_of_a_swimlane_are_departments_and_stages() -> None:
    drawn = chart(
        'phase p ["Intake"]',
        "subgraph Sales",
        "subgraph Box",
        "a@{ phase: p }",
        "end",
        "end",
        head="swimlane-beta",
    )
    assert owners(drawn, "a.mmd") == {"a": "Sales"}
    assert [stage.name for stage in process(drawn, "a.mmd").stages] == ["Intake"]


def test_the_lane_of_nobody_is_no_owner_and_a_pool_is_one() -> None:
    drawn = chart('subgraph "No owner"', "a", "end", 'subgraph "Inbox (pool)"', "b", "end")
    assert owners(drawn, "a.mmd") == {"a": "", "b": "Inbox"}
    assert process(drawn, "a.mmd").departments["inbox"].kind == "pool"


def test_looks_and_clicks_are_passed_over_without_a_word() -> None:
    lines = ("style a fill:#f9f,stroke:#333", "classDef x fill:#f00", "class a,b x")
    more = ("linkStyle 0 stroke:red", 'click a href "https://e.com;x" "tip"', "direction TB")
    drawn = chart(*lines, *more, "accDescr { a long", "text }", "accTitle: Sell", "a --> b")
    assert notes(drawn, "a.mmd") == []
    assert (process(drawn, "a.mmd").name, flows(drawn, "a.mmd")) == ("Sell", ["a -> b"])


def test_a_line_that_is_none_is_told_with_its_place() -> None:
    reading = read(chart("a --> b", "  what is this?"), "a.mmd")
    assert [(note.span.line, note.span.column, note.lost) for note in reading.notes] == [
        (3, 3, True)
    ]
    assert reading.elements == 4


def test_odd_shapes_and_lines_without_arrows_are_told_once() -> None:
    shapes, lines = said(read(chart("a[(A)] --- b[(B)] --- c"), "a.mmd"))
    assert shapes == "`A`, `B` have the shape `cylinder`; they were taken for tasks"
    assert lines.startswith("this and 1 other line have no arrow; they were read as leading")


def test_the_title_names_the_process() -> None:
    assert process(chart("a", head="---\ntitle: Sell\n---\ngraph TD"), "a.mmd").name == "Sell"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sequenceDiagram\n  a->>b: x\n", "`sequenceDiagram` begins no flowchart"),
        ("", "there is no diagram here"),
        ("flowchart LR\n", "there is no step in this file"),
    ],
)
def test_what_is_no_flowchart_is_refused(text: str, words: str) -> None:
    assert words in words_or_nothing(text, "a.mmd")


def test_blocks_of_a_page_are_processes_with_their_headings_and_lines() -> None:
    reading = read(PAGE, "handbook.md")
    assert [one.name for one in reading.processes] == ["Quote", "Order"]
    assert [(note.span.line, note.span.column) for note in reading.notes] == [(16, 1), (10, 5)]
    assert reading.processes[0].stages[0].steps[0].span().line == 9


def test_a_block_that_stands_alone_is_called_by_its_heading_too() -> None:
    assert (
        process("# Quotes\n\n```mermaid\nflowchart LR\n  a --> b\n```\n", "a.md").name == "Quotes"
    )


def test_one_block_of_a_page_is_asked_for_by_its_heading() -> None:
    (one,) = read(PAGE, "handbook.md", ReadOptions(page="order")).processes
    assert [step.name for step in one.steps()] == ["Order", "Bill"]
    with pytest.raises(Unreadable, match="there is no diagram `Odrer`"):
        read(PAGE, "handbook.md", ReadOptions(page="Odrer"))


def test_tables_of_a_page_come_first_and_its_mermaid_is_told() -> None:
    page = f"| step | owner |\n|---|---|\n| Sell | Sales |\n\n{PAGE}"
    assert "2 flowcharts of Mermaid, too" in said(read(page, "a.md"))[0]
    asked = read(page, "a.md", ReadOptions("mermaid"))
    assert [one.name for one in asked.processes] == ["Quote", "Order"]
