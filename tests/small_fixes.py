"""Findings whose fixes change a few letters, and reports of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crackmap.rules.finding import Finding, Report
from crackmap.source.files import Input
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Source
from small_report import of_step

PATH = "process.yaml"
Check = Callable[[list[Input]], Report]
Change = tuple[int, int, str]


def fixed_by(text: str, number: str, *changes: Change, safe: bool = True) -> Finding:
    """A finding whose fix makes `changes`: from where, up to where, and what stands there then."""
    source = Source(PATH, text)
    edits = tuple(Edit(source.span(start, end), words) for start, end, words in changes)
    place = edits[0].span if edits else source.span(0, 0)
    return Finding(
        "a-rule",
        "error",
        of_step(number),
        "broken",
        place,
        fix=Fix("fix it", edits, safe=safe),
    )


def report(findings: Sequence[Finding], inputs: Sequence[Input]) -> Report:
    texts = {one.path: one.data for one in inputs}
    return Report(tuple(findings), (), len(inputs), "2026-06-01", texts)
