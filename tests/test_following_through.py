"""The stories of three weeks go by as they are told, to the letter."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

from tracked import git, on

HOME = Path(__file__).resolve().parent.parent
PAGE = HOME / "docs" / "following-through.md"
EXAMPLE = HOME / "examples" / "following-through"
BLOCK = re.compile(
    r"(?:^<!-- (\S+) -->\n)?^```(yaml|console|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE
)


def live_through(page: Path) -> str:
    """Do what a page says, each command on its day, and return the last day."""
    git("init", "-q")
    day = ""
    for when, language, text in BLOCK.findall(page.read_text("utf-8")):
        day = when or day
        if language == "yaml":
            Path("order.yaml").write_text(text)
        elif language == "sh":
            for line in text.splitlines():
                assert git(*shlex.split(line)[1:], day=day) == 0
        else:
            command, shown = text.split("\n", 1)
            assert command.startswith("$ crackmap ")
            said = on(day, *shlex.split(command)[2:])
            assert said.out + said.told == shown
    return day


def test_the_page_prints_what_it_shows(folder: Path) -> None:
    assert live_through(PAGE) == "2026-03-16"


def test_the_example_prints_what_it_shows_and_ends_as_it_says(folder: Path) -> None:
    for file in EXAMPLE.glob("*.yaml"):
        shutil.copy(file, folder)
    assert live_through(EXAMPLE / "README.md") == "2026-03-16"
    for name in ("order.yaml", "cracks.yaml"):
        assert Path(name).read_bytes() == (EXAMPLE / "after" / name).read_bytes()
