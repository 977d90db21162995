"""`crackmap lint` in the process of the tests."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from crackmap.cli.app import app


def lint(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["lint", *arguments], input=stdin)


def write(path: str, text: str) -> None:
    Path(path).write_text(text)


def rules_of(found: Result) -> list[str]:
    return [one["rule"] for one in json.loads(found.stdout)["findings"] if not one["accepted"]]
