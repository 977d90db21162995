"""`crackmap diff` of revisions: what is compared with what, and read as it was."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crackmap.cli.app import app
from crackmap.history.git_files import snapshot_of
from crackmap.source.files import NoInput
from two_states import CRACKED, PROCESS


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose branch `work` left `main`; main went on since."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("CRACKMAP_TODAY", "2026-06-01")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    Path("sales").mkdir()
    commit("sales/leads.yaml", PROCESS)
    git("checkout", "-q", "-b", "work")
    git("checkout", "-q", "main")
    commit("sales/leads.yaml", CRACKED)
    git("checkout", "-q", "work")
    return tmp_path


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit(path: str, text: str) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(text)
    git("add", "-A")
    git("commit", "-q", "-m", "change")


def crackmap_diff(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


def paths_of(where: str, *paths: str) -> list[str]:
    return [one.path for one in snapshot_of(where, paths).inputs]


def test_a_revision_alone_is_compared_with_the_files_here(repository: Path) -> None:
    found = crackmap_diff("main")
    assert found.exit_code == 0
    assert "closed · error unowned-step" in found.stdout


def test_a_crack_that_was_opened_since_fails(repository: Path) -> None:
    (repository / "sales/leads.yaml").write_text(CRACKED)
    assert crackmap_diff("HEAD").exit_code == 1
    assert crackmap_diff("HEAD", ".").exit_code == 1
    assert crackmap_diff("HEAD", "sales").exit_code == 1


def test_three_dots_mean_where_the_branch_left(repository: Path) -> None:
    assert crackmap_diff("main...").stdout == "nothing changed\n"


def test_the_commit_before_is_a_revision(repository: Path) -> None:
    commit("sales/leads.yaml", CRACKED)
    found = crackmap_diff("HEAD~1")
    assert found.exit_code == 1
    assert "opened · error unowned-step" in found.stdout


def test_two_revisions_are_compared(repository: Path) -> None:
    assert "opened · error unowned-step" in crackmap_diff("work", "main").stdout


def test_fail_on_says_which_cracks_fail(repository: Path) -> None:
    late = PROCESS.replace("    escalation: finance\n", "")
    (repository / "sales/leads.yaml").write_text(late)
    assert crackmap_diff("HEAD").exit_code == 0
    assert crackmap_diff("HEAD", "--fail-on", "warning").exit_code == 1


def test_from_a_folder_below_only_that_folder_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("other/more.yaml", PROCESS.replace("id: lead-to-cash", "id: other"))
    monkeypatch.chdir(repository / "sales")
    assert paths_of("HEAD", ".") == ["leads.yaml"]
    assert paths_of("HEAD", "../other") == ["../other/more.yaml"]
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"


@pytest.mark.parametrize("path", ["sales", "sales/", "./sales", "sales/leads.yaml"])
def test_a_path_says_what_is_read_of_a_revision(repository: Path, path: str) -> None:
    commit("other/more.yaml", PROCESS)
    assert paths_of("HEAD", path) == ["sales/leads.yaml"]


def test_an_absolute_path_says_what_is_read_of_a_revision(repository: Path) -> None:
    assert paths_of("HEAD", str(repository / "sales")) == ["sales/leads.yaml"]


def test_of_a_revision_the_same_is_read_as_of_a_folder(repository: Path) -> None:
    for name in (".github/a.yaml", "node_modules/b.yaml", "sales/.c.yaml", "sales/d.txt"):
        commit(name, PROCESS)
    commit("sales/e.yaml", "unrelated: true\n")
    commit("sales/größe ☃.yml", PROCESS)
    found = paths_of("HEAD", ".")
    assert found == ["sales/größe ☃.yml", "sales/leads.yaml"]
    assert found == [one.path for one in snapshot_of(".").inputs]


def test_a_file_that_was_renamed_holds_the_same_process(repository: Path) -> None:
    git("mv", "sales/leads.yaml", "sales/renamed.yaml")
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"


def test_a_revision_has_the_workspace_file_of_its_day(repository: Path) -> None:
    commit("crackmap.yaml", "rules: { dead-end: error }\n")
    # The departments move: what was right then must not be judged by the file of today.
    moved = PROCESS.replace("departments: { marketing: {}, sales: {}, finance: {} }\n", "")
    (repository / "crackmap.yaml").write_text("departments: [marketing, sales, finance]\n")
    (repository / "sales/leads.yaml").write_text(moved)
    found = json.loads(crackmap_diff("HEAD", "--output-format", "json").stdout)
    assert found["unreadable_before"] == []
    assert [one["state"] for one in found["processes"]] == ["changed"]
    assert (found["summary"]["opened"], found["summary"]["closed"]) == (0, 0)


def test_a_shared_agreement_that_is_gone_opens_a_crack(repository: Path) -> None:
    start, end = PROCESS.index("handoffs:"), PROCESS.index("stages:")
    commit("crackmap.yaml", PROCESS[start:end])
    commit("sales/leads.yaml", PROCESS[:start] + PROCESS[end:])
    assert crackmap_diff("HEAD").exit_code == 0
    (repository / "crackmap.yaml").write_text("fail_on: error\n")
    assert "opened · error unknown-handoff" in crackmap_diff("HEAD").stdout


@pytest.mark.parametrize(
    ("word", "help_"),
    [
        ("mian", "did you mean main?"),
        ("mian...", "did you mean main?"),
        ("salse", "did you mean sales?"),
        ("HEAD~99", "git log shows the revisions"),
        ("main..HEAD", "name both: crackmap diff main HEAD"),
        ("main...HEAD", "name both: crackmap diff main... HEAD"),
        ("..HEAD", "name both: crackmap diff HEAD HEAD"),
        ("--all", "git log shows the revisions"),
        ("--upload-pack=touch pwned...", "git log shows the revisions"),
    ],
)
def test_what_was_meant_is_reported(repository: Path, word: str, help_: str) -> None:
    with pytest.raises(NoInput) as caught:
        snapshot_of(word)
    assert caught.value.help == help_


@pytest.mark.parametrize("word", ["", "mian", "mian...", "HEAD~99", "--all", "--all..."])
def test_what_is_neither_a_path_nor_a_revision_is_reported(repository: Path, word: str) -> None:
    with pytest.raises(NoInput, match="neither a path nor a revision"):
        snapshot_of(word)


def test_a_word_that_is_a_path_and_a_branch_is_neither(repository: Path) -> None:
    git("branch", "sales")
    found = crackmap_diff("main", "sales")
    assert (found.exit_code, "is a path here, and a revision" in found.output) == (2, True)
    assert "write ./sales for the path, refs/heads/sales for the revision" in found.output
    assert crackmap_diff("main", "./sales").exit_code == 0
    assert crackmap_diff("refs/heads/sales").stdout == "nothing changed\n"


def test_a_path_alone_is_compared_with_nothing(repository: Path) -> None:
    found = crackmap_diff("sales")
    assert (found.exit_code, "name what to compare it with" in found.output) == (2, True)


def test_a_folder_that_is_empty_now_had_processes(repository: Path) -> None:
    (repository / "sales/leads.yaml").unlink()
    assert "1 process removed" in crackmap_diff("main").stdout


def test_a_file_that_a_revision_does_not_have_is_added_and_nothing_else(repository: Path) -> None:
    commit("sales/crackmap.yaml", "fail_on: error\n")
    (repository / "sales/new.yaml").write_text(PROCESS.replace("lead-to-cash", "new"))
    found = crackmap_diff("HEAD", "sales/new.yaml", "--output-format", "json")
    (process,) = json.loads(found.stdout)["processes"]
    assert (process["state"], json.loads(found.stdout)["shared"]) == ("added", [])


def test_a_bare_clone_has_revisions_and_no_files(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path_factory.mktemp("bare")
    git("clone", "-q", "--bare", str(repository), str(bare))
    monkeypatch.chdir(bare)
    assert "opened · error unowned-step" in crackmap_diff("work", "main").stdout
    found = crackmap_diff("main")
    assert (found.exit_code, "a bare clone has no files" in found.output) == (2, True)


def test_a_shallow_clone_says_that_it_is_one(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("sales/leads.yaml", CRACKED)
    clone = tmp_path_factory.mktemp("shallow")
    git("clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    found = crackmap_diff("HEAD~1")
    assert found.exit_code == 2
    assert "the clone is shallow: git fetch --unshallow" in found.output


def test_another_work_tree_has_files_of_its_own(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path_factory.mktemp("trees") / "main"
    git("worktree", "add", "-q", str(tree), "main")
    monkeypatch.chdir(tree)
    assert crackmap_diff("main").stdout == "nothing changed\n"
    assert crackmap_diff("work").exit_code == 1


def test_without_git_files_can_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    Path("old.yaml").write_text(PROCESS)
    Path("new.yaml").write_text(CRACKED)
    assert crackmap_diff("old.yaml", "new.yaml").exit_code == 1
    found = crackmap_diff("main", "new.yaml")
    assert (found.exit_code, "git is not installed" in found.output) == (2, True)


@pytest.mark.parametrize("pattern", ["sales/*.yaml", "sales", "sales/", "*.yaml", "**/leads.yaml"])
def test_without_new_only_what_crackmap_yaml_names_is_compared(
    repository: Path, pattern: str
) -> None:
    commit("crackmap.yaml", f"processes: ['{pattern}']\nignore: {{ '**/x.yaml': [dead-end] }}\n")
    commit("top.yaml", PROCESS.replace("lead-to-cash", "top"))
    Path("drafts").mkdir()
    (repository / "drafts/other.yaml").write_text(CRACKED.replace("lead-to-cash", "draft"))
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"
    assert crackmap_diff("HEAD", ".").exit_code == 1


def test_what_the_processes_share_is_compared(repository: Path) -> None:
    commit("crackmap.yaml", "departments: { legal: { name: Legal } }\n")
    (repository / "crackmap.yaml").write_text(
        "departments: { legal: { name: Law } }\nrules: { dead-end: off }\n"
    )
    shared = json.loads(crackmap_diff("HEAD", "--output-format", "json").stdout)["shared"]
    assert [(one["kind"], one["subject"], one["fields"]) for one in shared] == [
        ("settings", "crackmap.yaml", [{"field": "rules.dead-end", "old": None, "new": "off"}]),
        ("department", "legal", [{"field": "name", "old": "Legal", "new": "Law"}]),
    ]


def test_a_workspace_file_that_was_broken_says_in_which_revision(repository: Path) -> None:
    commit("crackmap.yaml", "rulez: {}\n")
    (repository / "crackmap.yaml").write_text("rules: {}\n")
    found = crackmap_diff("HEAD")
    assert found.exit_code == 2
    assert "crackmap.yaml:1:1: error: in HEAD: a workspace file has no key `rulez`" in found.output


def test_fail_on_of_the_workspace_file_counts(repository: Path) -> None:
    late = PROCESS.replace("    escalation: finance\n", "")
    commit("crackmap.yaml", "fail_on: warning\n")
    (repository / "sales/leads.yaml").write_text(late)
    assert crackmap_diff("HEAD").exit_code == 1
    assert crackmap_diff("HEAD", "--fail-on", "error").exit_code == 0


def test_outside_of_git_a_revision_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(PROCESS)
    found = crackmap_diff("main", "a.yaml")
    assert found.exit_code == 2
    assert "`main` is neither a path nor a revision of git here" in found.output


def test_an_unreadable_file_exits_with_two(repository: Path) -> None:
    (repository / "sales/leads.yaml").write_text("process: [")
    assert crackmap_diff("HEAD").exit_code == 2
