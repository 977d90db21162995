"""Processes written as no program would write them: every style of YAML, and comments everywhere.

The data is that of `random_processes`, with slips that fixes fix; the text is the same for a seed
everywhere.
"""

from __future__ import annotations

import json
import random
import re
from itertools import count
from typing import Any

from random_processes import random_process

_PLAIN = re.compile(r"[A-Za-z0-9確認営業Üü][\w @.%→()-]*[\w%)]|\w")
_NULLS = ("", "~", "null")


def odd_text(seed: int) -> str:
    """The text of a process with slips, in a style of its own; lines end with a line feed."""
    rng = random.Random(seed)
    process = random_process(seed)
    _slip(process, rng)
    return _Pen(rng).document(process)


def odd_file(seed: int) -> bytes:
    """The same as a file may hold it: with any line ends, a byte order mark, no last line end."""
    rng = random.Random(f"file {seed}")
    text = odd_text(seed)
    if rng.random() < 0.3:
        text = text.rstrip("\n")
    text = text.replace("\n", rng.choice(["\n", "\n", "\r\n", "\r"]))
    return (rng.choice(["", "", "\ufeff"]) + text).encode()


def _slip(process: dict[str, Any], rng: random.Random) -> None:
    """Add what fixes are for: words with a letter lost, flows written twice, idle acceptances."""
    handoffs = process.get("handoffs", {})
    steps = [step for stage in process["stages"] for step in stage["steps"]]
    departments = process.get("departments", [])
    for holder in (process, *process["stages"], *steps, *handoffs.values()):
        if rng.random() < 0.15:
            cracks = ["dead-end", "unowned-step", "stale-map", "unowned-stp", "undefined-handoff"]
            chosen = rng.sample(cracks, rng.choice([1, 1, 2, 3]))
            holder["accept"] = [
                {"crack": crack, "reason": "we, all: know # it"} for crack in chosen
            ]
    if isinstance(departments, list) and departments and rng.random() < 0.4:
        departments.insert(rng.randrange(len(departments) + 1), rng.choice(departments))
    for step in steps:
        following = step.get("next")
        if isinstance(following, list) and following and rng.random() < 0.4:
            following.insert(rng.randrange(len(following) + 1), rng.choice(following))
        elif isinstance(following, str) and rng.random() < 0.3:
            step["next"] = following[:-1]
        if isinstance(step.get("owner"), str) and len(step["owner"]) > 4 and rng.random() < 0.1:
            step["owner"] = step["owner"][:-1]
        if rng.random() < 0.1:
            step["description"] = "One line: and\nanother # one"
    if rng.random() < 0.3:
        process["goals"] = {"bookings": {"name": "Bookings"}, "lead-volume": {}}
        for step in steps:
            if rng.random() < 0.3:
                step["serves"] = rng.choice(
                    [["booking"], ["bookings", "lead-volum"], "lead volume"]
                )


