"""Which reports there are, and the one that is asked for by `--for`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from crackmap.language.texts import fold
from crackmap.reports import department, executive, finance, handoff, operations, rep
from crackmap.reports.content import Cell, Column, Content, Section, Table
from crackmap.reports.material import Material
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing

WHOLE: Mapping[str, Callable[[Material], Content]] = {
    "executive": executive.report,
    "operations": operations.report,
    "finance": finance.report,
}
UNITS: Mapping[str, Callable[[Material, str], Content]] = {
    "department": department.report,
    "rep": rep.report,
}
HANDOFF = "handoff"
ALL = "all"
FIELDS = "the fields, for the CRM"
READERS = (*WHOLE, *UNITS, HANDOFF)
_SET = (
    Column("report", "Report", 40),
    Column("reader", "For", 20),
    Column("says", "What it says first", 60),
)


def make(material: Material, wanted: str) -> Content:
    """Return the report for `wanted`: a reader, and behind a colon of what.

    Raises Refusal, with the nearest that there is, where there is none.
    """
    return _narrowed(material, _made(material, wanted))


def make_all(material: Material) -> Iterator[Content]:
    """Return the whole set, but the index."""
    for content in _every(material):
        yield _narrowed(material, content)


def _narrowed(material: Material, content: Content) -> Content:
    """Return a report that says of which cracks it speaks, where these are not all."""
    if not material.narrowed:
        return content
    return content._replace(about=f"{content.about} · only cracks{material.narrowed}")


def _made(material: Material, wanted: str) -> Content:
    reader, colon, of = wanted.partition(":")
    if reader not in READERS:
        of_one = (f"{each}:ID" for each in (*UNITS, HANDOFF))
        help_ = f"it takes {listing([*WHOLE, *of_one, 'all'], 'or')}"
        raise Refusal(f"--for: there is no report for `{reader}`", _near(reader, READERS, help_))
    if reader in WHOLE:
        if colon:
            raise Refusal(f"--for: {reader} is about everything", f"write --for {reader}")
        return WHOLE[reader](material)
    if not of:
        raise Refusal(
            f"--for: {reader} of which?", f"write --for {reader}:ID{_some(material, reader)}"
        )
    if reader == HANDOFF:
        agreements = handoff.agreements(material)
        names = {fold(name): name for name in agreements}
        names |= {
            fold(each.handoff.name): name
            for name, each in agreements.items()
            if each.handoff and each.handoff.name
        }
        name = _known(reader, of, names, agreements)
        return handoff.report(material, name, agreements[name])
    units = _units(material)
    names = {fold(material.name(id_)): id_ for id_ in units} | {fold(id_): id_ for id_ in units}
    return UNITS[reader](material, _known(reader, of, names, units))


def _every(material: Material) -> Iterator[Content]:
    for make_whole in WHOLE.values():
        yield make_whole(material)
    for id_ in _departments(material):
        yield department.report(material, id_)
    for id_ in _owners(material):
        yield rep.report(material, id_)
    for name, passing in handoff.agreements(material).items():
        yield handoff.report(material, name, passing)


def names(material: Material) -> Iterator[str]:
    """Return all that `--for` takes."""
    yield from (*WHOLE, ALL)
    yield from (f"department:{id_}" for id_ in _departments(material))
    yield from (f"rep:{id_}" for id_ in _owners(material))
    yield from (f"{HANDOFF}:{name}" for name in handoff.agreements(material))


def index(material: Material, files: Mapping[str, tuple[Content, str]]) -> Content:
    """Return a page that leads to the `files` of a set; of some it says what they are."""
    rows = tuple(
        (
            Cell(f"{content.title}: {what}" if what else content.title, link=file),
            Cell(content.reader),
            Cell("" if what else content.lead),
        )
        for file, (content, what) in files.items()
    )
    return Content(
        "index",
        "",
        material.title,
        "all reports",
        "Begin with the one that is for you.",
        (Section("The reports", (Table(_SET, rows, "There is none."),)),),
        material.today,
    )


def _known(reader: str, of: str, names: Mapping[str, str], ids: Mapping[str, object]) -> str:
    if fold(of) in names:
        return names[fold(of)]
    help_ = f"there is {listing(list(ids)[:20])}" if ids else "there is none"
    near = _near(of, [*ids, *names], help_)
    raise Refusal(f"--for: there is no {_CALLED[reader]} `{of}`", near)


_CALLED = {"department": "department", "rep": "department or team", "handoff": "handoff to sign"}


def _near(word: str, known: list[str] | tuple[str, ...], otherwise: str) -> str:
    return did_you_mean(word, known, otherwise)


def _some(material: Material, reader: str) -> str:
    ids = handoff.agreements(material) if reader == HANDOFF else _departments(material)
    return f", such as {reader}:{next(iter(ids))}" if ids else ""


def _units(material: Material) -> dict[str, None]:
    """Return the ids of all departments, teams, people, pools and systems."""
    return dict.fromkeys(id_ for part in material.parts for id_ in part.graph.departments)


def _departments(material: Material) -> dict[str, None]:
    """Return the ids of the departments that own steps."""
    return dict.fromkeys(id_ for part in material.parts for id_ in part.graph.owning_departments)


def _owners(material: Material) -> dict[str, None]:
    """Return the ids of all departments, teams and people that own steps and do the work."""
    return dict.fromkeys(
        name
        for part in material.parts
        for owner in part.graph.steps_by_owner
        for name in owner.names
        if name in part.graph.departments
        and part.graph.departments[name].kind in ("department", "person")
    )
