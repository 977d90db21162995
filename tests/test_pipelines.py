"""Pipelines of a CRM: stages and outcomes, and everything else still open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crackmap.language.process import Process
from crackmap.readers.making.reading import ReadOptions
from crackmap.source.problems import Unreadable
from workbooks import read, said


def stage(label: str, order: int, probability: str, closed: str) -> dict[str, Any]:
    about = {"probability": probability, "isClosed": closed}
    return {"label": label, "displayOrder": order, "metadata": about}


HUBSPOT = {
    "results": [
        {
            "label": "Sales pipeline",
            "stages": [
                stage("Contract sent", 1, "0.9", "false"),
                stage("Appointment", 0, "0.2", "false"),
                stage("Closed won", 2, "1.0", "true"),
                stage("Closed lost", 3, "0.0", "true"),
            ],
        },
        {"label": "Renewals", "stages": [stage("Renew", 0, "0.5", "false")]},
    ]
}
SALESFORCE = [
    {
        "MasterLabel": "Prospecting",
        "SortOrder": 1,
        "DefaultProbability": 10,
        "IsClosed": False,
        "IsWon": False,
    },
    {
        "MasterLabel": "Closed Won",
        "SortOrder": 2,
        "DefaultProbability": 100,
        "IsClosed": True,
        "IsWon": True,
    },
    {
        "MasterLabel": "Closed Lost",
        "SortOrder": 3,
        "DefaultProbability": 0,
        "IsClosed": True,
        "IsWon": False,
    },
]


def flows(process: Process) -> dict[str, list[str | None]]:
    return {step.name: [flow.to for flow in step.next or ()] for step in process.steps()}


def test_pipelines_of_hubspot_are_processes_in_the_order_of_their_stages() -> None:
    reading = read(json.dumps(HUBSPOT), "pipelines.json")
    first, second = reading.processes
    assert (first.name, second.name) == ("Sales pipeline", "Renewals")
    assert flows(first) == {
        "Appointment": ["contract-sent"],
        "Contract sent": ["closed-won", "closed-lost"],
        "Closed won": [],
        "Closed lost": [],
    }
    assert [step.outcome for step in first.steps()] == [None, None, "won", "lost"]
    assert not any(step.owner for step in first.steps())


def test_where_deals_are_lost_is_an_assumption_that_is_told() -> None:
    assert "the last open one was assumed" in said(read(json.dumps(HUBSPOT), "p.json"))[0]


def test_forecasts_are_shares_only_where_that_is_asked_for() -> None:
    text = json.dumps(HUBSPOT)
    plain, asked = (read(text, "p.json", ReadOptions(shares=wish)) for wish in (False, True))
    shares = [
        [flow.share and float(flow.share) for flow in list(one.processes[0].steps())[1].next or ()]
        for one in (plain, asked)
    ]
    assert shares == [[None, None], [0.9, 0.1]]
    assert any("forecasts" in words for words in said(asked))


@pytest.mark.parametrize("whole", [SALESFORCE, {"records": SALESFORCE}])
def test_stages_of_salesforce_are_a_process(whole: Any) -> None:
    (process,) = read(json.dumps(whole, indent=1), "stages.json").processes
    assert [step.outcome for step in process.steps()] == [None, "won", "lost"]
    assert flows(process)["Prospecting"] == ["closed-won", "closed-lost"]


def test_stages_of_salesforce_may_be_a_table() -> None:
    text = (
        "MasterLabel,SortOrder,DefaultProbability,IsClosed,IsWon,IsActive\n"
        "Closed Won,9,100,true,true,true\n"
        "Prospecting,1,10,false,false,true\nOld,2,10,false,false,false\n"
    )
    reading = read(text)
    assert flows(reading.processes[0]) == {"Prospecting": ["closed-won"], "Closed Won": []}
    assert said(reading) == ["A4: `Old` is not active; it was left out"]


def test_stages_know_their_lines() -> None:
    (process, _) = read(json.dumps(HUBSPOT, indent=1), "p.json").processes
    assert [step.span("name").line for step in process.steps()] == [15, 7, 23, 31]


def test_letters_that_json_escapes_are_read() -> None:
    whole = {
        "results": [{"label": "a/b", "stages": [stage("\U0001f389 Won \\ud83d", 0, "1", "true")]}]
    }
    text = json.dumps(whole).replace("/", "\\/")
    (process,) = read(text, "p.json").processes
    assert (process.name, process.stages[0].name) == ("a/b", "\U0001f389 Won \\ud83d")


def test_other_json_is_a_process_or_an_error_of_yaml() -> None:
    from crackmap.readers import choose

    for text in ("{}", "[]", '{"results": 1}', '{"process": "x"}', "[" * 5000, '{"records": [1]}'):
        assert choose.reader_for(text.encode(), "a.json", ReadOptions()).name == "yaml"


def test_a_stage_without_a_label_is_told() -> None:
    broken = {"results": [{"label": "P", "stages": [{"displayOrder": 1}, stage("A", 1, "x", "")]}]}
    reading = read(json.dumps(broken), "p.json")
    assert [step.name for step in reading.processes[0].steps()] == ["A"]
    assert reading.notes[0].lost


def test_pipelines_without_a_stage_are_nothing() -> None:
    with pytest.raises(Unreadable, match="no stages"):
        read(json.dumps({"results": [{"label": "P", "stages": []}]}), "p.json")
