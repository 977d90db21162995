"""crackmap lint: its options; what they do stands in lint_run.py."""

from typing import Annotated

from crackmap.check import run
from crackmap.cli.option import BASELINE, FAILURE, FIXES, OUTPUT, RUNNING, SOURCES, Option
from crackmap.cli.options import (
    COLORS,
    SEVERITIES,
    Color,
    Config,
    Departments,
    Encoding,
    ExtendSelect,
    From,
    Ignore,
    Isolated,
    OneProcess,
    Page,
    Paths,
    Select,
    Shares,
    Sheet,
    Stages,
    Today,
    in_list,
    reading,
    top_cracks,
    words,
)
from crackmap.cli.output import end, fail, one_of
from crackmap.writers.format import LINT, names_in

Words = list[str] | None


def complete_formats(incomplete: str) -> list[str]:
    """Return the formats that the last word of a list begins, for shell completion."""
    return in_list(incomplete, words(*names_in(LINT)))


def lint(
    paths: Paths = None,
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    fail_on: Annotated[
        str | None,
        Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 for cracks from this severity on: note, warning or error. Default: the "
            "fail_on of crackmap.yaml, else error.",
            autocompletion=words(*SEVERITIES),
            show_default=False,
            rich_help_panel=FAILURE,
        ),
    ] = None,
    exit_zero: Annotated[
        bool,
        Option(
            "-e",
            "--exit-zero",
            help="Exit 0 even if there are cracks.",
            rich_help_panel=FAILURE,
        ),
    ] = False,
    output_format: Annotated[
        Words,
        Option(
            "--output-format",
            metavar="FORMAT[=FILE]",
            help=f"{', '.join(names_in(LINT))}. Several with commas, each to a place of its own: "
            "concise,sarif=cracks.sarif. Default: full, and github in GitHub Actions.",
            autocompletion=complete_formats,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    output_file: Annotated[
        str | None,
        Option(
            "-o",
            "--output-file",
            metavar="FILE",
            help="Write the report here instead of standard output.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    min_severity: Annotated[
        str,
        Option(
            "--min-severity",
            metavar="SEVERITY",
            help="Show and fix nothing below this; it still counts for the exit code.",
            autocompletion=words(*SEVERITIES),
            rich_help_panel=OUTPUT,
        ),
    ] = "note",
    quiet: Annotated[
        bool,
        Option(
            "-q",
            "--quiet",
            help="Only count them: show none but what keeps a file from being read.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    top: Annotated[
        int | None,
        top_cracks(
            "Show only so many cracks: those that cost most. All are counted, and all count "
            "for the exit code."
        ),
    ] = None,
    department: Departments = None,
    stage: Stages = None,
    statistics: Annotated[
        bool,
        Option(
            "--statistics",
            help="Count the cracks by rule instead of showing each.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    color: Color = "auto",
    fix: Annotated[
        bool,
        Option("--fix", help="Fix what is certain, and show what is left.", rich_help_panel=FIXES),
    ] = False,
    unsafe_fixes: Annotated[
        bool,
        Option(
            "--unsafe-fixes",
            help="With --fix or --diff: good guesses too, which somebody should look at.",
            rich_help_panel=FIXES,
        ),
    ] = False,
    diff: Annotated[
        bool,
        Option(
            "--diff",
            help="Show what --fix would change, as a patch; change nothing, exit 1 if it would.",
            rich_help_panel=FIXES,
        ),
    ] = False,
    show_fixes: Annotated[
        bool,
        Option(
            "--show-fixes", help="List the fixes that --fix or --diff makes.", rich_help_panel=FIXES
        ),
    ] = False,
    baseline: Annotated[
        str | None,
        Option(
            "--baseline",
            metavar="FILE",
            help="The file of known cracks, which do not count. Default: cracks.yaml beside "
            "crackmap.yaml (or here), if it is there.",
            show_default=False,
            rich_help_panel=BASELINE,
        ),
    ] = None,
    write_baseline: Annotated[
        bool,
        Option(
            "--write-baseline",
            help="Add the cracks of today to the baseline.",
            rich_help_panel=BASELINE,
        ),
    ] = False,
    prune_baseline: Annotated[
        bool,
        Option(
            "--prune-baseline",
            help="Take those cracks out of the baseline that are gone.",
            rich_help_panel=BASELINE,
        ),
    ] = False,
    config: Config = None,
    isolated: Isolated = False,
    stdin_filename: Annotated[
        str | None,
        Option(
            "--stdin-filename",
            metavar="PATH",
            help="Read standard input, call it PATH, and take the settings of that file.",
            show_default=False,
            rich_help_panel=SOURCES,
        ),
    ] = None,
    today: Today = None,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
    watch: Annotated[
        bool,
        Option(
            "-w",
            "--watch",
            help="Check again whenever a file changes, until Ctrl-C.",
            rich_help_panel=RUNNING,
        ),
    ] = False,
    no_cache: Annotated[
        bool,
        Option("-n", "--no-cache", help="Check every file anew.", rich_help_panel=RUNNING),
    ] = False,
    cache_dir: Annotated[
        str | None,
        Option(
            "--cache-dir",
            envvar="CRACKMAP_CACHE_DIR",
            metavar="FOLDER",
            help="Where results are kept; by default in the cache folder of the user.",
            show_default=False,
            rich_help_panel=RUNNING,
        ),
    ] = None,
) -> None:
    """List the cracks with their lines, and fail for them, in CI and editors."""
    from crackmap.cli import lint_options, lint_run

    for option, value in (("--fail-on", fail_on), ("--min-severity", min_severity)):
        if value is not None:
            one_of(option, value, SEVERITIES)
    one_of("--color", color, COLORS)
    if cache_dir == "":
        fail("--cache-dir: the name of the folder is missing", "leave it out, or name one")
    options = lint_options.LintOptions(
        choice=run.RunOptions(
            lint_options.paths(paths or (), stdin_filename),
            config,
            isolated,
            today,
            stdin_filename,
            tuple(select or ()),
            tuple(extend_select or ()),
            tuple(ignore or ()),
            reading(from_, sheet, page, process, encoding, shares=shares),
        ),
        outputs=lint_options.outputs(
            output_format or (), output_file, statistics=statistics, top=top, quiet=quiet
        ),
        fail_on=fail_on,
        min_severity=min_severity,
        narrowing=(tuple(department or ()), tuple(stage or ())),
        top=0 if quiet else top,
        exit_zero=exit_zero,
        statistics=statistics,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        show_fixes=show_fixes,
        baseline=baseline,
        write_baseline=write_baseline,
        prune_baseline=prune_baseline,
        keep=not no_cache,
        cache_dir=cache_dir,
        color=color,
    )
    if watch:
        lint_run.watch(options)
        end()
    end(lint_run.lint(options))
