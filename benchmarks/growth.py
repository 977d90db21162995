"""Shows how the work grows with inputs that people or attackers can make large.

python benchmarks/growth.py                  all inputs; a table of CPU seconds and exponents
python benchmarks/growth.py --only names     the inputs whose names hold this word
python benchmarks/growth.py --rounds 3       the least of so many runs counts; 1 unless told

Each input is made in three sizes, each twice the one before. The exponent is that with which CPU
seconds grow with the bytes of the input, over what the smallest input costs; 1 is linear. Above
1.2 it is marked. crackmap runs from this checkout, or from the interpreter of --python.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import hard_inputs
from hard_inputs import Text

MARKED = 1.2
LINT = ("lint", "--no-cache", "--isolated")


class Input(NamedTuple):
    """One kind of input: how it is made, its smallest size, and what runs over it."""

    name: str
    make: Callable[[int], Text]
    size: int
    command: tuple[str, ...] = LINT


INPUTS = [
    Input("agreements that may fit", hard_inputs.agreements, 400),
    Input("unknown handoffs beside many agreements", hard_inputs.unknown_handoffs, 200),
    Input("unknown owners beside many departments", hard_inputs.unknown_owners, 200),
    Input("owners by uneven conditions", hard_inputs.uneven_owners, 60),
    Input("many ways into a chain of gaps", hard_inputs.ways_into_gaps, 60),
    Input("gaps, all to all", hard_inputs.gaps_all_to_all, 60),
    Input("a chain of part_of", hard_inputs.part_of_chain, 1_000),
    Input("the same, analyzed", hard_inputs.part_of_chain, 500, ("analyze", "--isolated")),
    Input("equal names", hard_inputs.equal_names, 4_000),
    Input("many accepted cracks", hard_inputs.accepted, 2_000),
    Input("goals that all conflict", hard_inputs.conflicting_goals, 200),
    Input("one step with many artifacts", hard_inputs.artifacts, 16_000),
    Input("letters with combining marks", hard_inputs.combining, 20_000),
    Input("ignore comments, one a line", hard_inputs.ignore_comments, 1_000),
    Input("flows out of one step", hard_inputs.fan_out, 5_000),
    Input("misspelt next", hard_inputs.misspelt, 200, (*LINT, "--unsafe-fixes", "--diff")),
    Input("fixes on one line", hard_inputs.one_line, 1_000, (*LINT, "--output-format", "rdjson")),
    Input("unknown keys", hard_inputs.unknown_keys, 1_000, ("analyze", "--isolated")),
    Input("one long line", hard_inputs.long_line, 1_000_000, ("analyze", "--isolated")),
    Input("a note a step, in full", hard_inputs.notes, 500, ("analyze", "--isolated", "--full")),
    Input(
        "a finding a step, as SARIF", hard_inputs.notes, 2_000, (*LINT, "--output-format", "sarif")
    ),
    Input(
        "departments, as a matrix",
        hard_inputs.ring,
        120,
        ("map", "--view", "matrix", "--format", "svg"),
    ),
    Input("departments, as BPMN", hard_inputs.ring, 120, ("map", "--format", "bpmn")),
    Input("a map of steps all to all", hard_inputs.tangle, 8, ("map", "--format", "svg")),
    Input("a map of a hub", hard_inputs.fan_out, 25, ("map", "--format", "svg")),
    Input("a map of full handoffs", hard_inputs.full_handoffs, 15, ("map", "--format", "svg")),
]


def cpu_seconds(python: str, words: tuple[str, ...], folder: str) -> float:
    """Run crackmap once over `p.yaml`; a crash is a RuntimeError, a refusal (2) is not."""
    environment = {key: value for key, value in os.environ.items() if key != "NODE_EXTRA_CA_CERTS"}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        command = [python, "-m", "crackmap", *words, "p.yaml"]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
        if process.returncode not in (0, 1, 2) or "Traceback" in said:
            raise RuntimeError(f"{command} ended with {process.returncode}: {said[-2000:]}")
    return used.ru_utime + used.ru_stime


def measure(python: str, kind: Input, rounds: int) -> tuple[list[float], float]:
    """Return the CPU seconds of the three sizes, and the exponent with which they grow."""
    seconds, lengths = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(hard_inputs.equal_names(1), "utf-8")
        base = min(cpu_seconds(python, kind.command, folder) for _ in range(rounds))
        for size in (kind.size, kind.size * 2, kind.size * 4):
            text = kind.make(size)
            path.write_text(text, "utf-8")
            lengths.append(len(text))
            seconds.append(min(cpu_seconds(python, kind.command, folder) for _ in range(rounds)))
    first, last = (max(second - base, 0.01) for second in (seconds[0], seconds[-1]))
    return seconds, math.log(last / first) / math.log(lengths[-1] / lengths[0])


def main() -> None:
    """Print a line for each input that is asked for."""
    parser = argparse.ArgumentParser(description="How does the work grow with hard inputs?")
    parser.add_argument("--only", default="", help="inputs whose names hold this word")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--python", default=sys.executable)
    asked = parser.parse_args()
    print(f"{'input':44}{'sizes':>26}{'CPU seconds':>24}  exponent")
    for kind in INPUTS:
        if asked.only not in kind.name:
            continue
        seconds, exponent = measure(asked.python, kind, asked.rounds)
        sizes = "  ".join(str(kind.size * factor) for factor in (1, 2, 4))
        times = "  ".join(f"{second:6.2f}" for second in seconds)
        mark = "  !" if exponent > MARKED and seconds[-1] > 1 else ""
        print(f"{kind.name:44}{sizes:>26}{times:>24}  {exponent:8.2f}{mark}", flush=True)


if __name__ == "__main__":
    main()
