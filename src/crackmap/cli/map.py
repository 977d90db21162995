"""crackmap map: swimlane maps of processes, and other pictures of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.help import OUTPUT, PICTURE
from crackmap.cli.options import (
    Config,
    Encoding,
    From,
    Isolated,
    OneProcess,
    Page,
    Paths,
    Shares,
    Sheet,
    Today,
    reading,
    words,
)
from crackmap.cli.output import end, fail, one_of, tell, tell_problems, tell_reads
from crackmap.cli.pictures import make_folder, name_beside, write

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.graph.process_graph import ProcessGraph
    from crackmap.maps.options import MapOptions

DIRECTIONS = ("columns", "rows")
THEMES = ("auto", "light", "dark")
WHENS = ("auto", "always", "never")


def _formats() -> tuple[str, ...]:
    """Return the names of all formats, loading none."""
    from crackmap.writers.format import MAP, names_in

    return names_in(MAP)


def _option(
    *names: str, metavar: str, help_: str, known: Sequence[str] = (), group: str = PICTURE
) -> typer.models.OptionInfo:
    """Return an option that takes a word, perhaps one that is `known`."""
    made: typer.models.OptionInfo = typer.Option(
        *names,
        metavar=metavar,
        help=help_,
        autocompletion=words(*known) if known else None,
        rich_help_panel=group,
    )
    return made


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
            help_="swimlane, network (who hands to whom) or matrix.",
            known=("swimlane", "network", "matrix"),
        ),
    ] = "swimlane",
    direction: Annotated[
        str,
        _option(
            "--direction", metavar="LANES", help_="Lanes as columns or as rows.", known=DIRECTIONS
        ),
    ] = "columns",
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
        str | None, _option("--stage", metavar="STAGE", help_="Only this stage.")
    ] = None,
    department: Annotated[
        str | None,
        _option(
            "--department",
            metavar="DEPARTMENT",
            help_="Show this one in full colour, and all others pale.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        _option("--title", metavar="WORDS", help_="Another title than the name; '' for none."),
    ] = None,
    no_findings: Annotated[
        bool,
        typer.Option("--no-findings", help="Leave the cracks out.", rich_help_panel=PICTURE),
    ] = False,
    swimlane: Annotated[
        bool,
        typer.Option(
            "--swimlane",
            help="As mermaid: its own swimlanes instead of a flowchart.",
            rich_help_panel=PICTURE,
        ),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff",
            help="Take two paths or git revisions, OLD and NEW, as one picture.",
            rich_help_panel=PICTURE,
        ),
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
    from crackmap.maps.draw import formats_of
    from crackmap.maps.options import VIEWS, MapOptions

    one_of("--view", view, VIEWS)
    one_of("--direction", direction, DIRECTIONS)
    one_of("--theme", theme, THEMES)
    one_of("--panels", panels, WHENS)
    chosen = form or _format_of(output, view)
    one_of("--format", chosen, list(formats_of(view)))
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
    )
    if diff:
        choice = run.RunOptions((), config, isolated, today)
        _draw_diff(list(paths or ()), output, chosen, look, choice)
        return
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    choice = run.RunOptions(tuple(paths or ()), config, isolated, today, reading=told)
    checked = run.begin(choice).check()
    tell_problems(checked.report.unreadable)
    tell_reads(checked.report.reads)
    if not checked.graphs:
        end(2)
    if not _draw_all(checked, output, chosen, look) or checked.report.unreadable:
        end(2)


def _format_of(output: str | None, view: str) -> str:
    """Return the format that the ending of a file asks for, else the first of the view."""
    from crackmap.maps.draw import formats_of

    formats = formats_of(view)
    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    if not ending or (output or "").endswith("/"):
        return next(iter(formats))
    asked = [
        format_.name for format_ in formats.values() if ending in (format_.name, *format_.endings)
    ]
    if not asked:
        help_ = f"name one of {', '.join(formats)} by --format"
        fail(f"-o {output}: nothing is drawn as .{ending}", help_)
    return asked[0]


def _draw_all(checked: Checked, output: str | None, form: str, look: MapOptions) -> bool:
    """Draw all processes; report which cannot be drawn, and return whether all could."""
    from crackmap.maps.draw import draw, formats_of
    from crackmap.maps.drawn import Drawn
    from crackmap.maps.index_page import index_page
    from crackmap.maps.picture_names import Names
    from crackmap.source.problems import Refusal
    from crackmap.writers.figures import by_severity

    several = len(checked.graphs) > 1
    folder = output if output and (output.endswith("/") or Path(output).is_dir()) else None
    if several and folder is None:
        fail("there are several processes to draw", "name a folder for them: -o maps/")
    ending = formats_of(look.view)[form].endings[0]
    names = Names()
    drawn: list[tuple[str, ProcessGraph, dict[str, int]]] = []
    refused: set[str] = set()
    for graph in checked.graphs:
        findings = checked.findings_about(graph)
        named = False
        if folder is not None:
            make_folder(folder)
            name = names.name(graph.process.id, ending)
            target: str | None = (Path(folder) / name).as_posix()
        elif output is None and (terminal.is_terminal() or form in ("png", "pdf")):
            name = target = name_beside(graph, _view(look), ending)
        else:
            name, target, named = "", output, True
        try:
            picture = draw(graph, findings, form, look)
            write(picture, target, named=named)
        except Refusal as error:
            if str(error) not in refused:  # a wish that no picture can fulfil is reported once
                tell(f"crackmap: {error}", error.help)
            refused.add(str(error))
            continue
        counts = by_severity(finding for finding in findings if finding.accepted is None)
        drawn.append((name, graph, counts))
    if drawn and folder is not None and form in ("svg", "html", "png", "pdf"):
        page = Drawn(index_page(drawn))
        write(page, (Path(folder) / "index.html").as_posix(), named=False)
    return not refused


def _view(look: MapOptions) -> str:
    """Return the word for what a picture shows, where it is not the map itself."""
    return "" if look.view == "swimlane" else look.view


def _draw_diff(
    pair: list[str], output: str | None, form: str, look: MapOptions, choice: run.RunOptions
) -> None:
    from crackmap.history import git_states
    from crackmap.maps.drawn import Drawn
    from crackmap.maps.pictures import chart_svg, dimmed

    if len(pair) not in (1, 2):
        fail("--diff takes OLD and NEW", "each is a file, a folder or a git revision")
    if form not in ("svg", "png", "pdf"):
        fail(f"--diff: a comparison is not drawn as {form}", "it takes svg, png and pdf")
    if look.view != "swimlane":
        fail(f"--diff: a comparison has no {look.view}", "leave --view out")
    both = git_states.begin(pair[0], pair[1] if len(pair) > 1 else None, choice)
    then, now = (state.check() for state in both)
    tell_problems(now.report.unreadable)
    before, graph = _pair_to_draw(then, now, pair[0])

    from crackmap.maps.chart_diff import chart_of_both

    chart = chart_of_both(before, graph, then, now, findings=look.findings)
    light = look if form == "svg" else look.in_one_theme()
    picture = Drawn(chart_svg(chart, light, dimmed(graph, look.department)))
    if form in ("png", "pdf"):
        from crackmap.maps import raster

        picture = raster.image(str(picture.data), form)
    target, named = output, True
    if output is None and (terminal.is_terminal() or form != "svg"):
        on_disk = both[1].workspace_files is None
        target, named = name_beside(graph, "diff", form, on_disk=on_disk), False
    write(picture, target, named=named)


def _pair_to_draw(then: Checked, now: Checked, old: str) -> tuple[ProcessGraph, ProcessGraph]:
    """Return the process that is in both states; of several, the only one that changed."""
    from crackmap.history.comparison import compare
    from crackmap.history.pairing import paired

    pairs = [
        (before, after) for before, after in paired(then.graphs, now.graphs) if before and after
    ]
    if not pairs:
        fail("--diff: no process is in both", "name two files")
    if len(pairs) > 1:
        reported = {
            process.path for process in compare(then, now).processes if process.state == "changed"
        }
        pairs = [pair for pair in pairs if pair[1].process.path in reported]
    if not pairs:
        fail("--diff: no process has changed")
    if len(pairs) > 1:
        path = pairs[0][1].process.path
        words = "--diff: several processes have changed"
        fail(words, f"name one of them: crackmap map --diff {old} {path}")
    return pairs[0]
