"""Where things stand, as other people's programs expect it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import PurePath

# Where the CI of GitHub and of GitLab has put the repository.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def plain_path(path: str) -> str:
    """Return a path as git writes it: with `/` on every system, and no `./` before it."""
    return PurePath(path).as_posix()


def repository_path(path: str) -> str:
    """Return a path from the root of the repository, as a code host looks it up.

    CI says where the root is, from whatever folder crackmap was run; else it is taken to be that
    folder. A file that lies outside keeps its path.
    """
    here = os.getcwd()
    root = next((os.environ[name] for name in _ROOTS if os.environ.get(name)), here)
    return _below(path, root, here)


@lru_cache(maxsize=4096)
def _below(path: str, root: str, here: str) -> str:
    whole = os.path.join(here, path)
    top = os.path.realpath(root)
    # Git knows nothing behind a link to a folder: what the link leads to has the lines.
    for candidate in (os.path.realpath(whole), os.path.abspath(whole)):
        if PurePath(candidate).is_relative_to(top):
            return PurePath(candidate).relative_to(top).as_posix()
    return plain_path(path)


def address(path: str) -> str:
    """Return the address by which a terminal opens a file; empty where there is none to open."""
    if not os.path.isfile(path):
        return ""
    import platform
    from urllib.parse import quote

    return f"file://{platform.node()}{quote(os.fsencode(plain_path(os.path.abspath(path))))}"
