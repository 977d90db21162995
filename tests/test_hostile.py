"""Hostile files, paths and streams: always findings and an exit code, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import pytest
from typer.testing import CliRunner, Result

import own_run
from crackmap.cli import output
from crackmap.cli.app import app
from crackmap.source.characters import printable
from crackmap.writers.format import LINT, names_in
from small_process import CLEAN, CRACKED

STEERING = "\\e[31mX\\e]8;;http://x\\a\\u202e\\u2066\\x9b31m\\x7f\\u2028\\uFEFF"
BAD_PATH = "x\x1b[31m\x9b31m\u202e\u2028\x7f.yaml"
FORMATS = names_in(LINT)


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


def shell(redirection: str) -> tuple[int, str]:
    """The exit code and standard error of a run in a shell, with a `redirection`."""
    command = f'"{sys.executable}" -m crackmap lint --no-cache - {redirection}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, input="process: [")
    return done.returncode, done.stderr


def test_a_closed_standard_input_is_no_traceback() -> None:
    assert shell("<&-") == (2, "")


def test_a_closed_standard_output_is_reported() -> None:
    assert shell(">&-") == (2, "crackmap: standard output is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_reported() -> None:
    assert shell(">/dev/full") == (
        2,
        "crackmap: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
@pytest.mark.parametrize(
    "arguments",
    [
        "lint cracked.yaml --write-baseline",
        "lint no.yaml --nope",
        "map cracked.yaml -o x.svg",
        "lint x/",
    ],
)
def test_words_that_cannot_be_written_are_no_crack(arguments: str) -> None:
    Path("cracked.yaml").write_text(CRACKED)
    code = f'"{sys.executable}" -m crackmap {arguments}'
    for redirection in ("2>/dev/full", ">/dev/full 2>&1"):
        done = subprocess.run(["sh", "-c", f"{code} {redirection}"], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (2, "")


def test_a_reader_of_words_that_went_away_is_no_crack() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    for arguments in (["lint", "no-such-file.yaml", "--nope"], ["init", "new.yaml"]):
        command = [sys.executable, "-m", "crackmap", *arguments]
        assert subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL).returncode == 2
    os.close(theirs)


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
    run_alone(f"from crackmap.rules.comments import _COMMENT; list(_COMMENT.finditer({line}))")


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
    run_alone(f"from crackmap.check.workers import _SEEMS_TO_LEAD_OUT as s; s.search({line})")


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


def test_a_map_without_standard_output_is_reported() -> None:
    Path("p.yaml").write_text(CRACKED)
    code = f'"{sys.executable}" -m crackmap map p.yaml'
    done = subprocess.run(["sh", "-c", f"{code} >&-"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "crackmap: standard output is closed\n")


def test_a_pattern_of_many_parts_is_reported_or_walked_at_once() -> None:
    Path("d/" * 60).mkdir(parents=True)
    Path("a.yaml").write_text(CLEAN)
    for pattern, found in (("**/" * 3000 + "*.yaml", True), ("**/d/" * 2000 + "*.yaml", False)):
        Path("crackmap.yaml").write_text(f"processes: ['{pattern}']\n")
        result = crackmap("lint", "--no-cache")
        assert ("no cracks" in result.stdout) == found
        assert found or "more parts than folders may lie in each other" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no such device here")
@pytest.mark.parametrize("target", ["/dev/stdout", "concise=/dev/stdout"])
def test_a_pipe_may_be_named_as_a_file(target: str) -> None:
    Path("p.yaml").write_text(CRACKED)
    option = "--output-format" if "=" in target else "-o"
    command = [sys.executable, "-m", "crackmap", "lint", "p.yaml", option, target]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "undefined-handoff" in done.stdout) == (1, True), done.stderr


def test_a_stream_that_takes_little_at_a_time_gets_all() -> None:
    class Slow(io.RawIOBase):
        taken = b""

        def write(self, data: Any) -> int:
            part = bytes(data)[:7]
            self.taken += part
            return len(part)

    slow = Slow()
    output._write_all(cast(IO[bytes], slow), b"0123456789" * 10)
    assert slow.taken == b"0123456789" * 10


def run_alone(code: str) -> None:
    """Run something that took hours once, in a process that can be ended."""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


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
