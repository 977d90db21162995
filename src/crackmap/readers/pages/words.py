"""How pages call what they say of a step, and the sections that tell of no work."""

from __future__ import annotations

from functools import cache

from crackmap.language.process import Step
from crackmap.readers.tables.words import STEPS, folded

# Beside the names of columns of a list of steps, which pages use as labels, too.
_MORE = {
    "owner": (
        "accountable, dri, directly responsible individual, owned by, owners, owning team",
        "step owner, stage owner, process owner, who owns it, besitzer",
    ),
    "within": (
        "service level, service level agreement, response time, turnaround, turnaround time",
        "time to complete, target time, reaktionszeit, délai maximum, tiempo de respuesta",
    ),
    "exit": (
        "exit criteria, exit criterion, exit, exit when, exit gate, gate, definition of done",
        "done when, complete when, austrittskriterien, austrittskriterium, fertig wenn",
        "critères de sortie, critère de sortie, criterios de salida, criterio de salida",
    ),
    "trigger": ("triggered by, starts when, starts with, begins when, beginnt wenn",),
    "contributors": ("supported by, support, supporting, collaborators, participants, with",),
    "consulted": ("consult, consults, asked, consulted",),
    "informed": ("inform, informs, notified, notify, informed",),
    "needs": ("inputs needed, requires, required inputs, prerequisites, voraussetzungen",),
    "produces": ("deliverable, deliverables, produces, artifact, artifacts, artefakte",),
    "escalation": ("escalation, escalate to, escalates to, eskalation",),
    "outcome": ("ends as, ends in",),
}
_NO_LABELS = ("step", "stage", "id", "description")
# Titles of sections that people write beside the steps.
_PROSE = (
    "about, about this page, appendix, background, change log, changelog, contact, contacts",
    "contents, definitions, faq, further reading, glossary, goal, goals, how to use this page",
    "introduction, intro, links, metrics, more, notes, objective, objectives, on this page",
    "overview, principles, purpose, questions, references, related, related pages, resources",
    "roles, roles and responsibilities, scope, see also, summary, table of contents, terms",
    "tl;dr, tldr, tools, why",
    "anhang, begriffe, einleitung, glossar, hintergrund, inhalt, siehe auch, überblick",
    "übersicht, ziel, ziele, zusammenfassung, zweck",
    "annexe, contexte, glossaire, introduction, liens, objectif, résumé, sommaire, voir aussi",
    "anexo, contexto, enlaces, glosario, introducción, objetivo, resumen, véase también",
)


@cache
def labels() -> dict[str, str]:
    """Return the fields by what labels for them are called, folded."""
    names: dict[str, str] = {}
    for key in Step.keys:
        if key not in ("name", "accept", *_NO_LABELS):
            names[folded(key)] = key
    for key, listed in _MORE.items():
        for line in listed:
            for name in line.split(", "):
                names[folded(name)] = key
    for key, variants in STEPS.items():
        for name in variants if key not in _NO_LABELS else ():
            names.setdefault(folded(name), key)
    return names


@cache
def prose() -> frozenset[str]:
    """Return the folded titles of sections that are no steps."""
    return frozenset(folded(title) for line in _PROSE for title in line.split(", "))
