"""A map as one page: pan and zoom, search, filters, details of each step, and a table of cracks.

It needs no network, and its content security policy lets none in. What it does is in the scripts
beside this file, how it looks in map.css.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from crackmap.check.check import summary
from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.asked import chart_asked_for, department_of
from crackmap.maps.html.content import embedded, model_of
from crackmap.maps.html.print_sheets import Sheets, print_sheets, with_ids
from crackmap.maps.html.stages import MOST_STEPS, stages_table
from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.drawing import lay_out
from crackmap.maps.layout.scene import Head, Lane, Legend, Scene, Stage
from crackmap.maps.options import MapOptions
from crackmap.maps.svg import picture
from crackmap.maps.svg.legend import legend
from crackmap.maps.svg.text import escape
from crackmap.maps.svg.theme import style
from crackmap.rules.finding import SEVERITIES, Finding
from crackmap.source.words import plural
from crackmap.writers.figures import handed_over

_PREFIX = "m"  # of all ids in the drawing
_SCRIPTS = ("view.js", "minimap.js", "details.js", "search.js", "address.js", "map.js")


def write(graph: ProcessGraph, findings: Sequence[Finding], look: MapOptions) -> str:
    """Return the page of one process as a document that ends in a newline.

    The title is the process's name unless another is given. Raises ValueError where two steps have
    one id, as the layout does, and Undrawable for a department that is not there.
    """
    # The page has a filter by department: that one can be taken back.
    wanted = look.department and department_of(graph, look.department)
    chart = chart_asked_for(graph, findings, look._replace(department=None))
    scene = lay_out(chart, look.direction, title="", lanes=look.lanes)
    sheets = print_sheets(scene, _PREFIX)
    model = model_of(graph, chart, findings if look.findings else ())
    script = _script()
    cracks = sum(crack["number"] > 0 for crack in model["cracks"])
    parts = {
        "TITLE": escape(graph.process.name if look.title is None else look.title) or "Process",
        "DESCRIPTION": _paragraph(graph.process.description or ""),
        "FIGURES": _figures(graph, judged=look.findings),
        "POLICY": _policy(script),
        "STYLE": _file("map.css") + _file("print.css") + _page_rule(scene, sheets) + _colours(),
        "SHEETS": sheets.drawn,
        "BODY": "" if cracks else ' class="alone"',
        "JUDGED": "" if look.findings else " hidden",
        "WANTED": f' data-wanted="{escape(wanted)}"' if wanted else "",
        "DEPARTMENTS": _departments(chart, graph, model["cracks"]),
        "SEVERITIES": _severities(model["cracks"]),
        "STAGES": stages_table(chart, _PREFIX),
        "BIG": "" if len(chart.nodes) > MOST_STEPS else " hidden",
        "DRAWING": _drawing(scene),
        "HEADS": _heads(scene),
        "KEY": _key(scene),
        "COUNT": str(cracks),
        "ROWS": "\n".join(_rows(model["cracks"])) or _CLEAN,
        "MODEL": embedded(model),
        "SCRIPT": script,
    }
    pieces = _file("map.html").split("%%")  # text and names of parts by turns
    return "".join(parts[piece] if at % 2 else piece for at, piece in enumerate(pieces))


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _script() -> str:
    """Return the scripts as one, in a scope of their own."""
    return '"use strict";\n{\n' + "\n".join(map(_file, _SCRIPTS)) + "}\n"


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


# The head of the page


def _paragraph(text: str) -> str:
    said = escape(text)
    return f'<p class="description" dir="auto" title="{said}">{said}</p>\n' if said else ""


def _figures(graph: ProcessGraph, *, judged: bool) -> str:
    """Return the figures of the process; `judged`: how much is owned, and how well handed over."""
    figures = summary(graph)
    steps = plural(figures.steps, "step")
    reported = [
        f"{figures.owned} of {steps} owned" if judged else steps,
        plural(len(graph.owning_departments), "department"),
    ]
    count, words = handed_over(figures)
    if count and judged:
        reported.append(f"{count} {words}")
    return "".join(f"<li>{words}</li>" for words in reported)


def _departments(chart: Chart, graph: ProcessGraph, cracks: Sequence[dict[str, Any]]) -> str:
    """Return who can be chosen: the lanes, and who fills a crack without having a lane."""
    options = []
    parents = {lane.id: lane.parent for lane in chart.lanes}
    for lane in chart.lanes:
        depth, above = 0, lane.parent
        while above and depth < len(parents):
            depth, above = depth + 1, parents.get(above, "")
        indent = "\u2003" * depth
        options.append(f'<option value="{escape(lane.id)}">{indent}{escape(lane.name)}</option>')
    filling = dict.fromkeys(crack.get("owner") or crack["assignee"] for crack in cracks)
    for id_ in filling:
        if id_ and id_ not in parents:
            name = escape(graph.organisation.name(id_))
            options.append(f'<option value="{escape(id_)}">{name}</option>')
    return "".join(options)


def _severities(cracks: Sequence[dict[str, Any]]) -> str:
    severities = [crack["severity"] for crack in cracks if not crack["accepted"]]
    late = sum(crack.get("overdue", False) for crack in cracks)
    overdue = f'<option value="overdue">Overdue ({late})</option>' if late else ""
    return overdue + "".join(
        f'<option value="{severity}">{severity.capitalize()}s ({severities.count(severity)})'
        "</option>"
        for severity in reversed(SEVERITIES)
        if severity in severities
    )


# The map


def _drawing(scene: Scene) -> str:
    drawn = with_ids(picture.body(scene._replace(title=None, legend=None), _PREFIX), _PREFIX)
    wide, high = scene.width, scene.plot.bottom + 8
    plot = scene.plot
    return (
        f'<svg id="{_PREFIX}-svg" role="group" aria-labelledby="{_PREFIX}-title" '
        f'aria-describedby="{_PREFIX}-desc" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" data-plot="{plot.x} {plot.y} {plot.width} {plot.height}">\n'
        f'<title id="{_PREFIX}-title">{escape(scene.name)}</title>\n'
        f'<desc id="{_PREFIX}-desc">{escape(scene.summary)}</desc>\n'
        f'<defs><pattern id="{_PREFIX}-hatch" width="8" height="8" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0,0L0,8" stroke-width="2"/></pattern></defs>\n'
        f'<g id="view">\n{drawn}\n</g>\n</svg>'
    )


def _heads(scene: Scene) -> str:
    """Return the names of lanes and stages for the edges of the window, where they stay in view.

    Along its band each is as long as the band on the screen, which the script knows; across, it is
    as deep as it is drawn.
    """
    across = scene.direction == "columns"
    top = _strip("top", scene.lanes if across else scene.stages, across=True)
    left = _strip("left", scene.stages if across else scene.lanes, across=False)
    return top + left


def _strip(name: str, bands: Sequence[Lane] | Sequence[Stage], *, across: bool) -> str:
    rects = [band.head.rect for band in bands]
    first = min((rect.y if across else rect.x for rect in rects), default=0)
    last = max((rect.bottom if across else rect.right for rect in rects), default=0)
    heads = []
    for band in bands:
        rect, kind = band.head.rect, band.kind if isinstance(band, Lane) else "stage"
        begin, length = (rect.x, rect.width) if across else (rect.y, rect.height)
        offset, deep = (rect.y - first, rect.height) if across else (rect.x - first, rect.width)
        place = f"top:{offset}px;height:{deep}px" if across else f"left:{offset}px;width:{deep}px"
        upright = " upright" if band.head.upright else ""
        lines = f' style="-webkit-line-clamp:{max(1, (rect.height - 4) // 13)}"' if across else ""
        heads.append(
            f'<div class="pin pin-{kind}{upright}" data-id="{escape(band.id)}" '
            f'data-begin="{begin}" data-length="{length}" style="{place}" '
            f'title="{escape(band.head.title)}">{_pinned(band.head, lines)}</div>'
        )
    side = "height" if across else "width"
    inner = "".join(heads)
    return f'<div id="{name}" aria-hidden="true" style="{side}:{last - first}px">{inner}</div>\n'


def _pinned(head: Head, style: str) -> str:
    badges = "".join(f'<b class="no {badge.severity}">{badge.text}</b>' for badge in head.badges)
    return f'<span dir="auto"{style}>{escape(head.title)}</span>{badges}'


def _key(scene: Scene) -> str:
    """Return what the lines and shapes mean, and the labels that found no place on the map."""
    if scene.legend is None:
        return ""
    drawn = []
    for sample in scene.legend.samples:
        rect = sample.rect
        alone = legend(Legend(scene.legend.rect, (sample._replace(words=""),), ()))
        drawn.append(
            f'<li><svg width="{rect.width}" height="{rect.height}" aria-hidden="true" '
            f'viewBox="{" ".join(map(str, rect))}">{alone}</svg>{escape(sample.words)}</li>'
        )
    for entry in scene.legend.entries:
        if entry.badge.severity == "key":
            label = f'<b class="no key">{entry.badge.text}</b> ' if entry.badge.text else ""
            drawn.append(f'<li dir="auto">{label}{escape(entry.text)}</li>')
    return "\n".join(drawn)


# The table


_CLEAN = '<tr role="row"><td role="cell" class="clean" colspan="5">No cracks found.</td></tr>'


def _rows(cracks: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return a row for each crack that counts; it has an id for links of its own."""
    for at, crack in enumerate(cracks):
        if crack["accepted"]:
            continue
        severity, number = crack["severity"], crack["number"] or "·"
        cells = (
            ("no-cell", f'<a class="no {severity}" href="#crack-{at + 1}">{number}</a>'),
            ("severity", severity),
            ("rule", escape(crack["rule"])),
            ("message", escape(crack["message"])),
            ("move", escape(crack["move"])),
        )
        inner = "".join(f'<td role="cell" class="{name}">{text}</td>' for name, text in cells)
        yield f'<tr role="row" id="row-{at + 1}" data-crack="{at}">{inner}</tr>'


def _colours() -> str:
    """Return the style of the drawing; on paper it is light everywhere."""
    return style("auto", _PREFIX).replace("@media (prefers-", "@media screen and (prefers-")


def _page_rule(scene: Scene, sheets: Sheets) -> str:
    """Return how the paper lies for the printed map."""
    across = sheets.across if sheets.drawn else scene.width > scene.plot.bottom
    return f"@page{{size:{'landscape' if across else 'portrait'};margin:12mm}}\n"
