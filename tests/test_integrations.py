"""The hook, the action, the template and the examples of them: declared, valid, and they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

HOME = Path(__file__).resolve().parent.parent
CI = HOME / "examples" / "ci"
BUILT_IN = {
    "action.yml": "vendor.github-actions",
    "examples/ci/github/.github/workflows/crackmap.yml": "vendor.github-workflows",
    "examples/ci/gitlab/gitlab-ci.yml": "vendor.gitlab-ci",
}
CLEAN = "processes/lead-to-cash.yaml"
CRACKED = "examples/lead-to-cash/process.yaml"

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def load(path: str) -> Any:
    return yaml.safe_load((HOME / path).read_text("utf-8"))


def gitlab_template() -> tuple[dict[str, Any], dict[str, Any]]:
    header, jobs = yaml.safe_load_all((HOME / "templates" / "gitlab-ci.yml").read_text("utf-8"))
    return header["spec"]["inputs"], jobs["crackmap"]


def bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `script` as a pipeline does, with the programs of this Python first."""
    programs = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CRACKMAP_CACHE_DIR": str(folder / "cache"),
        **variables,
    }
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("path", BUILT_IN)
def test_the_file_is_what_its_service_expects(path: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", BUILT_IN[path]]
    done = subprocess.run([*command, str(HOME / path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_hook_of_the_example_is_declared() -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    (used,) = load("examples/ci/pre-commit/pre-commit-config.yaml")["repos"][0]["hooks"]
    assert used["id"] == hook["id"] == "crackmap"
    assert (hook["language"], hook["entry"]) == ("python", "crackmap lint")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (CLEAN, True),
        (CRACKED, True),
        ("sales.process.yml", True),
        ("sales/processes/eu/renewal.yaml", True),
        ("processes/crackmap.yaml", False),
        ("processes/cracks.yaml", False),
        ("processes/README.md", False),
        (".github/workflows/test.yml", False),
        ("docker-compose.yaml", False),
    ],
)
def test_the_hook_looks_at(path: str, wanted: bool) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    seen = re.search(hook["files"], path) and not re.search(hook["exclude"], path)
    assert bool(seen) == wanted


@needs_bash
@pytest.mark.parametrize(("path", "code"), [(CLEAN, 0), (CRACKED, 1)])
def test_the_hook_runs(path: str, code: int, tmp_path: Path) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    (used,) = load("examples/ci/pre-commit/pre-commit-config.yaml")["repos"][0]["hooks"]
    done = bash(" ".join([hook["entry"], *used["args"], path]), tmp_path)
    assert done.returncode == code, done.stderr


def test_the_action_uses_the_inputs_that_it_declares() -> None:
    action = load("action.yml")
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (HOME / "action.yml").read_text("utf-8"))
    assert sorted(used) == sorted(action["inputs"])
    assert all(one["description"] for one in action["inputs"].values())


def test_the_action_pastes_no_input_into_a_script() -> None:
    scripts = [step["run"] for step in load("action.yml")["runs"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]


def test_the_workflow_of_the_example_says_only_declared_inputs() -> None:
    (job,) = load("examples/ci/github/.github/workflows/crackmap.yml")["jobs"].values()
    step = next(step for step in job["steps"] if "/crackmap@" in step["uses"])
    assert set(step["with"]) <= set(load("action.yml")["inputs"])


@needs_bash
@pytest.mark.parametrize(("paths", "code"), [(CLEAN, 0), (f"{CLEAN}\n\n{CRACKED}\n", 1)])
def test_the_action_runs(paths: str, code: int, tmp_path: Path) -> None:
    script = load("action.yml")["runs"]["steps"][-1]["run"]
    done = bash(
        script,
        tmp_path,
        CRACKMAP_PATHS=paths,
        CRACKMAP_FAIL_ON="error",
        CRACKMAP_ARGUMENTS="--select\nownership\n",
        CRACKMAP_SARIF=str(tmp_path / "cracks.sarif"),
    )
    assert done.returncode == code, done.stderr
    assert ("::error file=" in done.stdout) == bool(code)
    assert (tmp_path / "cracks.sarif").is_file()


@needs_bash
def test_the_action_takes_no_path_for_an_option(tmp_path: Path) -> None:
    script = load("action.yml")["runs"]["steps"][-1]["run"]
    empty = dict.fromkeys(("CRACKMAP_FAIL_ON", "CRACKMAP_ARGUMENTS", "CRACKMAP_SARIF"), "")
    done = bash(script, tmp_path, CRACKMAP_PATHS="--exit-zero", **empty)
    assert done.returncode == 2


def test_the_template_uses_the_inputs_that_it_declares() -> None:
    declared, job = gitlab_template()
    used = re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", yaml.safe_dump(job, width=1000))
    assert sorted(used) == sorted(declared)


def test_the_pipeline_of_the_example_says_declared_inputs_and_all_that_are_required() -> None:
    declared, _ = gitlab_template()
    given = load("examples/ci/gitlab/gitlab-ci.yml")["include"][0]["inputs"]
    assert set(given) <= set(declared)
    assert {name for name, one in declared.items() if "default" not in one} <= set(given)


@needs_bash
@pytest.mark.parametrize(("path", "code"), [(CLEAN, 0), (CRACKED, 1)])
def test_the_template_runs(path: str, code: int, tmp_path: Path) -> None:
    declared, job = gitlab_template()
    values = {name: one.get("default", "") for name, one in declared.items()} | {"paths": path}
    report = job["artifacts"]["reports"]["codequality"]
    script = job["script"][-1].replace(report, str(tmp_path / report))
    script = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: values[found[1]], script)
    done = bash(script, tmp_path)
    assert done.returncode == code, done.stderr
    assert (tmp_path / report).is_file()


def test_the_files_that_the_example_links_are_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", (CI / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (CI / link).is_file()] == []
