"""How people call the columns of tables: in English, German, French and Spanish.

Each column of a form, by what it is called here, has the names that stand in headers. They are
compared as `folded` gives them: without case, accents, `_`, `-`, and what stands in parentheses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache


def _names(*lists: str) -> tuple[str, ...]:
    """Return the names in lists with commas, one list a language or two."""
    return tuple(name for listed in lists for name in listed.split(", "))


# Columns that mean the same in more than one form.
STEP = _names(
    "step, steps, step name, process step, name, activity, activities, task, tasks",
    "action, work item, deliverable, deliverables, what, process activity",
    "schritt, prozessschritt, arbeitsschritt, aktivität, tätigkeit, aufgabe, aufgaben",
    "vorgang, was",
    "étape, étapes, activité, activités, tâche, tâches, action, quoi, livrable",
    "paso, pasos, etapa del proceso, actividad, actividades, tarea, tareas, acción",
    "qué, entregable",
)
STAGE = _names(
    "stage, phase, process phase, sales stage, section, phasen, abschnitt, stufe",
    "phase du processus, étape du cycle, fase, fases, sección",
)
OWNER = _names(
    "owner, step owner, process owner, owned by, responsible, department, team, role",
    "who, lane, function, responsible department",
    "verantwortlich, verantwortliche, verantwortlicher, zuständig, zuständigkeit",
    "abteilung, rolle, wer, eigentümer, bereich, funktion",
    "responsable, département, service, équipe, rôle, qui, propriétaire, fonction",
    "departamento, equipo, rol, quién, propietario, área, función",
)
DESCRIPTION = _names(
    "description, details, notes, comment, comments, remarks",
    "beschreibung, bemerkung, bemerkungen, kommentar, anmerkungen",
    "remarques, commentaire, commentaires, détails",
    "descripción, comentario, comentarios, notas, observaciones",
)
RESPONSIBLE = _names(
    "r, responsible, responsible (r), durchführung, durchführungsverantwortlich",
    "verantwortlich für durchführung, réalisateur, réalise, responsable, ejecutor",
    "responsable de ejecución, encargado",
)
ACCOUNTABLE = _names(
    "a, accountable, approver, gesamtverantwortlich, rechenschaftspflichtig",
    "autorité, garant, redevable, aprobador, rinde cuentas, responsable final",
)
CONSULTED = _names(
    "c, consulted, konsultiert, zu konsultieren, beratend, consulté, consultés",
    "consultado, consultados",
)
INFORMED = _names(
    "i, informed, informiert, zu informieren, informé, informés, informado", "informados"
)
SUPPORT = _names("s, support, supports, supporting, unterstützung, soutien, apoyo")

VISIO = {
    "id": _names(
        "process step id, step id, shape id, prozessschritt id, id des prozessschritts, schritt id",
        "id d'étape de processus, id de l'étape de processus, id d'étape du processus",
        "id de l'étape du processus, id d'étape, id étape",
        "id de paso de proceso, id de paso del proceso, id del paso, id de paso, id paso",
    ),
    "name": _names(
        "process step description, step description, process step",
        "beschreibung des prozessschritts, prozessschrittbeschreibung, schrittbeschreibung",
        "description de l'étape de processus, description de l'étape du processus",
        "description de l'étape",
        "descripción de paso de proceso, descripción del paso de proceso, descripción del paso",
    ),
    "next": _names(
        "next step id, next step, nächste schritt id, id des nächsten schritts",
        "nächster schritt, id d'étape suivante, id de l'étape suivante, étape suivante",
        "id del siguiente paso, id del paso siguiente, siguiente paso",
    ),
    "label": _names(
        "connector label, verbinderbezeichnung, verbinderbeschriftung, bezeichnung des verbinders",
        "étiquette de connecteur, étiquette du connecteur, étiquette de lien",
        "etiqueta de conector, etiqueta del conector",
    ),
    "shape": _names("shape type, shape-typ, shapetyp, formtyp, type de forme, tipo de forma"),
    "function": _names("function, funktion, fonction, función, swimlane"),
    "stage": _names("phase, fase, stage"),
    "person": _names("owner, besitzer, propriétaire, propietario"),
    "cost": _names("cost, kosten, coût, costo, coste"),
    "start": _names("start date, startdatum, date de début, fecha de inicio"),
    "end": _names("end date, enddatum, date de fin, fecha de finalización, fecha de fin"),
    "status": _names("status, état, statut, estado"),
    "alt": _names(
        "alt description, alternative description, alternativbeschreibung",
        "alternative beschreibung, description de remplacement, descripción alternativa",
    ),
}

# The fields of a step have their own names, too; `steplist.py` adds them.
STEPS = {
    "step": STEP,
    "owner": OWNER,
    "stage": STAGE,
    "description": DESCRIPTION,
    "id": _names("id, step id, no, nr, number, #, nummer, numéro, número, n°"),
    "next": _names(
        "next, next step, next steps, followed by, leads to, nächster schritt, danach",
        "nachfolger, suivant, étape suivante, siguiente, siguiente paso",
    ),
    "contributors": _names("contributors, contributor, mitwirkende, contributeurs, colaboradores"),
    "consulted": CONSULTED[1:],
    "informed": INFORMED[1:],
    "system": _names("system, tool, systems, werkzeug, système, outil, sistema, herramienta"),
    "trigger": _names("trigger, auslöser, déclencheur, disparador, desencadenante"),
    "within": _names("within, sla, time limit, deadline, frist, délai, plazo"),
    "needs": _names("needs, input, inputs, eingabe, entrée, entrées, entrada, entradas"),
    "produces": _names("produces, output, outputs, ergebnis, sortie, sorties, salida, salidas"),
    "outcome": _names("outcome, ausgang, issue, desenlace"),
    "effort": _names("effort, aufwand, charge de travail, esfuerzo"),
}
RACI = {"activity": STEP, "stage": STAGE, "description": DESCRIPTION}
RACI_TRANSPOSED = {
    "activity": STEP,
    "stage": STAGE,
    "responsible": RESPONSIBLE,
    "accountable": ACCOUNTABLE,
    "consulted": CONSULTED,
    "informed": INFORMED,
    "support": SUPPORT,
    "description": DESCRIPTION,
}
LUCIDCHART = {
    "id": _names("id"),
    "name": _names("name"),
    "library": _names("shape library"),
    "page": _names("page id"),
    "contained": _names("contained by"),
    "group": _names("group"),
    "source": _names("line source"),
    "destination": _names("line destination"),
    "source_arrow": _names("source arrow"),
    "destination_arrow": _names("destination arrow"),
    "status": _names("status"),
    "tags": _names("tags"),
    "comments": _names("comments"),
    **{f"text{number}": (f"text area {number}",) for number in range(1, 41)},
}
SALESFORCE = {
    "label": _names("masterlabel, master label"),
    "order": _names("sortorder, sort order"),
    "probability": _names("defaultprobability, default probability"),
    "closed": _names("isclosed, is closed"),
    "won": _names("iswon, is won"),
    "active": _names("isactive, is active"),
    "name": _names("apiname, api name"),
    "description": _names("description"),
}

# What Visio calls the shapes; others are plain work, with a note.
SHAPES = {
    "start": _names("start, anfang, début, inicio"),
    "end": _names("end, ende, fin"),
    "either": _names("start / end, start/end, anfang/ende, start/ende, début/fin, inicio/fin"),
    "decision": _names("decision, entscheidung, décision, decisión"),
    "process": _names("process, prozess, processus, proceso"),
}
# A word for a mark of a RACI matrix, where somebody has written it out.
MARKS = {
    "responsible": "R",
    "accountable": "A",
    "consulted": "C",
    "informed": "I",
    "support": "S",
    "supports": "S",
    "supporting": "S",
    "dri": "A",
}
_SIGNS = re.compile(r"[_\-.:*?\s]+")
_PARENTHESES = re.compile(r"\([^)]*\)")


@cache
def folded(name: str) -> str:
    """Return a name of a column as it is compared."""
    plain = name.casefold().replace("\u2019", "'")
    if not plain.isascii():  # letter by letter, for many accents on one would be put in order
        parts = (part for sign in plain for part in unicodedata.normalize("NFKD", sign))
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    closed, last, rest = plain.rpartition(")")  # behind it no parenthesis is looked for in vain
    return _SIGNS.sub(" ", _PARENTHESES.sub(" ", closed + last) + rest).strip()


@cache
def lookup(form: str) -> dict[str, str]:
    """Return what each name of a form's columns is called here; the first that has a name wins."""
    names: dict[str, str] = {}
    for column, variants in FORMS[form].items():
        for variant in variants:
            names.setdefault(folded(variant), column)
    return names


FORMS = {
    "visio": VISIO,
    "steps": STEPS,
    "raci": RACI,
    "raci-transposed": RACI_TRANSPOSED,
    "lucidchart": LUCIDCHART,
    "salesforce": SALESFORCE,
}
# What the sheets have in their heads that crackmap writes beside a list of steps.
SHEETS = {
    "handoffs": _names("from step, to step, trigger, acceptance"),
    "departments": _names("department, kind, part of"),
    "stages": _names("stage, exit, stakeholders"),
    "goals": _names("goal, conflicts with"),
    "cracks": _names("rule, crack, fingerprint"),
}
# The columns without which a table is none of the form.
MUST = {
    "visio": ("id", "next"),
    "steps": ("step", "owner"),
    "raci": (),
    "raci-transposed": ("activity", "accountable"),
    "lucidchart": ("id", "source", "destination"),
    "salesforce": ("label", "order"),
}
