"""crackmap init: a process to start from, from the library or empty."""

import os
from pathlib import Path
from typing import Annotated

from crackmap.check import run
from crackmap.cli.option import Argument, Option
from crackmap.cli.output import fail, or_fail, tell, write_out
from crackmap.source.files import ENDINGS, is_ours


def complete_templates(incomplete: str) -> list[str]:
    """Return the templates that begin with what was typed, for shell completion."""
    from crackmap.cli.templates import templates

    return [name for name in templates() if name.startswith(incomplete)]


def init(
    path: Annotated[
        str | None,
        Argument(
            metavar="[PATH]",
            help="The new file; a folder if it does not end in .yaml. Default: here.",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        str | None,
        Option(
            "--template",
            metavar="NAME",
            help="Start from this process of the library; else from an empty one.",
            autocompletion=complete_templates,
            show_default=False,
        ),
    ] = None,
    list_: Annotated[bool, Option("--list", help="List the library, and write nothing.")] = False,
    schema: Annotated[
        bool,
        Option(
            "--schema",
            help="Write process.schema.json beside it, by which editors complete and check.",
        ),
    ] = False,
) -> None:
    """Begin a process file, from the library or empty; nothing is ever overwritten."""
    import shlex

    from crackmap.cli import templates

    if list_:
        rows = templates.summaries().items()
        lines = [f"{name}\n    {title}. {about}\n" for name, (title, about) in rows]
        write_out("".join(lines))
        return
    known = templates.templates()
    if template is not None and template not in known:
        from crackmap.source.words import did_you_mean

        help_ = did_you_mean(template, known, "crackmap init --list shows them")
        fail(f"there is no template `{template}`", help_)
    target = _target(path, f"{template or 'process'}.yaml")
    if target.exists() or target.is_symlink():
        fail(f"{target} is there already", "name another file; nothing is overwritten")
    beside = target.parent / templates.SCHEMA_NAME
    has_schema = os.path.lexists(beside)
    department = _shared_department(target)
    text = templates.beginning(target.name, template, department, schema=schema or has_schema)
    _write(target, text)
    if schema and not has_schema:
        from crackmap.editors.schema import schema_text

        _write(beside, schema_text("process"))
    elif not has_schema:
        tell("with --schema an editor completes and checks it, too")
    tell(f"next: crackmap analyze {shlex.quote(str(target))}")


def _target(path: str | None, name: str) -> Path:
    if path is None:
        return Path(name)
    if path == "-":
        fail("init begins a file, and standard output is none", "name a file or a folder")
    given = Path(path)
    if given.is_dir() or path.endswith(("/", "\\")) or not given.suffix:
        return given / name
    if is_ours(path):
        fail(f"{path} is no process: it is for settings", "name it after the process")
    if not path.endswith(ENDINGS):
        fail(f"{path} does not end in .yaml", f"write {path}/ for a folder")
    return given


def _shared_department(target: Path) -> str:
    """Return the first department that crackmap.yaml declares for the new file, if any."""
    workspace = run.workspaces(run.RunOptions(())).of(str(target)).workspace
    return next(iter(workspace.departments), "") if workspace else ""


def _write(target: Path, text: str) -> None:
    """Write a new file; fails, rather than overwrite one that came into being meanwhile."""
    from crackmap.source.writing import create_whole, making_folder, refusing

    with or_fail(), refusing(str(target)), making_folder(str(target)):
        create_whole(str(target), text.encode())
    tell(f"wrote {target}")
