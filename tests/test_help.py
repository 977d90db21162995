"""Help: every command tells its options in groups, and examples that work as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from crackmap.cli import options
from crackmap.cli.afterwords import AFTERWORDS
from crackmap.cli.app import app
from crackmap.cli.commands import COMMANDS as LISTED
from crackmap.cli.templates import templates
from crackmap.maps import draw
from crackmap.maps.options import VIEWS
from crackmap.rules import finding
from crackmap.rules.registry import GROUPS
from crackmap.writers.format import MAP, names_in
from own_run import crackmap
from workbooks import sheet, workbook

PROGRAM: Any = typer.main.get_command(app)
COMMANDS = list(PROGRAM.commands)
HOME = Path(__file__).resolve().parents[1]
SOURCES = HOME / "src" / "crackmap"
ANSWERS = """\
answers:
  - crack: undefined-handoff sign-the-order -> send-the-invoice
    set: { handoff.sla: 4bh }
"""


@cache
def help_of(command: str, columns: int = 80) -> str:
    return crackmap(*command.split(), "--help", COLUMNS=str(columns)).stdout


def examples(command: str) -> list[str]:
    return re.findall(r"^    (crackmap .*)", AFTERWORDS[command], re.MULTILINE)


def test_every_command_has_its_afterword() -> None:
    assert list(AFTERWORDS) == ["", *COMMANDS]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_ends_with_the_afterword_and_fits_eighty_columns(command: str) -> None:
    reported = help_of(command)
    assert reported.endswith("\n\n" + AFTERWORDS[command])
    assert "\nExit codes:\n  0  " in reported
    assert [line for line in reported.splitlines() if len(line) > 80] == []


def test_help_uses_the_room_of_a_wider_terminal() -> None:
    assert len(help_of("lint", 160).splitlines()) < len(help_of("lint", 80).splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_and_option_is_explained(command: str) -> None:
    assert [one.name for one in PROGRAM.commands[command].params if not one.help] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(command: str) -> None:
    assert (PROGRAM.commands[command].help or "").partition("\n")[0] == LISTED[command]


def test_options_stand_in_their_groups() -> None:
    headings = re.findall(r"^(\w.*):$", help_of("lint"), re.MULTILINE)
    assert headings == [
        "Arguments",
        "Rule selection",
        "Exit code",
        "Output",
        "Fixing",
        "Baseline",
        "Files and settings",
        "Files that are no YAML",
        "Running",
        "Options",
        "Examples",
        "Exit codes",
        "Environment",
    ]


def test_a_default_stays_on_one_line() -> None:
    for command in COMMANDS:
        reported = help_of(command)
        assert re.findall(r"\[(?:default|env var):\n", reported) == []
        assert "\N{NO-BREAK SPACE}" not in reported


def test_usage_names_what_must_be_given_as_man_pages_do() -> None:
    assert help_of("diff").splitlines()[0].endswith(" crackmap diff [OPTIONS] OLD [NEW]")


def test_the_groups_of_rules_are_named() -> None:
    assert ", ".join(GROUPS) in " ".join(help_of("lint").split())


def test_every_environment_variable_of_ours_is_reported() -> None:
    texts = "".join(file.read_text("utf-8") for file in SOURCES.rglob("*.py"))
    assert [
        name for name in re.findall(r"CRACKMAP_[A-Z_]+", texts) if name not in help_of("")
    ] == []


def test_the_words_that_options_take_are_those_that_are_known() -> None:
    assert options.SEVERITIES == finding.SEVERITIES
    drawn = {form for view in VIEWS for form in draw.formats_of(view)}
    assert drawn == set(names_in(MAP))


@pytest.fixture(name="repository")
def _repository(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as the examples have it."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(name="written", scope="module")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits on main, and a change."""
    with pytest.MonkeyPatch.context() as here:
        here.chdir(tmp_path_factory.mktemp("repository"))
        write_repository()
        return Path.cwd()


def write_repository() -> None:
    text = templates()["lead-to-cash"].read_text("utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    for round_ in ("first", "second"):
        for name in ("lead-to-cash.yaml", "old.yaml", "new.yaml", "processes/lead-to-cash.yaml"):
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(f"# {round_}\n{text}", "utf-8")
        Path("crackmap.yaml").write_text("processes: [processes/*.yaml]\n")
        Path("raci.csv").write_text("Activity,Sales,Legal\nSign the contract,A,R\n")
        rows = sheet([["step", "owner"], ["Call the lead", "Sales"]])
        Path("steps.xlsx").write_bytes(workbook({"Steps": rows}))
        Path("sales.xlsx").write_bytes(workbook({"Leads": rows, "Orders": rows}))
        order = HOME / "examples" / "following-through" / "order.yaml"
        Path("order.yaml").write_text(order.read_text("utf-8"), "utf-8")
        Path("answers.yaml").write_text(ANSWERS)
        crack = "{ rule: unowned-step, process: lead-to-cash, subject: collect-payment }"
        Path("cracks.yaml").write_text(f"cracks:\n  - {crack}\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", round_], check=True)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_example_can_be_typed_as_it_stands(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examples(command)
    monkeypatch.setattr("crackmap.cli.terminal.is_conversation", lambda: True)
    for example in examples(command):
        if "--template" in example:
            target = Path("processes" if "processes/" in example else ".") / "lead-to-cash.yaml"
            target.unlink()
        words = shlex.split(example)[1:]
        if "--watch" in words:
            words.remove("--watch")  # it never ends
        stdin = Path("old.yaml").read_text("utf-8") if "-" in words else "leave\n"
        done = CliRunner().invoke(app, words, input=stdin)
        if find_spec("typst") is None and "needs the extra `images`" in done.output:
            continue
        assert done.exit_code in (0, 1), (example, done.output)


def test_to_list_the_commands_none_of_them_is_built() -> None:
    program: Any = typer.main.get_command(app)
    assert "lint" in program.get_help(typer.Context(program))
    assert program.commands._built == {}
