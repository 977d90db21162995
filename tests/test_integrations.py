"""The hook, the action, the template and the examples of them: declared, valid, and they run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from in_process import check_jsonschema

HOME = Path(__file__).resolve().parent.parent
CI = HOME / "examples" / "ci"
BUILT_IN = {
    "action.yml": "vendor.github-actions",
    "examples/ci/github/.github/workflows/crackmap.yml": "vendor.github-workflows",
    "examples/ci/github/.github/workflows/code-scanning.yml": "vendor.github-workflows",
    "examples/ci/gitlab/gitlab-ci.yml": "vendor.gitlab-ci",
}
CLEAN = "processes/lead-to-cash.yaml"
CRACKED = "examples/lead-to-cash/process.yaml"

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def load(path: str) -> Any:
    return yaml.safe_load((HOME / path).read_text("utf-8"))


def action_script(name: str) -> str:
    (step,) = [one for one in load("action.yml")["runs"]["steps"] if one.get("name") == name]
    script: str = step["run"]
    return script


def gitlab_template() -> tuple[dict[str, Any], dict[str, Any]]:
    header, jobs = yaml.safe_load_all((HOME / "templates" / "gitlab-ci.yml").read_text("utf-8"))
    return header["spec"]["inputs"], jobs["crackmap"]


def bash(
    script: str, folder: Path, where: Path = HOME, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `script` as a pipeline does, with the programs of this Python first."""
    programs = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CRACKMAP_CACHE_DIR": str(folder / "cache"),
        **variables,
    }
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("path", BUILT_IN)
def test_the_file_is_what_its_service_expects(path: str) -> None:
    done = check_jsonschema("--builtin-schema", BUILT_IN[path], str(HOME / path))
    assert done.exit_code == 0, done.stdout


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


@needs_bash
@pytest.mark.parametrize("arguments", ["hook", "example"])
def test_the_hook_takes_no_file_for_an_option(arguments: str, tmp_path: Path) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    (used,) = load("examples/ci/pre-commit/pre-commit-config.yaml")["repos"][0]["hooks"]
    name = "--output-file=taken.process.yaml"
    (tmp_path / name).write_bytes((HOME / CRACKED).read_bytes())
    words = [hook["entry"], *(hook if arguments == "hook" else used)["args"], name]
    done = bash(" ".join(words), tmp_path, tmp_path)
    assert done.returncode == 1
    assert name in done.stdout
    assert not (tmp_path / "taken.process.yaml").exists()


def test_pipelines_start_python_without_the_folder_of_the_checkout() -> None:
    scripts = [step["run"] for step in load("action.yml")["runs"]["steps"] if "run" in step]
    scripts += gitlab_template()[1]["script"]
    lines = [line for line in "\n".join(scripts).splitlines() if not line.strip().startswith("#")]
    started = re.findall(r"python[\d.]* +(\S+)", "\n".join(lines))
    assert set(started) == {"-I"}


@needs_bash
def test_the_action_runs_no_python_file_of_the_pull_request(tmp_path: Path) -> None:
    for name in ("crackmap", "pip", "typer", "yaml", "json", "runpy", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')\nraise SystemExit(0)\n")
    (tmp_path / "p.yaml").write_bytes((HOME / CRACKED).read_bytes())
    install, lint = action_script("Install crackmap"), action_script("Run crackmap")
    asked = install.replace('install --quiet "$GITHUB_ACTION_PATH"', "--version")
    done = bash(asked, tmp_path, tmp_path)
    assert done.stdout.startswith("pip ")
    names = ("CRACKMAP_FAIL_ON", "CRACKMAP_ARGUMENTS", "CRACKMAP_SARIF", "GITHUB_STEP_SUMMARY")
    done = bash(lint, tmp_path, tmp_path, CRACKMAP_PATHS="p.yaml", **dict.fromkeys(names, ""))
    assert done.returncode == 1
    assert "::error file=p.yaml" in done.stdout
    assert not (tmp_path / "ran").exists()


def test_the_action_uses_the_inputs_that_it_declares() -> None:
    action = load("action.yml")
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (HOME / "action.yml").read_text("utf-8"))
    assert {*used} == {*action["inputs"]}
    assert all(one["description"] for one in action["inputs"].values())


