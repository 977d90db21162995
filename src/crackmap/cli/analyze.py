"""crackmap analyze: the cracks for people, and what to fill first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT
from crackmap.cli.options import COLORS, Color, Config, Isolated, NoPager, Paths, Today, words
from crackmap.cli.output import end, one_of, page
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing
from crackmap.writers.format import ANALYZE, load, names_in

if TYPE_CHECKING:
    from crackmap.rules.finding import Report

SORTS = ("impact", "place", "severity")


def analyze(
    paths: Paths = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            metavar="FORMAT",
            help=f"{listing(names_in(ANALYZE), 'or')}.",
            autocompletion=words(*names_in(ANALYZE)),
            rich_help_panel=OUTPUT,
        ),
    ] = "text",
    sort: Annotated[
        str | None,
        typer.Option(
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
        typer.Option(
            "--without",
            metavar="CRACK",
            help="Tell what it is worth to fill the cracks about a step or a flow, such as "
            "'score -> first-call'; several together, too.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    color: Color = "auto",
    no_pager: NoPager = False,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Show people where a process cracks, and what to settle first."""
    one_of("--color", color, COLORS)
    one_of("--output-format", output_format, names_in(ANALYZE))
    form = load(ANALYZE, output_format)
    asked: dict[str, Any] = {}
    if sort:
        one_of("--sort", sort, SORTS)
        asked["sort"] = sort
    if without:
        asked["without"] = without
    for wish in asked:
        if not form.fulfils("analyze", wish):
            raise Refusal(f"--{wish} makes no difference to {output_format}")
    checked = run.begin(run.RunOptions(paths or (), config, isolated, today)).check()
    _known(without or (), checked.report)
    text = form.write_text("analyze", checked, **terminal.wishes(color), **asked)
    page(text, terminal.pager(text, wanted=not no_pager))
    if checked.report.unreadable:
        end(2)


def _known(subjects: Sequence[str], report: Report) -> None:
    """Raise Refusal where there is no crack about one of the `subjects`."""
    known = dict.fromkeys(str(finding.subject) for finding in report.findings)
    for subject in subjects:
        if subject not in known:
            help_ = did_you_mean(subject, known, "crackmap lint --output-format json has them")
            raise Refusal(f"--without: there is no crack about `{subject}`", help_)
