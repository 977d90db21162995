"""A folder with a process that cracks, tracked on days that the tests choose, and its git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from crackmap.cli.app import app

PROCESS = """\
process: Close
owner: sales
departments: {{ marketing: , sales: , finance: {{ name: Finance team }} }}
stages:
  - name: Close
    steps:
      - {{ name: Send the offer, owner: sales }}
      - {{ name: {step}, id: {id}, owner: {owner}, outcome: won }}
"""
INVOICE = "Send the invoice"


class Said(NamedTuple):
    code: int
    out: str
    told: str


def on(day: str, *arguments: str) -> Said:
    """Run the program on a day."""
    done = CliRunner().invoke(app, [*arguments, "--today", day])
    return Said(done.exit_code, done.stdout, done.stderr)


def write_process(
    owner: str = "''", *, step: str = INVOICE, id_: str = "invoice", file: str = "close.yaml"
) -> None:
    """Write a process; nobody owns its last step unless an `owner` is given."""
    Path(file).write_text(PROCESS.format(step=step, id=id_, owner=owner))


def register() -> str:
    """What cracks.yaml holds."""
    return Path("cracks.yaml").read_text()


def lines(text: str | None = None) -> list[str]:
    """The entries of cracks.yaml."""
    text = register() if text is None else text
    return [line.strip() for line in text.splitlines() if line.strip().startswith("- ")]


def git(*words: str, day: str = "2026-06-01") -> int:
    """Run git here, at noon of a day."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", *who, *words]
    environment = {**os.environ, **when}
    return subprocess.run(command, capture_output=True, check=False, env=environment).returncode


def commit(day: str = "2026-06-01") -> None:
    """Commit all that is here."""
    assert git("add", "--all") == 0
    assert git("commit", "--allow-empty", "-qm", "x", day=day) == 0
