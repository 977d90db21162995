"""crackmap analyze: the cracks for people, and what to fix first."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from crackmap.check import run
from crackmap.cli import completing, terminal
from crackmap.cli.option import OUTPUT, Argument, Option
from crackmap.cli.options import (
    COLORS,
    SEVERITIES,
    Color,
    Config,
    Departments,
    Encoding,
    From,
    Ignore,
    Isolated,
    MinSeverity,
    NoPager,
    OneProcess,
    Page,
    Select,
    Shares,
    Sheet,
    Stages,
    Today,
    reading,
    top_cracks,
    words,
)
from crackmap.cli.output import end, fail, identities, one_of, tell_reads, write_out
from crackmap.cli.output import page as show_page
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing
from crackmap.writers.format import ANALYZE, load, names_in

if TYPE_CHECKING:
    from crackmap.check.check import Checked

# The number of a crack on the map, or the beginning of its fingerprint.
_CRACK = re.compile(r"[0-9]{1,5}|[0-9a-fA-F]{6,16}")
SORTS = ("impact", "place", "severity")


def analyze(
    paths: Annotated[
        list[str] | None,
        Argument(
            metavar="[PATH|CRACK]...",
            help="Process files and folders; without any, the `processes` of crackmap.yaml, else "
            "those here and below. Then numbers of cracks, or the first six letters or more of "
            "their fingerprints: these are shown in full.",
            autocompletion=completing.shown_cracks,
            show_default=False,
        ),
    ] = None,
    full: Annotated[
        bool,
        Option(
            "--full",
            help="All cracks with their lines and what to do.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    quiet: Annotated[
        bool,
        Option("-q", "--quiet", help="The headline alone.", rich_help_panel=OUTPUT),
    ] = False,
    top: Annotated[
        int | None,
        top_cracks("So many cracks first. Default: as many as a screen has room for, up to ten."),
    ] = None,
    sort: Annotated[
        str | None,
        Option(
            "--sort",
            metavar="ORDER",
            help="What comes first: impact (what costs most), place or severity. The text is "
            "sorted by impact, the JSON by place, where nothing is said.",
            autocompletion=words(*SORTS),
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        Option(
            "--without",
            metavar="CRACK",
            help="Tell what it is worth to fill the cracks about a step or a flow, such as "
            "'score -> first-call'; several together, too.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    output_format: Annotated[
        str,
        Option(
            "--output-format",
            metavar="FORMAT",
            help=f"{listing(names_in(ANALYZE), 'or')}.",
            autocompletion=words(*names_in(ANALYZE)),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    output: Annotated[
        str | None,
        Option(
            "-o",
            "--output-file",
            metavar="FILE",
            help="Write the report there.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    color: Color = "auto",
    no_pager: NoPager = False,
    department: Departments = None,
    stage: Stages = None,
    select: Select = None,
    ignore: Ignore = None,
    min_severity: MinSeverity = "note",
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
    """Show people where a process cracks, and what to fix first."""
    one_of("--color", color, COLORS)
    one_of("--min-severity", min_severity, SEVERITIES)
    one_of("--output-format", output_format, names_in(ANALYZE))
    if sort:
        one_of("--sort", sort, SORTS)
    form = load(ANALYZE, output_format)
    files, cracks = _parted(paths or ())
    asked = {
        "full": full,
        "quiet": quiet,
        "top": top,
        "sort": sort,
        "without": without,
        "cracks": cracks,
    }
    asked = {wish: value for wish, value in asked.items() if value}
    for wish in asked:
        if not form.fulfils("analyze", wish):
            option = "the number of a crack" if wish == "cracks" else f"--{wish}"
            fail(f"{option} makes no difference to {output_format}")
    choice = run.RunOptions(
        files,
        config,
        isolated,
        today,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        reading=reading(from_, sheet, page, process, encoding, shares=shares),
    )
    begun = run.begin(choice)
    checked = begun.check()
    if begun.has_baseline(checked.results):
        from crackmap.history.baselines import with_days

        checked = with_days(begun, checked)
    checked, narrowed = _narrowed(checked, department or (), stage or (), min_severity)
    _known(without or (), cracks, checked)
    looks = terminal.wishes(color) if output is None else terminal.plain_wishes()
    text = form.write_text("analyze", checked, **looks, **asked, narrowed=narrowed)
    tell_reads(checked.report.reads)
    if output is None:
        show_page(text, terminal.pager(text, wanted=not no_pager))
    else:
        write_out(text, output, read=identities(checked.report.texts))
    if checked.report.unreadable:
        end(2)


def _parted(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the paths among the words, and the numbers and handles of cracks."""
    cracks = [word for word in given if _CRACK.fullmatch(word) and not os.path.lexists(word)]
    return [word for word in given if word not in cracks], cracks


def _narrowed(
    checked: Checked, departments: Sequence[str], stages: Sequence[str], least: str
) -> tuple[Checked, str]:
    """Return what people want to look at, and what that is, in words."""
    from crackmap.check.narrowing import Narrowing

    narrowing = Narrowing(departments, stages, least=least)
    return checked.narrowed(narrowing), narrowing.words()


def _known(subjects: Sequence[str], cracks: Sequence[str], checked: Checked) -> None:
    """Raise Refusal where there is no crack about one of the `subjects`, or none called so."""
    from crackmap.rules.numbering import called, numbers

    findings = checked.report.findings
    known = dict.fromkeys(str(finding.subject) for finding in findings)
    for subject in subjects:
        if subject not in known:
            help_ = did_you_mean(subject, known, "crackmap lint --output-format json has them")
            raise Refusal(f"--without: there is no crack about `{subject}`", help_)
    number = numbers(checked.report)
    for word in cracks:
        if not any(called(finding, number.get(id(finding)), word) for finding in findings):
            raise Refusal(f"there is no crack {word}", "crackmap analyze lists those there are")
