"""pipelines: stages of HubSpot or Salesforce as JSON; every owner and handoff is still open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crackmap.language.texts import id_of
from crackmap.readers.making.draft import Draft
from crackmap.readers.making.labels import cleaned, name_of
from crackmap.readers.making.pipeline import PipelineStage, fill, number_of
from crackmap.readers.making.reading import Reading, ReadOptions, joined
from crackmap.readers.making.texts import text_of
from crackmap.source.located import Located, Places
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.yaml_events import load

# A letter outside the first plane, unless the backslash itself is escaped.
_PAIR = re.compile(r"\\\\|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def read(data: bytes, path: str, options: ReadOptions) -> Reading:
    """Read the pipelines; raises Unreadable. JSON is YAML, whose reader knows the places."""
    text, notes = text_of(data, path, options.encoding)
    document = load(_PAIR.sub(_joined, text).encode("utf-8", "replace"), path)
    root = document.root
    if document.problems:
        raise Unreadable(document.problems)
    readings = []
    taken: set[str] = set()
    for number, pipeline in enumerate(_pipelines(root), start=1):
        places = Places(path)
        label = _at(places, pipeline, "label") if isinstance(pipeline, MapNode) else None
        name = label or Located(name_of(path), 0)
        draft = Draft(places, name)
        stages = list(_stages(draft, pipeline))
        if not stages:
            draft.note(name.at, f"the pipeline `{name.text}` has no stages; it was left out")
            readings.append(Reading((), tuple(draft.notes)))
            continue
        id_ = id_of(name.text) or "pipeline"
        draft.id = f"{id_}-{number}" if id_ in taken else id_
        taken.add(draft.id)
        readings.append(fill(draft, stages, shares=options.shares).reading(options.departments))
    reading = joined(readings, notes)
    if not reading.processes:
        words = "there are no stages of a pipeline in this file"
        raise Unreadable([Problem(Span(path), words, "export the pipelines of HubSpot as JSON")])
    return reading


def _joined(match: re.Match[str]) -> str:
    """Return a letter that JSON writes as two escapes, which YAML would not take."""
    if not match[1]:
        return match[0]
    return bytes.fromhex(match[1] + match[2]).decode("utf-16-be")


def seems_pipelines(text: str) -> bool:
    """Return whether JSON holds pipelines of HubSpot or the stages of Salesforce."""
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return bool(list(_pipelines(root)))


def _pipelines(root: Any) -> Iterator[Any]:
    """Return the pipelines of HubSpot, or the rows of Salesforce as one."""
    if isinstance(root, dict):
        results = root.get("results")
        if isinstance(results, list):
            yield from (
                one
                for one in results
                if isinstance(one, dict) and isinstance(one.get("stages"), list)
            )
            return
        stages = root.get("stages")
        if isinstance(stages, list) and any(_is(one, "label", "displayOrder") for one in stages):
            yield root
            return
        root = root.get("records")
    if isinstance(root, list) and any(_is(one, "MasterLabel", "SortOrder") for one in root):
        yield root


def _is(one: Any, *keys: str) -> bool:
    return isinstance(one, dict) and all(key in one for key in keys)


def _stages(draft: Draft, pipeline: MapNode | ListNode) -> Iterator[PipelineStage]:
    of_hubspot = isinstance(pipeline, MapNode)
    rows = pipeline["stages"] if isinstance(pipeline, MapNode) else pipeline
    for place, row in enumerate(rows):
        label = isinstance(row, MapNode) and _at(
            draft.places, row, "label" if of_hubspot else "MasterLabel"
        )
        if not label:
            at = draft.places.add(rows.span(place))
            draft.note(at, "this stage has no label; it was left out", lost=True)
            continue
        archived = "archived" if of_hubspot else "IsActive"
        if _word(row, archived) == ("true" if of_hubspot else "false"):
            draft.note(label.at, f"`{label.text}` is not active; it was left out")
            continue
        yield _of_hubspot(label, row) if of_hubspot else _of_salesforce(draft, label, row)


def _of_hubspot(label: Located, row: MapNode) -> PipelineStage:
    about = row.get("metadata")
    about = about if isinstance(about, MapNode) else row
    chance = number_of(_word(about, "probability"))
    closed = _word(about, "isClosed") == "true" or (chance in (0, 1) and "isClosed" not in about)
    outcome = ("won" if chance == 1 else "lost") if closed else ""
    return PipelineStage(label, float(number_of(_word(row, "displayOrder")) or 0), outcome, chance)


def _of_salesforce(draft: Draft, label: Located, row: MapNode) -> PipelineStage:
    won = _word(row, "IsWon") == "true"
    closed = won or _word(row, "IsClosed") == "true"
    chance = number_of(_word(row, "DefaultProbability"))
    return PipelineStage(
        label,
        float(number_of(_word(row, "SortOrder")) or 0),
        "won" if won else "lost" if closed else "",
        chance / 100 if chance is not None else None,
        _at(draft.places, row, "Description"),
    )


def _at(places: Places, row: MapNode, key: str) -> Located | None:
    value = row.get(key)
    text = cleaned(value) if isinstance(value, str) else ""
    return Located(text, places.add(row.span(key))) if text else None


def _word(row: MapNode, key: str) -> str:
    value = row.get(key)
    return value.strip().casefold() if isinstance(value, str) else ""
