"""What is kept of a run is used only where a fresh run would find the same."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import own_run
from crackmap.check import cache as cache_module
from crackmap.check import run, workers
from crackmap.check.cache import Cache, Result, run_key
from crackmap.check.private import NotPrivate
from crackmap.source.files import Input
from small_process import CRACKED

ONE = Input("a.yaml", CRACKED.encode())


pytestmark = pytest.mark.usefixtures("folder")


def results(
    *paths: str, today: str = "2026-06-01", cache: bool = True, **more: str
) -> list[Result]:
    choice = run.RunOptions(paths, today=today, select=tuple(filter(None, [more.get("select")])))
    begun = run.begin(choice)
    try:
        kept = begun.cache("kept") if cache else None
    except NotPrivate:
        kept = None
    return begun.results(kept)


def kept(one: Input, key: bytes = b"key") -> Result | None:
    return Cache("kept", key).find(one)


@pytest.fixture
def result() -> Result:
    """The result of a check, which is now kept under the key `key`."""
    Path("a.yaml").write_text(CRACKED)
    (found,) = results("a.yaml", cache=False)
    assert found.findings
    Cache("kept", b"key").keep(ONE, found)
    return found


def test_what_is_kept_is_what_was_found(result: Result) -> None:
    assert kept(ONE) == result


@pytest.mark.parametrize(
    "other",
    [
        Input("b.yaml", ONE.data),
        Input("a.yaml", ONE.data + b"\n"),
        Input("a.yaml", ONE.data, failure="the file may not be read"),
    ],
    ids=["path", "content", "failure"],
)
def test_of_another_file_nothing_is_kept(result: Result, other: Input) -> None:
    assert kept(other) is None


def test_of_another_run_nothing_is_kept(result: Result) -> None:
    assert kept(ONE, b"other") is None


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _nothing(data: bytes) -> bytes:
    return b""


def _another_word(data: bytes) -> bytes:
    assert b"marketing" in data
    return data.replace(b"marketing", b"marketinG")


def _no_text(data: bytes) -> bytes:
    return b"\xff\xfe" + data


def _a_list(data: bytes) -> bytes:
    return b"[]\n[]"


@pytest.mark.parametrize("spoil", [_cut, _nothing, _another_word, _no_text, _a_list])
def test_what_is_corrupt_is_as_if_it_were_not_there(
    result: Result, folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    (entry,) = (folder / "kept").glob("*/*.json")
    entry.write_bytes(spoil(entry.read_bytes()))
    assert kept(ONE) is None
    Cache("kept", b"key").keep(ONE, result)
    assert kept(ONE) == result


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(folder: Path) -> None:
    Path("a.yaml").write_text(CRACKED)
    (folder / "kept").mkdir(mode=0o500)
    assert results("a.yaml") == results("a.yaml", cache=False)


def test_a_file_in_the_place_of_the_folder_is_no_reason_to_fail(folder: Path) -> None:
    Path("a.yaml").write_text(CRACKED)
    (folder / "kept").write_text("a file")
    assert results("a.yaml") == results("a.yaml", cache=False)


def test_the_folder_says_that_it_is_a_cache_and_git_leaves_it_alone(result: Result) -> None:
    assert Path("kept/CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f0688")
    assert Path("kept/.gitignore").read_text() == "*\n"


def test_another_version_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = run_key("choice", [])
    assert run_key("choice", []) == before
    monkeypatch.setattr(cache_module, "__version__", "99.0")
    assert run_key("choice", []) != before


def test_paths_from_another_folder_are_other_paths(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run_key("choice", [])
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert run_key("choice", []) != before


def rules_of(found: list[Result]) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for result in found for one in result.findings]


def test_other_settings_are_another_run() -> None:
    Path("a.yaml").write_text(CRACKED)
    assert ("undefined-handoff", "error") in rules_of(results("a.yaml"))
    Path("crackmap.yaml").write_text("rules: { undefined-handoff: warning }\n")
    assert ("undefined-handoff", "warning") in rules_of(results("a.yaml"))
    Path("crackmap.yaml").unlink()
    assert ("undefined-handoff", "error") in rules_of(results("a.yaml"))


def test_other_rules_are_another_run() -> None:
    Path("a.yaml").write_text(CRACKED)
    assert rules_of(results("a.yaml"))
    assert rules_of(results("a.yaml", select="unowned-step")) == []


def test_another_day_is_another_run() -> None:
    Path("a.yaml").write_text(CRACKED + "reviewed: 2026-05-01\n")
    assert ("stale-map", "note") not in rules_of(results("a.yaml"))
    assert ("stale-map", "note") in rules_of(results("a.yaml", today="2027-06-01"))


@pytest.mark.parametrize(
    "written",
    [
        "next: other/kickoff",
        "next: 'other/kickoff'",
        "next: [other/kickoff]",
        "next:\n          other/kickoff",
        "next: >-\n          other/kickoff",
        "next:\n          - other/kickoff",
        "next:\n          - other/kickoff  # note: the kickoff",
        "next:\n          - ? to\n            : other/kickoff",
        "next:\n          - to: other/kickoff  # there",
        "next:\n          - to:\n              other/kickoff",
        "next: [{ when: '# 1', to: other/kickoff }]",
        'next: [{ "to": other/kickoff }]',
        "next: [\n          other/kickoff\n        ]",
        "next: &where other/kickoff",
        "description: &where other/kickoff\n        next: *where",
        'next: "other\\x2Fkickoff"',
        'next: "other\\u002fkickoff"',
        "next: { to:\n          other/kickoff, when: it fits }",
        "next:\n          ? to\n          : other/kickoff",
        "next:\n          to:\n            - says: other/kickoff",
    ],
)
def test_the_other_end_of_a_flow_is_looked_at_when_it_changes(written: str) -> None:
    Path("a.yaml").write_text(CRACKED.replace("outcome: won", written))
    other = CRACKED.replace("Leads", "Other").replace("Score the lead", "Kickoff")
    Path("b.yaml").write_text(other)
    assert "unknown-process" not in dict(rules_of(results("a.yaml", "b.yaml")))
    Path("b.yaml").write_text(other.replace("Kickoff", "Begin"))
    assert results("a.yaml", "b.yaml") == results("a.yaml", "b.yaml", cache=False)
    assert "unknown-process" in dict(rules_of(results("a.yaml", "b.yaml")))


@pytest.mark.parametrize("size", [0, 320_000])
def test_files_that_lead_into_each_other_are_checked_together(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    flow = "next:\n          - onboarding/plan-the-launch  # note: the kickoff"
    filling = "# filling\n" * (size // 10)
    Path("a.yaml").write_text(CRACKED.replace("outcome: won", flow) + filling)
    Path("b.yaml").write_text(CRACKED.replace("Leads", "Onboarding") + filling)
    for _ in range(2):
        assert ("unknown-process", "error") in rules_of(results("a.yaml", "b.yaml"))
    assert ("unknown-process", "error") not in rules_of(results("a.yaml"))
    assert ("unknown-process", "error") in rules_of(results("a.yaml", "b.yaml"))


def test_two_runs_at_once_find_what_one_finds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        text = CRACKED.replace("Leads", f"Leads {number}")
        (folder / f"p{number:02}.yaml").write_text(text)
    monkeypatch.setenv("CRACKMAP_CACHE_DIR", "kept")
    outputs = [
        one.stdout for one in own_run.at_once(*[("lint", ".", "--output-format", "json")] * 3)
    ]
    assert len(json.loads(outputs[0])["processes"]) == 20
    assert outputs.count(outputs[0]) == 3
    assert len(list((folder / "kept").glob("*/*.json"))) == 20
    assert not list((folder / "kept").glob(".crackmap-*"))
