"""Work for somebody who is not there.

An owner, a role or somebody to turn to is written down, and no department has that name: it was
mistyped, or the department was renamed or dissolved. Whoever looks up whom to ask finds nobody.

```yaml
process: Lead to cash
departments: [sales, finance]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: slaes  # crack: owned by `slaes`
        informed: [finance]
        outcome: won
```

```yaml
process: Lead to cash
departments: [sales, finance]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        informed: [finance]
        outcome: won
```

An unknown owner of a stage is told once, not at each of its steps:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    owner: commercial  # crack: the stage "Close" is owned by `commercial`
    steps:
      - name: Sign the contract
      - name: Send the invoice
        outcome: won
```

Several in one text are told as such, and none of them is proposed. A word that starts as a
placeholder does is not proposed as a department, and nobody turns to a
system for help, however alike its name.

Without any departments it is told once, on the process:

```yaml
process: Lead to cash  # crack: no departments are declared
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
        informed: [finance]
        outcome: won
```

A placeholder is nobody, so it is no unknown owner, and `reports_to` may be any word:

```yaml
process: Lead to cash
departments:
  sales: { reports_to: the board }
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        escalation: to be defined
        outcome: won
```
"""

from __future__ import annotations

import re

from crackmap.graph.flow import Flow
from crackmap.graph.organisation import OwnerState
from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Reference, Referrer, references
from crackmap.graph.spelling import Spelling
from crackmap.language.process import Stage, Step
from crackmap.language.texts import id_of, is_placeholder
from crackmap.rules.advice import assignee, first_of, place_words
from crackmap.rules.joined import joined_help, listed_fix
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import insert_key, respell, word
from crackmap.source.fix import Edit, Fix
from crackmap.source.nodes import MapNode
from crackmap.source.words import abridged, listing

_KINDS = ("owner", "department")
_BEHIND_A_WORD = re.compile(r"[\s:,;(/-]")
_MAY_BE_SYSTEMS = ("owner", "contributors", "from", "to")


@rule("error", about="shared")
def unknown_owner(graph: ProcessGraph) -> Findings:
    """Find the owners, roles, escalations and ends of handoffs that are no known department."""
    if not graph.departments:
        yield from _undeclared(graph)
        return
    known, people = _spellings(graph)
    unknown: dict[tuple[int, str], list[Reference]] = {}
    for reference in references(graph, "owner"):
        if reference.is_known(graph.departments):
            continue
        if not _unclear(graph, reference):
            unknown.setdefault((id(reference.place), reference.word), []).append(reference)
    for first, *rest in unknown.values():
        placeholder = _open_question(first.word)
        parts = {} if placeholder else known.parts(first.word)
        spelling = known if first.key in _MAY_BE_SYSTEMS else people
        meant = spelling.meant(first.word) if not parts else None
        yield unknown_owner.at(
            first.place,
            _message(first),
            span=first.span,
            help=joined_help(first, parts)
            if parts
            else _help(graph, first.word, meant, placeholder),
            related=[
                (f"`{reference.word}` again, as {reference.key}", reference.span)
                for reference in rest
            ],
            fix=listed_fix(first, parts) if parts and not rest else _fix([first, *rest], meant),
            assignee=_whose_move(graph, first.place),
            detail=first.word,
        )


def _spellings(graph: ProcessGraph) -> tuple[Spelling, Spelling]:
    """Return all departments, and those of them that can be asked for help: no systems."""
    all_ = graph.departments.items()
    people = ((id_, department.name) for id_, department in all_ if department.kind != "system")
    return Spelling((id_, department.name) for id_, department in all_), Spelling(people)


def _unclear(graph: ProcessGraph, reference: Reference) -> bool:
    """Return whether it stands among several owners or claims, which is the crack to fix first."""
    place = reference.place
    if reference.key != "owner" or not isinstance(place, Step | Stage):
        return reference.key in reference.element.disputed_keys()
    return graph.organisation.named_owner(place).state in (OwnerState.SHARED, OwnerState.DISPUTED)


def _message(reference: Reference) -> str:
    where = place_words(reference.place, reference.element.noun)
    if reference.key == "owner":
        return f"{where} is owned by `{reference.word}`, which is no department"
    return f"`{reference.word}`, under `{reference.key}` of {where}, is no department"


def _help(graph: ProcessGraph, unknown: str, meant: str | None, placeholder: str) -> str:
    if meant:
        return f"did you mean `{meant}`?"
    if placeholder:
        return f"agree on one department that answers for it; until then write {placeholder} alone"
    id_ = id_of(unknown) or "an id"
    return f"declare it under departments: as {id_}, or name one of: {first_of(graph.departments)}"


def _open_question(unknown: str) -> str:
    """Return the placeholder with which a word starts: TBD (sales or finance)."""
    first = _BEHIND_A_WORD.split(unknown.strip(), maxsplit=1)[0]
    return first if first and is_placeholder(first) else ""


def _whose_move(graph: ProcessGraph, place: Referrer) -> str | None:
    if isinstance(place, Step):
        return assignee(graph, graph.owner(place))
    if isinstance(place, Flow):
        return assignee(graph, place.sender)
    return graph.quarterback()


def _fix(references: list[Reference], meant: str | None) -> Fix | None:
    edits = []
    for reference in references:
        mapping = reference.element.mapping
        edit = (
            respell(mapping.source, reference.span, reference.word, meant)
            if mapping and meant
            else None
        )
        if edit is None:
            return None
        edits.append(edit)
    return Fix(f"write {meant}", tuple(dict.fromkeys(edits)))


def _undeclared(graph: ProcessGraph) -> Findings:
    """Tell once that the process declares no departments at all."""
    named = [
        (name.strip(), reference)
        for reference in references(graph, *_KINDS)
        for name in re.split("[/,]", reference.word)
    ]
    if not named:
        return
    first = dict(reversed(named))
    names = list(dict.fromkeys(name for name, _ in named))
    process = graph.process
    shown = abridged(names, most=6, first=5)
    yield unknown_owner.at(
        process,
        f"no departments are declared, so {listing(shown)} cannot be told from a slip",
        span=process.key_span("departments"),
        help=f"declare them: departments: [{', '.join(word(_as_id(name)) for name in names)}]",
        related=[(f"the first `{name}`", first[name].span) for name in names],
        fix=_declaration(process.mapping, names),
        assignee=graph.quarterback(),
    )


def _as_id(name: str) -> str:
    """Return the name itself, where it can be an id."""
    return id_of(name) if any(bad in name for bad in (" ", "/", "->")) else name


def _declaration(mapping: MapNode | None, names: list[str]) -> Fix | None:
    """Declare the names as they are written, where they can be ids and nothing is declared yet."""
    if mapping is None or any(_as_id(name) != name for name in names):
        return None
    listed = f"[{', '.join(word(name) for name in names)}]"
    declared = f"departments: {listed}"
    if "departments" not in mapping:
        edit = insert_key(mapping, "process", [declared], declared)
    elif mapping["departments"] is None:
        return None
    else:
        edit = Edit(mapping.span("departments"), listed)
    return Fix("declare the departments that are named", (edit,)) if edit else None