def test_the_action_pastes_no_input_into_a_script() -> None:
    scripts = [step["run"] for step in load("action.yml")["runs"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]


def steps(workflow: str) -> list[dict[str, Any]]:
    (job,) = load(f"examples/ci/github/.github/workflows/{workflow}")["jobs"].values()
    return list(job["steps"])


WORKFLOWS = ("crackmap.yml", "code-scanning.yml")


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_workflow_of_the_example_says_only_declared_inputs(workflow: str) -> None:
    step = next(step for step in steps(workflow) if "/crackmap@" in step.get("uses", ""))
    assert set(step["with"]) <= set(load("action.yml")["inputs"])


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_what_others_wrote_is_pinned_to_a_commit(workflow: str) -> None:
    used = [*steps(workflow), *load("action.yml")["runs"]["steps"]]
    others = [step["uses"] for step in used if "uses" in step and "OWNER" not in step["uses"]]
    assert others
    assert [one for one in others if not re.fullmatch(r"[^@]+@[0-9a-f]{40}", one)] == []


@needs_bash
@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq")
def test_what_is_uploaded_is_what_the_action_wrote_without_accepted_cracks(tmp_path: Path) -> None:
    _, action, fix, upload = steps("code-scanning.yml")
    text = (HOME / CLEAN).read_text("utf-8").replace("    owner: marketing\n", "    owner: tbd\n")
    text = text.replace("    owner: sales\n", "    owner: ghosts\n", 1)
    accept = "accept: { crack: unowned-step, reason: next month }\nprocess:"
    (tmp_path / "process.yaml").write_text(text.replace("process:", accept, 1), "utf-8")
    target = action["with"]["sarif-file"]
    lint = f"crackmap lint --exit-zero --output-format sarif={target} process.yaml"
    done = bash(f"{lint}; {fix['run']}", tmp_path, tmp_path)
    assert done.returncode == 0, done.stderr
    rules = {}
    for name in (target, upload["with"]["sarif_file"]):
        (run,) = json.loads((tmp_path / name).read_text("utf-8"))["runs"]
        rules[name] = [result["ruleId"] for result in run["results"]]
    assert "unowned-step" in rules[target]
    sent = rules[upload["with"]["sarif_file"]]
    assert ("unknown-owner" in sent, "unowned-step" in sent) == (True, False)


# Stands for GitHub: it writes down what it is asked, and knows one comment once there is one.
GH = """#!/bin/sh
case "$*" in
  *--jq*) cat comments 2>/dev/null || true ;;
  *) echo "$*" >> asked; echo 7 > comments ;;
esac
"""


@needs_bash
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_the_action_tells_what_changed_in_one_comment(tmp_path: Path) -> None:
    (tmp_path / "processes").mkdir()
    process = tmp_path / "processes" / "lead-to-cash.yaml"
    process.write_bytes((HOME / CLEAN).read_bytes())
    git = 'git -c user.name=a -c user.email=a@example.com -c commit.gpgsign=false "$@"'
    here = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    begin = f"g() {{ {git}; }}; g init -qb main; g add .; g commit -qm one"
    done = bash(f"{begin}; g branch origin/main; g checkout -qb work", tmp_path, tmp_path, **here)
    assert done.returncode == 0, done.stderr
    text = process.read_text("utf-8")
    process.write_text(text.replace("    owner: marketing\n", "    owner: tbd\n"), "utf-8")
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    variables = {
        **here,
        "CRACKMAP_COMPARE": "origin/main...",
        "CRACKMAP_PATHS": "processes\n",
        "CRACKMAP_COMMENT": "true",
        "CRACKMAP_PULL_REQUEST": "3",
        "CRACKMAP_FOLDER": str(tmp_path),
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    tell = f'PATH="$PWD:$PATH"\n{action_script("Tell what changed")}'
    for _ in range(2):
        done = bash(tell, tmp_path, tmp_path, **variables)
        assert done.returncode == 0, done.stderr  # the step before it judges
    told = (tmp_path / "crackmap-changed.md").read_text("utf-8")
    assert told.splitlines()[1].startswith("### crackmap: 3 cracks opened")
    assert "```mermaid\nflowchart TB\n" in told
    assert (tmp_path / "summary.md").read_text("utf-8") == told * 2
    body = f"-F body=@{tmp_path}/crackmap-changed.md"
    assert (tmp_path / "asked").read_text("utf-8").splitlines() == [
        f"api --silent repos/a/b/issues/3/comments {body}",
        f"api --silent -X PATCH repos/a/b/issues/comments/7 {body}",
    ]


@needs_bash
@pytest.mark.parametrize(("paths", "code"), [(CLEAN, 0), (f"{CLEAN}\n\n{CRACKED}\n", 1)])
def test_the_action_runs(paths: str, code: int, tmp_path: Path) -> None:
    script = action_script("Run crackmap")
    done = bash(
        script,
        tmp_path,
        CRACKMAP_PATHS=paths,
        CRACKMAP_FAIL_ON="error",
        CRACKMAP_ARGUMENTS="--select\nownership\n",
        CRACKMAP_SARIF=str(tmp_path / "cracks.sarif"),
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    assert done.returncode == code, done.stderr
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("### crackmap: ")
    assert ("::error file=" in done.stdout) == bool(code)
    assert (tmp_path / "cracks.sarif").is_file()


@needs_bash
def test_the_action_takes_no_path_for_an_option(tmp_path: Path) -> None:
    script = action_script("Run crackmap")
    names = ("CRACKMAP_FAIL_ON", "CRACKMAP_ARGUMENTS", "CRACKMAP_SARIF", "GITHUB_STEP_SUMMARY")
    empty = dict.fromkeys(names, "")
    done = bash(script, tmp_path, HOME, CRACKMAP_PATHS="--exit-zero", **empty)
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
    variables = {
        name: re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: values[found[1]], value)
        for name, value in job["variables"].items()
    }
    done = bash(script, tmp_path, HOME, **variables)
    assert done.returncode == code, done.stderr
    assert (tmp_path / report).is_file()


def test_the_template_pastes_no_input_into_a_script() -> None:
    _, job = gitlab_template()
    assert not [line for line in job["script"] if "$[[" in line]


def test_the_template_is_what_gitlab_expects(tmp_path: Path) -> None:
    parts = (HOME / "templates" / "gitlab-ci.yml").read_text("utf-8").split("\n---\n")
    files = [tmp_path / f"{number}.yml" for number in range(len(parts))]
    for file, text in zip(files, parts, strict=True):
        file.write_text(text, "utf-8")
    done = check_jsonschema("--builtin-schema", "vendor.gitlab-ci", *map(str, files))
    assert done.exit_code == 0, done.stdout


def test_the_files_that_the_example_links_are_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", (CI / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (CI / link).is_file()] == []
