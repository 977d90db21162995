"""Where a command line comes in: plain ones go straight to their command, others to typer."""

import os
import sys

from crackmap.cli import plain
from crackmap.cli.output import run_to_end


def _run() -> None:
    command = plain.meant(sys.argv[1:], os.environ)
    if command is not None:
        command()
        return
    from crackmap.cli.app import app

    app()


def main() -> None:
    """Run the command line."""
    run_to_end(_run)
