"""A word that names nothing known.

A department is part of one that nobody declared, a step serves a goal that nobody is paid for, an
accepted crack names a rule that does not exist. Everybody who reads it believes that something is
settled, and nothing is.

```yaml
process: Lead to cash
departments:
  sales: {}
  deal-desk: { part_of: comercial }  # crack: part of `comercial`
  commercial: {}
stages:
  - name: Close
    order: none
    steps:
      - name: Sign the contract
        owner: sales
        consulted: [commercial]
      - name: Set the price
        owner: deal-desk
```

```yaml
process: Lead to cash
departments:
  sales: {}
  deal-desk: { part_of: commercial }
  commercial: {}
stages:
  - name: Close
    order: none
    steps:
      - name: Sign the contract
        owner: sales
      - name: Set the price
        owner: deal-desk
```

Goals are free words as long as nobody declares any, and so are the sources of claims:

```yaml
process: Lead to cash
departments:
  sales: { goals: [bookings] }
stages:
  - name: Close
    owner: sales
    steps:
      - name: Sign the contract
        serves: [bookings]
        within:
          - { says: 48h, source: the handbook }
          - { says: 2d, source: the contract }
        escalation: sales
        outcome: won
```
"""

from __future__ import annotations

from collections.abc import Iterator

from crackmap.acceptance import Comment, acceptances_of
from crackmap.advice import place_words
from crackmap.edits import replace_word, respell
from crackmap.finding import Fix
from crackmap.graph import ProcessGraph
from crackmap.parts import Acceptance
from crackmap.references import Place, Reference, Spelling, in_place, references
from crackmap.rule import Findings, known_names, rule


@rule("error", "modelling")
def unknown_reference(graph: ProcessGraph) -> Findings:
    """Find the words that name no department, goal, source or rule."""
    yield from _words(graph)
    yield from _rules(graph)


def _words(graph: ProcessGraph) -> Findings:
    # What nobody declared at all is free; without departments unknown-owner tells it once.
    known = {
        kind: names
        for kind, names in (
            ("department", {id_: one.name for id_, one in graph.departments.items()}),
            ("goal", {id_: one.name for id_, one in graph.goals.items()}),
            ("source", graph.sources),
        )
        if names
    }
    spelling = {kind: Spelling(names.items()) for kind, names in known.items()}
    told = set()
    for reference in references(graph):
        kind, word = reference.kind, reference.word
        if kind not in known or word in known[kind]:
            continue
        if (reference.place, reference.key, word) in told:
            continue
        if kind != "source" and reference.key in reference.element.disputed_keys():
            continue  # contradiction names all that is said
        told.add((reference.place, reference.key, word))
        meant = spelling[kind].meant(word)
        declared = ", ".join(list(known[kind])[:8])
        yield unknown_reference.at(
            reference.place,
            f"{_says(reference)}, which is no known {kind}",
            span=reference.span,
            help=f"did you mean `{meant}`?" if meant else f"declare it, or name one of: {declared}",
            fix=_fix(reference, meant),
            assignee=graph.quarterback(),
            detail=f"{reference.key} {word}",
        )


_VERBS = {
    "part_of": "is part of",
    "stakeholders": "has the stakeholder",
    "owner": "is owned by",
    "goals": "has the goal",
    "serves": "serves the goal",
    "conflicts_with": "conflicts with",
}


def _says(reference: Reference) -> str:
    if reference.kind == "source":
        return (
            f"the {reference.key} of {place_words(reference.place)} comes from `{reference.word}`"
        )
    return f"{place_words(reference.place)} {_VERBS[reference.key]} `{reference.word}`"


def _fix(reference: Reference, meant: str | None) -> Fix | None:
    mapping = reference.element.mapping
    if meant is None or mapping is None:
        return None
    edit = respell(mapping.source, reference.span, reference.word, meant)
    return Fix(f"write {meant}", (edit,)) if edit else None


def _rules(graph: ProcessGraph) -> Findings:
    """Find the accepted cracks that name no rule."""
    names = known_names()
    spelling = Spelling((name, name) for name in names)
    for acceptance, place in _acceptances(graph):
        crack = acceptance.crack or ""
        if crack in names:
            continue
        meant = spelling.meant(crack) if crack else None
        yield unknown_reference.at(
            place,
            f"an accepted crack names `{crack}`, which is no rule"
            if crack
            else "an accepted crack does not say which rule it is about",
            span=acceptance.span("crack"),
            help=f"did you mean `{meant}`?" if meant else "crackmap rules lists them",
            fix=_rule_fix(acceptance, meant),
            assignee=graph.quarterback(),
            detail=f"accept {crack}",
        )


def _acceptances(graph: ProcessGraph) -> Iterator[tuple[Acceptance | Comment, Place]]:
    flows = in_place(graph)
    for accepted in acceptances_of(graph):
        yield accepted.acceptance, flows.get(accepted.element, accepted.element)


def _rule_fix(acceptance: Acceptance | Comment, meant: str | None) -> Fix | None:
    if meant is None or isinstance(acceptance, Comment) or acceptance.mapping is None:
        return None
    edit = replace_word(acceptance.mapping, "crack", acceptance.crack or "", meant)
    return Fix(f"write {meant}", (edit,)) if edit else None
