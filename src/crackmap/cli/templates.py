"""The processes that people start from: the library that comes with crackmap, and an empty one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from crackmap.language.texts import id_of
from crackmap.source.characters import printable
from crackmap.source.edits import word
from crackmap.source.scalars import scalar

SCHEMA_NAME = "process.schema.json"
EXAMPLE = "example"
_PACKAGE = Path(__file__).parents[1]

_DEPARTMENTS = "departments: [sales]                  # who can own steps\n"
_EMPTY = """\
process: {title}
{departments}stages:
  - name: Win the customer
    {owner}# owns the steps of this stage that name no owner
    steps:                            # each flows to the next one; `next` says otherwise
      - name: Qualify the request
      - name: Agree on the offer
      - name: Sign the contract
        outcome: won
"""


def library() -> dict[str, Path]:
    """Return the files of the library by their names, in their order; none of them has a crack."""
    # An installed crackmap has the library inside, a checkout beside src.
    places = (_PACKAGE / "processes", _PACKAGE.parents[1] / "processes")
    folder = next((place for place in places if place.is_dir()), None)
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))} if folder else {}


def templates() -> dict[str, Path]:
    """Return the library and, as the last one, the example, which has cracks to look at."""
    places = (_PACKAGE / "example.yaml", _PACKAGE.parents[1] / "examples/lead-to-cash/process.yaml")
    example = next((place for place in places if place.is_file()), None)
    return library() | ({EXAMPLE: example} if example else {})


def summaries() -> dict[str, tuple[str, str]]:
    """Return, for each template, the name of its process and what it is about."""
    from crackmap.readers.yaml import read

    titles = {}
    for name, file in templates().items():
        process = read(file.read_bytes(), file.name)
        titles[name] = (process.name, process.description or "")
    return titles


def beginning(
    name: str, template: str | None = None, shared: str = "", *, schema: bool = False
) -> str:
    """Return the text of a new process file called `name`: of the library, or an empty one.

    Its first line leads editors to the `schema` beside it, where there is one. `shared` is a
    department that crackmap.yaml has already: the empty process gives it the work. Raises KeyError
    for an unknown template.
    """
    modeline = f"# yaml-language-server: $schema={SCHEMA_NAME}\n" if schema else ""
    if template is not None:
        return modeline + templates()[template].read_text("utf-8")
    owner = f"owner: {word(shared or 'sales')}".ljust(33) + " "
    departments = "" if shared else _DEPARTMENTS
    return modeline + _EMPTY.format(title=_title(name), departments=departments, owner=owner)


def _title(file_name: str) -> str:
    stem = Path(file_name).stem.encode("utf-8", "replace").decode()
    words = printable(" ".join(re.split(r"[\s._-]+", stem)).strip())
    if words in ("", "process") or not id_of(words):
        return "My process"
    title = words[0].upper() + words[1:]
    is_plain = re.fullmatch(r"[^\W\d_][\w ]*", title) and scalar(title) == title
    return title if is_plain else json.dumps(title, ensure_ascii=False)
