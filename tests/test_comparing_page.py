"""The page about comparing: its commands print what it shows, its JSON is what comes out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "comparing.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(autouse=True)
def _with_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in zip(("before", "after"), blocks("yaml"), strict=True):
        Path(f"{name}.yaml").write_text(text, "utf-8")


def crackmap_diff(*arguments: str) -> str:
    environment = {"COLUMNS": "80", "NO_COLOR": "1"}
    return CliRunner().invoke(app, ["diff", *arguments], env=environment).stdout


def test_the_example_prints_what_is_shown() -> None:
    (session,) = blocks("console")
    command, _, shown = session.partition("\n")
    assert crackmap_diff(*command.removeprefix("$ crackmap diff ").split()) == shown


def test_the_json_is_what_comes_out_of_a_part_of_it() -> None:
    text = Path("after.yaml").read_text("utf-8").replace("owner: tbd", "owner: sales")
    Path("after.yaml").write_text(text, "utf-8")
    (shown,) = blocks("json")
    found = crackmap_diff("before.yaml", "after.yaml", "--output-format", "json")
    assert json.loads(found) == json.loads(shown)


def keys(part: Any) -> set[str]:
    inner = list(part.values()) if isinstance(part, dict) else part
    found = set(part) if isinstance(part, dict) else set()
    return found.union(*map(keys, inner)) if isinstance(inner, list) else found


def test_every_key_of_the_json_is_reported() -> None:
    found = json.loads(crackmap_diff("before.yaml", "after.yaml", "--output-format", "json"))
    found["processes"][0]["opened"] = []  # cracks have the form of lint
    (shown,) = blocks("json")
    assert keys(found) <= keys(json.loads(shown))
