"""Hostile files, paths and streams: always findings and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli import app
from crackmap.source import printable

STEERING = "\\e[31mX\\e]8;;http://x\\a\\u202e\\u2066\\x9b31m\\x7f\\u2028\\uFEFF"
BAD_PATH = "x\x1b[31m\x9b31m\u202e\u2028\x7f.yaml"
FORMATS = ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "rdjson"]


pytestmark = pytest.mark.usefixtures("folder")


def crackmap(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def lint(data: str | bytes, output: str = "concise") -> Result:
    Path("p.yaml").write_bytes(data.encode() if isinstance(data, str) else data)
    return crackmap("lint", "p.yaml", "--no-cache", "--isolated", "--output-format", output)


def steers(text: str) -> bool:
    """Whether a terminal would obey something in `text`."""
    return printable(text) != text


def process(*, name: str, id_: str = "one") -> str:
    """Two departments, a crack, and `name` wherever a text may stand."""
    return f"""\
process: "P {name}"
departments:
  a: {{ name: "A {name}", goals: ["{name}"], reports_to: "{name}" }}
  b: {{ name: "B {name}" }}
stages:
  - name: "S {name}"
    id: s
    steps:
      - {{ name: "One {name}", id: "{id_}", owner: a, next: {{ to: two, when: "{name}" }} }}
      - {{ name: "Two {name}", id: two, owner: b, trigger: "{name}", needs: ["{name}"] }}
      - {{ name: "Three {name}", id: three, owner: "{name}", outcome: "{name}" }}
"""


@pytest.mark.parametrize(
    "data",
    [
        "process: " + "[" * 60_000,
        "{a: " * 60_000,
        "- " * 60_000,
        "? " * 60_000,
        "".join(" " * depth + "a:\n" for depth in range(500)),
        "process: &a [*a]",
        "process: P\nstages: &a\n  - { name: S, steps: *a }\n",
        "process: P\0",
        b"process: \xed\xa0\x80",
        'process: "\\ud800"',
        'process: "\\U7fffffff"',
        "process: P".encode("utf-16"),
        "process: P".encode("utf-32"),
        "process: Prüfung".encode("latin-1"),
        "process: P\n\ufefffoo: 1\n",
        "",
        "# words\n",
        "---\n",
        "...\n",
        "null",
        "words",
        "- process: P",
        "%YAML 2.0\n---\nprocess: P\n",
        "process: P\n---\nprocess: Q\n",
        "process: P\n...\nprocess: Q\n",
        "process: !!python/object/apply:os.system ['exit']",
        "process: P\n? [a, b]\n: c\n",
        "process: P\nstages:\n  - <<: {}\n",
        "process: *nothing",
        "process: P\n\tid: a\n",
        "process: P\n" + "x: 1\n" * 500,
    ],
    ids=range(31),
)
def test_a_file_that_is_no_process_is_told(data: str | bytes) -> None:
    found = lint(data)
    assert found.exit_code == 2
    assert "error unreadable" in found.stdout
    assert not steers(found.output)


def test_a_bomb_of_aliases_is_told() -> None:
    lines = ["process: P", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "aliases repeat" in lint("\n".join(lines)).stdout


def test_a_bomb_of_long_texts_is_told() -> None:
    text = f"process: P\ndescription: &x {'x' * 1_000_000}\ngood_outcomes: [{'*x, ' * 99}]\n"
    assert "aliases repeat" in lint(text).stdout


def test_a_line_of_megabytes_is_read_and_cut() -> None:
    found = lint("process: P\nfoo: " + "x" * 3_000_000, "full")
    assert "has no key `foo`" in found.stdout
    assert len(found.stdout) < 2000


def test_departments_may_be_stacked_very_high() -> None:
    chain = "".join(f"  d{n}: {{ part_of: d{n - 1} }}\n" for n in range(1, 3000))
    step = (
        "stages:\n  - name: S\n    steps:\n      - { name: A step, owner: d2999, outcome: won }\n"
    )
    assert lint(f"process: P\ndepartments:\n  d0:\n{chain}{step}").exit_code == 0


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


@pytest.mark.parametrize(
    "settings",
    [
        "rules: [a]",
        "rules: { dead-end: [error] }",
        "rules: { dead-end: offf }",
        "rules: { unreadable: off }",
        "rules: { handoff-chain: { limit: x } }",
        "ignore: words",
        "ignore: { '**': unreadable }",
        "departments: { a: 1 }",
        "departments: { a: { part_of: b }, b: { part_of: a } }",
        "working_hours: { hours: 25:00-26:00 }",
        "fail_on: never",
        "processes: { a: b }",
        "sources: [a]",
        "[]",
        "\0",
    ],
    ids=range(15),
)
def test_settings_that_cannot_be_read_are_told(settings: str) -> None:
    Path("p.yaml").write_text(process(name="x"))
    Path("crackmap.yaml").write_text(settings)
    found = crackmap("lint", "p.yaml")
    assert found.exit_code == 2
    assert found.stderr.startswith("crackmap.yaml:1:")


def test_settings_that_are_a_folder_are_told() -> None:
    Path("p.yaml").write_text(process(name="x"))
    Path("crackmap.yaml").mkdir()
    found = crackmap("lint", "p.yaml")
    assert found.exit_code == 2
    assert "this is no regular file" in found.stderr


def test_a_report_is_never_written_over_a_process() -> None:
    Path("p.yaml").write_text(process(name="x"))
    found = crackmap("lint", "p.yaml", "--output-file", "./p.yaml")
    assert found.exit_code == 2
    assert Path("p.yaml").read_text() == process(name="x")


def test_a_day_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRACKMAP_TODAY", "2026-W01-1")
    Path("p.yaml").write_text(process(name="x"))
    found = crackmap("lint", "p.yaml")
    assert found.exit_code == 2
    assert "CRACKMAP_TODAY" in found.stderr


def shell(redirection: str) -> tuple[int, str]:
    """The exit code and standard error of a run in a shell, with a `redirection`."""
    command = f'"{sys.executable}" -m crackmap lint --no-cache - {redirection}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, input="process: [")
    return done.returncode, done.stderr


def test_a_closed_standard_input_is_no_traceback() -> None:
    assert shell("<&-") == (2, "")


def test_a_closed_standard_output_is_told() -> None:
    assert shell(">&-") == (2, "crackmap: standard output is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_told() -> None:
    assert shell(">/dev/full") == (
        2,
        "crackmap: standard output cannot be written: No space left on device\n",
    )
