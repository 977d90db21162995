"""The repository may be a stranger's: git starts nothing that it names, and fetches nothing."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crackmap.history import git_files
from crackmap.source import git, programs
from crackmap.source.files import NoInput
from crackmap.source.last_changes import last_changes
from own_run import crackmap
from small_process import CRACKED

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="hooks are scripts of a shell here"),
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git"),
]
SOON = CRACKED.replace("Score", "Weigh")
ORIGIN = """
[remote "origin"]
    url = {url}
    fetch = +refs/heads/*:refs/remotes/origin/*
    promisor = true
    partialclonefilter = blob:none
    {more}
"""


def run_git(*words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that leaves a mark, `ran` beside it, when it is started."""
    program = tmp_path_factory.mktemp("trap") / "trap"
    program.write_text(f"#!/bin/sh\ntouch {program.parent}/ran\nexit 1\n")
    program.chmod(0o755)
    return program


def is_sprung(trap: Path) -> bool:
    return (trap.parent / "ran").exists()


@pytest.fixture
def repository(folder: Path) -> Path:
    """Two commits of one process; the first text of it is missing, as in a partial clone."""
    run_git("init", "-q", "--initial-branch", "work")
    for text in (CRACKED, SOON):
        Path("p.yaml").write_text(text)
        run_git("add", "-A")
        run_git("commit", "-qm", "one")
    return folder


def lose(what: str) -> None:
    """Take an object out of the repository."""
    name = run_git("rev-parse", what)
    Path(".git/objects", name[:2], name[2:]).unlink()


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("ssh://git@example.com/x", ""),
        ("{folder}", "uploadpack = {trap}"),
        ("file://{folder}", "uploadpack = {trap}"),
        ("ext::{trap}", ""),
        ("https://example.com/x", "proxy = http://127.0.0.1:1"),
    ],
)
@pytest.mark.parametrize("dangling", ["HEAD~1:p.yaml", "HEAD~1^{tree}", "HEAD~1^{commit}"])
def test_a_missing_object_is_reported_and_not_fetched(
    url: str, more: str, dangling: str, repository: Path, trap: Path
) -> None:
    old = run_git("rev-parse", "HEAD~1")
    lose(dangling)
    with open(".git/config", "a") as config:
        words = ORIGIN.format(url=url, more=more).format(folder=repository, trap=trap)
        config.write(words)
        config.write(f"[core]\n sshCommand = {trap}\n askPass = {trap}\n")
        config.write(f" fsmonitor = {trap}\n gitProxy = {trap}\n")
        config.write(f"[credential]\n helper = {trap}\n[extensions]\n partialClone = origin\n")
        config.write('[protocol]\n allow = always\n[protocol "ext"]\n allow = always\n')
    done = crackmap("diff", old, "HEAD")
    assert not is_sprung(trap)
    assert done.returncode == 2
    assert "this clone does not have" in done.stderr
    assert "git fetch --refetch" in done.stderr
    assert "mistake" not in done.stderr


@pytest.mark.parametrize("dangling", ["HEAD~1:p.yaml", "HEAD~1^{tree}"])
def test_what_a_damaged_repository_lacks_is_reported(dangling: str, repository: Path) -> None:
    lose(dangling)
    done = crackmap("diff", "HEAD~1", "HEAD")
    assert done.returncode == 2
    assert "this clone does not have" in done.stderr


def test_the_file_that_is_missing_is_named(repository: Path) -> None:
    lose("HEAD~1:p.yaml")
    assert "this clone does not have p.yaml of " in crackmap("diff", "HEAD~1", "HEAD").stderr


def test_of_two_files_git_is_asked_nothing(
    repository: Path, trap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("old.yaml").write_text(CRACKED)
    trap.rename(trap.with_name("git"))
    monkeypatch.setenv("PATH", f"{trap.parent}{os.pathsep}{os.environ['PATH']}")
    assert crackmap("diff", "old.yaml", "p.yaml").returncode == 0
    assert not is_sprung(trap)


@pytest.mark.parametrize("folder_on_path", ["", ".", "bin", "here"])
@pytest.mark.parametrize("name", ["git", "dot"])
def test_a_program_of_the_folder_is_never_started(
    folder_on_path: str, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (".", "bin"):
        Path(place).mkdir(exist_ok=True)
        Path(place, name).write_text("#!/bin/sh\n")
        Path(place, name).chmod(0o755)
    on_path = str(folder) if folder_on_path == "here" else folder_on_path
    monkeypatch.setenv("PATH", on_path)
    assert programs.program(name) is None


def test_a_program_on_the_path_is_found(trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f".{os.pathsep}{trap.parent}")
    assert programs.program("trap") == str(trap)


def test_a_hook_is_not_run(repository: Path, trap: Path) -> None:
    shutil.rmtree(".git/hooks", ignore_errors=True)
    Path(".git/hooks").mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        shutil.copy(trap, f".git/hooks/{name}")
    crackmap("diff", "HEAD~1", "HEAD")
    git.ask("update-ref", "refs/heads/other", "HEAD")  # the only one that would run a hook
    assert not is_sprung(trap)


def rewrite_head(old: str, new: str) -> None:
    """Write the last commit anew, as somebody may who makes a repository by hand."""
    commit = run_git("cat-file", "commit", "HEAD")
    changed = re.sub(old, new, commit, flags=re.MULTILINE)
    assert changed != commit
    command = ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"]
    text = f"{changed}\n".encode()
    done = subprocess.run(command, input=text, check=True, capture_output=True)
    run_git("update-ref", "HEAD", done.stdout.decode().strip())


def test_no_signature_is_verified(repository: Path, trap: Path) -> None:
    crackmap("track")
    run_git("add", "-A")
    run_git("commit", "-qm", "two")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n a\n -----END PGP SIGNATURE-----"
    rewrite_head("^(committer .*)$", rf"\1\n{signature}")
    run_git("config", "log.showSignature", "true")
    run_git("config", "gpg.program", str(trap))
    Path("p.yaml").write_text(SOON.replace("Weigh", "Judge"))
    for words in (("track",), ("track", "--since", "2w")):
        assert crackmap(*words).returncode == 0
    assert git.ask("log", "-1", "--format=%h", "--", "cracks.yaml").returncode == 0
    assert not is_sprung(trap)


def test_a_commit_of_no_day_in_the_calendar_counts_for_the_last_one(repository: Path) -> None:
    crackmap("track")
    run_git("add", "-A")
    run_git("commit", "-qm", "two")
    rewrite_head(r" \d+ (\+\d+)$", r" 253402300800000 \1")
    assert crackmap("track", "--since", "2w").returncode == 0
    known = Path("cracks.yaml").read_text()
    first, *_ = last_changes("cracks.yaml", known) or ()
    assert first.day == datetime.date(9999, 12, 31)


def test_a_file_of_a_revision_has_a_limit_too(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_files, "MAX_BYTES", 10)
    (found,) = git_files.snapshot_of("HEAD").inputs
    assert (found.path, found.data) == ("p.yaml", b"")
    assert found.failure.startswith("the file is larger than")


def test_a_git_that_does_not_end_is_waited_for_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    def run(*words: object, **_: object) -> None:
        waited.append(words)
        raise subprocess.TimeoutExpired("git", 120)

    monkeypatch.setattr(subprocess, "run", run)
    for _ in range(3):
        with pytest.raises(git.NoAnswer, match="git log did not end in 120 seconds"):
            git.ask("log")
    assert len(waited) == 1


@pytest.mark.parametrize("name", ["MOST_FILES", "MOST_BYTES", "MOST_LISTED"])
def test_a_commit_of_too_many_files_is_refused(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = run_git("rev-parse", "HEAD:p.yaml")
    for number in range(5):
        run_git("update-index", "--add", "--cacheinfo", f"100644,{blob},{number}/p.yaml")
    run_git("commit", "-qm", "more")
    assert len(git_files.snapshot_of("HEAD").inputs) == 6
    few = {"MOST_FILES": 5, "MOST_BYTES": 5 * len(SOON), "MOST_LISTED": 100}[name]
    monkeypatch.setattr(git if name == "MOST_LISTED" else git_files, name, few)
    with pytest.raises(NoInput, match="the commit"):
        git_files.snapshot_of("HEAD")
    assert git_files.snapshot_of("HEAD~1").inputs


def test_a_register_of_a_revision_that_is_too_large_counts_as_none(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("cracks.yaml").write_text("cracks: []\n")
    run_git("add", "-A")
    run_git("commit", "-qm", "two")
    assert git.content("HEAD:./cracks.yaml") == b"cracks: []\n"
    monkeypatch.setattr(git, "MAX_BYTES", 10)
    assert git.content("HEAD:./cracks.yaml") is None


@pytest.mark.parametrize("word", ["HEAD~1", "HEAD", "main", "main...", "origin/main", "v1"])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_committed_stands_in_for_no_revision(
    word: str, kind: str, repository: Path
) -> None:
    for name in ("refs/heads/main", "refs/remotes/origin/main", "refs/tags/v1"):
        run_git("update-ref", name, "HEAD~1")
    if kind == "file":
        Path(word).parent.mkdir(exist_ok=True)
        Path(word).write_text(SOON)
    else:
        Path(word).mkdir(parents=True)
        Path(word, "p.yaml").write_text(SOON)
    done = crackmap("diff", word, "p.yaml")
    assert done.returncode == 2
    assert f"`{word}` is a path here, and a revision of git too" in done.stderr
    assert f"write ./{word} for the path" in done.stderr
    assert crackmap("diff", f"./{word}", "p.yaml").returncode in (0, 1, 2)


def test_the_other_way_to_write_a_revision_works(repository: Path) -> None:
    run_git("update-ref", "refs/heads/main", "HEAD~1")
    Path("main...").mkdir()
    reported = crackmap("diff", "main...", "p.yaml").stderr
    assert "refs/heads/main... for the revision" in reported
    assert "name: Score the lead → Weigh the lead" in (
        crackmap("diff", "refs/heads/main...", "p.yaml").stdout
    )


def test_in_a_bare_clone_head_is_a_revision(repository: Path) -> None:
    run_git("clone", "-q", "--bare", ".", "../bare.git")
    os.chdir("../bare.git")
    assert "Weigh the lead" in crackmap("diff", "HEAD~1", "HEAD").stdout


def test_the_name_of_a_file_is_no_pattern_of_git(repository: Path) -> None:
    Path(":(top)p.yaml").write_text(SOON)
    assert "added" in crackmap("diff", "HEAD", ":(top)p.yaml").stdout
