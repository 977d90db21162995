"""Runs of programs in the process of the tests: fast, and enough where no stream matters."""

from __future__ import annotations

import check_jsonschema as checker  # type: ignore[import-untyped]
import click.testing
from typer.testing import CliRunner, Result

from crackmap.cli.app import app


def crackmap(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def check_jsonschema(*arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(checker.main, list(arguments))
