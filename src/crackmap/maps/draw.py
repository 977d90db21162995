"""What `crackmap map` does: one picture of each process, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from crackmap.graph.process_graph import ProcessGraph
from crackmap.maps.asked import Undrawable
from crackmap.maps.drawn import Drawn
from crackmap.maps.options import MapOptions
from crackmap.rules.finding import Finding
from crackmap.writers.format import MAP, Format, load, names_in, of_kind

_MOST_PAIRS = 25  # of departments, whose arrows can still be told apart

# What options are for, by the options; others are for every picture.
_WISHES = (
    *("direction", "theme", "panels", "stage", "department", "title", "findings", "swimlane"),
    *("select", "ignore", "min_severity", "top", "lanes", "show", "only_cracks"),
    *("paper", "orientation", "least_text"),
)


def formats_of(view: str) -> dict[str, Format]:
    """Return the formats of a view by their names, the one that is taken by itself first."""
    formats, first = of_kind(MAP, view), first_of(view)
    return {first: formats[first], **formats}


def first_of(view: str) -> str:
    """Return the name of the format that a view is drawn in by itself."""
    return "svg" if format_for(view, "svg") else "html"


def format_for(view: str, word: str) -> Format | None:
    """Return the format of a view that is called so, or whose files end so: md is markdown.

    One that is called so is the only one that is loaded.
    """
    if word in names_in(MAP):
        named = load(MAP, word)
        return named if view in named.kinds else None
    return next((each for each in formats_of(view).values() if word in each.endings), None)


def views_as(word: str) -> list[str]:
    """Return the views that are drawn in a format that is called so, or whose files end so."""
    formats = [load(MAP, name) for name in names_in(MAP)]
    named = (each for each in formats if word == each.name or word in each.endings)
    return list(dict.fromkeys(view for each in named for view in each.kinds))


def draw(graph: ProcessGraph, findings: Sequence[Finding], form: str, look: MapOptions) -> Drawn:
    """Draw one process as `form`; raises Undrawable, and what its writer raises."""
    _refuse_in_vain(form, look)
    ids = [step.id for step in graph.steps]
    if not ids:
        raise Undrawable(f"{graph.process.path}: the process has no steps to draw")
    if len(set(ids)) < len(ids):
        words = f"{graph.process.path}: two steps have one id, so that no map can tell them apart"
        raise Undrawable(words, "crackmap lint --select duplicate-id shows them")
    written = load(MAP, form).write(graph, findings, look)
    drawn = written if isinstance(written, Drawn) else Drawn(written)
    return drawn._replace(note=drawn.note or _crowded(graph)) if look.view == "network" else drawn


def _crowded(graph: ProcessGraph) -> str:
    """Return what to draw instead of a network with very many arrows; nothing for others."""
    from crackmap.graph.handovers import find

    pairs = len(find(graph).cells())
    if pairs <= _MOST_PAIRS:
        return ""
    return f"{pairs} pairs of departments are many for a network: --view matrix gives each a cell"


def _refuse_in_vain(form: str, look: MapOptions) -> None:
    """Raise Undrawable for a wish that this picture would pass over in silence."""
    asked, usual = load(MAP, form), MapOptions()
    for wish in _WISHES:
        unchanged = getattr(look, wish) == getattr(usual, wish)
        if unchanged or asked.fulfils(look.view, wish):
            continue
        formats = formats_of(look.view).values()
        others = [other.name for other in formats if other.fulfils(look.view, wish)]
        what = form if look.view == "swimlane" else f"the {look.view} as {form}"
        help_ = f"it is for {', '.join(others)}" if others else "leave it out"
        option = "no-findings" if wish == "findings" else wish.replace("_", "-")
        raise Undrawable(f"--{option} does nothing for {what}", help_)
