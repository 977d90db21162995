"""Every fix of every rule, made in the examples of the rules' pages: the file stays a process."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import pytest

from crackmap.check.check import check
from crackmap.check.fixing import apply_edits, fix
from crackmap.check.settings import Settings
from crackmap.rules.finding import Finding, Report
from crackmap.rules.registry import all_rules
from crackmap.source.files import Input
from crackmap.source.span import Source

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"\s*# crack: .*")


@dataclass(frozen=True)
class Case:
    """A finding with a fix, in an example that may be several files."""

    example: str
    files: tuple[Input, ...]
    finding: Finding

    def __str__(self) -> str:
        return f"{self.example}-{self.finding.rule}-{self.finding.subject}"

    def text(self, path: str) -> str:
        return next(one.data.decode() for one in self.files if one.path == path)

    @cached_property
    def fixed(self) -> tuple[Input, ...]:
        """The files with this one fix made."""
        assert self.finding.fix
        edits = self.finding.fix.edits
        return tuple(
            Input(
                one.path,
                apply_edits(
                    one.data.decode(), [edit for edit in edits if edit.span.path == one.path]
                ).encode(),
            )
            for one in self.files
        )


def checked(files: Sequence[Input]) -> Report:
    return report_of(tuple(files))


@cache
def report_of(files: tuple[Input, ...]) -> Report:
    return check(files, SETTINGS).report


def cases() -> list[Case]:
    found = []
    for rule in all_rules().values():
        for number, block in enumerate(_BLOCK.findall(rule.page), start=1):
            text = _MARK.sub("", block)  # a comment would make a guess of what is certain
            parts = re.split(r"^# file: .*\n", text, flags=re.MULTILINE)
            files = [
                Input(f"{at}.yaml", one.encode()) for at, one in enumerate(parts) if one.strip()
            ]
            found += [
                Case(f"{rule.name}-{number}", tuple(files), one)
                for one in checked(files).open
                if one.fix
            ]
    return found


CASES = cases()
SAFE = [case for case in CASES if case.finding.fix and case.finding.fix.safe]


def count(files: Sequence[Input], finding: Finding) -> int:
    return sum(one.fingerprint == finding.fingerprint for one in checked(files).open)


def test_some_fixes_are_safe_and_some_are_guesses() -> None:
    assert {case.finding.rule for case in SAFE} >= {
        "duplicate-flow",
        "needless-handoff",
    }
    agreed_on = {"unused-acceptance", "unused-handoff"}
    assert not agreed_on & {case.finding.rule for case in SAFE}
    assert agreed_on <= {case.finding.rule for case in CASES}
    assert len(CASES) > len(SAFE)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fix_changes_something_and_leaves_a_process(case: Case) -> None:
    fixed = case.fixed
    assert fixed != case.files
    assert not [one for one in checked(fixed).open if one.rule == "unreadable"]


@pytest.mark.parametrize("case", SAFE, ids=str)
def test_a_safe_fix_fixes_its_finding(case: Case) -> None:
    assert count(case.fixed, case.finding) < count(case.files, case.finding)


@pytest.mark.parametrize("case", SAFE, ids=str)
def test_a_safe_fix_brings_no_new_error(case: Case) -> None:
    before = {one.fingerprint for one in checked(case.files).open}
    after = [one for one in checked(case.fixed).open if one.severity == "error"]
    assert [one.message for one in after if one.fingerprint not in before] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_edits_of_a_fix_do_not_overlap(case: Case) -> None:
    assert case.finding.fix
    extents = []
    for edit in case.finding.fix.edits:
        source, span = Source(edit.span.path, case.text(edit.span.path)), edit.span
        start, end = (
            source.offset(span.line, span.column),
            source.offset(span.end_line, span.end_column),
        )
        assert 0 <= start <= end <= len(source.text)
        extents.append((span.path, start, end))
    extents.sort()
    for (path, _, end), (other, start, _) in pairwise(extents):
        assert path != other or end <= start


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_edit_of_a_process_leaves_the_other_lines_alone(case: Case) -> None:
    """What a fix does not take out or replace stays, with its comments and its indentation."""
    assert case.finding.fix
    for one in case.fixed:
        before = case.text(one.path).splitlines()
        touched = {
            line
            for edit in case.finding.fix.edits
            if edit.span.path == one.path
            for line in range(edit.span.line, edit.span.end_line + 1)
        }
        kept = [line for at, line in enumerate(before, start=1) if at not in touched]
        lines = iter(one.data.decode().splitlines())
        assert all(line in lines for line in kept)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_all_fixes_together_end_in_a_process(unsafe: bool, ending: str) -> None:
    for example in dict.fromkeys(case.files for case in CASES):
        files = [Input(one.path, one.data.replace(b"\n", ending.encode())) for one in example]
        done = fix(files, checked, unsafe=unsafe)
        assert not [one for one in done.report.open if one.rule == "unreadable"]
        again = fix(done.after, checked, unsafe=unsafe)
        assert again.changed() == [], example
        for one in done.after:
            assert one.data.count(b"\n") == one.data.count(ending.encode()), example


PROCESS = """\
process: Leads
departments: [sales]
stages:
  - name: Qualify
    steps:
      - name: Call the lead
        owner: sales
{step}
        outcome: won
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("        accept: { crack: dead-end, reason: x }", ""),
        ("        accept: [{ crack: dead-end, reason: x }]  # why", ""),
        ("        accept:\n          - { crack: dead-end, reason: x }", ""),
        ("        # crackmap: ignore[dead-end] x", ""),
        ("        system: crm  # crackmap: ignore[dead-end] x", "        system: crm"),
        (
            "        system: crm  # crackmap: ignore[dead-end] x  # yamllint disable-line",
            "        system: crm  # yamllint disable-line",
        ),
        (
            "        system: crm  # agreed # crackmap: ignore[dead-end] x",
            "        system: crm  # agreed",
        ),
        ("        # crackmap: ignore[dead-end, endless-loop ,endless-wait] x", ""),
        ("        # crackmap: file-ignore[dead-end] x", ""),
    ],
)
def test_an_unused_acceptance_is_taken_out_and_nothing_else(before: str, after: str) -> None:
    done = fix([Input("a.yaml", PROCESS.format(step=before).encode())], checked, unsafe=True)
    wanted = PROCESS.format(step=after).replace("\n\n", "\n")
    assert done.after[0].data.decode() == wanted


