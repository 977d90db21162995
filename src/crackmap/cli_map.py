"""crackmap map: swimlane maps of processes, and other pictures of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crackmap import run
from crackmap.cli_options import Config, Isolated, Paths, Today

if TYPE_CHECKING:
    from crackmap.check import Checked
    from crackmap.maps import Look


def _option(*names: str, metavar: str, help_: str) -> typer.models.OptionInfo:
    made: typer.models.OptionInfo = typer.Option(
        *names, metavar=metavar, help=help_, show_default=False
    )
    return made


def draw_map(
    paths: Paths = None,
    output: Annotated[
        str | None,
        _option("-o", "--output", metavar="FILE", help_="Where to: a file, or a folder/ for many."),
    ] = None,
    form: Annotated[
        str | None,
        _option(
            "--format",
            metavar="FORMAT",
            help_="svg, html, png, pdf, dot, mermaid or bpmn; by the ending of the file when "
            "left out. The matrix also as markdown and csv.",
        ),
    ] = None,
    view: Annotated[
        str,
        typer.Option(
            "--view", metavar="VIEW", help="swimlane, network (who hands to whom) or matrix."
        ),
    ] = "swimlane",
    direction: Annotated[
        str, typer.Option("--direction", metavar="LANES", help="Lanes as columns or as rows.")
    ] = "columns",
    theme: Annotated[
        str, typer.Option("--theme", metavar="THEME", help="light, dark, or auto.")
    ] = "auto",
    panels: Annotated[
        str,
        typer.Option(
            "--panels", metavar="WHEN", help="A panel for each stage: auto, always or never."
        ),
    ] = "auto",
    stage: Annotated[
        str | None, _option("--stage", metavar="STAGE", help_="Only this stage.")
    ] = None,
    department: Annotated[
        str | None,
        _option("--department", metavar="DEPARTMENT", help_="Let all others stand back."),
    ] = None,
    title: Annotated[
        str | None,
        _option("--title", metavar="WORDS", help_="Another title than the name; '' for none."),
    ] = None,
    no_findings: Annotated[
        bool, typer.Option("--no-findings", help="Leave the cracks out.")
    ] = False,
    swimlane: Annotated[
        bool, typer.Option("--swimlane", help="Mermaid's own lanes instead of a flowchart.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", help="Take two paths or git revisions, OLD and NEW, as one picture."
        ),
    ] = False,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Draw swimlane maps, and other pictures of processes."""
    from crackmap.maps import FORMATS_OF, VIEWS, Look

    run.one_of("--view", view, VIEWS)
    run.one_of("--direction", direction, ("columns", "rows"))
    run.one_of("--theme", theme, ("auto", "light", "dark"))
    run.one_of("--panels", panels, ("auto", "always", "never"))
    chosen = form or _format_of(output, view)
    run.one_of("--format", chosen, FORMATS_OF[view])
    look = Look(
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
        _draw_diff(list(paths or ()), output, chosen, look, run.Choice((), config, isolated, today))
        return
    checked = run.begin(run.Choice(tuple(paths or ()), config, isolated, today)).check()
    _tell_unreadable(checked)
    if not checked.graphs:
        raise typer.Exit(2)
    _draw_all(checked, output, chosen, look)
    if any(one.rule == "unreadable" for one in checked.report.findings):
        raise typer.Exit(2)


def _format_of(output: str | None, view: str) -> str:
    from crackmap.maps import ENDINGS, FORMATS_OF

    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    ending = ENDINGS.get(ending, ending)
    if ending and not (output or "").endswith("/"):
        if ending in FORMATS_OF[view]:
            return ending
        known = ", ".join(FORMATS_OF[view])
        run.fail(f"-o {output}: nothing is drawn as .{ending}", f"name one of {known} by --format")
    return FORMATS_OF[view][0]


def _draw_all(checked: Checked, output: str | None, form: str, look: Look) -> None:
    import sys

    several = len(checked.graphs) > 1
    folder = output is not None and (output.endswith("/") or Path(output).is_dir())
    if several and not folder:
        run.fail("there are several processes to draw", "name a folder for them: -o maps/")
    ending = "mmd" if form == "mermaid" else "md" if form == "markdown" else form
    drawn = []
    for graph in checked.graphs:
        picture = _drawn(checked, graph.process.id, form, look)
        if output and folder:
            Path(output).mkdir(parents=True, exist_ok=True)
            target: str | None = (Path(output) / f"{graph.process.id}.{ending}").as_posix()
        elif output is None and (sys.stdout.isatty() or form in ("png", "pdf")):
            target = Path(graph.process.path).with_suffix(f".{ending}").as_posix()
        else:
            target = output
        run.write_out(picture, target)
        if target and target != "-":
            typer.echo(f"wrote {target}", err=True)
            drawn.append((Path(target).name, graph))
    if output and folder and form in ("svg", "html", "png", "pdf"):
        from crackmap.maps import index_page

        counts = [one.process for one in checked.report.open]
        run.write_out(index_page(drawn, counts.count), (Path(output) / "index.html").as_posix())
        typer.echo(f"wrote {(Path(output) / 'index.html').as_posix()}", err=True)


def _drawn(checked: Checked, process: str, form: str, look: Look) -> str | bytes:
    from crackmap.maps import Undrawable, draw
    from crackmap.writers.extras import MissingExtra

    graph = next(graph for graph in checked.graphs if graph.process.id == process)
    try:
        return draw(graph, checked.report.findings, form, look)
    except (Undrawable, MissingExtra) as error:
        run.fail(str(error), error.help)


def _draw_diff(
    pair: list[str], output: str | None, form: str, look: Look, choice: run.Choice
) -> None:

    from crackmap.files import NoInput
    from crackmap.maps import chart_svg
    from crackmap.revisions import inputs_of, is_path

    if len(pair) not in (1, 2):
        run.fail("--diff takes OLD and NEW", "each is a file, a folder or a git revision")
    if form not in ("svg", "png", "pdf"):
        run.fail(f"--diff: a comparison is not drawn as {form}", "it takes svg, png and pdf")
    old, new = pair[0], pair[1] if len(pair) > 1 else "."
    try:
        then = run.Run(inputs_of(old, (new,) if is_path(new) else ()), choice).check()
        now = run.Run(inputs_of(new, (old,) if is_path(old) else ()), choice).check()
    except NoInput as error:
        run.fail(str(error), error.help)
    _tell_unreadable(now)

    from crackmap.charting_diff import chart_of_both

    before = {graph.process.id: graph for graph in then.graphs}
    pictures = [
        (graph, chart_svg(chart_of_both(before[graph.process.id], graph, then, now), look))
        for graph in now.graphs
        if graph.process.id in before
    ]
    if len(pictures) != 1:
        words = "no process is in both" if not pictures else "several processes are in both"
        run.fail(f"--diff: {words}", "name two files")
    picture: str | bytes = pictures[0][1]
    if form in ("png", "pdf"):
        from crackmap.writers import images
        from crackmap.writers.extras import MissingExtra

        try:
            picture = images.png(pictures[0][1]) if form == "png" else images.pdf(pictures[0][1])
        except MissingExtra as error:
            run.fail(str(error), error.help)
    run.write_out(picture, output)
    if output:
        typer.echo(f"wrote {output}", err=True)


def _tell_unreadable(checked: Checked) -> None:
    from crackmap.source import printable

    for one in checked.report.findings:
        if one.rule == "unreadable":
            words = f"{one.span.path}:{one.span.line}:{one.span.column}: error: {one.message}"
            typer.echo(printable(words), err=True)
