"""The page about editors: its commands run, and print what it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "editors.md").read_text("utf-8")
MODULES = {"crackmap": "crackmap", "check-jsonschema": "check_jsonschema"}


def test_its_commands_print_what_is_shown(tmp_path: Path) -> None:
    (process,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "process.yaml").write_text(process, "utf-8")
    sessions = re.findall(r"^\$ (.*)\n(.*)\n", PAGE, re.MULTILINE)
    assert len(sessions) == 3
    for command, shown in sessions:
        program, *arguments = command.split()
        done = subprocess.run(
            [sys.executable, "-m", MODULES[program], *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.stdout.strip() == shown, command
