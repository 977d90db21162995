"""crackmap diff: what changed between two states of the processes."""

from __future__ import annotations

from typing import Annotated

from crackmap.check import run
from crackmap.cli import completing, terminal
from crackmap.cli.option import FAILURE, OUTPUT, Argument, Option
from crackmap.cli.options import (
    COLORS,
    SEVERITIES,
    Color,
    Config,
    Encoding,
    From,
    Isolated,
    NoPager,
    OneProcess,
    Page,
    Shares,
    Sheet,
    Today,
    reading,
    words,
)
from crackmap.cli.output import end, one_of, tell_reads
from crackmap.cli.output import page as show_page
from crackmap.source.words import listing
from crackmap.writers.format import DIFF, load, names_in


def diff(
    old: Annotated[
        str,
        Argument(
            metavar="OLD",
            help="A file, a folder, or a git revision: main, HEAD~1, or main... for where HEAD "
            "left main.",
            autocompletion=completing.revisions,
        ),
    ],
    new: Annotated[
        str | None,
        Argument(
            metavar="[NEW]",
            help="The same. Default: the process files here; those that crackmap.yaml lists, if "
            "any.",
            autocompletion=completing.revisions,
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        str,
        Option(
            "--output-format",
            metavar="FORMAT",
            help=f"{listing(names_in(DIFF), 'or')}.",
            autocompletion=words(*names_in(DIFF)),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    color: Color = "auto",
    no_pager: NoPager = False,
    fail_on: Annotated[
        str | None,
        Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 if a crack was opened from this severity on: note, warning or error. "
            "Default: the fail_on of crackmap.yaml, else error.",
            autocompletion=words(*SEVERITIES),
            show_default=False,
            rich_help_panel=FAILURE,
        ),
    ] = None,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
) -> None:
    """Tell what changed between two states, and which cracks came and went.

    crackmap map --diff draws the same as one picture.
    """
    from crackmap.history import git_states
    from crackmap.history.comparison import compare

    one_of("--output-format", output_format, names_in(DIFF))
    one_of("--color", color, COLORS)
    if fail_on is not None:
        one_of("--fail-on", fail_on, SEVERITIES)
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions((), config, isolated, today, reading=told)
    then, now = git_states.begin(old, new, choice)
    shared = git_states.shared(then, now), git_states.shared(now, then)
    before, after = then.check(), now.check()
    for state in (before, after):
        tell_reads(state.report.reads)
    comparison = compare(before, after, *shared)
    format_ = load(DIFF, output_format)
    pictures: dict[tuple[str, str], tuple[str, str]] = {}
    if format_.fulfils("diff", "pictures"):
        from crackmap.maps.chart_diff import charts_of_changes
        from crackmap.maps.exports.mermaid_change import change_picture

        for change, chart in charts_of_changes(before, after, comparison):
            pictures[change.path, change.id] = change_picture(chart)
    wishes = {**terminal.wishes(color), "pictures": pictures}
    text = format_.write_text("diff", comparison, **wishes)
    show_page(text, terminal.pager(text, wanted=not no_pager))
    if comparison.unreadable:
        end(2)
    end(int(any(git_states.fails(now, finding, fail_on) for finding in comparison.opened)))
