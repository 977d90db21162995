"""Times crackmap against its peers, and prints a table of ratios and budgets.

python benchmarks/run.py                   all rows; writes results.md
python benchmarks/run.py --only "10,000"   the rows whose names hold these words; writes nothing
python benchmarks/run.py --rounds 3        fewer rounds than a result that counts; writes nothing
"""

import argparse
import datetime
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import generate
import peers
from measure import Command, Run, medians

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
INPUTS = peers.FOLDER / "inputs"
CACHE = peers.FOLDER / "cache"
ROUNDS = 7
SMALL = 15
MANY = 10_000
SIZES = [SMALL, 300, 500, 1_000, MANY, 20_000, 100_000]
FILES, STEPS = 1_000, 30


@dataclass(frozen=True)
class Row:
    """One line of the table: crackmap's command, and what it is compared with.

    Without a yardstick the budget is one of memory in MB. What counts of a command that prints
    milliseconds, and no more, is these. The file `edited` changes before each run.
    """

    name: str
    budget: float
    goal: float
    ours: tuple[str, ...] = ()
    yardstick: tuple[str, ...] | None = None
    against: str = ""
    unit: str = "times"
    rounds: int | None = None
    missing: str = ""
    edited: str = ""

    def value(self, ours: Run, theirs: Run | None) -> float:
        """What the budget is about."""
        return ours.counted / theirs.counted if theirs else ours.megabytes


def make_inputs() -> None:
    """Write what is checked, once, and forget the results that crackmap kept of it."""
    shutil.rmtree(CACHE, ignore_errors=True)
    INPUTS.mkdir(parents=True, exist_ok=True)
    made_by, now = INPUTS / "made-by", _generators()
    known = made_by.exists() and made_by.read_text("utf-8") == now
    for bpmn, ending in ((False, "yaml"), (True, "bpmn")):
        folder = INPUTS / ending
        if known and folder.exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        begun = INPUTS / f"{ending}.begun"  # bpmnlint says nothing of files that are not there
        shutil.rmtree(begun, ignore_errors=True)
        generate.write_folder(begun / "many", FILES, STEPS, bpmn=bpmn)
        for size in SIZES:
            text = (generate.process_bpmn if bpmn else generate.process_yaml)(size)
            (begun / f"{size}.{ending}").write_text(text, "utf-8")
        if bpmn:
            loops = generate.process_bpmn(MANY, loops=True)
        else:
            loops = generate.process_yaml(MANY, loops=True)
            generate.write_linked(begun / "linked", FILES, STEPS)
            for cracks in ("typical", "full"):
                text = generate.process_yaml(MANY, cracks=cracks)
                (begun / f"{cracks}.yaml").write_text(text, "utf-8")
        (begun / f"loops.{ending}").write_text(loops, "utf-8")
        begun.rename(folder)
    made_by.write_text(now, "utf-8")
    (INPUTS / ".bpmnlintrc").write_text('{"extends": "bpmnlint:recommended"}\n', "utf-8")


def _generators() -> str:
    """Tell one state of what writes the inputs from another."""
    modules = [(HERE / name).read_bytes() for name in ("generate.py", "cracks.py", "run.py")]
    return hashlib.sha256(b"".join(modules)).hexdigest()


def rows(programs: peers.Peers) -> list[Row]:
    """The budget table, top to bottom."""
    crackmap = programs.crackmap
    known = {name: _options(crackmap, name) for name in ("lint", "map")}
    caching = "--cache-dir" in known["lint"]
    fresh = (*crackmap, "lint", *(["--no-cache"] if caching else []))
    again = (*crackmap, "lint", "--cache-dir", str(CACHE))
    no_cache = "" if caching else "crackmap keeps no results yet"
    no_map = "" if known["map"] else "there is no `crackmap map` yet"
    no_node = "" if programs.bpmnlint else "there is no Node.js on this machine"

    def bpmnlint(*paths: str) -> tuple[str, ...]:
        return (*(programs.bpmnlint or ()), *paths)

    many = sorted(path.relative_to(INPUTS).as_posix() for path in INPUTS.glob("bpmn/many/*"))
    small, big = f"yaml/{SMALL}.yaml", "yaml/10000.yaml"
    with_bpmnlint = [
        Row("one small file", 2.8, 2.2, (*fresh, small), bpmnlint(f"bpmn/{SMALL}.bpmn")),
        Row(
            *("one small file, unchanged since the last run", 0.8, 0.6, (*again, small)),
            bpmnlint(f"bpmn/{SMALL}.bpmn"),
            missing=no_cache,
        ),
        Row("10,000 steps", 0.6, 0.4, (*fresh, big), bpmnlint("bpmn/10000.bpmn")),
        *(
            Row(name, budget, goal, (*fresh, f"yaml/{file}.yaml"), bpmnlint(f"bpmn/{other}.bpmn"))
            for name, budget, goal, file, other in (
                ("10,000 steps, with loops", 0.6, 0.4, "loops", "loops"),
                ("10,000 steps, a finding every fourth step", 0.6, 0.4, "typical", "10000"),
                ("10,000 steps, two findings a step", 1.2, 0.8, "full", "10000"),
            )
        ),
        Row(
            *("1,000 files of 30 steps", 0.3, 0.2, (*fresh, "yaml/many"), bpmnlint(*many)),
            rounds=3,
        ),
        Row(
            *("1,000 files of 30 steps, unchanged", 0.03, 0.02, (*again, "yaml/many")),
            bpmnlint(*many),
            rounds=3,
            missing=no_cache,
        ),
    ]
    with_bpmnlint = [_replaced(row, "bpmnlint", row.missing or no_node) for row in with_bpmnlint]
    with_yamllint = Row(
        *("1,000 steps", 0.3, 0.2, (*fresh, "yaml/1000.yaml")),
        (*programs.yamllint, "yaml/1000.yaml"),
        "yamllint",
    )
    twice = Row(
        *("20,000 steps", 2.1, 2.1, (*fresh, "yaml/20000.yaml"), (*fresh, big)),
        "10,000 steps",
    )
    linked = Row(
        *("1,000 files that lead into each other, one changed", 0.1, 0.1, (*again, "yaml/linked")),
        (*fresh, "yaml/linked"),
        "the same, cold",
        rounds=3,
        missing=no_cache,
        edited="yaml/linked/process-0500.yaml",
    )
    memory = Row(
        *("memory for 100,000 steps, 18 MB", 600, 450, (*fresh, "yaml/100000.yaml")),
        unit="MB",
        rounds=1,
    )
    example = str(HERE.parent / "examples" / "lead-to-cash" / "process.yaml")
    analyze = Row(
        *("`analyze` of the example of 19 steps", 1.5, 1.2, (*crackmap, "analyze", example)),
        (*fresh, example),
        "`lint` of it",
    )
    small_rows, large_rows = with_bpmnlint[:2], with_bpmnlint[2:]
    whole = [*small_rows, with_yamllint, *large_rows, linked, twice, memory, analyze]
    return [*whole, *_in_starts(programs, no_map)]


