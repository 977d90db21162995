"""The examples of other tools' files: their READMEs tell the truth, and converted they lint."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.source.files import Input
from crackmap.writers.convert import yaml
from own_run import crackmap

HOME = Path(__file__).resolve().parent.parent
FILES = [
    "from-drawio/order.drawio",
    "from-markdown/handbook.md",
    "from-mermaid/inbound.mmd",
    "from-pipeline/hubspot.json",
    "from-pipeline/salesforce.csv",
]


def checked(path: str, data: bytes) -> Checked:
    return check([Input(path, data)], Settings(today=datetime.date(2026, 6, 1)))


@pytest.mark.parametrize("name", FILES)
def test_a_converted_file_has_the_same_steps_without_an_owner(name: str) -> None:
    before = checked(name, (HOME / "examples" / name).read_bytes())
    made = yaml.write(before.graphs[0].process, fill=True)
    after = checked("a.yaml", made.encode())
    for one in (before, after):
        rules = {finding.rule for finding in one.report.findings}
        assert not [rule for rule in rules if rule.startswith(("unreadable", "unknown-"))]
    unowned = sorted(step.name for step in before.graphs[0].process.steps() if not step.owner)
    counted = [each for each in after.report.findings if each.rule == "unowned-step"]
    assert sorted(re.findall('"([^"]*)"', each.message)[0] for each in counted) == unowned


@pytest.mark.parametrize("name", ["from-drawio/order.drawio", "from-markdown/handbook.md"])
def test_what_is_told_of_a_file_stands_in_its_readme(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HOME)
    told = crackmap("lint", f"examples/{name}").stderr
    readme = (HOME / "examples" / name).parent / "README.md"
    assert f"```text\n{told.strip()}\n```" in readme.read_text("utf-8")
