"""Long lines, many comments, deep folders, patterns of many signs: none takes hours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import own_run
from in_process import crackmap
from small_process import CLEAN

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def _deep(folder: Path) -> Iterator[None]:
    """A folder in a folder in a folder, so deep that what takes them one in another breaks."""
    deep = 0
    try:
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
            deep += 1
        os.chdir(folder)
        yield
        os.chdir("/".join("d" * deep))
    finally:
        for _ in range(deep):  # the tools that clear folders away would break too
            os.chdir("..")
            os.rmdir("d")


@pytest.mark.usefixtures("_deep")
@pytest.mark.parametrize("command", ["lint", "analyze"])
def test_very_deep_folders_are_reported(command: str) -> None:
    Path("clean.yaml").write_text(CLEAN)
    result = crackmap(command, ".")
    assert result.exit_code == 2
    assert "folders lie in each other here, more than 100 deep" in result.stdout
    assert "clean.yaml" in result.stdout or command == "lint"


def test_patterns_with_many_signs_are_matched_at_once() -> None:
    path = "/".join(["a" * 50] * 40)
    run_alone(
        "from crackmap.source.globs import matches, meant\n"
        f"path = {path!r}\n"
        "for sign in ('*a', '**/', '**/*a*/', '?*'):\n"
        "    pattern = sign * 40 + 'b'\n"
        "    assert not matches(pattern, path)\n"
        "    assert not meant(pattern, path)\n"
    )


@pytest.mark.parametrize(
    "line",
    ["'`' + ' ' * 400_000", "'` ' * 400_000", "'`' * 400_000"],
)
def test_no_long_line_of_markdown_takes_long(line: str) -> None:
    run_alone(f"from crackmap.writers.lint.markdown import _CODE; _CODE.split({line})")


@pytest.mark.parametrize(
    "line", ["'# crackmap: ignore[' * 100_000", "' # crackmap: ignore[' * 100_000"]
)
def test_no_long_line_of_comments_takes_long(line: str) -> None:
    finding = f"list(re.finditer(_COMMENT, {line}))"
    run_alone(f"import re; from crackmap.rules.comments import _COMMENT; {finding}")


@pytest.mark.parametrize(
    "line",
    [
        "b'to: ' * 200_000 + b'/'",
        "b'to:' + b' ' * 800_000 + b'/'",
        "b' ' * 800_000 + b'x /'",
        "b'&' * 800_000 + b' /'",
        "b'a /' * 200_000",
    ],
)
def test_no_long_line_that_may_lead_elsewhere_takes_long(line: str) -> None:
    run_alone(f"from crackmap.check.workers import seems_to_lead_out as s; s({line})")


@pytest.mark.parametrize(
    "text",
    [
        "# crackmap: ignore[stale-map] x\n" * 4_000 + CLEAN,
        CLEAN + "# crackmap: ignore[dead-end] x " * 4_000,
    ],
    ids=["lines", "one line"],
)
def test_many_comments_take_no_longer_each(text: str) -> None:
    Path("p.yaml").write_text(text)
    assert own_run.crackmap("lint", "-n", "p.yaml").returncode in (0, 1)  # else it was killed


def test_a_pattern_of_many_parts_is_reported_or_walked_at_once() -> None:
    Path("d/" * 60).mkdir(parents=True)
    Path("a.yaml").write_text(CLEAN)
    for pattern, found in (("**/" * 3000 + "*.yaml", True), ("**/d/" * 2000 + "*.yaml", False)):
        Path("crackmap.yaml").write_text(f"processes: ['{pattern}']\n")
        result = crackmap("lint", "--no-cache")
        assert ("no cracks" in result.stdout) == found
        assert found or "more parts than folders may lie in each other" in result.stderr


@pytest.mark.parametrize(
    "lines",
    [
        "'-->'.join(['a' + 'x' * 200] * 4_000)",
        "'a -. ' + '.' * 200_000",
        "'\\n'.join(['a1@{' + 'x' * 3_900 + '}'] * 100)",
        "'phase a' + ' ' * 200_000 + 'x'",
    ],
)
def test_no_long_line_of_a_flowchart_takes_long(lines: str) -> None:
    reading = "from crackmap.readers.flowcharts.parser import parse"
    run_alone(f"{reading}; assert parse('swimlane-beta\\n' + {lines})")


def test_no_long_title_of_a_flowchart_takes_long() -> None:
    text = "'---\\ntitle: a' + ' ' * 400_000 + 'b\\n---\\n'"
    run_alone(f"from crackmap.readers.flowcharts.header import title_of; assert title_of({text})")


def run_alone(code: str) -> None:
    """Run something that took hours once, in a process that can be ended."""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
