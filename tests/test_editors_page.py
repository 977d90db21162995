"""The page about editors: its commands run, and print what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from in_process import check_jsonschema, crackmap

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "editors.md").read_text("utf-8")
PROGRAMS: dict[str, Callable[..., Any]] = {
    "crackmap": crackmap,
    "check-jsonschema": check_jsonschema,
}


def test_its_commands_print_what_is_shown(folder: Path) -> None:
    (process,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    Path("process.yaml").write_text(process, "utf-8")
    sessions = re.findall(r"^\$ (.*)\n(.*)\n", PAGE, re.MULTILINE)
    assert len(sessions) == 3
    for command, shown in sessions:
        program, *arguments = command.split()
        assert PROGRAMS[program](*arguments).output.strip() == shown, command
