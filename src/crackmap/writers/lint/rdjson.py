"""rdjson: the diagnostic format of reviewdog, with fixes as suggestions."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import Any

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import printable
from crackmap.source.fix import Fix
from crackmap.source.span import Source, Span
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import whole
from crackmap.writers.json_text import json_text
from crackmap.writers.places import plain_path

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def write(report: Report) -> str:
    """Return one diagnostic a finding that counts; columns count bytes of UTF-8, from one."""
    writer = _Writer(report)
    content = {
        "source": {"name": "crackmap"},
        "diagnostics": [writer.diagnostic(finding) for finding in report.open],
    }
    return json_text(content)


class _Writer:
    """Turns findings into diagnostics; keeps the lines of the files that it has looked at."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lines: dict[str, list[str]] = {}
        self._sources: dict[str, Source] = {}

    def diagnostic(self, finding: Finding) -> dict[str, Any]:
        reported: dict[str, Any] = {
            "message": printable(whole(finding)),
            "location": self._location(finding.span),
            "severity": _SEVERITIES[finding.severity],
            "code": {"value": finding.rule},
        }
        if finding.related:
            reported["related_locations"] = [
                {"message": printable(related.message), "location": self._location(related.span)}
                for related in finding.related
            ]
        suggestion = self._suggestion(finding.fix, finding.span.path) if finding.fix else None
        if suggestion:
            reported["suggestions"] = [suggestion]
        return reported

    def _suggestion(self, fix: Fix, path: str) -> dict[str, Any] | None:
        """Return a fix as one change of text, from its first edit to its last.

        Several suggestions would be several ways to choose from. One has no path of its own, so
        that a fix of another file cannot be reported.
        """
        if not fix.edits or any(edit.span.path != path for edit in fix.edits):
            return None
        source = self._source_of(path)
        edits = sorted(fix.edits, key=lambda edit: source.extent(edit.span))
        extents = [source.extent(edit.span) for edit in edits]
        first, last = extents[0][0], max(end for _, end in extents)
        text, at = "", first
        for edit, (start, end) in zip(edits, extents, strict=True):
            text += source.text[at:start] + edit.ended("\n")
            at = end
        return {
            "range": self._range(source.span(first, last)),
            "text": text.replace("\n", self._report.line_end(path)),
        }

    def _location(self, span: Span) -> dict[str, Any]:
        return {"path": plain_path(span.path), "range": self._range(span)}

    def _range(self, span: Span) -> dict[str, Any]:
        # Whole lines, where nobody knows the bytes of them.
        if span.found_by or span.path not in self._report.texts:
            return {"start": {"line": span.line}, "end": {"line": span.end_line}}
        return {
            "start": self._position(span.path, *_start(span)),
            "end": self._position(span.path, *_end(span)),
        }

    def _position(self, path: str, line: int, column: int) -> dict[str, int]:
        lines = self._lines_of(path)
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        column = len(before.encode("utf-8", "replace")) + 1
        if line == 1 and self._report.texts[path].startswith(BOM_UTF8):
            column += len(BOM_UTF8)  # who counts bytes has not taken it off
        return {"line": line, "column": column}

    def _source_of(self, path: str) -> Source:
        if path not in self._sources:
            self._sources[path] = Source(path, "\n".join(self._lines_of(path)))
        return self._sources[path]

    def _lines_of(self, path: str) -> list[str]:
        if path not in self._lines:
            self._lines[path] = self._report.lines(path)
        return self._lines[path]


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


FORMAT = Format("rdjson", ("json",), {"lint": wishes()}, write)
