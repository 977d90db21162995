"""The options of `crackmap lint` as they are meant: which files are read, and what goes where."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from crackmap.check import run
from crackmap.cli.output import fail, one_of
from crackmap.source.words import listing
from crackmap.writers.format import COUNTED, LINT, load, names_in


class LintOptions(NamedTuple):
    """The options of one `crackmap lint`; the command line says what each means.

    `outputs` holds formats and the files they go to, None for standard output. Results are kept
    where `keep` says so, in `cache_dir` or else in the folder of the user for such things.
    `narrowing` are the departments and the stages whose cracks alone count and are shown, `top` how
    many of those that count are shown, the costliest; 0 for none.
    """

    choice: run.RunOptions
    outputs: tuple[tuple[str, str | None], ...]
    fail_on: str | None = None
    min_severity: str = "note"
    narrowing: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    top: int | None = None
    exit_zero: bool = False
    statistics: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    show_fixes: bool = False
    baseline: str | None = None
    write_baseline: bool = False
    prune_baseline: bool = False
    keep: bool = True
    cache_dir: str | None = None
    color: str = "auto"


def outputs(
    formats: Sequence[str],
    file: str | None,
    *,
    statistics: bool = False,
    top: int | None = None,
    quiet: bool = False,
) -> tuple[tuple[str, str | None], ...]:
    """Return the formats that are asked for and where each goes: `sarif=cracks.sarif`, say.

    Where there shall be `statistics`, the `top` alone or, `quiet`, none, one of them must be a
    format for people.
    """
    if file == "":
        fail("--output-file: the name of the file is missing")
    wanted: list[tuple[str, str | None]] = []
    for word in (part.strip() for listed in formats for part in listed.split(",")):
        name, sign, target = word.partition("=")
        one_of("--output-format", name, names_in(LINT))
        if sign and not target:
            fail(f"--output-format: `{word}` names no file", f"write {word}FILE, or {name}")
        wanted.append((name, target or file))
    if not wanted:
        # GitHub reads its commands from standard output, and in no file.
        in_actions = os.environ.get("GITHUB_ACTIONS") == "true" and file is None and not statistics
        wanted = [("github" if in_actions else "full", file)]
    if statistics and not any(name in COUNTED for name, _ in wanted):
        fail(
            f"--statistics: there are none as {wanted[0][0]}",
            f"ask for {listing(COUNTED, 'or')}; others can be written to a file beside it",
        )
    part = "--quiet" if quiet else "--top"
    if quiet and top is not None:
        fail("--quiet and --top do not go together", "--quiet shows none")
    partial = quiet or top is not None
    if partial and statistics:
        fail(f"--statistics and {part} do not go together", "--statistics counts all cracks")
    if partial and not any(load(LINT, name).fulfils("lint", "top") for name, _ in wanted):
        fail(
            f"{part} makes no difference to {wanted[0][0]}",
            f"ask for {listing(_for_people(), 'or')}; others can be written to a file beside it",
        )
    wanted = [(name, None if target == "-" else target) for name, target in wanted]
    places = {target and os.path.realpath(target) for _, target in wanted}
    if len(places) < len(wanted):
        fail("two formats go to one place", "give each a file: --output-format json=out.json")
    return tuple(wanted)


def _for_people() -> list[str]:
    """Return the formats that can show a part of the cracks; the others are for programs."""
    return [name for name in names_in(LINT) if load(LINT, name).fulfils("lint", "top")]


def paths(named: Sequence[str], stdin_filename: str | None) -> tuple[str, ...]:
    """Return the paths of the run: standard input, where nothing but its name is given."""
    if stdin_filename and not named:
        return ("-",)
    if stdin_filename and "-" not in named:
        fail("--stdin-filename: standard input is not read", "add -, or leave the option out")
    return tuple(named)
