"""Runs of the program in the process of the tests: fast, and enough where no stream matters."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from crackmap.cli.app import app


def crackmap(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)
