"""docs/following-through.md: its three weeks go by as it tells them, to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tracked import git, on

PAGE = Path(__file__).resolve().parent.parent / "docs" / "following-through.md"
BLOCK = re.compile(
    r"(?:^<!-- (\S+) -->\n)?^```(yaml|console|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE
)


def test_its_commands_print_what_it_shows(folder: Path) -> None:
    git("init", "-q")
    day = ""
    for when, language, text in BLOCK.findall(PAGE.read_text("utf-8")):
        day = when or day
        if language == "yaml":
            Path("order.yaml").write_text(text)
        elif language == "sh":
            for line in text.splitlines():
                assert git(*shlex.split(line)[1:], day=day) == 0
        else:
            command, shown = text.split("\n", 1)
            assert command.startswith("$ crackmap ")
            assert on(day, *shlex.split(command)[2:]).out == shown
    assert day == "2026-03-16"
