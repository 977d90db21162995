"""What becomes of files that were fixed: they are written, or shown as a diff."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import unified_diff
from typing import TYPE_CHECKING

from crackmap.source.files import Input, read_input
from crackmap.source.problems import Refusal
from crackmap.source.writing import Changed, alone, refusing, replace_whole

if TYPE_CHECKING:
    from crackmap.check.fixing import Fixed

# The last are bytes that belong to no letter.
_QUOTED_NAME = re.compile('["\\\\\x00-\x1f\x7f\udc80-\udcff]')


class NotSaved(Refusal):
    """A file was changed by somebody else meanwhile, or cannot be written."""


def save(fixed: Fixed) -> None:
    """Write the files that changed, each whole or not at all; raises NotSaved.

    All are looked at before the first is written.
    """
    changed = fixed.changed()
    for old, _ in changed:
        _refuse_changed(old)
        _refuse_read_only(old)
    for number, (old, new) in enumerate(changed):
        done = f"{number} of {len(changed)} files were fixed before" if number else ""
        try:
            with refusing(new.path), alone(os.path.dirname(os.path.realpath(new.path))):
                replace_whole(new.path, old.data, new.data)
        except Changed:
            raise _changed(old, done) from None
        except Refusal as error:
            raise NotSaved(str(error), done or error.help) from None


def diff(changed: Iterable[tuple[Input, Input]]) -> str:
    """Return what changes, as a unified diff that `git apply` and `patch -p1` take.

    `changed` are files before and after; one that was not there is empty before.
    """
    lines: list[str] = []
    for old, new in changed:
        before, after = (
            re.findall(r"[^\n]*\n|[^\n]+", file.data.decode("utf-8", "replace"))
            for file in (old, new)
        )
        name = _name_from_here(old.path)
        for line in unified_diff(before, after, _diff_name("a", name), _diff_name("b", name)):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _name_from_here(path: str) -> str:
    """Return the name of a file from the folder where we are; a link stands for its end."""
    name = os.path.relpath(os.path.realpath(path), os.path.realpath("."))
    outside = name == os.pardir or name.startswith(os.pardir + os.sep)
    return (path if outside else name).replace(os.sep, "/").lstrip("/")


def _diff_name(side: str, name: str) -> str:
    """Write a name as git does: a tab ends one with spaces, quotes hold one with worse."""
    if _QUOTED_NAME.search(name):
        return f'"{side}/{_QUOTED_NAME.sub(_escaped, name)}"'
    return f"{side}/{name}\t" if " " in name else f"{side}/{name}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in ('"', "\\") else f"\\{os.fsencode(match[0])[0]:03o}"


def _refuse_changed(old: Input) -> None:
    if read_input(old.path) != old:
        raise _changed(old)


def _changed(old: Input, done: str = "") -> NotSaved:
    words = f"{old.path} changed while it was being fixed"
    return NotSaved(words, f"{done}; run the command again".removeprefix("; "))


def _refuse_read_only(old: Input) -> None:
    target = os.path.realpath(old.path)
    if not os.access(target, os.W_OK):
        raise NotSaved(f"{old.path} is read-only", "nothing was written; look at its permissions")
    folder = os.path.dirname(target)
    if not os.access(folder, os.W_OK):
        words = f"{old.path} cannot be written: its folder is read-only"
        raise NotSaved(words, "nothing was written; look at the permissions of the folder")