class _Pen:
    """Writes plain data, each collection in a style that chance chooses."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.numbers = count(1)
        self.comments = rng.choice([0, 0.1, 0.4])
        self.flow = rng.choice([0, 0.1, 0.3])
        self.quotes = rng.choice([0, 0.2, 0.5])
        self.anchors = rng.choice([0, 0, 0.3])
        self.step = rng.choice([1, 2, 2, 3, 4])
        self.anchored: dict[str, str] = {}

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def document(self, process: dict[str, Any]) -> str:
        head = ["# head {, } [", "---"] if self.chance(0.2) else []
        if self.chance(0.03):
            return "\n".join([*head, self.flow_value(process)]) + "\n"
        return "\n".join([*head, *self.mapping(process, 0)]) + "\n"

    # Block style

    def mapping(self, value: dict[str, Any], margin: int) -> list[str]:
        lines = []
        for key, inner in value.items():
            lines += self.above(margin)
            space = self.rng.choice(["", "", "", " "])
            lines += self.entry(f"{' ' * margin}{self.key(key)}{space}:", inner, margin)
        return lines + self.above(margin)

    def sequence(self, value: list[Any], margin: int) -> list[str]:
        lines = []
        for inner in value:
            lines += self.above(margin)
            if isinstance(inner, dict) and inner and self.chance(0.6):
                gap = self.rng.choice([1, 1, 2, 3])
                below = self.mapping(inner, margin + 1 + gap)
                first = next(at for at, line in enumerate(below) if not _is_comment(line))
                lines += below[:first]
                lines.append(f"{' ' * margin}-{' ' * gap}{below[first].lstrip()}")
                lines += below[first + 1 :]
            else:
                lines += self.entry(f"{' ' * margin}-", inner, margin)
        return lines + self.above(margin)

    def entry(self, start: str, value: Any, margin: int) -> list[str]:
        """Write a value behind a key or a dash."""
        known = self.known(value)
        if known:
            return [f"{start} {known}{self.behind()}"]
        mark = self.mark(value)
        if isinstance(value, dict | list) and value and not self.chance(self.flow):
            opening = f"{start} {mark}".rstrip() + self.behind().replace("\t", " ")
            if isinstance(value, dict):
                return [opening, *self.mapping(value, margin + self.step)]
            is_key = start.rstrip().endswith(":")
            deeper = 0 if is_key and self.chance(0.3) else self.step
            return [opening, *self.sequence(value, margin + deeper)]
        if isinstance(value, str) and self.chance(0.2) and self.fits_block(value):
            lines = [f"{start} {mark}{self.rng.choice(['|-', '>-'])}{self.behind()}"]
            return [*lines, *(" " * (margin + 5) + one for one in value.split("\n"))]
        if isinstance(value, dict | list):
            written = self.flow_value(value)
        else:
            written = self.scalar(value)
            if "\n" not in str(value) and len(written) > 3 and self.chance(0.05):
                return [start, " " * (margin + 6) + mark + written]
        behind = self.behind() if mark or written else ""
        return [f"{start} {mark}{written}{behind}"]

    def above(self, margin: int) -> list[str]:
        if self.chance(self.comments / 3):
            shift = self.rng.choice([0, 0, margin])
            return [f"{' ' * (margin - shift)}{self.comment('above')}"]
        return [""] if self.chance(0.05) else []

    def behind(self) -> str:
        if self.chance(self.comments):
            return f"{self.rng.choice([' ', '  ', ' ' + chr(9)])}{self.comment('behind')}"
        return self.rng.choice(["", "", "", "", " ", "\t"])

    def comment(self, place: str) -> str:
        number = next(self.numbers)
        if self.chance(0.1):
            rule = self.rng.choice(["dead-end", "unowned-step", "undefined-handoff"])
            return f"# crackmap: ignore[{rule}] {place} {number}"
        return f"# {place} {number}, ] {{: }}"

    # Flow style

    def flow_value(self, value: Any) -> str:
        if isinstance(value, dict):
            inner = [f"{self.key(key)}: {self.flow_value(one)}" for key, one in value.items()]
            return self.braces("{", inner, "}")
        if isinstance(value, list):
            return self.braces("[", [self.flow_value(one) for one in value], "]")
        return self.scalar(value, flow=True)

    def braces(self, opening: str, inner: list[str], closing: str) -> str:
        if not inner:
            return opening + closing
        comma = self.rng.choice([", ", ", ", ",", " , "])
        space = self.rng.choice(["", " "])
        trailing = "," if self.chance(0.1) else ""
        if self.chance(0.2):  # over several lines, far to the right of everything around
            margin = "\n" + " " * 60
            parts = []
            for one in inner:
                comment = f"  # flow {next(self.numbers)}" if self.chance(self.comments) else ""
                parts.append(f"{margin}{one}\v{comment}")
            text = "".join(f"{part.replace(chr(11), ',')}" for part in parts[:-1])
            return f"{opening}{text}{parts[-1].replace(chr(11), trailing)}{margin}{closing}"
        return f"{opening}{space}{comma.join(inner)}{trailing}{space}{closing}"

    # Words

    def key(self, key: str) -> str:
        if self.chance(self.quotes / 2):
            return self.quoted(key)
        return key

    def scalar(self, value: Any, *, flow: bool = False) -> str:
        if value is None:
            return self.rng.choice(["~", "null"] if flow else list(_NULLS))
        text = str(value)
        if isinstance(value, int | float | bool):
            return text
        if not _PLAIN.fullmatch(text) or text in _NULLS or self.chance(self.quotes):
            return self.quoted(text)
        return text

    def quoted(self, text: str) -> str:
        if "\n" not in text and self.chance(0.5):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=self.chance(0.2))

    def fits_block(self, text: str) -> bool:
        return bool(text) and all(one and not one.startswith(" ") for one in text.split("\n"))

    # Anchors

    def known(self, value: Any) -> str:
        name = self.anchored.get(repr(value))
        return f"*{name} " if name and self.chance(0.7) else ""

    def mark(self, value: Any) -> str:
        if value in (None, "", {}, []) or not self.chance(self.anchors):
            return ""
        if not isinstance(value, dict | list | str) or repr(value) in self.anchored:
            return ""
        name = f"a{next(self.numbers)}"
        if not isinstance(value, dict | list) or not _holds_collections(value):
            self.anchored[repr(value)] = name
        return f"&{name} "


def _holds_collections(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return any(isinstance(one, dict | list) for one in inner)


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
