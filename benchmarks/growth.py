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

import hard_bpmn
import hard_drawings
import hard_flows
import hard_hubs
import hard_inputs
import hard_states
import hard_tables
from hard_inputs import Text

MARKED = 1.2
LINT = ("lint", "--no-cache", "--isolated")
ANALYZE = ("analyze", "--isolated")
MAP = ("map", "--isolated", "--format")
DIFF = ("diff", "--isolated", "old.yaml")
PRUNE = ("lint", "--no-cache", "-q", "--prune-baseline")
FILL = ("fill", "--isolated", "--dry-run", "--answers", "answers.yaml")
REPORTS = ("report", "--isolated", "--for", "all", "-o", "reports/")
MERMAID = ("convert", "--to", "yaml", "--from", "mermaid")
LINT_MERMAID = (*LINT, "--from", "mermaid")
DRAWIO = ("convert", "--to", "yaml", "--from", "drawio")
TABLE = ("convert", "--to", "yaml", "--from")
STEPS = (*TABLE, "table:steps")
BPMN = (*LINT, "--from", "bpmn")


class Input(NamedTuple):
    """One kind of input: how it is made, its smallest size, and what runs over it.

    What is `beside` lies in the same folder: a second state, say.
    """

    name: str
    make: Callable[[int], Text]
    size: int
    command: tuple[str, ...] = LINT
    beside: Callable[[int], dict[str, Text]] = lambda _: {}


