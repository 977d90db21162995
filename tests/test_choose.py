"""What a file is: its content decides, and a note tells where the ending says something else."""

from __future__ import annotations

import pytest

from crackmap.readers import choose
from crackmap.readers.making.reading import ReadOptions
from crackmap.source.problems import Refusal, Unreadable
from workbooks import read, said, sheet, workbook

STEPS = "step,owner\nCall them,Sales\n"
BOOK = workbook({"S": sheet([["step", "owner"], ["Call them", "Sales"]])})
PAGE = """\
# Handbook

```
| step | owner |
|---|---|
| not me | nobody |
```

## How we *sell*

| Step | **Owner** | next |
|------|:---------:|------|
| Call [them](https://example.com) | Sales<br>team | `bill-them`: yes \\| no |
| Bill them | | - |

## Matrix

Activity | Sales | Legal
---|---|---
Sign it | A | R
"""


def kind(data: str | bytes, path: str, options: ReadOptions | None = None) -> str:
    data = data.encode() if isinstance(data, str) else data
    return choose.reader_for(data, path, options or ReadOptions()).name


@pytest.mark.parametrize(
    ("data", "path", "name"),
    [
        ("process: x", "a.yaml", "yaml"),
        ("# nothing", "a.yml", "yaml"),
        ('{"process": "x"}', "a.json", "yaml"),
        ("process: x", "notes.txt", "yaml"),
        ("process: x", "a.csv", "yaml"),
        ("whatever", "a", "yaml"),
        (STEPS, "a.csv", "csv"),
        (STEPS, "a.yaml", "csv"),
        (STEPS, "<stdin>", "csv"),
        (BOOK, "a.xlsx", "xlsx"),
        (BOOK, "a.yaml", "xlsx"),
        (BOOK, "a.csv", "xlsx"),
        (PAGE, "a.md", "markdown"),
        ("1,2,3", "a.csv", "csv"),
        ("flowchart LR\n  a --> b\n", "a.txt", "mermaid"),
        ("%% a note\ngraph TD;a-->b", "<stdin>", "mermaid"),
        ("---\ntitle: x\n---\nswimlane-beta\n", "a.yaml", "mermaid"),
        ("graph theory, in short", "a.md", "markdown"),
        ("sequenceDiagram", "a.mmd", "mermaid"),
        ("<mxfile/>", "a", "drawio"),
        ("<?xml version='1.0'?><!-- x --><mxGraphModel/>", "a.xml", "drawio"),
    ],
)
def test_a_file_is_what_it_holds(data: str | bytes, path: str, name: str) -> None:
    assert kind(data, path) == name


def test_an_ending_that_says_something_else_is_told() -> None:
    assert said(read(BOOK, "a.csv")) == [
        "the file ends in .csv and was read as xlsx, for that it is"
    ]
    assert said(read(STEPS, "a.txt")) == []


def test_what_a_file_is_can_be_said() -> None:
    assert kind("process: x", "a.yaml", ReadOptions("table")) == "csv"
    assert kind(BOOK, "a.csv", ReadOptions("table:steps")) == "xlsx"
    assert kind(STEPS, "a.csv", ReadOptions("yaml")) == "yaml"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("visio", "no format `visio`"),
        ("table:rac", "no form `rac`"),
        ("yaml:raci", "no form `raci`"),
    ],
)
def test_a_format_that_is_none_is_refused(form: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        choose.check_options(ReadOptions(form))


@pytest.mark.parametrize("form", ["", "table", "table:raci", "csv:visio", "xlsx", "pipelines"])
def test_formats_are_known(form: str) -> None:
    choose.check_options(ReadOptions(form))


def test_tables_of_a_page_are_processes_with_their_headings() -> None:
    first, second = read(PAGE, "handbook.md").processes
    assert (first.name, second.name) == ("How we sell", "Matrix")
    call, bill = first.steps()
    assert (call.name, bill.owner) == ("Call them", ())
    assert [(flow.to, flow.when) for flow in call.next or ()] == [("bill-them", "yes | no")]
    assert [department.name for department in second.departments.values()] == ["Sales", "Legal"]


def test_places_on_a_page_are_lines_and_letters() -> None:
    call, bill = read(PAGE, "handbook.md").processes[0].steps()
    span = call.span("name")
    assert (span.line, span.column, span.end_column, span.cell) == (13, 3, 35, "")
    assert bill.span("owner").line == 14


def test_a_page_without_anything_to_read_says_so() -> None:
    with pytest.raises(Unreadable, match="no table, no mermaid, no labelled steps"):
        read("# Hello\n\nwords\n", "a.md")
