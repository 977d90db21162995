"""Hostile names, ids and paths: they steer no terminal and no forge, and stop no run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crackmap.cli.output import write_out
from crackmap.writers.format import LINT, names_in
from hostile_process import lint, process, steers
from in_process import crackmap
from small_process import CRACKED

pytestmark = pytest.mark.usefixtures("folder")
STEERING = "\\e[31mX\\e]8;;http://x\\a\\u202e\\u2066\\x9b31m\\x7f\\u2028\\uFEFF"
BAD_PATH = "x\r\x1b[31m\x9b31m\u202e\u2028\x7f.yaml"
FORMATS = names_in(LINT)


@pytest.mark.parametrize("output", FORMATS)
def test_no_name_steers_the_terminal(output: str) -> None:
    found = lint(process(name=STEERING), output)
    assert found.exit_code == 1
    assert not steers(found.output)


def test_no_name_steers_the_analysis() -> None:
    Path("p.yaml").write_text(process(name=STEERING))
    found = crackmap("analyze", "p.yaml")
    assert found.exit_code == 0
    assert not steers(found.output)


def test_no_id_and_no_key_steers_the_terminal() -> None:
    found = lint(process(name="x", id_=STEERING) + f'"{STEERING}": 1\n')
    assert found.exit_code == 2
    assert not steers(found.output)


@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize("data", [process(name="x"), "process: ["])
def test_no_path_steers_the_terminal(output: str, data: str) -> None:
    Path(BAD_PATH).write_text(data)
    found = crackmap("lint", BAD_PATH, "--no-cache", "--output-format", output)
    assert found.exit_code in (1, 2)
    assert not steers(found.output)


def test_the_json_of_a_comparison_tells_a_path_as_it_is_and_steers_no_terminal() -> None:
    Path("old.yaml").write_text(process(name="x"))
    Path(BAD_PATH).write_text(process(name="y"))
    found = crackmap("diff", "old.yaml", BAD_PATH, "--output-format", "json")
    assert not steers(found.stdout)
    assert json.loads(found.stdout)["processes"][0]["path"] == BAD_PATH


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", BAD_PATH],
        ["lint", "p.yaml", "--config", BAD_PATH],
        ["lint", "p.yaml", "--select", BAD_PATH],
        ["lint", "p.yaml", "--today", BAD_PATH],
        ["lint", "p.yaml", "--output-format", BAD_PATH],
        ["explain", BAD_PATH],
        [BAD_PATH],
    ],
    ids=range(7),
)
def test_no_argument_steers_the_terminal(arguments: list[str]) -> None:
    Path("p.yaml").write_text(process(name="x"))
    found = crackmap(*arguments)
    assert found.exit_code == 2
    assert not steers(found.output)


def test_a_name_that_is_not_utf8_is_linted_and_kept() -> None:
    path = os.fsdecode(b"a\xff.yaml")
    try:
        Path(path).write_text(process(name="x"))
    except OSError:
        pytest.skip("this file system takes no such name")
    first = crackmap("lint", path, "--output-format", "json")
    again = crackmap("lint", path, "--output-format", "json")
    assert first.exit_code == 1
    assert again.stdout == first.stdout


def test_words_in_all_scripts_are_ids() -> None:
    text = (
        "process: リードから入金\n"
        "departments: { 営業: , مبيعات: }\n"
        "stages:\n"
        "  - name: 獲得\n"
        "    steps:\n"
        "      - { name: リードを評価する, owner: 営業, next: اتصال }\n"
        "      - { name: اتصال, owner: مبيعات, outcome: won }\n"
    )
    found = json.loads(lint(text, "json").stdout)["findings"]
    assert [one["subject"] for one in found if one["severity"] == "error"] == [
        "リードを評価する -> اتصال"
    ]


def test_a_line_break_in_a_name_begins_no_line() -> None:
    Path("x\n::error::z.yaml").write_text("process: [")
    for arguments in (["map", "."], ["map", "x\n::error::z.yaml"], ["analyze", "no\n::error::z"]):
        reported = crackmap(*arguments).stderr
        assert not [line for line in reported.splitlines() if line.strip().startswith("::")]


@pytest.mark.parametrize("sign", ["::", "##["])
def test_no_name_gives_github_a_command(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    folder = Path(f"{sign}warning title=x")
    folder.mkdir()
    text = process(name="x").replace('process: "P x"', f'process: "{sign}error title=x::forged"')
    Path(folder, "p.yaml").write_text(text)
    Path(folder, "bad.yaml").write_text("process: [")
    config = 'processes: ["x\\n::warning::p"]\nignore: { "y\\n##[error]q": [dead-end] }\n'
    Path("crackmap.yaml").write_text(config)
    reported = ""
    for arguments in (
        ["analyze", "."],
        ["lint", ".", "--output-format", "concise", "--no-cache"],
        ["lint", ".", "--output-format", "full", "--no-cache"],
        ["map", "."],
        ["diff", str(folder / "bad.yaml"), str(folder / "p.yaml")],
        ["config"],
        ["lint"],
    ):
        result = crackmap(*arguments)
        reported += f"{result.stdout}\n{result.stderr}\n"
    assert "forged" in reported
    assert not [one for one in reported.splitlines() if one.strip().startswith(("::", "##["))]
    commands = crackmap("lint", ".", "--output-format", "github", "--no-cache").stdout
    assert commands.startswith("::error file=")


@pytest.mark.parametrize("sign", ["::", "##["])
def test_no_line_of_a_file_that_is_shown_gives_github_a_command(
    sign: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write_out(f"- # x\r{sign}error title=x::forged\n")
    assert f"\r{sign}".encode() not in capfdbinary.readouterr().out


NOT_UTF8 = os.fsdecode(b"caf\xe9")


@pytest.fixture
def _no_text(folder: Path) -> None:
    """A folder, files in it and a link, whose names are no UTF-8."""
    try:
        os.mkdir(NOT_UTF8)
    except OSError:
        pytest.skip("this file system takes no such name")
    Path(NOT_UTF8, f"{NOT_UTF8}.yaml").write_text(CRACKED)
    Path(NOT_UTF8, "crackmap.yaml").write_text("rules: { undefined-handoff: warning }\n")
    Path(NOT_UTF8, "cracks.yaml").write_text("cracks: []\n")


@pytest.mark.usefixtures("_no_text")
@pytest.mark.parametrize(
    "arguments",
    [
        *(["lint", NOT_UTF8, "--output-format", form] for form in FORMATS),
        ["lint", NOT_UTF8, "--write-baseline"],
        ["lint", NOT_UTF8, "--diff", "--unsafe-fixes"],
        ["lint", NOT_UTF8, "--fix", "--unsafe-fixes", "--show-fixes"],
        ["lint", NOT_UTF8, "--output-format", f"json={NOT_UTF8}/out.json"],
        ["lint", NOT_UTF8, "--cache-dir", f"{NOT_UTF8}/kept"],
        *(["analyze", NOT_UTF8, "--output-format", form] for form in ("text", "json", "markdown")),
        ["map", f"{NOT_UTF8}/{NOT_UTF8}.yaml", "-o", f"{NOT_UTF8}/map.html"],
        ["map", NOT_UTF8, "-o", f"{NOT_UTF8}/maps/"],
        ["diff", NOT_UTF8, f"{NOT_UTF8}/{NOT_UTF8}.yaml"],
        ["diff", f"{NOT_UTF8}x", NOT_UTF8],
        ["config", NOT_UTF8],
        ["init", f"{NOT_UTF8}/{NOT_UTF8}-new.yaml"],
        ["schema", "-o", f"{NOT_UTF8}/schema.json"],
    ],
    ids=lambda one: " ".join(one).encode("ascii", "replace").decode(),
)
def test_no_name_that_is_no_text_stops_a_run(arguments: list[str]) -> None:
    dangling = os.fsdecode(b"dangling-\xe9.yaml")
    os.symlink(os.fsdecode(b"gone-\xe9"), dangling)
    if arguments[0] in ("lint", "analyze"):
        result = crackmap(*arguments, dangling)
        assert result.exit_code == 2
    else:
        result = crackmap(*arguments)
    assert isinstance(result.exception, SystemExit | None)
    assert result.exit_code in (0, 1, 2)


@pytest.mark.usefixtures("_no_text")
def test_a_folder_of_links_whose_names_are_no_text_is_reported() -> None:
    os.symlink(os.fsdecode(b"gone-\xe9"), os.fsdecode(b"caf\xe9/dangling-\xe9.yaml"))
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "crackmap", "lint", NOT_UTF8], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (2, "")
        assert "this is a link" in done.stdout
        assert "undefined-handoff" in done.stdout
