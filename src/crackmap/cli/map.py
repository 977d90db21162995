"""crackmap map: swimlane maps of processes, and other pictures of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from crackmap.check import run
from crackmap.cli import completing, map_run
from crackmap.cli.option import OUTPUT, PICTURE, Option
from crackmap.cli.options import (
    SEVERITIES,
    Config,
    Encoding,
    From,
    Ignore,
    Isolated,
    MinSeverity,
    OneProcess,
    Page,
    Paths,
    Select,
    Shares,
    Sheet,
    Today,
    reading,
    top_cracks,
    words,
)
from crackmap.cli.output import end, fail, one_of, tell_problems, tell_reads
from crackmap.maps.paper import LEAST_TEXT, ORIENTATIONS, PAPERS

DIRECTIONS = ("columns", "rows")
LANE_ORDERS = ("declared", "short")
THEMES = ("auto", "light", "dark")
WHENS = ("auto", "always", "never")
FACTS = ("share", "sla", "value", "system")


def _formats() -> tuple[str, ...]:
    """Return the names of all formats, loading none."""
    from crackmap.writers.format import MAP, names_in

    return names_in(MAP)


def _option(
    *names: str,
    metavar: str,
    help_: str,
    known: Sequence[str] = (),
    complete: Callable[..., list[str]] | None = None,
    group: str = PICTURE,
) -> Option:
    """Return an option that takes a word, perhaps one that is `known` or can be completed."""
    return Option(
        *names,
        metavar=metavar,
        help=help_,
        autocompletion=words(*known) if known else complete,
        rich_help_panel=group,
    )


def draw_map(
    paths: Paths = None,
    output: Annotated[
        str | None,
        _option(
            "-o",
            "--output",
            metavar="FILE",
            help_="Where to: a file, or a folder/ for many. Default: standard output, or on a "
            "terminal a file beside the process.",
            group=OUTPUT,
        ),
    ] = None,
    form: Annotated[
        str | None,
        _option(
            "--format",
            metavar="FORMAT",
            help_=f"{', '.join(_formats())}; by the ending of the file when left out.",
            known=_formats(),
            group=OUTPUT,
        ),
    ] = None,
    view: Annotated[
        str,
        _option(
            "--view",
            metavar="VIEW",
            help_="swimlane, network (who hands to whom), matrix, or raci (who has which part).",
            known=("swimlane", "network", "matrix", "raci"),
        ),
    ] = "swimlane",
    direction: Annotated[
        str,
        _option(
            "--direction", metavar="LANES", help_="Lanes as columns or as rows.", known=DIRECTIONS
        ),
    ] = "columns",
    lanes: Annotated[
        str,
        _option(
            "--lanes",
            metavar="ORDER",
            help_="Lanes as declared, or in a short order: moved to where lines are shortest.",
            known=LANE_ORDERS,
        ),
    ] = "declared",
    theme: Annotated[
        str,
        _option(
            "--theme",
            metavar="THEME",
            help_="light, dark, or auto: as the screen that shows it.",
            known=THEMES,
        ),
    ] = "auto",
    panels: Annotated[
        str,
        _option(
            "--panels",
            metavar="WHEN",
            help_="A panel for each stage: auto (for big maps), always or never.",
            known=WHENS,
        ),
    ] = "auto",
    stage: Annotated[
        str | None,
        _option("--stage", metavar="STAGE", help_="Only this stage.", complete=completing.stages),
    ] = None,
    department: Annotated[
        str | None,
        _option(
            "--department",
            metavar="DEPARTMENT",
            help_="Show this one in full colour and all others pale, and list only its cracks.",
            complete=completing.departments,
        ),
    ] = None,
    select: Select = None,
    ignore: Ignore = None,
    min_severity: MinSeverity = "note",
    top: Annotated[
        int | None, top_cracks("Mark only so many cracks: those that cost most.", PICTURE)
    ] = None,
    paper: Annotated[
        str | None,
        _option(
            "--paper",
            metavar="PAPER",
            help_=f"As pdf: {', '.join(PAPERS)}. A panel a page, or tiles that overlap, with a "
            "title block. Default: pages as large as the map.",
            known=tuple(PAPERS),
        ),
    ] = None,
    orientation: Annotated[
        str,
        _option(
            "--orientation",
            metavar="HOW",
            help_="portrait, landscape, or auto: what needs fewer pages.",
            known=ORIENTATIONS,
        ),
    ] = "auto",
    least_text: Annotated[
        float,
        Option(
            "--least-text",
            metavar="POINTS",
            min=1,
            max=72,
            help="How high the smallest text of a map is on paper; smaller text needs fewer pages.",
            rich_help_panel=PICTURE,
        ),
    ] = LEAST_TEXT,
    show: Annotated[
        list[str] | None,
        _option(
            "--show",
            metavar="FACT",
            help_="Tell this too: share (of cases), sla (time limits), value (that passes), "
            "system. Several with commas.",
            known=FACTS,
        ),
    ] = None,
    title: Annotated[
        str | None,
        _option("--title", metavar="WORDS", help_="Another title than the name; '' for none."),
    ] = None,
    no_findings: Annotated[
        bool,
        Option(
            "--no-findings",
            help="A clean map: no cracks, and no handoff is judged.",
            rich_help_panel=PICTURE,
        ),
    ] = False,
    only_cracks: Annotated[
        bool,
        Option(
            "--only-cracks",
            help="Let all that has no crack stand back.",
            rich_help_panel=PICTURE,
        ),
    ] = False,
    swimlane: Annotated[
        bool,
        Option(
            "--swimlane",
            help="As mermaid: its own swimlanes instead of a flowchart.",
            rich_help_panel=PICTURE,
        ),
    ] = False,
    diff: Annotated[
        bool,
        Option(
            "--diff",
            help="Take two paths or git revisions, OLD and NEW, as one picture.",
            rich_help_panel=PICTURE,
        ),
    ] = False,
    opens: Annotated[
        bool,
        Option("--open", help="Show it when it is drawn.", rich_help_panel=OUTPUT),
    ] = False,
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
    """Draw swimlane maps, and other pictures of processes."""
    from crackmap.maps.options import VIEWS, MapOptions

    one_of("--view", view, VIEWS)
    one_of("--direction", direction, DIRECTIONS)
    one_of("--lanes", lanes, LANE_ORDERS)
    one_of("--theme", theme, THEMES)
    one_of("--panels", panels, WHENS)
    one_of("--orientation", orientation, ORIENTATIONS)
    if paper is not None:
        paper = paper.lower()
        one_of("--paper", paper, tuple(PAPERS))
    elif orientation != "auto":
        fail("--orientation says how paper lies", "name the paper, too: --paper a4")
    if math.isnan(least_text):
        fail("--least-text: nan is no number of points")
    one_of("--min-severity", min_severity, SEVERITIES)
    shown = [word.strip().lower() for words_ in show or () for word in words_.split(",")]
    for word in shown:
        one_of("--show", word, FACTS)
    if no_findings and only_cracks:
        fail("--only-cracks and --no-findings leave nothing to look at", "leave one of them out")
    chosen = _format_named(form, view) if form else _format_of(output, view)
    look = MapOptions(
        view,
        direction,  # type: ignore[arg-type]
        theme,  # type: ignore[arg-type]
        panels,
        stage,
        department,
        title,
        not no_findings,
        swimlane,
        tuple(select or ()),
        tuple(ignore or ()),
        min_severity,
        top,
        tuple(shown),
        only_cracks,
        lanes=lanes,  # type: ignore[arg-type]
        paper=paper,
        orientation=orientation,
        least_text=least_text,
    )
    out = map_run.Out(output, chosen, opens)
    if diff:
        choice = run.RunOptions((), config, isolated, today)
        map_run.draw_diff(list(paths or ()), out, look, choice)
        return
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions(tuple(paths or ()), config, isolated, today, reading=told)
    begun = run.begin(choice)
    checked = begun.check()
    if begun.has_baseline(checked.results):
        from crackmap.history.baselines import with_days

        checked = with_days(begun, checked)
    tell_problems(checked.report.unreadable)
    tell_reads(checked.report.reads)
    if not checked.graphs:
        end(2)
    if not map_run.draw_all(checked, out, look) or checked.report.unreadable:
        end(2)


def _format_named(form: str, view: str) -> str:
    """Return the format that is called so, or whose files end so: md is markdown."""
    from crackmap.maps.draw import format_for, formats_of

    known = format_for(view, form)
    if known is None:
        _refuse_of_other_views("--format", form, view)
        one_of("--format", form, list(formats_of(view)))
    return known.name if known else form


def _format_of(output: str | None, view: str) -> str:
    """Return the format that the ending of a file asks for, else the first of the view."""
    from crackmap.maps.draw import first_of, format_for, formats_of

    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if not ending or (output or "").endswith("/"):
        return first_of(view)
    asked = format_for(view, ending)
    if asked is None:
        _refuse_of_other_views(f"-o {output}", ending, view)
        help_ = f"name one of {', '.join(formats_of(view))} by --format"
        fail(f"-o {output}: nothing is drawn as .{ending}", help_)
    return asked.name


def _refuse_of_other_views(option: str, form: str, view: str) -> None:
    """End the command for a format in which this view is not drawn, and others are."""
    from crackmap.maps.draw import formats_of, views_as
    from crackmap.source.words import listing

    others = listing([f"--view {other}" for other in views_as(form)], "or")
    if others:
        help_ = f"it is drawn as {', '.join(formats_of(view))}; {form} takes {others}"
        fail(f"{option}: the view {view} is not drawn as {form}", help_)
