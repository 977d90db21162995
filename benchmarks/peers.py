"""Installs what is measured: crackmap as people get it, yamllint, and bpmnlint where npm is there.

Everything goes into the folder .peers beside this file, which git does not look at.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / ".peers"
YAMLLINT = "yamllint==1.38.*"
BPMNLINT = "bpmnlint@11"  # 12 asks for Node.js 24
BIN = "Scripts" if os.name == "nt" else "bin"


@dataclass(frozen=True)
class Peers:
    """How to call each program; without Node.js there is no bpmnlint."""

    python: str
    crackmap: tuple[str, ...]
    yamllint: tuple[str, ...]
    bpmnlint: tuple[str, ...] | None


def install() -> Peers:
    """Install crackmap anew from this checkout, and its peers if they are missing."""
    FOLDER.mkdir(exist_ok=True)
    ours = _environment("crackmap")
    # No editable install and with .pyc files: else start-up is up to five times slower.
    _pip(ours, str(HERE.parent))
    _pip(ours, "--force-reinstall", "--no-deps", str(HERE.parent))
    theirs = _environment("yamllint")
    _pip(theirs, YAMLLINT)
    return Peers(
        python=str(ours / "python"),
        crackmap=(str(ours / "crackmap"),),
        yamllint=(str(theirs / "yamllint"),),
        bpmnlint=_bpmnlint(),
    )


def clean_environment() -> dict[str, str]:
    """Give the environment of the measured programs: nothing in it slows one of them down.

    Certificates named in NODE_EXTRA_CA_CERTS, for one, cost each start of Node.js a third more.
    """
    left_out = ("PYTHON", "CRACKMAP", "GITHUB", "GITLAB", "NODE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | {"NO_COLOR": "1"}


def version(command: tuple[str, ...]) -> str:
    """Ask a program for its version."""
    shown = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    return shown.stdout.split()[-1].lstrip("v")


def _environment(name: str) -> Path:
    folder = FOLDER / name
    if not (folder / BIN).exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / BIN


def _pip(where: Path, *what: str) -> None:
    command = [str(where / "python"), "-m", "pip", "install", "--quiet", "--compile", *what]
    subprocess.run(command, check=True, env=clean_environment())


def _bpmnlint() -> tuple[str, ...] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        print("no Node.js here: the rows against bpmnlint are left out", file=sys.stderr)
        return None
    folder = FOLDER / "bpmnlint"
    program = folder / "node_modules" / "bpmnlint" / "bin" / "bpmnlint.js"
    if not program.exists():
        folder.mkdir(exist_ok=True)
        command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder)]
        subprocess.run([*command, BPMNLINT], check=True)
    return (node, str(program))
