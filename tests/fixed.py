"""Fixes as tests make them: of a text, and of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from crackmap.check.fixing import Fixed, fix
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


def once(make: Callable[[str], Sequence[Finding]]) -> Check:
    """A check that finds something in the text as it was first, and nothing afterwards."""
    first: list[str] = []

    def found(inputs: list[Input]) -> Report:
        text = inputs[0].data.decode("utf-8-sig")
        first.append(text)
        findings = make(text) if text == first[0] else ()
        return report(findings, inputs)

    return found


def report(findings: Sequence[Finding], inputs: Sequence[Input]) -> Report:
    texts = {one.path: one.data for one in inputs}
    return Report(tuple(findings), (), len(inputs), "2026-06-01", texts)


def fixed_text(text: str, *changes: Sequence[Change], unsafe: bool = False) -> str:
    """What becomes of `text` if each of `changes` is the safe fix of one finding."""

    def make(found: str) -> list[Finding]:
        return [fixed_by(found, str(number), *one) for number, one in enumerate(changes)]

    done = fix([Input(PATH, text.encode())], once(make), unsafe=unsafe)
    return done.after[0].data.decode()


def fixed_file(path: Path, old: str, new: str) -> Fixed:
    """A run that makes `new` of what `old` was in the file."""
    data = path.read_bytes()
    inputs = (Input(str(path), data),)
    after = (Input(str(path), data.replace(old.encode(), new.encode())),)
    return Fixed(inputs, after, (), report((), inputs))
