"""crackmap init: a process to start from, clean, with its schema, and nothing overwritten."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.cli.app import app
from crackmap.cli.templates import SCHEMA_NAME, beginning, library, summaries, templates
from crackmap.editors.schema import schema
from crackmap.readers.yaml import read

HOME = Path(__file__).resolve().parent.parent


pytestmark = pytest.mark.usefixtures("folder")


def crackmap(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


def test_the_library_is_the_folder_of_processes() -> None:
    assert list(library()) == sorted(path.stem for path in (HOME / "processes").glob("*.yaml"))


@pytest.mark.parametrize("template", [None, *library()])
def test_what_it_writes_has_no_crack(template: str | None) -> None:
    chosen = ["--template", template] if template else []
    assert crackmap("init", "new.yaml", *chosen)[0] == 0
    code, output = crackmap("lint", "--isolated", "--no-cache", "--fail-on", "note", "new.yaml")
    assert (code, "no cracks" in output) == (0, True), output


def test_the_example_has_cracks_to_look_at() -> None:
    assert crackmap("init", "--template", "example")[0] == 0
    code, output = crackmap("lint", "--isolated", "--no-cache", "example.yaml")
    assert (code, "unowned-step" in output) == (1, True)


def test_the_first_line_leads_an_editor_to_the_schema() -> None:
    crackmap("init", "new.yaml", "--schema")
    found = re.fullmatch(
        r"# yaml-language-server: \$schema=(\S+)",
        Path("new.yaml").read_text("utf-8").splitlines()[0],
    )
    assert found and found[1] == SCHEMA_NAME
    assert json.loads(Path(SCHEMA_NAME).read_text("utf-8")) == schema("process")


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ([], "process.yaml"),
        (["--template", "quote-to-order"], "quote-to-order.yaml"),
        (["sales"], "sales/process.yaml"),
        (["sales/deep", "--template", "quote-to-order"], "sales/deep/quote-to-order.yaml"),
        (["sales/renewal.yml"], "sales/renewal.yml"),
    ],
)
def test_where_it_writes(arguments: list[str], file: str) -> None:
    assert crackmap("init", *arguments)[0] == 0
    assert file in files()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("crackmap.yaml", "is for settings"),
        ("sales/cracks.yaml", "is for settings"),
        ("process.json", "does not end in .yaml"),
        ("notes.txt", "write notes.txt/ for a folder"),
        ("-", "init begins a file, and standard output is none"),
    ],
)
def test_what_is_no_process_file_is_not_written(path: str, words: str) -> None:
    code, output = crackmap("init", path)
    assert (code, words in output) == (2, True)
    assert files() == []


def test_departments_that_processes_share_are_not_declared_again() -> None:
    Path("crackmap.yaml").write_text("departments: [field-sales, finance]\n", "utf-8")
    assert crackmap("init", "sales/renewal.yaml")[0] == 0
    code, output = crackmap("lint", "--no-cache", "sales")
    assert (code, "no cracks" in output) == (0, True), output


def test_the_next_command_can_be_pasted() -> None:
    assert "next: crackmap analyze 'my process.yaml'" in crackmap("init", "my process.yaml")[1]


def test_a_file_is_never_overwritten() -> None:
    Path("process.yaml").write_text("mine", "utf-8")
    code, output = crackmap("init")
    assert (code, "is there already" in output) == (2, True)
    assert files() == ["process.yaml"]
    assert Path("process.yaml").read_text("utf-8") == "mine"


def test_a_schema_that_is_there_stays() -> None:
    Path(SCHEMA_NAME).write_text("{}", "utf-8")
    assert crackmap("init")[0] == 0
    assert Path(SCHEMA_NAME).read_text("utf-8") == "{}"


def test_an_unknown_template_gets_the_nearest() -> None:
    code, output = crackmap("init", "--template", "lead-too-cash")
    assert (code, "did you mean `lead-to-cash`?" in output) == (2, True)
    assert files() == []


def test_a_list_of_the_library_writes_nothing() -> None:
    code, output = crackmap("init", "--list")
    assert code == 0
    assert [name for name in templates() if f"{name}\n" not in output] == []
    assert [title for title, _ in summaries().values() if title not in output] == []
    assert files() == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("process.yaml", "My process"),
        ("renewal-and-expansion.yaml", "Renewal and expansion"),
        ("no.yaml", "No"),
        ("null.yaml", "Null"),
        ("übergabe & co.yaml", "Übergabe & co"),
        ("a: b #c.yaml", "A: b #c"),
        ("---.yaml", "My process"),
        ("引き継ぎ.yaml", "引き継ぎ"),
        ("a\x9b31m\u202eb.yaml", "A\ufffd31m\ufffdb"),
    ],
)
def test_an_empty_process_is_named_after_its_file(file: str, name: str) -> None:
    assert read(beginning(file).encode(), file).name == name


def test_a_folder_that_cannot_be_made_is_reported() -> None:
    Path("taken").write_text("", "utf-8")
    code, output = crackmap("init", "taken/new.yaml")
    assert (code, "taken/new.yaml cannot be written: Not a directory" in output) == (2, True)


@pytest.mark.parametrize("department", ["@ops", "'a'", "*all", "null", "yes", "{x}", "#1", "a:b"])
def test_a_shared_department_is_quoted_where_it_must_be(department: str) -> None:
    quoted = json.dumps(department)
    Path("crackmap.yaml").write_text(f"departments: {{ {quoted}: {{}} }}\n", "utf-8")
    assert crackmap("init", "new.yaml")[0] == 0
    code, output = crackmap("lint", "--no-cache", "new.yaml")
    assert (code, "no cracks" in output) == (0, True), output


def test_a_full_disk_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, output = crackmap("init")
    assert (code, "process.yaml cannot be written: No space left" in output) == (2, True)
    assert files() == []
