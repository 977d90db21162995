"""The house keeps its own rules: imports, lengths, words, and that what is written twice agrees."""

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

import crackmap
from crackmap.rules.registry import GROUPS, known_names

HOME = Path(__file__).resolve().parent.parent
SOURCE = HOME / "src" / "crackmap"
MODULES = sorted(SOURCE.rglob("*.py"))
EVERY_MODULE = MODULES + sorted(
    path for room in ("tests", "docs", "benchmarks") for path in (HOME / room).glob("*.py")
)
HEAVY = {"graphviz", "importlib.metadata", "networkx", "pydantic", "rich", "yaml"}
# A library that stands behind one module, or one room, can be exchanged there.
BEHIND = {
    "networkx": {"crackmap.graph.network"},
    "rich": {
        "crackmap.cli.asking",
        "crackmap.cli.conversation",
        "crackmap.writers.cracks_in_full",
        "crackmap.writers.first_screen",
        "crackmap.writers.page",
        "crackmap.writers.show.text",
        "crackmap.writers.text_tables",
    },
}
MOST_LINES = 350


def name_of(path: Path) -> str:
    """The path of a file inside the repository, for the ids of tests."""
    return path.relative_to(HOME).as_posix()


def tracked_files() -> list[Path]:
    """What git would put into a commit; all files where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=HOME, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    paths = [HOME / name for name in sorted(listed.decode().split("\0")) if name]
    return [path for path in paths if path.is_file()]


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("crackmap", include_external_packages=True, cache_dir=None)


def readme_command(marker: str) -> str:
    """The block of README.md below `<!-- marker -->`."""
    text = (HOME / "README.md").read_text("utf-8")
    block = re.search(rf"^<!-- {marker} -->\n```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert block, f"README.md has no block below <!-- {marker} -->"
    return block[1].strip()


def run_python(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_modules_import_only_what_stands_below_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOME)
    done = CliRunner().invoke(lint_imports_command, ["--no-cache", "--no-logo"])
    assert done.exit_code == 0, done.output


def test_no_two_modules_need_each_other() -> None:
    ours = {
        module: imports().find_modules_directly_imported_by(module) & imports().modules
        for module in imports().modules
    }
    assert list(TopologicalSorter(ours).static_order())  # raises CycleError


def test_no_rule_knows_another() -> None:
    groups = {f"crackmap.rules.{group}" for group in GROUPS}
    rules = {rule for group in groups for rule in imports().find_children(group)}
    assert len(rules) == len(known_names())
    for module in imports().modules - groups:
        assert not imports().find_modules_directly_imported_by(module) & rules, module


@pytest.mark.parametrize("library", BEHIND)
def test_a_replaceable_library_has_one_importer(library: str) -> None:
    assert imports().find_modules_that_directly_import(library) == BEHIND[library]


def test_below_the_command_line_nothing_knows_of_one() -> None:
    users = imports().find_modules_that_directly_import("typer")
    assert {name for name in users if not name.startswith("crackmap.cli.")} == set()


def test_one_module_prints_and_ends_the_program() -> None:
    """The others return, or raise; only what starts the program may still be interrupted there."""
    voices = {"SystemExit", "typer.Exit", "typer.echo", "print", "sys.exit"}
    words = re.compile(r"\b(?:SystemExit|Exit|echo|print|exit)\b")
    speaking = {
        name_of(path)
        for path in MODULES
        if words.search(text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in voices
    }
    assert speaking == {"src/crackmap/__main__.py", "src/crackmap/cli/output.py"}


def test_a_module_begins_with_a_docstring() -> None:
    texts = {name_of(path): path.read_text("utf-8") for path in EVERY_MODULE}
    assert [name for name, text in texts.items() if not text.startswith('"""')] == []


def test_a_module_is_short_enough_to_read_and_so_is_a_test() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in EVERY_MODULE}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_modules_are_named_for_a_subject() -> None:
    vague = {"base", "common", "core", "helpers", "misc", "utils"}
    assert not [name_of(path) for path in MODULES if path.stem.strip("_") in vague]


@pytest.mark.parametrize("arguments", [["--help"], ["lint", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import sys
from crackmap.cli.front_door import main
sys.argv = ["crackmap", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
import json
print()
print(json.dumps(sorted(sys.modules)))
"""
    loaded = set(json.loads(run_python(code).splitlines()[-1]))
    assert loaded & HEAVY == set()


def test_the_tests_that_kill_mutants_are_there() -> None:
    pytest.importorskip("resource", reason="mutants are tried where a process can be limited")
    from mutants import TESTS

    assert [path for path in TESTS if not (HOME / path).is_file()] == []


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_the_version_is_one() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dynamic"] == ["version"]
    assert importlib.metadata.version("crackmap") == crackmap.__version__


def test_the_changelog_knows_the_version_or_what_is_unreleased() -> None:
    headings = re.findall(
        r"^## \[(.+?)\]", (HOME / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings[0] in {"Unreleased", crackmap.__version__}


def test_ci_runs_the_test_command_of_the_readme() -> None:
    printed = subprocess.run(
        ["bash", ".ci/run", "--print"], cwd=HOME, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == readme_command("tests")


@pytest.mark.parametrize("marker", ["demo", "tests"])
def test_a_command_of_the_readme_is_one_line_that_sets_everything_up(marker: str) -> None:
    command = readme_command(marker)
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert "\n" not in command


def test_make_demo_is_the_command_of_the_readme() -> None:
    shown = readme_command("demo").rpartition(".venv/bin/")[2]
    assert shown in (HOME / "Makefile").read_text("utf-8")


def test_what_the_readme_shows_is_there() -> None:
    shown = readme_command("demo").split()[-1]
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (HOME / "README.md").read_text("utf-8"))
    assert [name for name in [shown, *links] if not (HOME / name).exists()] == []


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    # Put together here, so that this file passes its own test.
    roots = ["home", "root", "Users", "work", "tmp", "mnt"]
    place = re.compile("(?<![\\w.~*)}:/-])/(?:" + "|".join(roots) + ")/[\\w.-]")
    bad = [
        f"{name_of(path)}: {found[0]}"
        for path in tracked_files()
        if (found := place.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert bad == []