@pytest.mark.parametrize("rules", ["dead-end, unowned-step", "unowned-step , dead-end"])
def test_of_several_rules_in_a_comment_only_the_unused_one_is_taken_out(rules: str) -> None:
    comment = "        # crackmap: ignore[{}] x  # yamllint disable-line"
    text = PROCESS.format(step="        system: crm").replace("        owner: sales\n", "")
    text = text.replace("      - name", f"{comment}\n      - name")
    done = fix([Input("a.yaml", text.format(rules).encode())], checked, unsafe=True)
    assert done.after[0].data.decode() == text.format("unowned-step")


def test_a_slip_in_a_comment_is_fixed_where_it_stands() -> None:
    comment = "        # crackmap: ignore-file[unowned-step, dead-nd] x"
    text = PROCESS.format(step=comment).replace("        owner: sales\n", "")
    done = fix([Input("a.yaml", text.encode())], checked, unsafe=True)
    wanted = text.replace("ignore-file[unowned-step, dead-nd]", "file-ignore[unowned-step]")
    assert done.after[0].data.decode() == wanted


def test_of_several_acceptances_only_the_unused_one_is_taken_out() -> None:
    used = "          - { crack: unowned-step, reason: y }\n"
    lines = f"        accept:\n          - {{ crack: dead-end, reason: x }}\n{used}"
    text = PROCESS.format(step=lines.rstrip("\n")).replace("        owner: sales\n", "")
    done = fix([Input("a.yaml", text.encode())], checked, unsafe=True)
    kept = text.replace("          - { crack: dead-end, reason: x }\n", "")
    assert done.after[0].data.decode() == kept


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_list_of_unused_acceptances_goes_whole(count: int, ending: str) -> None:
    items = "\n".join(f"          - {{ crack: dead-end, reason: {at} }}" for at in range(count))
    text = PROCESS.format(step=f"        accept:\n{items}")
    done = fix([Input("a.yaml", text.replace("\n", ending).encode())], checked, unsafe=True)
    wanted = PROCESS.format(step="").replace("\n\n", "\n")
    assert done.after[0].data.decode() == wanted.replace("\n", ending)


def test_a_table_of_agreements_that_nobody_names_goes_whole() -> None:
    agreements = "".join(f"  {name}: {{ trigger: a score }}\n" for name in ("mql", "sql"))
    clean = PROCESS.format(step="        system: crm")
    text = clean.replace("stages:", f"handoffs:\n{agreements}stages:")
    done = fix([Input("a.yaml", text.encode())], checked, unsafe=True)
    assert done.after[0].data.decode() == clean
