"""Runs the tests on every supported Python that this machine has, with old and new dependencies.

    make compat                                  all tests, everywhere: an hour
    make compat TESTS="tests/test_fixing.py"     some of them
    python tests/compat.py --only 3.12-oldest -- tests/test_fixing.py

"oldest" is the lowest version that pyproject.toml allows of each dependency and that installs
there; "newest" the newest one. uv finds both. Environments are kept in .compat. What a machine does
not have is told, and is no failure; nothing is downloaded but packages.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".compat"
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")
_UV = (sys.executable, "-m", "uv", "--no-progress", "--quiet")


def supported() -> list[str]:
    """Return the versions of Python that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [match[1] for one in project["classifiers"] if (match := _CLASSIFIER.fullmatch(one))]


def interpreter(version: str) -> str | None:
    """Return the path of a Python of this version, if there is one that starts."""
    code = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    for path in _candidates(version):
        try:
            told = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if told.stdout.strip() == version:
            return path
    return None


def _candidates(version: str) -> Iterator[str]:
    if version == ".".join(map(str, sys.version_info[:2])):
        yield sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True))
    if found := shutil.which(f"python{version}"):
        yield found
    command = [*_UV, "python", "find", "--no-python-downloads", version]
    if found := subprocess.run(command, capture_output=True, text=True).stdout.strip():
        yield found


def environment(name: str, python: str, resolution: str) -> str:
    """Make an environment anew, and return its Python; raises CalledProcessError.

    The tools of the tests come after the dependencies, and leave them as they are.
    """
    folder = FOLDER / name
    made = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    _uv("venv", "--seed", "--clear", "--no-python-downloads", "--python", python, str(folder))
    install = ("pip", "install", "--python", made)
    wheels = ("--only-binary", ":all:", "--no-binary", "crackmap")
    _uv(*install, "--resolution", resolution, *wheels, "--editable", str(ROOT))
    pinned = folder / "pinned.txt"
    pinned.write_text(
        _uv("pip", "freeze", "--exclude-editable", "--python", made), encoding="utf-8"
    )
    _uv(*install, *wheels, "--constraints", str(pinned), "--editable", f"{ROOT}[dev]")
    return made


def _uv(*words: str) -> str:
    return subprocess.run([*_UV, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def outcome(name: str, version: str, resolution: str, tests: list[str]) -> str:
    """Run the tests in one environment, and return what became of them in a word or two."""
    python = interpreter(version)
    if python is None:
        return "not on this machine"
    print(f"\n{name}: {python}", flush=True)
    try:
        made = environment(name, python, resolution)
    except subprocess.CalledProcessError:
        return "NOT INSTALLED"
    command = [made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    if resolution != "highest":  # what newer Pythons say of old libraries is no mistake of ours
        command += ["-W", "default"]
    return "FAILED" if subprocess.run(command, cwd=ROOT).returncode else "passed"


def main() -> int:
    """Run all of them, and print a table; return 1 if one failed."""
    parser = argparse.ArgumentParser(description="Run the tests on all supported Pythons.")
    parser.add_argument("--only", default="", metavar="WORDS", help="such as 3.12, oldest")
    parser.add_argument("tests", nargs="*", help="what pytest is told")
    asked = parser.parse_args()
    outcomes = {
        name: outcome(name, version, resolution, asked.tests)
        for version in supported()
        for which, resolution in RESOLUTIONS.items()
        if asked.only in (name := f"{version}-{which}")
    }
    print()
    for name, became in outcomes.items():
        print(f"{name:12} {became}")
    return int(any(became.isupper() for became in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
