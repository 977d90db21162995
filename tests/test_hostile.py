"""Hostile files and settings: always findings and an exit code, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile_process import lint, process, steers
from in_process import crackmap

pytestmark = pytest.mark.usefixtures("folder")


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
def test_a_file_that_is_no_process_is_reported(data: str | bytes) -> None:
    found = lint(data)
    assert found.exit_code == 2
    assert "error unreadable" in found.stdout
    assert not steers(found.output)


def test_a_bomb_of_aliases_is_reported() -> None:
    lines = ["process: P", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "aliases repeat" in lint("\n".join(lines)).stdout


def test_a_bomb_of_long_texts_is_reported() -> None:
    text = f"process: P\ndescription: &x {'x' * 1_000_000}\ngood_outcomes: [{'*x, ' * 99}]\n"
    assert "aliases repeat" in lint(text).stdout


def test_a_line_of_megabytes_is_read_and_cut() -> None:
    found = lint("process: P\nfoo: " + "x" * 3_000_000, "full")
    assert "has no key `foo`" in found.stdout
    assert len(found.stdout) < 2000


@pytest.mark.parametrize(("levels", "code"), [(63, 0), (64, 2), (3000, 2)])
def test_departments_may_be_stacked_64_high(levels: int, code: int) -> None:
    chain = "".join(f"  d{n}: {{ part_of: d{n - 1} }}\n" for n in range(1, levels + 1))
    step = f"stages: [{{ name: S, steps: [{{ name: A step, owner: d{levels}, outcome: won }}] }}]\n"
    found = lint(f"process: P\ndepartments:\n  d0:\n{chain}{step}")
    assert found.exit_code == code
    assert ("`d64` is on level 65" in found.output) == (code == 2)


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
        "sources: [[a]]",
        "[]",
        "\0",
    ],
    ids=range(15),
)
def test_settings_that_cannot_be_read_are_reported(settings: str) -> None:
    Path("p.yaml").write_text(process(name="x"))
    Path("crackmap.yaml").write_text(settings)
    found = crackmap("lint", "p.yaml")
    assert found.exit_code == 2
    assert found.stderr.startswith("crackmap.yaml:1:")


def test_settings_that_are_a_folder_are_reported() -> None:
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


def test_a_day_that_is_none_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRACKMAP_TODAY", "2026-W01-1")
    Path("p.yaml").write_text(process(name="x"))
    found = crackmap("lint", "p.yaml")
    assert found.exit_code == 2
    assert "CRACKMAP_TODAY" in found.stderr


def test_rules_that_cannot_be_listed_are_no_clean_bill(monkeypatch: pytest.MonkeyPatch) -> None:
    import pkgutil

    from crackmap.rules import registry

    for kept in (registry.all_rules, registry.known_names, registry.rule_modules):
        kept.cache_clear()
    monkeypatch.setattr(pkgutil, "iter_modules", lambda *_: iter(()))
    try:
        for arguments in (["lint", "p.yaml"], ["rules"], ["explain", "dead-end"]):
            Path("p.yaml").write_text(process(name="x"))
            result = crackmap(*arguments)
            assert isinstance(result.exception, registry.NoRules) or result.exit_code == 2
    finally:
        for kept in (registry.all_rules, registry.known_names, registry.rule_modules):
            kept.cache_clear()
