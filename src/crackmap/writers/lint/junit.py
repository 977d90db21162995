"""junit: XML in which each file is a suite and each crack a failed case, for CI servers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from crackmap.rules.finding import Finding, Report
from crackmap.source.characters import NOT_IN_XML, REPLACEMENT
from crackmap.writers.format import Format, wishes
from crackmap.writers.helps import whole
from crackmap.writers.places import repository_path

# What XML 1.0 cannot hold in any form.


def write(report: Report) -> str:
    """Return one suite a file, in which a crack is a failure and an accepted one is skipped.

    A file that cannot be read has an error; one without cracks has one case, which passes.
    """
    by_path: dict[str, list[Finding]] = {process.path: [] for process in report.processes}
    for finding in report.findings:
        by_path.setdefault(finding.span.path, []).append(finding)
    root = ET.Element("testsuites", name="crackmap")
    every = [finding for findings in by_path.values() for finding in findings]
    clean = sum(not findings for findings in by_path.values())
    _count(root, every, clean)
    for path, findings in by_path.items():
        name = _clean(repository_path(path))
        suite = ET.SubElement(root, "testsuite", name=name)
        _count(suite, findings, not findings)
        names: dict[str, int] = {}
        for finding in findings:
            _case(suite, finding, names)
        if not findings:
            ET.SubElement(suite, "testcase", name="no cracks", classname=name, file=name)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _outcome(finding: Finding) -> str:
    if finding.accepted is not None:
        return "skipped"
    return "error" if finding.fatal else "failure"


def _count(element: ET.Element, findings: Sequence[Finding], passed: int) -> None:
    outcomes = [_outcome(finding) for finding in findings]
    element.set("tests", str(len(findings) + passed))
    element.set("failures", str(outcomes.count("failure")))
    element.set("errors", str(outcomes.count("error")))
    element.set("skipped", str(outcomes.count("skipped")))


def _case(suite: ET.Element, finding: Finding, names: dict[str, int]) -> None:
    span, path = finding.span, repository_path(finding.span.path)
    case = ET.SubElement(
        suite,
        "testcase",
        name=_clean(_unique(finding, names)),
        classname=_clean(path),
        file=_clean(path),
        line=str(span.line),
    )
    message = finding.message if finding.accepted is None else finding.accepted
    reported = ET.SubElement(case, _outcome(finding), message=_clean(message))
    if finding.accepted is None:
        reported.set("type", finding.severity)
        where = f"{path}:{span.found_by or f'{span.line}:{span.column}'}"
        reported.text = _clean(f"{where}: {whole(finding)}")


def _unique(finding: Finding, names: dict[str, int]) -> str:
    """Return a name that no other case of the file has: of two with the same, some show one."""
    name = f"{finding.rule} {finding.subject}"
    if finding.detail:
        name += f": {finding.detail}"
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name} ({names[name]})"


def _clean(text: str) -> str:
    return re.sub(f"{NOT_IN_XML}|\r", REPLACEMENT, text)  # \r would be read as another line


FORMAT = Format("junit", ("xml",), {"lint": wishes()}, write)
