"""Where the reports of `crackmap lint` go: several formats, files, standard output."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli.app import app
from crackmap.writers.format import LINT, names_in
from own_run import crackmap
from small_process import CRACKED

FORMATS = names_in(LINT)
CLEAN = CRACKED.replace("owner: marketing", "owner: sales").replace("marketing, ", "")


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "a.yaml").write_text(CRACKED)


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lint", "--no-cache", *arguments])


def written(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name != "a.yaml")


def test_each_format_goes_to_its_file_and_the_exit_code_stays(folder: Path) -> None:
    found = lint("a.yaml", *(f"--output-format={form}={form}.out" for form in FORMATS))
    assert (found.exit_code, found.output) == (1, "")
    assert written(folder) == sorted(f"{form}.out" for form in FORMATS)


def test_formats_may_stand_in_one_list() -> None:
    found = lint("a.yaml", "--output-format", "concise,sarif=cracks.sarif")
    assert found.stdout.startswith("a.yaml:6:15: error undefined-handoff ")
    assert json.loads(Path("cracks.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_standard_output_would(form: str) -> None:
    lint("a.yaml", f"--output-format={form}", "--output-file=report")
    shown = lint("a.yaml", f"--output-format={form}=-").stdout_bytes
    assert Path("report").read_bytes() == shown != b""


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "rdjson"])
def test_json_is_the_same_in_a_file_whatever_a_name_holds(form: str) -> None:
    hostile = CRACKED.replace("owner: sales", 'owner: "a\\u202eb\\x9b\\u2028"')
    Path("a.yaml").write_text(hostile)
    lint("a.yaml", f"--output-format={form}=report")
    shown = lint("a.yaml", f"--output-format={form}").stdout_bytes
    assert Path("report").read_bytes() == shown
    assert re.findall("[\x7f-\x9f\u2028-\u202e]", shown.decode()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_clean_run_writes_a_report_too(form: str) -> None:
    Path("a.yaml").write_text(CLEAN)
    found = lint("a.yaml", f"--output-format={form}=report")
    assert found.exit_code == 0
    assert Path("report").read_text().endswith("\n")


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_be_read_is_in_every_report(form: str) -> None:
    Path("a.yaml").write_text("process: [")
    found = lint("a.yaml", f"--output-format={form}=report")
    assert found.exit_code == 2
    assert "unreadable" in Path("report").read_text()


@pytest.mark.parametrize("form", FORMATS)
def test_a_path_that_is_no_text_is_reported_as_well_as_can_be(form: str) -> None:
    os.rename("a.yaml", b"bad-\xff.yaml")
    lint(".", f"--output-format={form}=report")
    reported = "bad-%FF.yaml" if form == "sarif" else "bad-\ufffd.yaml"
    assert reported in Path("report").read_text("utf-8")


@pytest.mark.parametrize(
    "formats",
    [
        ("json,sarif",),
        ("json=x,sarif=./x",),
        ("json=x", "sarif=below/../x"),
        ("json", "sarif=-"),
        ("json", "json"),
    ],
)
def test_two_formats_do_not_go_to_one_place(folder: Path, formats: tuple[str, ...]) -> None:
    (folder / "below").mkdir()
    found = lint("a.yaml", *(f"--output-format={one}" for one in formats))
    assert found.exit_code == 2
    assert "two formats go to one place" in found.stderr
    assert written(folder) == ["below"]


def test_two_formats_do_not_go_to_one_output_file() -> None:
    assert lint("a.yaml", "--output-format=json,full", "--output-file=x").exit_code == 2


@pytest.mark.parametrize("option", ["--output-format=sarif=", "--output-file="])
def test_a_file_without_a_name_is_no_file(option: str) -> None:
    found = lint("a.yaml", option)
    assert (found.exit_code, found.stdout) == (2, "")
    assert option.split("=")[0] in found.stderr


def test_the_folder_of_a_report_is_made(folder: Path) -> None:
    lint("a.yaml", "--output-format", "sarif=reports/today/cracks.sarif")
    assert (folder / "reports" / "today" / "cracks.sarif").is_file()


def test_a_folder_is_no_file(folder: Path) -> None:
    found = lint("a.yaml", "--output-file", ".")
    assert found.exit_code == 2
    assert ". cannot be written: Is a directory" in found.stderr


@pytest.mark.parametrize("target", ["./a.yaml", "crackmap.yaml", "cracks.yaml", "settings.yaml"])
def test_a_report_is_never_written_over_what_the_run_reads(folder: Path, target: str) -> None:
    Path("settings.yaml").write_text("fail_on: error\n")
    found = lint("a.yaml", "--config=settings.yaml", f"--output-format=json={target}")
    assert found.exit_code == 2
    assert f"{target} is a file of the run" in found.stderr
    assert (Path("a.yaml").read_text(), written(folder)) == (CRACKED, ["settings.yaml"])


def test_github_actions_gets_its_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert lint("a.yaml").stdout.startswith("::error file=a.yaml,line=6,")
    assert lint("a.yaml", "--output-format=full").stdout.startswith("a.yaml:6:15: error ")


def test_commands_for_github_actions_go_into_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lint("a.yaml", "--output-file=report.txt")
    assert Path("report.txt").read_text().startswith("a.yaml:6:15: error ")


def test_a_report_that_cannot_be_written_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("report").write_text("of yesterday")

    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    found = lint("a.yaml", "--output-file=report")
    assert found.exit_code == 2
    assert "report cannot be written: No space left on device" in found.stderr
    assert (Path("report").read_text(), written(folder)) == ("of yesterday", ["report"])


@pytest.mark.parametrize(
    "words",
    [
        ("map", "--format", "svg"),
        ("report", "--for", "executive", "--format", "md"),
        ("lint", "--output-format", "json"),
        ("analyze", "--output-format", "json"),
    ],
)
def test_what_is_read_is_not_written_over(words: tuple[str, ...], folder: Path) -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("same.md").symlink_to("p.yaml")
    for target in ("p.yaml", "same.md"):
        run = crackmap(*words, "p.yaml", "-o", target)
        assert (run.returncode, run.stderr.count("is a file of the run")) == (2, 1)
    assert Path("p.yaml").read_text() == CRACKED
