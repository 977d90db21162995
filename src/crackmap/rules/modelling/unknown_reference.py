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

from collections.abc import Mapping

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Reference, in_place, references
from crackmap.graph.spelling import Spelling
from crackmap.language.handoff import Acceptance, Source
from crackmap.language.process import Department, Goal
from crackmap.rules.acceptance import acceptances_of
from crackmap.rules.advice import first_of, place_words
from crackmap.rules.comments import FILE, LINE, Comment
from crackmap.rules.joined import joined_help, listed_fix
from crackmap.rules.registry import GROUPS, known_names
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import replace_word, respell
from crackmap.source.fix import Fix
from crackmap.source.words import nearest


@rule("error", about="shared")
def unknown_reference(graph: ProcessGraph) -> Findings:
    """Find the words that name no department, goal, source or rule."""
    yield from _words(graph)
    yield from _rules(graph)


def _words(graph: ProcessGraph) -> Findings:
    # What nobody declared at all is free; without departments unknown-owner tells it once.
    tables: dict[str, Mapping[str, Department | Goal | Source]] = {
        "department": graph.departments,
        "goal": graph.goals,
        "source": graph.sources,
    }
    known = {kind: table for kind, table in tables.items() if table}
    spelling = {kind: _spelling(table) for kind, table in known.items()}
    reported = set()
    for reference in references(graph, *known) if known else ():
        kind, word = reference.kind, reference.word
        if reference.is_known(known[kind]):
            continue
        if (reference.place, reference.key, word) in reported:
            continue
        if kind != "source" and reference.key in reference.element.disputed_keys():
            continue  # contradiction names all that is said
        reported.add((reference.place, reference.key, word))
        parts = spelling[kind].parts(word)
        meant = spelling[kind].meant(word) if not parts else None
        declared = f"declare it, or name one of: {first_of(known[kind])}"
        help_ = f"did you mean `{meant}`?" if meant else declared
        yield unknown_reference.at(
            reference.place,
            f"{_says(reference)}, which is no known {kind}",
            span=reference.span,
            help=joined_help(reference, parts) if parts else help_,
            fix=listed_fix(reference, parts) if parts else _fix(reference, meant),
            assignee=graph.quarterback(),
            detail=f"{reference.key} {word}",
        )


def _spelling(table: Mapping[str, Department | Goal | Source]) -> Spelling:
    return Spelling((id_, element.name) for id_, element in table.items())


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
    flows = in_place(graph)
    for accepted in acceptances_of(graph):
        acceptance, element = accepted.acceptance, accepted.element
        crack = acceptance.crack or ""
        if crack in names:
            continue
        if isinstance(acceptance, Comment) and not acceptance.is_known:
            word = acceptance.word
            meant = FILE if "file" in word else nearest(word, (LINE, FILE))
            says = f"a comment says `crackmap: {word}`, which means nothing"
        else:
            word = crack
            meant = spelling.meant(crack) if crack and crack not in GROUPS else None
            says = f"an accepted crack names `{crack}`, which is no rule"
            if not crack:
                says = "an accepted crack does not say which rule it is about"
        yield unknown_reference.at(
            flows.get(element, element),
            says,
            span=acceptance.span("crack"),
            help=f"did you mean `{meant}`?" if meant else _rule_help(acceptance),
            fix=_rule_fix(acceptance, word, meant),
            assignee=graph.quarterback(),
            detail=f"accept {word}",
        )


def _rule_help(acceptance: Acceptance | Comment) -> str:
    if acceptance.crack in GROUPS:
        return "that is a group; name the rule: crackmap rules lists them"
    if isinstance(acceptance, Comment) and not acceptance.crack:
        return f"write # crackmap: {LINE}[a-rule] a reason; for the whole file {FILE}[a-rule]"
    return "crackmap rules lists them"


def _rule_fix(acceptance: Acceptance | Comment, word: str, meant: str | None) -> Fix | None:
    if meant is None:
        return None
    if isinstance(acceptance, Comment):
        edit = respell(acceptance.source, acceptance.crack_place, word, meant)
    elif acceptance.mapping:
        edit = replace_word(acceptance.mapping, "crack", word, meant)
    else:
        return None
    return Fix(f"write {meant}", (edit,)) if edit else None
