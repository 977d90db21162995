"""`map --view raci`, and the matrix as a workbook: what is marked, and what is read back."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps import matrix_book, raci
from crackmap.maps.draw import draw
from crackmap.maps.options import MapOptions
from crackmap.readers.yaml import read
from small_process import graph_of
from workbooks import read as read_table

PROCESS = """\
process: Deals
departments:
  sales: { name: Sales }
  inside: { name: Inside sales, part_of: sales }
  legal: { name: "=Legal | <b>" }
  finance: { name: Finance }
stages:
  - name: Close
    steps:
      - { name: Write the offer, owner: inside, contributors: [finance], consulted: [legal] }
      - { name: Follow up, owner: sales, informed: [finance] }
      - { name: Check the terms, owner: [sales, legal] }
      - { name: Book it, owner: tbd }
      - name: Approve it
        owner: [{ who: finance, when: above 10k }, { who: sales, when: otherwise }]
        outcome: won
"""


@pytest.fixture
def graph() -> ProcessGraph:
    return ProcessGraph(read(PROCESS.encode(), "deals.yaml"))


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.lstrip("\ufeff").splitlines()]


def test_the_owner_is_accountable_and_the_others_have_their_letters(graph: ProcessGraph) -> None:
    head, offer, *_ = rows(raci.csv(graph))
    assert head == ["Stage", "Step", "Sales", "Inside sales", "'=Legal | <b>", "Finance", "Check"]
    assert offer == ["Close", "Write the offer", "", "A/R", "C", "R", ""]


def test_nobody_and_two_who_are_accountable_are_marked(graph: ProcessGraph) -> None:
    checks = {row[1]: row[-1] for row in rows(raci.csv(graph))[1:]}
    assert checks["Book it"] == "nobody is accountable"
    assert checks["Check the terms"] == "2 are accountable: Sales and =Legal | <b>"
    assert checks["Approve it"] == ""  # each answers for cases of its own


FILES = [("csv", "a.csv"), ("markdown", "a.md"), ("xlsx", "a.xlsx")]


@pytest.mark.parametrize(("form", "path"), FILES)
def test_the_table_reader_reads_the_same_owners_back(form: str, path: str) -> None:
    graph = ProcessGraph(read(PROCESS.replace("=Legal | <b>", "Legal").encode(), "deals.yaml"))
    data = draw(graph, (), form, MapOptions(view="raci")).data
    (process,) = read_table(data, path).processes
    again = ProcessGraph(process)
    assert owners(again) == owners(graph)


def owners(graph: ProcessGraph) -> dict[str, set[tuple[str, str | None]]]:
    name = graph.organisation.name
    return {
        step.name: {(name(each.who), each.when) for each in graph.owner(step).owners if each.who}
        for step in graph.steps
    }


def test_the_page_of_a_raci_has_no_markup_of_names(graph: ProcessGraph) -> None:
    page = raci.html(graph)
    assert "=Legal | &lt;b&gt;" in page
    assert page.count('<tr class="marked">') == 2


def cells_of(data: bytes) -> dict[str, list[str]]:
    """The texts of each sheet of a workbook, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", _part(parts, "sharedStrings"), re.DOTALL)
        names = re.findall(r'<sheet name="(.*?)"', _part(parts, "workbook"))
        sheets = [_part(parts, f"worksheets/sheet{at}") for at in range(1, len(names) + 1)]
    found = (re.findall(r't="s"><v>(\d+)</v>', sheet) for sheet in sheets)
    return {
        name: [texts[int(at)] for at in numbers] for name, numbers in zip(names, found, strict=True)
    }


def _part(parts: zipfile.ZipFile, name: str) -> str:
    return parts.read(f"xl/{name}.xml").decode()


def test_the_matrix_as_a_workbook_has_what_passes_and_what_stays() -> None:
    graph = graph_of(
        "A, owner: marketing", "B, owner: field-sales", "C, owner: inside-sales, outcome: won"
    )
    sheets = cells_of(matrix_book.xlsx(graph))
    assert list(sheets) == ["All", "Between departments", "Inside"]
    assert "inside: B → C" in sheets["All"]
    assert "inside: B → C" not in sheets["Between departments"]
    assert "missing: A → B" in sheets["Between departments"]
    assert [cell for cell in sheets["Inside"] if cell.endswith("-sales")] == [
        "field-sales",
        "inside-sales",
    ]
