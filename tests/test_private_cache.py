"""The cache is for the user alone: nothing that others wrote is read, or taken away."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crackmap.check import private
from crackmap.check.cache import Cache, Result
from crackmap.check.private import NotPrivate
from crackmap.cli.app import app
from crackmap.source.writing import DAY
from kept import kept_entry
from own_run import crackmap
from small_process import CRACKED

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and owners of POSIX"),
]


def forged(entry: Path) -> None:
    """Say "no cracks" in an entry, as somebody can who knows all but the key."""
    seal, _, data = entry.read_bytes().partition(b"\n")
    result = Result(*json.loads(data))
    assert result.findings
    entry.write_bytes(seal + b"\n" + json.dumps(result._replace(findings=())).encode())


def test_a_forged_entry_says_nothing() -> None:
    Path("p.yaml").write_text(CRACKED)
    first = crackmap("lint", "p.yaml", "--cache-dir", "kept")
    (entry,) = Path("kept").glob("*/*.json")
    forged(entry)
    assert crackmap("lint", "p.yaml", "--cache-dir", "kept").stdout == first.stdout


def test_what_was_kept_with_another_key_says_nothing() -> None:
    Path("p.yaml").write_text(CRACKED)
    first = crackmap("lint", "p.yaml", "--cache-dir", "kept")
    (entry,) = Path("kept").glob("*/*.json")
    before = entry.read_bytes()
    (private.cache_folder() / "key").unlink()
    assert crackmap("lint", "p.yaml", "--cache-dir", "kept").stdout == first.stdout
    assert entry.read_bytes() != before


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_cache_that_others_could_have_written_is_not_read(mode: int) -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("kept").mkdir()
    Path("kept").chmod(mode)
    done = crackmap("lint", "p.yaml", "--cache-dir", "kept")
    assert "kept can be written by others" in done.stderr
    assert os.listdir("kept") == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_a_cache_of_another_user_is_not_read() -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("kept").mkdir(mode=0o700)
    os.chown("kept", 12345, 12345)
    assert "kept belongs to another user" in crackmap("lint", "p.yaml", "--cache-dir=kept").stderr


def test_a_user_without_a_home_has_no_cache_and_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import platformdirs

    def nowhere(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_cache_path", nowhere)
    Path("p.yaml").write_text(CRACKED)
    found = CliRunner().invoke(app, ["lint", "p.yaml"])
    assert (found.exit_code, found.stderr) == (1, "")
    named = CliRunner().invoke(app, ["lint", "p.yaml", "--cache-dir", "kept"])
    assert "nothing is kept for the next run: this user has no home folder" in named.stderr


@pytest.mark.parametrize("name", ["p.yaml", ""])
def test_what_is_no_folder_for_a_cache_is_reported(name: str) -> None:
    Path("p.yaml").write_text(CRACKED)
    done = crackmap("lint", "p.yaml", "--cache-dir", name)
    assert done.returncode == (1 if name else 2)
    assert "name another folder by --cache-dir" in done.stderr or "or name one" in done.stderr
    assert os.listdir() == ["p.yaml"]


def test_what_is_not_ours_is_never_taken_away() -> None:
    Path("p.yaml").write_text(CRACKED)
    other = Path("kept") / ("0123456789abcdef" * 2)
    other.mkdir(parents=True, mode=0o700)
    Path("kept").chmod(0o700)
    (other / ".gitignore").write_text("mine")
    crackmap("lint", "p.yaml", "--cache-dir", "kept")
    assert (other / ".gitignore").read_text() == "mine"


def test_an_entry_is_for_the_user_alone_whatever_was_there() -> None:
    Path("p.yaml").write_text(CRACKED)
    crackmap("lint", "p.yaml", "--cache-dir", "kept")
    (entry,) = Path("kept").glob("*/*.json")
    entry.write_text("committed")
    entry.chmod(0o666)
    crackmap("lint", "p.yaml", "--cache-dir", "kept")
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def test_git_leaves_a_cache_in_the_tree_alone() -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("kept").mkdir(mode=0o700)
    subprocess.run(["git", "init", "-q"], check=True)
    crackmap("lint", "p.yaml", "--cache-dir", "kept")
    status = ["git", "status", "--short", "--untracked-files=all"]
    reported = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert reported == "?? p.yaml\n"


def test_the_cache_and_its_key_are_for_the_user_alone() -> None:
    Path("p.yaml").write_text(CRACKED)
    crackmap("lint", "p.yaml")
    root = private.cache_folder()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}
    assert set(modes.values()) == {0o700, 0o600}
    assert (modes[root.name], modes["key"]) == (0o700, 0o600)


def test_a_key_that_others_can_read_is_not_used() -> None:
    private.key()
    (private.cache_folder() / "key").chmod(0o640)
    with pytest.raises(NotPrivate, match="can be read by others"):
        Cache("kept", b"run")


def test_two_projects_have_a_folder_each(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        monkeypatch.chdir(folder / name)
        Path("p.yaml").write_text(CRACKED)
        crackmap("lint", "p.yaml")
    assert len(list(private.cache_folder().glob("*/*.json"))) == 2


def test_what_was_not_used_for_a_month_is_taken_away() -> None:
    Path("p.yaml").write_text(CRACKED)
    crackmap("lint", "p.yaml")
    root = private.cache_folder()
    used = kept_entry()
    old, left = (root / ("0" * 32) / name for name in (used.name, ".crackmap-new-abcd1234.tmp"))
    old.parent.mkdir(mode=0o700)
    for path, days in ((old, 31), (left, 2), (used, 29)):
        path.touch()
        when = path.stat().st_mtime - days * DAY
        os.utime(path, (when, when))
    crackmap("lint", "p.yaml")  # of the same day: nothing is looked for
    assert old.exists()
    (root / left.name).touch()
    os.utime(root / left.name, (0, 0))
    os.utime(used.parent / "swept", (0, 0))
    Path("q.yaml").write_text(CRACKED)
    crackmap("lint", "q.yaml")
    assert not old.parent.exists()
    assert not (root / left.name).exists()
    assert len(list(root.glob("*/*.json"))) == 2


def test_what_is_used_stays() -> None:
    Path("p.yaml").write_text(CRACKED)
    crackmap("lint", "p.yaml")
    entry = kept_entry()
    os.utime(entry, (0, 0))
    crackmap("lint", "p.yaml")
    assert entry.stat().st_mtime > 0
