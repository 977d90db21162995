"""The diff that shows what fixes would change."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from crackmap.check.fixing import Fixed
from crackmap.check.saving import diff
from crackmap.source.files import Input
from fixed import PATH, report


def test_a_diff_shows_what_would_change() -> None:
    before, after = Input(PATH, b"a\nb\nc\n"), Input(PATH, b"a\nB\nc\n")
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown == f"--- a/{PATH}\n+++ b/{PATH}\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def test_a_diff_tells_where_the_last_line_has_no_end() -> None:
    before, after = Input(PATH, b"a"), Input(PATH, b"b")
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown.count("\\ No newline at end of file\n") == 2


def test_a_diff_knows_only_the_line_ends_of_files() -> None:
    before, after = Input(PATH, "a\u2028b\n".encode()), Input(PATH, "a\u2028c\n".encode())
    shown = diff(Fixed((before,), (after,), (), report((), [before])).changed())
    assert shown.splitlines(keepends=False)[2].startswith("@@ -1 +1 @@")


AWKWARD = {
    "plain.yaml": b"a: 1\nb: 2\n",
    "two words.yaml": b"a: 1\nb: 2\n",
    'a "quoted" name.yaml': b"a: 1\nb: 2\n",
    "\u96fb\u8a71.yaml": b"a: 1\nb: 2\n",
    "below/it.yaml": b"a: 1\r\nb: 2\r\n",
    "mark.yaml": b"\xef\xbb\xbfa: 1\nb: 2\n",
    "no end.yaml": b"a: 1\nb: 2",
    "old mac.yaml": b"a: 1\rb: 2\r",
    "separators.yaml": "a: \u2028\u0085\nb: 2\n".encode(),
}


@pytest.mark.parametrize("tool", [["git", "apply"], ["patch", "-p1", "--binary", "--quiet"]])
def test_other_programs_apply_the_diff(
    tool: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which(tool[0]):
        pytest.skip(f"there is no {tool[0]}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    before, after = [], []
    for name, data in AWKWARD.items():
        Path(name).write_bytes(data)
        before.append(Input(name, data))
        after.append(Input(name, data.replace(b"b: 2", b"b: 3\nc: 4")))
    shown = diff(Fixed(tuple(before), tuple(after), (), report((), before)).changed())
    subprocess.run(tool, input=shown.encode(), check=True, capture_output=True)
    assert {name: Path(name).read_bytes() for name in AWKWARD} == {
        one.path: one.data for one in after
    }


@pytest.mark.parametrize("given", ["./it.yaml", "link.yaml", "/it.yaml"])
def test_a_diff_names_the_file_that_would_be_written(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("it.yaml").write_bytes(b"a\n")
    Path("link.yaml").symlink_to("it.yaml")
    path = f"{tmp_path}{given}" if given.startswith("/") else given
    shown = diff(
        Fixed((Input(path, b"a\n"),), (Input(path, b"b\n"),), (), report((), ())).changed()
    )
    assert shown.splitlines()[:2] == ["--- a/it.yaml", "+++ b/it.yaml"]


def test_without_a_change_there_is_no_diff() -> None:
    one = Input(PATH, b"a")
    assert diff(Fixed((one,), (one,), (), report((), [one])).changed()) == ""
