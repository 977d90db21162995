"""The examples of the rules, and what is found in them.

A rule's examples stand in its page, and those that only pin where it stops in tests/rules/NAME.md.
A line with `# crack: words` has a finding of the rule with these words; `# no crack: words` says
why the rule has nothing to say of a line. A block without any mark is silent under every rule.
`# file: name` begins another file of the block; the file crackmap.yaml is its workspace.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.check.workspace_file import load_settings
from crackmap.rules.finding import Finding
from crackmap.rules.registry import all_rules, unacceptable_names
from crackmap.source.files import WORKSPACE_FILE, Input

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
PINS = Path(__file__).parent / "rules"
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
MARK = re.compile(r"# crack: (.+)$", re.MULTILINE)
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
        return self._marked(MARK)

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
        for number, text in enumerate(BLOCK.findall(rule.page), start=1):
            yield Example(rule.name, str(number), text)
    for file in sorted(PINS.glob("*.md")):
        _, *sections = HEADING.split(file.read_text(encoding="utf-8"))
        for title, section in zip(sections[::2], sections[1::2], strict=True):
            for text in BLOCK.findall(section):
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
    if not MARK.search(_FILE.split(example.text, maxsplit=1)[-1]) or not _FILE.search(example.text)
]
# One of each rule.
FIRST = list({example.rule: example for example in reversed(ACCEPTABLE)}.values())


@cache
def findings(text: str) -> Sequence[Finding]:
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
    return check(inputs, settings).report.open


def reported(rule: str, head: str, *steps: str) -> list[Finding]:
    """Return what a rule finds in a process with these steps, each the inside of a mapping."""
    lines = "".join(f"      - {{ name: {step} }}\n" for step in steps)
    return [one for one in findings(head + lines) if one.rule == rule]


def of_rule(example: Example) -> list[Finding]:
    """Return what the rule of an example finds in it; the block must be readable at all."""
    found = findings(example.text)
    if example.rule != "unreadable":
        assert [finding.message for finding in found if finding.rule == "unreadable"] == []
    return [finding for finding in found if finding.rule == example.rule]
