"""Finding the programs of others that crackmap starts: git, and dot of Graphviz."""

from __future__ import annotations

import os
import sys


def program(name: str) -> str | None:
    """Return the full path of a program on PATH; None if it is not there.

    None is taken from the folder where we are, nor from one that PATH names as seen from here:
    a stranger may have put it there. Windows would look here first.
    """
    here = os.path.realpath(".")
    file = f"{name}.exe" if sys.platform == "win32" else name
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, file)
        if not os.path.isabs(folder) or os.path.realpath(folder) == here:
            continue
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None
