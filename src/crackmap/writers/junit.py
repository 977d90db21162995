"""junit: XML in which each file is a suite and each crack a failed case, for CI servers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from crackmap.finding import Finding, Report

# What XML 1.0 cannot hold in any form.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Give one suite a file; a file without cracks has one case, which passes."""
    found: dict[str, list[Finding]] = {path: [] for path in report.texts}
    for finding in report.open:
        found.setdefault(finding.span.path, []).append(finding)
    root = ET.Element("testsuites", name="crackmap")
    failures = 0
    for path, findings in found.items():
        failures += len(findings)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_clean(path),
            tests=str(max(1, len(findings))),
            failures=str(len(findings)),
            errors="0",
            skipped="0",
        )
        for finding in findings:
            _case(suite, finding)
        if not findings:
            ET.SubElement(suite, "testcase", name="no cracks", classname=_clean(path))
    root.set("tests", str(sum(max(1, len(findings)) for findings in found.values())))
    root.set("failures", str(failures))
    root.set("errors", "0")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _case(suite: ET.Element, finding: Finding) -> None:
    span = finding.span
    case = ET.SubElement(
        suite,
        "testcase",
        name=_clean(f"{finding.rule} {finding.subject}"),
        classname=_clean(span.path),
        file=_clean(span.path),
        line=str(span.line),
    )
    failure = ET.SubElement(case, "failure", type=finding.severity, message=_clean(finding.message))
    where = f"{span.path}:{span.line}:{span.column}"
    failure.text = _clean(f"{where}: {finding.message}\n{finding.help}".rstrip())


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
