"""What `crackmap map` does: draw the processes, or two states of one, write, and show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from crackmap.check import run
from crackmap.cli import terminal
from crackmap.cli.drawn_output import write_drawn
from crackmap.cli.output import fail, identities, tell, tell_problems

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.graph.process_graph import ProcessGraph
    from crackmap.history.comparison import Comparison
    from crackmap.maps.drawn import Drawn
    from crackmap.maps.layout.chart import Chart
    from crackmap.maps.options import MapOptions


class Out(NamedTuple):
    """Where pictures go: the path that was named, their format, and whether they are shown."""

    path: str | None
    form: str
    opens: bool


def draw_all(checked: Checked, out: Out, look: MapOptions) -> bool:
    """Draw all processes; report which cannot be drawn, and return whether all could."""
    from crackmap.maps.draw import draw
    from crackmap.maps.drawn import Drawn
    from crackmap.maps.picture_names import Names
    from crackmap.source.problems import Refusal
    from crackmap.writers.figures import by_severity
    from crackmap.writers.format import MAP, load

    folder = _folder_of(out, several=len(checked.graphs) > 1)
    ending = load(MAP, out.form).endings[0]
    names, read = Names(), identities(checked.report.texts)
    files = [names.name(graph.process.id, ending) for graph in checked.graphs]
    if folder is not None:
        pages = _pages(checked.graphs, files) if out.form in ("svg", "html") else look.pages
        look = look._replace(pieces=True, pages=pages)
    drawn: list[tuple[list[str], ProcessGraph, dict[str, int]]] = []
    refused: set[str] = set()
    target: str | None = None
    for graph, name in zip(checked.graphs, files, strict=True):
        findings = checked.findings_about(graph)
        if folder is not None:
            _make_folder(folder)
            target, named = _inside(folder, name), False
        else:
            as_text = out.form not in ("png", "pdf", "xlsx")
            target, named = _target(graph, _view(look), ending, out, as_text=as_text)
        try:
            picture = draw(graph, findings, out.form, look)
            write_drawn(picture, target, named=named, read=read)
            pieces = [name]
            for at, piece in enumerate(picture.rest, 2):
                pieces.append(names.name(f"{graph.process.id}-{at}", ending))
                write_drawn(Drawn(piece), _inside(folder or "", pieces[-1]), named=False, read=read)
        except Refusal as error:
            if str(error) not in refused:  # a wish that no picture can fulfil is reported once
                tell(f"crackmap: {error}", error.help)
            refused.add(str(error))
            continue
        counts = by_severity(finding for finding in findings if finding.accepted is None)
        drawn.append((pieces, graph, counts))
    if drawn and folder is not None and out.form in ("svg", "html", "png", "pdf"):
        from crackmap.maps.index_page import index_page

        target = _inside(folder, "index.html")
        write_drawn(Drawn(index_page(drawn)), target, named=False, read=read)
    if drawn and out.opens:
        _open(target)
    return not refused


def _folder_of(out: Out, *, several: bool) -> str | None:
    """Return the folder that is named for pictures; None where a file is, or nothing."""
    path = out.path
    if path and (path.endswith("/") or Path(path).is_dir()):
        return path
    if several:
        fail("there are several processes to draw", "name a folder for them: -o maps/")
    return None


def _inside(folder: str, name: str) -> str:
    return (Path(folder) / name).as_posix()


def _target(
    graph: ProcessGraph, what: str, ending: str, out: Out, *, as_text: bool, on_disk: bool = True
) -> tuple[str | None, bool]:
    """Return where one picture goes, None for standard output, and whether somebody named it."""
    if out.path is None and (out.opens or terminal.is_terminal() or not as_text):
        return _name_beside(graph, what, ending, on_disk=on_disk), False
    return out.path, True


def _pages(graphs: Sequence[ProcessGraph], files: Sequence[str]) -> dict[str, str]:
    """Return the addresses of pictures in one folder by their processes; of no two with one id."""
    ids = [graph.process.id for graph in graphs]
    counted = Counter(ids)
    pages = zip(ids, files, strict=True)
    return {id_: quote(file, safe="") for id_, file in pages if counted[id_] == 1}


def _view(look: MapOptions) -> str:
    """Return the word for what a picture shows, where it is not the map itself."""
    return "" if look.view == "swimlane" else look.view


def _open(target: str | None) -> None:
    """Show a picture with what the system has for it."""
    if target is None or target == "-":
        fail("--open: standard output cannot be shown", "name a file: -o map.html")
    if not terminal.open_file(target):
        tell(f"--open: nothing here shows {target}", "open it in a browser")


def _make_folder(path: str) -> None:
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{path} cannot be made: {error.strerror or error}")


def _name_beside(graph: ProcessGraph, what: str, ending: str, *, on_disk: bool = True) -> str:
    """Return the name of a picture beside the file of its process.

    It is here for a process that came by a pipe, or out of a revision.
    """
    from crackmap.maps.picture_names import file_stem

    path = Path(graph.process.path)
    if graph.process.path == run.STDIN:
        path = Path(file_stem(graph.process.id))
    elif not on_disk:
        path = Path(path.name)
    return path.with_name(f"{path.stem}{'-' if what else ''}{what}.{ending}").as_posix()


def draw_diff(pair: list[str], out: Out, look: MapOptions, choice: run.RunOptions) -> None:
    """Draw two states of a process as one picture."""
    from crackmap.history import git_states

    _refuse_for_two(pair, out.form, look)
    both = git_states.begin(pair[0], pair[1] if len(pair) > 1 else None, choice)
    then, now = (state.check() for state in both)
    tell_problems(now.report.unreadable)

    from crackmap.history.comparison import compare
    from crackmap.maps.asked import dimmed, paled
    from crackmap.maps.chart_diff import chart_of_both

    comparison = compare(then, now)
    before, graph = _pair_to_draw(then, now, comparison, pair[0])
    chart = chart_of_both(before, graph, comparison, findings=look.findings)
    chart = paled(chart, dimmed(graph, look.department))
    on_disk = both[1].workspace_files is None
    picture = _picture_of_both(chart, graph, out.form, look, on_disk=on_disk)
    is_svg = out.form == "svg"
    target, named = _target(graph, "diff", out.form, out, as_text=is_svg, on_disk=on_disk)
    write_drawn(picture, target, named=named)
    if out.opens:
        _open(target)


def _refuse_for_two(pair: list[str], form: str, look: MapOptions) -> None:
    """Refuse what a picture of two states cannot show."""
    if len(pair) not in (1, 2):
        fail("--diff takes OLD and NEW", "each is a file, a folder or a git revision")
    if form not in ("svg", "png", "pdf"):
        fail(f"--diff: a comparison is not drawn as {form}", "it takes svg, png and pdf")
    if look.view != "swimlane":
        fail(f"--diff: a comparison has no {look.view}", "leave --view out")
    for option, wished in (("--show", look.show), ("--only-cracks", look.only_cracks)):
        if wished:
            fail(f"--diff: {option} does nothing for a comparison", "leave it out")


def _picture_of_both(
    chart: Chart, graph: ProcessGraph, form: str, look: MapOptions, *, on_disk: bool
) -> Drawn:
    from crackmap.maps.drawn import Drawn
    from crackmap.maps.pictures import pictures_of_chart

    if form == "svg":
        return Drawn(pictures_of_chart(chart, look).as_svg(look.theme))
    from crackmap.maps.formats import pdf, png

    light = look.in_one_theme()
    draw = pdf.printed if form == "pdf" else png.imaged
    return draw(pictures_of_chart(chart, light), graph, light, on_disk=on_disk)


def _pair_to_draw(
    then: Checked, now: Checked, comparison: Comparison, old: str
) -> tuple[ProcessGraph, ProcessGraph]:
    """Return the process that is in both states; of several, the only one that changed."""
    from crackmap.history.pairing import paired

    pairs = [
        (before, after) for before, after in paired(then.graphs, now.graphs) if before and after
    ]
    if not pairs:
        fail("--diff: no process is in both", "name two files")
    if len(pairs) > 1:
        reported = {process.path for process in comparison.processes if process.state == "changed"}
        pairs = [pair for pair in pairs if pair[1].process.path in reported]
    if not pairs:
        fail("--diff: no process has changed")
    if len(pairs) > 1:
        path = pairs[0][1].process.path
        words = "--diff: several processes have changed"
        fail(words, f"name one of them: crackmap map --diff {old} {path}")
    return pairs[0]
