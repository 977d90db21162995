"""Every example of every rule: what is marked is found, what is pinned or not marked is silent.

A rule's examples stand in its page, and those that only pin where it stops in tests/rules/NAME.md.
A line with `# crack: words` has a finding of the rule with these words; `# no crack: words` says
why the rule has nothing to say of a line. A block without any mark is silent under every rule.
`# file: name` begins another file of the block; the file crackmap.yaml is its workspace.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crackmap.check.check import check
from crackmap.check.settings import Settings, load_settings
from crackmap.rules.finding import Finding
from crackmap.rules.registry import all_rules, unacceptable_names
from crackmap.source.files import WORKSPACE_FILE, Input

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
PINS = Path(__file__).parent / "rules"
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
_MARK = re.compile(r"# crack: (.+)$", re.MULTILINE)
_PIN = re.compile(r"# no crack: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One YAML block of a rule, and the lines that it marks."""

    rule: str
    title: str
    text: str

    @property
    def marks(self) -> list[tuple[int, str]]:
        """The lines at which the rule finds something, with words of the finding."""
        return self._marked(_MARK)

    @property
    def pins(self) -> list[tuple[int, str]]:
        """The lines at which the rule finds nothing, with the reason."""
        return self._marked(_PIN)

    def _marked(self, mark: re.Pattern[str]) -> list[tuple[int, str]]:
        lines = enumerate(self.text.splitlines(), start=1)
        return [(n, match[1].strip()) for n, line in lines if (match := mark.search(line))]

    def __str__(self) -> str:
        return f"{self.rule}: {self.title}"


def examples() -> Iterator[Example]:
    """Return all examples: those of the pages by their number, the others by their heading."""
    for rule in all_rules().values():
        for number, text in enumerate(_BLOCK.findall(rule.page), start=1):
            yield Example(rule.name, str(number), text)
    for file in sorted(PINS.glob("*.md")):
        _, *sections = _HEADING.split(file.read_text(encoding="utf-8"))
        for title, section in zip(sections[::2], sections[1::2], strict=True):
            for text in _BLOCK.findall(section):
                yield Example(file.stem, title, text)


EXAMPLES = list(examples())
CRACKED = [example for example in EXAMPLES if example.marks]
PINNED = [example for example in EXAMPLES if example.pins and not example.marks]
MENDED = [example for example in EXAMPLES if not example.marks and not example.pins]
ACCEPTABLE = [
    example
    for example in CRACKED
    if example.rule not in unacceptable_names()
    # The acceptance is written into the first file.
    if not _MARK.search(_FILE.split(example.text, maxsplit=1)[-1]) or not _FILE.search(example.text)
]


def findings(text: str) -> list[Finding]:
    """Check the files of one block and give the findings that nobody accepted.

    Each file keeps the lines that it has in the block.
    """
    settings = SETTINGS
    first, *others = _FILE.split(text)
    files = [("0.yaml", "", first)] if first.strip() else []
    before = first
    for name, part in zip(others[::2], others[1::2], strict=True):
        before += "\n"
        files.append((name.strip(), "\n" * before.count("\n"), part))
        before += part
    inputs = []
    for number, (name, lines, part) in enumerate(files):
        data = (lines + part).encode()
        if name == WORKSPACE_FILE:
            settings = load_settings(name, SETTINGS, data)
        else:
            inputs.append(Input(f"{number}.yaml", data))
    return list(check(inputs, settings).report.open)


def of_rule(example: Example) -> list[Finding]:
    """Return what the rule of an example finds in it; the block must be readable at all."""
    found = findings(example.text)
    if example.rule != "unreadable":
        assert [finding.message for finding in found if finding.rule == "unreadable"] == []
    return [finding for finding in found if finding.rule == example.rule]


@pytest.mark.parametrize("example", CRACKED, ids=str)
def test_a_marked_line_has_its_finding(example: Example) -> None:
    reported = [(finding.span.line, finding.message) for finding in of_rule(example)]
    for line, words in example.marks:
        assert any(at == line and words in message for at, message in reported), reported
    assert len(reported) == len(example.marks), reported
    marked = {line for line, _ in example.marks}
    assert not [reason for line, reason in example.pins if line in marked]


@pytest.mark.parametrize("example", PINNED, ids=str)
def test_a_rule_stops_at_its_pins(example: Example) -> None:
    assert [(finding.span.line, finding.message) for finding in of_rule(example)] == []


@pytest.mark.parametrize("example", MENDED, ids=str)
def test_a_fixed_process_is_silent_under_every_rule(example: Example) -> None:
    reported = findings(example.text)
    assert [(one.rule, one.span.line, one.message) for one in reported] == []


@pytest.mark.parametrize("file", sorted(PINS.glob("*.md")), ids=lambda file: file.stem)
def test_a_file_of_pins_is_of_a_rule_and_every_block_has_a_heading(file: Path) -> None:
    assert file.stem in all_rules()
    text = file.read_text(encoding="utf-8")
    title, *sections = _HEADING.split(text)
    assert title.strip() == f"# {file.stem}"
    assert all(_BLOCK.search(section) for section in sections[1::2])
    assert len(_BLOCK.findall(text)) == text.count("```") // 2


@pytest.mark.parametrize("example", ACCEPTABLE, ids=str)
@pytest.mark.parametrize("above", [False, True], ids=["on the line", "above it"])
def test_a_crack_is_accepted_by_a_comment_where_it_is_shown(example: Example, above: bool) -> None:
    lines = _MARK.sub("", example.text).splitlines()
    comment = f"# crackmap: ignore[{example.rule}] agreed"
    for number in sorted({number for number, _ in example.marks}, reverse=True):
        if above:
            lines.insert(number - 1, comment)
        else:
            lines[number - 1] += f"  {comment}"
    reported = {one.rule for one in findings("\n".join(lines))}
    assert reported.isdisjoint({example.rule, "unused-acceptance", "unreadable"})


@pytest.mark.parametrize("example", ACCEPTABLE, ids=str)
def test_a_crack_is_accepted_on_its_process(example: Example) -> None:
    accept = f"accept: {{ crack: {example.rule}, reason: agreed }}\n"
    reported = {one.rule for one in findings(accept + example.text)}
    assert reported.isdisjoint({example.rule, "unused-acceptance", "unreadable"})


@pytest.mark.parametrize("name", list(all_rules()))
def test_a_rule_shows_a_crack_and_a_fixed_process(name: str) -> None:
    assert any(example.rule == name for example in CRACKED)
    assert any(example.rule == name for example in MENDED)


@pytest.mark.parametrize("example", CRACKED, ids=str)
def test_a_finding_says_what_to_do(example: Example) -> None:
    for one in findings(example.text):
        if one.rule == example.rule:
            assert one.help, one.message


def test_a_chain_of_approvals_may_lead_into_a_stage_without_an_order() -> None:
    steps = ("{ name: Check price, owner: a }", "{ name: Check terms, owner: b }")
    listed = "".join(f"      - {step[:-2]}, kind: approval }}\n" for step in steps)
    text = (
        "process: P\ndepartments: [a, b, c, d]\nstages:\n  - name: One\n    steps:\n"
        f"{listed}      - {{ name: Check plan, owner: c, kind: approval, next: check-all }}\n"
        "  - name: Two\n    order: none\n    steps:\n"
        "      - { name: Check all, owner: d, kind: approval, outcome: won }\n"
    )
    (chain,) = (one.message for one in findings(text) if one.rule == "approval-chain")
    assert chain.startswith("3 approvals follow each other")