def _in_starts(programs: peers.Peers, no_map: str) -> list[Row]:
    """The rows without a peer: told in starts of Python, since seconds are those of a machine.

    The budgets in seconds were set where a start took 8.8 ms.
    """
    python = programs.python
    svg = ("--format", "svg", "-o", "map.svg")
    drawing = [(*programs.crackmap, "map", f"yaml/{size}.yaml", *svg) for size in (SMALL, 500)]
    stroke = (python, str(HERE / "keystroke.py"), "yaml/300.yaml")
    told = [
        Row("`--help`", 6, 6, (*programs.crackmap, "--help")),
        Row("SVG map of 15 steps", 28, 23, drawing[0], missing=no_map),
        Row("SVG map of 500 steps", 102, 91, drawing[1], missing=no_map),
        Row("a keystroke in an editor, 300 steps, in process", 2.8, 1.7, stroke),
    ]
    return [
        Row(
            *(row.name, row.budget, row.goal, row.ours, (python, "-c", "pass")),
            "`python -c pass`",
            missing=row.missing,
        )
        for row in told
    ]


def _replaced(row: Row, against: str, missing: str) -> Row:
    return Row(**{**vars(row), "against": against, "missing": missing})


def _options(crackmap: tuple[str, ...], command: str) -> str:
    """Give the help of a command, nothing if there is no such command."""
    shown = subprocess.run([*crackmap, command, "--help"], capture_output=True, text=True)
    return shown.stdout if shown.returncode == 0 else ""


def measured(row: Row, rounds: int) -> str:
    """Run a row's commands and give its line of the table."""
    against = row.against or "-"
    budget = f"{row.budget:g} {row.unit} | {row.goal:g}"
    if row.missing:
        return f"| {row.name} | {against} | | | {budget} | {row.missing} |"
    commands = [Command(row.ours, INPUTS, row.edited)]
    if row.yardstick:
        commands.append(Command(row.yardstick, INPUTS))
    results = medians(commands, min(rounds, row.rounds or rounds))
    ours, theirs = results[0], results[1] if row.yardstick else None
    value = row.value(ours, theirs)
    verdict = (
        "**over**" if value > row.budget else "met" if value > row.goal else "met, and the goal"
    )
    times = f"{ours.counted * 1000:,.0f} ms"
    if theirs:
        times += f" / {theirs.counted * 1000:,.0f} ms"
    shown = f"{value:,.0f}" if row.unit == "MB" else f"{value:.2f}"
    return f"| {row.name} | {against} | {times} | {shown} {row.unit} | {budget} | {verdict} |"


def machine(programs: peers.Peers) -> str:
    """Describe the machine without naming it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    reported = [
        f"{cores} cores, {platform.machine()}, {platform.system()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"crackmap {peers.version(programs.crackmap)}",
        f"yamllint {peers.version(programs.yamllint)}",
    ]
    if programs.bpmnlint:
        reported += [f"bpmnlint {peers.version(programs.bpmnlint)}"]
        reported += [f"Node.js {peers.version(programs.bpmnlint[:1])}"]
    return ", ".join(reported)


def main() -> None:
    """Install, measure, print; write the result if all of it was measured."""
    parser = argparse.ArgumentParser(description="Time crackmap against its peers.")
    parser.add_argument("--only", metavar="WORDS", default="", help="rows whose names hold these")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command")
    asked = parser.parse_args()
    programs = peers.install()
    make_inputs()
    day = datetime.datetime.now(datetime.UTC).date()
    lines = [
        "# Results",
        "",
        f"Measured on {day} with `make bench`: {machine(programs)}.",
        "",
        "Whole processes, medians; each command runs in turn with what it is compared with. Trust",
        "the ratios. [README.md](README.md) says how.",
        "",
        "| crackmap | against | ours / theirs | result | budget | goal | |",
        "|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    for row in rows(programs):
        if asked.only in row.name:
            lines.append(measured(row, asked.rounds))
            print(lines[-1], flush=True)
    if asked.only or asked.rounds < ROUNDS:
        print("not written: a result that counts has all rows and rounds", file=sys.stderr)
        return
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
