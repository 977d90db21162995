"""Names that are longer than anybody reads: refused in our language, cut by readers of others."""

from __future__ import annotations

import json

import pytest

from drawings import notes, process
from linted import lint, write

LONG = "x" * 1_001
NAMED = """\
process: {process}
departments: {{ sales: {{ name: {department} }}, {key}: }}
stages:
  - name: {stage}
    steps:
      - {{ name: {step}, id: {id}, owner: sales, outcome: won }}
"""
PLAIN = dict.fromkeys(("process", "department", "stage", "step", "id", "key"), "sell")
TABLE = f"""\
stage,step,owner
{LONG}1,{LONG}2,{LONG}3
{LONG}1,{LONG}4,{LONG}5
"""
TOLD = "a name has at most 1,000 letters; this one was cut, and is whole in the description"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("key", PLAIN)
def test_a_name_of_more_than_1000_letters_is_refused_where_it_stands(key: str) -> None:
    write("a.yaml", NAMED.format(**PLAIN | {key: LONG}))
    found = lint("a.yaml", "--output-format", "json")
    (told,) = json.loads(found.stdout)["findings"]
    assert (found.exit_code, told["rule"]) == (2, "unreadable")
    assert "has at most 1,000 letters, and this has 1,001" in told["message"]


def test_a_cut_name_of_a_table_is_whole_in_the_description() -> None:
    read = process(TABLE, "a.csv")
    (stage,) = read.stages
    assert [len(step.name) for step in stage.steps] == [1_000, 1_000]
    assert [step.description for step in stage.steps] == [f"{LONG}2", f"{LONG}4"]
    assert stage.description == f"{LONG}1"
    assert [one.description for one in read.departments.values()] == [f"{LONG}3", f"{LONG}5"]
    assert notes(TABLE, "a.csv") == [f"{cell}: {TOLD}" for cell in ("A2", "B2", "B3", "C2", "C3")]