INPUTS = [
    Input("agreements that may fit", hard_inputs.agreements, 400),
    Input("unknown handoffs beside many agreements", hard_inputs.unknown_handoffs, 200),
    Input("unknown owners beside many departments", hard_inputs.unknown_owners, 200),
    Input("owners by uneven conditions", hard_inputs.uneven_owners, 60),
    Input("many ways into a chain of gaps", hard_inputs.ways_into_gaps, 60),
    Input("gaps, all to all", hard_inputs.gaps_all_to_all, 60),
    Input("handoffs that nobody defined, all to all", hard_hubs.all_to_all, 25),
    Input("a chain of part_of", hard_inputs.part_of_chain, 1_000),
    Input("the same, analyzed", hard_inputs.part_of_chain, 500, ANALYZE),
    Input("sources that nobody reviewed", hard_inputs.stale_sources, 2_000),
    Input("people whom customers meet one after the other", hard_hubs.meetings, 100),
    Input("a row of outsiders", hard_hubs.outsiders, 500),
    Input("a row of approvals", hard_hubs.approvals, 500),
    Input("teams of a department with many goals", hard_hubs.paid, 500),
    Input("an agreement of very many", hard_hubs.one_agreement, 400),
    Input("agreements of teams", hard_hubs.agreements_of_teams, 400),
    Input(
        "fixes that each open something",
        hard_hubs.needless,
        100,
        (*LINT, "--unsafe-fixes", "--diff"),
    ),
    Input("loops that lead everywhere", hard_hubs.tangled, 100, ANALYZE),
    Input("ways that are taken after some time", hard_hubs.timed_ways, 500),
    Input("equal names", hard_inputs.equal_names, 4_000),
    Input("many accepted cracks", hard_inputs.accepted, 2_000),
    Input("goals that all conflict", hard_inputs.conflicting_goals, 200),
    Input("one step with many artifacts", hard_inputs.artifacts, 16_000),
    Input("letters with combining marks", hard_inputs.combining, 20_000),
    Input("spaces in an owner of a table", hard_tables.spaces_in_owner, 50_000, STEPS),
    Input("spaces in a way of a table", hard_tables.spaces_in_next, 50_000, STEPS),
    Input("a bracket in a table that nothing closes", hard_tables.open_bracket, 20_000, STEPS),
    Input("brackets in a header", hard_tables.brackets_in_header, 50_000, STEPS),
    Input("accents on one letter of a header", hard_tables.accents, 20_000, STEPS),
    Input("a matrix of many roles", hard_tables.wide_matrix, 2_000, (*TABLE, "table:raci")),
    Input("marks in a text", hard_tables.marks_in_text, 1_000_000, (*TABLE, "csv")),
    Input("many people in a cell", hard_tables.people, 20_000, (*TABLE, "table:raci-transposed")),
    Input(
        "many pages of Lucidchart",
        hard_tables.shapes,
        500,
        (*TABLE, "table:lucidchart", "-o", "out"),
    ),
    Input("a list of many items", hard_tables.items, 20_000, (*TABLE, "markdown")),
    Input("spaces in names of owners", hard_tables.spaces_in_names, 50_000),
    Input("spaces in a limit of two figures", hard_tables.spaces_in_range, 50_000),
    Input("ignore comments, one a line", hard_inputs.ignore_comments, 1_000),
    Input("flows out of one step", hard_inputs.fan_out, 5_000),
    Input("misspelt next", hard_inputs.misspelt, 200, (*LINT, "--unsafe-fixes", "--diff")),
    Input("fixes on one line", hard_inputs.one_line, 1_000, (*LINT, "--output-format", "rdjson")),
    Input("unknown keys", hard_inputs.unknown_keys, 1_000, ANALYZE),
    Input("one long line", hard_inputs.long_line, 1_000_000, ANALYZE),
    Input("a note a step, in full", hard_inputs.notes, 500, (*ANALYZE, "--full")),
    Input(
        "a finding a step, as SARIF", hard_inputs.notes, 2_000, (*LINT, "--output-format", "sarif")
    ),
    Input(
        "departments, as a matrix",
        hard_inputs.ring,
        120,
        (*MAP, "svg", "--view", "matrix"),
    ),
    Input("departments, as BPMN", hard_inputs.ring, 120, (*MAP, "bpmn")),
    Input("a map of steps all to all", hard_inputs.tangle, 8, (*MAP, "svg")),
    Input("a map of a hub", hard_inputs.fan_out, 25, (*MAP, "svg")),
    Input("the same, with moved lanes", hard_inputs.fan_out, 25, (*MAP, "svg", "--lanes", "short")),
    Input("the same, as a page", hard_inputs.fan_out, 25, (*MAP, "html")),
    Input("the same, on paper", hard_inputs.fan_out, 25, (*MAP, "pdf", "-o", "p.pdf")),
    Input("the same, as BPMN", hard_inputs.fan_out, 25, (*MAP, "bpmn")),
    Input("a map of four ways a step", hard_flows.four_ways, 25, (*MAP, "svg")),
    Input("a map of a ladder", hard_flows.ladder, 25, (*MAP, "svg", "--lanes", "short")),
    Input("a map of full handoffs", hard_inputs.full_handoffs, 15, (*MAP, "svg")),
    Input("Mermaid: hexagons", hard_drawings.hexagons, 2_000, MERMAID),
    Input("Mermaid: one line", hard_drawings.one_line, 1_000, MERMAID),
    Input("Mermaid: dots", hard_drawings.dots, 50_000, MERMAID),
    Input("Mermaid: data", hard_drawings.data, 50, MERMAID),
    Input("Mermaid: a long title", hard_drawings.title, 50_000, MERMAID),
    Input("Mermaid: a phase", hard_drawings.phase, 50_000, MERMAID),
    Input("Mermaid: starts", hard_drawings.starts, 400, MERMAID),
    Input("Mermaid: lanes to lanes", hard_drawings.lanes_to_lanes, 1_000, MERMAID),
    Input("Mermaid: boxes without words", hard_drawings.without_words, 1_000, MERMAID),
    Input("Mermaid: many through one box", hard_drawings.through_one, 400, LINT_MERMAID),
    Input("Mermaid: a long lane", hard_drawings.long_lane, 1_000, MERMAID),
    Input("draw.io: ids that stand again", hard_drawings.ids_again, 5_000, DRAWIO),
    Input("ways into steps that follow", hard_flows.chained_fan_out, 1_000),
    Input("ways at once that never meet", hard_flows.parallel_fan_out, 1_000),
    Input("the same, analyzed", hard_flows.parallel_fan_out, 1_000, ANALYZE),
    Input("splits in splits", hard_flows.nested_splits, 500),
    Input("ways into one step", hard_flows.fan_in, 1_000),
    Input("equal ways", hard_flows.equal_ways, 1_000, ANALYZE),
    Input("ways to nobody knows where", hard_flows.open_ways, 1_000, ANALYZE),
    Input("steps without an end", hard_flows.open_steps, 1_000),
    Input("agreements that nobody wrote", hard_flows.lost_agreements, 1_000),
    Input("one agreement for all", hard_flows.one_agreement, 1_000),
    Input("the same, named by the last", hard_flows.used_late, 500),
    Input("ways back to the first step", hard_flows.loops, 500),
    Input("ways back by one step, with shares", hard_flows.shares, 500, ANALYZE),
    Input("stages of one step", hard_flows.stages, 1_000),
    Input("work that is sent back", hard_flows.rejections, 500),
    Input("an approval that all ask for", hard_flows.approvals, 500),
    Input("a report for each of many departments", hard_inputs.ring, 10, REPORTS),
    Input("ignore comments elsewhere", hard_states.comments_elsewhere, 500),
    Input("fixes all over a file", hard_states.loose_ids, 500, (*LINT, "--unsafe-fixes", "--diff")),
    Input("renamed steps", hard_states.now, 500, DIFF, hard_states.renamed),
    Input("every second step gone", hard_states.now, 2_000, DIFF, hard_states.twice),
    Input("steps of one id", hard_states.equal_ids, 1_000, DIFF, hard_states.equal_ids_before),
    Input("flows of other conditions", hard_states.ways, 1_000, DIFF, hard_states.ways_before),
    Input("known cracks that are gone", hard_states.one_step, 4_000, PRUNE, hard_states.known),
    Input(
        "many processes, analyzed",
        hard_states.one_step,
        400,
        (*ANALYZE, "."),
        hard_states.processes,
    ),
    Input("many answers", hard_states.open_steps, 25, FILL, hard_states.answers),
    Input("BPMN: calls that double", hard_bpmn.calls_that_double, 200, BPMN),
    Input("BPMN: a chain of calls", hard_bpmn.chain_of_calls, 500, BPMN),
    Input("BPMN: calls of many entries", hard_bpmn.calls_of_many_entries, 300, BPMN),
    Input("BPMN: into a sub-process", hard_bpmn.into_sub_process, 500, BPMN),
    Input("BPMN: out of a sub-process", hard_bpmn.out_of_sub_process, 300, BPMN),
    Input("BPMN: drawn lanes", hard_bpmn.drawn_lanes, 2_000, BPMN),
    Input("BPMN: messages to a pool", hard_bpmn.messages_to_a_pool, 500, BPMN),
    Input("BPMN: messages from each", hard_bpmn.messages_from_each, 300, BPMN),
    Input("outsiders in a row, as BPMN", hard_bpmn.outsiders, 200, (*MAP, "bpmn")),
    Input("outsiders in twos, as BPMN", hard_bpmn.outsiders_in_twos, 100, (*MAP, "bpmn")),
    Input("BPMN: messages to outsiders", hard_bpmn.messages_to_outsiders, 2_000, BPMN),
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


def write_all(files: dict[str, Text], folder: str) -> None:
    """Write the files that lie beside an input."""
    for name, text in files.items():
        (Path(folder) / name).write_text(text, "utf-8")


def measure(python: str, kind: Input, rounds: int) -> tuple[list[float], float]:
    """Return the CPU seconds of the three sizes, and the exponent with which they grow."""
    seconds, lengths = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(hard_inputs.equal_names(1), "utf-8")
        write_all(kind.beside(1), folder)
        base = min(cpu_seconds(python, kind.command, folder) for _ in range(rounds))
        for size in (kind.size, kind.size * 2, kind.size * 4):
            text, others = kind.make(size), kind.beside(size)
            path.write_text(text, "utf-8")
            write_all(others, folder)
            lengths.append(len(text) + sum(map(len, others.values())))
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
    python = os.path.abspath(asked.python)  # it runs in another folder
    print(f"{'input':44}{'sizes':>26}{'CPU seconds':>24}  exponent")
    for kind in INPUTS:
        if asked.only not in kind.name:
            continue
        seconds, exponent = measure(python, kind, asked.rounds)
        sizes = "  ".join(str(kind.size * factor) for factor in (1, 2, 4))
        times = "  ".join(f"{second:6.2f}" for second in seconds)
        mark = "  !" if exponent > MARKED and seconds[-1] > 1 else ""
        print(f"{kind.name:44}{sizes:>26}{times:>24}  {exponent:8.2f}{mark}", flush=True)


if __name__ == "__main__":
    main()
