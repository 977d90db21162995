"""crackmap lint: its options; what they do stands in linting.py."""

from typing import Annotated

import typer

from crackmap import run
from crackmap.cli_options import (
    Color,
    Config,
    ExtendSelect,
    Ignore,
    Isolated,
    Paths,
    Select,
    Today,
)

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "rdjson")
SEVERITIES = ("note", "warning", "error")
Words = list[str] | None


def lint(
    paths: Paths = None,
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    output_format: Annotated[
        Words,
        typer.Option(
            "--output-format",
            metavar="FORMAT[=FILE]",
            help=f"{', '.join(FORMATS)}; may be given several times. Without it: full, and "
            "github in GitHub Actions.",
            show_default=False,
        ),
    ] = None,
    output_file: Annotated[
        str | None,
        typer.Option(
            "--output-file", metavar="FILE", help="Write the report here.", show_default=False
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 from this severity on: note, warning or error. Default: the fail_on of "
            "crackmap.yaml, else error.",
            show_default=False,
        ),
    ] = None,
    min_severity: Annotated[
        str,
        typer.Option("--min-severity", metavar="SEVERITY", help="Show nothing below this."),
    ] = "note",
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even if there are cracks.")
    ] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the cracks by rule instead.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: good guesses too.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Show what --fix would change, and exit 1 if it would."),
    ] = False,
    show_fixes: Annotated[
        bool, typer.Option("--show-fixes", help="List the fixes that --fix makes.")
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Only cracks that this file does not know count. Default: cracks.yaml beside "
            "crackmap.yaml (or here), if it is there.",
            show_default=False,
        ),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Add the cracks of today to the baseline.")
    ] = False,
    prune_baseline: Annotated[
        bool, typer.Option("--prune-baseline", help="Take the cracks that are gone out of it.")
    ] = False,
    config: Config = None,
    isolated: Isolated = False,
    stdin_filename: Annotated[
        str | None,
        typer.Option(
            "--stdin-filename",
            metavar="PATH",
            help="What standard input is called, and whose settings it has.",
            show_default=False,
        ),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Check every file anew.")] = False,
    cache_dir: Annotated[
        str | None,
        typer.Option(
            "--cache-dir",
            envvar="CRACKMAP_CACHE_DIR",
            metavar="FOLDER",
            help="Where results are kept; .crackmap_cache by default.",
            show_default=False,
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file changes.")
    ] = False,
    today: Today = None,
    color: Color = "auto",
) -> None:
    """Check for machines: cracks, places, an exit code.

    Exit codes: 0 nothing at or above --fail-on, 1 cracks, 2 the command could not do its work.
    """
    from crackmap import linting

    for option, value in (("--fail-on", fail_on), ("--min-severity", min_severity)):
        if value is not None:
            run.one_of(option, value, SEVERITIES)
    run.one_of("--color", color, ("auto", "always", "never"))
    lint_run = linting.Lint(
        choice=run.Choice(
            tuple(paths or ()),
            config,
            isolated,
            today,
            stdin_filename,
            tuple(select or ()),
            tuple(extend_select or ()),
            tuple(ignore or ()),
        ),
        outputs=linting.outputs(output_format or (), output_file, FORMATS),
        fail_on=fail_on,
        min_severity=min_severity,
        exit_zero=exit_zero,
        statistics=statistics,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        show_fixes=show_fixes,
        baseline=baseline,
        write_baseline=write_baseline,
        prune_baseline=prune_baseline,
        cache_dir=None if no_cache else cache_dir or ".crackmap_cache",
        color=color,
    )
    if watch:
        linting.watch(lint_run)
        raise typer.Exit
    raise typer.Exit(linting.lint(lint_run))
