"""Do the tests notice when a condition is wrong? Small mutations of rules/ and graph/, tried out.

`make mutants` takes some conditions, an equal share of each module, changes one at a time in a copy
of the checkout, runs the tests that concern it, and writes docs/mutants.md. The same seed gives the
same mutants. No part of CI: it takes many minutes.

    python tests/mutants.py --seed 1 --number 150
    python tests/mutants.py --all --only rules/flow/dead_end      what a module's tests miss

Why not a library: mutmut copies each function behind a trampoline and leaves out all that have a
decorator, which is every rule; cosmic-ray runs one command for all mutants, so that each one would
pay for all tests; mutatest has had no release since 2022. What is left is small.
"""

import argparse
import ast
import itertools
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

HOME = Path(__file__).resolve().parent.parent
PAGE = HOME / "docs" / "mutants.md"
SOURCE = Path("src/crackmap")
ROOMS = ("graph", "rules")
NOT_COPIED = (".git", ".venv", ".hypothesis", ".peers", ".*_cache", "__pycache__", "build", "dist")
# The cheapest come first, since most mutants do not survive the first few.
NAMES = """graph organisation answers references acceptance rule_helps rule_words rules rule_fixes
shared lint selection brute_force flow_graph flow_graph_random"""
TESTS = [f"tests/test_{name}.py" for name in NAMES.split()]
MOST_SECONDS = 90
MOST_BYTES = 4 << 30

PAGE_TEXT = """\
<!-- made by tests/mutants.py: run `make mutants` -->
# Mutants

A mutant is one condition of a rule, or of the graph that rules ask, made wrong: negated, a part
left out, `<` for `<=`, one more or one less. It is killed when a test fails.

`{command}` tried {tried} of {there}: **{killed} were killed, {percent}%**.

## Survivors

{survivors}

## By module

| module | mutants | killed |
|---|--:|--:|
{rows}
| **all** | **{tried}** | **{killed}** |
"""
ORDERS: dict[type[ast.cmpop], str] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
SWAPS: dict[type[ast.cmpop], str] = ORDERS | {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True, order=True)
class Mutant:
    module: str  # "src/crackmap/rules/flow/dead_end.py"
    line: int
    start: int  # offsets in bytes
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        words = [" ".join(text.split()) for text in (self.before, self.after)]
        return f"{self.module}:{self.line}: `{words[0]}` became `{words[1]}`"


def mutants_of(module: str, source: bytes) -> list[Mutant]:
    """Return all small mutations of the conditions in a module, in the order of the file."""
    lines = [0, *itertools.accumulate(len(line) for line in source.splitlines(keepends=True))]

    def text(node: ast.expr) -> str:
        start, end = place(node)
        return source[start:end].decode()

    def place(node: ast.expr) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or 0, node.end_col_offset or 0
        return lines[node.lineno - 1] + node.col_offset, lines[end_line - 1] + end_column

    tree = ast.parse(source)
    tests = [test for node in ast.walk(tree) for test in conditions(node)]
    negated = {test: f"(not ({text(test)}))" for test in tests}
    changes: list[tuple[ast.expr, str]] = list(negated.items())
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp):
            word = " and " if isinstance(node.op, ast.And) else " or "
            for dropped in node.values:
                rest = [f"({text(value)})" for value in node.values if value is not dropped]
                changes.append((node, f"({word.join(rest)})"))
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            (operator,), (right,) = node.ops, node.comparators
            left, swapped = text(node.left), SWAPS[type(operator)]
            # `!=` for `==` in the condition of an `if` is its negation, which is there already.
            if type(operator) in ORDERS or node not in negated:
                changes.append((node, f"({left} {swapped} {text(right)})"))
            if isinstance(right, ast.Constant) and type(right.value) is int:
                # The other way would be the same as the swap.
                off = -1 if isinstance(operator, ast.GtE | ast.Lt) else 1
                changes.append((right, str(right.value + off)))
    return sorted(
        Mutant(module, node.lineno, *place(node), text(node), after) for node, after in changes
    )


def conditions(node: ast.AST) -> Iterator[ast.expr]:
    """Find the conditions that belong to a node itself."""
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node.test
    elif isinstance(node, ast.comprehension):
        yield from node.ifs
    elif isinstance(node, ast.match_case) and node.guard:
        yield node.guard


def sample(all_mutants: dict[str, list[Mutant]], seed: int, number: int) -> list[Mutant]:
    """Take one mutant of each module in turn until there are enough."""
    decks = [
        random.Random(f"{seed} {module}").sample(mutants, len(mutants))
        for module, mutants in all_mutants.items()
    ]
    random.Random(seed).shuffle(decks)
    turns = itertools.chain.from_iterable(itertools.zip_longest(*decks))
    return sorted(itertools.islice((mutant for mutant in turns if mutant), number))


class Copy:
    """A checkout of its own, in which one module at a time may be wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        paths = os.pathsep.join(str(folder / name) for name in ("src", "tests"))
        self.environment = os.environ | {"PYTHONPATH": paths, "CI": "1", "PYTHONHASHSEED": "0"}

    def passes(self, *words: str, changed: bool = True, seconds: int = MOST_SECONDS) -> bool:
        """Run some tests up to the first that fails; a run that does not end fails, too."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *words]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                # Compiled files are those of the right module: their times do not fit the mutant.
                env=self.environment | ({"PYTHONDONTWRITEBYTECODE": "1"} if changed else {}),
                capture_output=True,
                timeout=seconds,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES)),
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode in (0, 5)  # 5: no test has these words in its name

    def survives(self, mutant: Mutant) -> bool:
        path = self.folder / mutant.module
        source, times = path.read_bytes(), path.stat()
        rule = path.stem.replace("_", "-")
        of_the_rule = ["tests/test_rules.py", "tests/test_rule_fixes.py", "-k", f"{rule}-"]
        try:
            path.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
            return self.passes(*of_the_rule) and self.passes(*TESTS)
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def try_out(mutants: list[Mutant], jobs: int) -> list[Mutant]:
    """Return the mutants that no test notices."""
    with tempfile.TemporaryDirectory() as folder:
        free: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            free.put(copy := Copy(Path(folder) / str(number)))
            if not copy.passes(*TESTS, changed=False, seconds=10 * MOST_SECONDS):
                sys.exit("the tests fail before anything is changed")

        def survives(mutant: Mutant) -> bool:
            copy = free.get()
            survived = copy.survives(mutant)
            free.put(copy)
            print("SURVIVED" if survived else "killed  ", mutant, flush=True)
            return survived

        with ThreadPoolExecutor(jobs) as pool:
            return list(itertools.compress(mutants, pool.map(survives, mutants)))


def page(mutants: list[Mutant], survivors: list[Mutant], there: int, command: str) -> str:
    tried = Counter(mutant.module for mutant in mutants)
    alive = Counter(mutant.module for mutant in survivors)
    rows = [
        f"| {Path(module).relative_to(SOURCE).as_posix()} | {number} | {number - alive[module]} |"
        for module, number in sorted(tried.items())
    ]
    killed = len(mutants) - len(survivors)
    return PAGE_TEXT.format(
        command=command,
        tried=len(mutants),
        there=there,
        killed=killed,
        percent=100 * killed // max(1, len(mutants)),
        survivors="\n".join(f"- {mutant}" for mutant in survivors) or "None.",
        rows="\n".join(rows),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="try out whether tests notice wrong conditions")
    parser.add_argument("--seed", type=int, default=1, help="another one, other mutants")
    parser.add_argument("--number", type=int, default=150, help="how many mutants")
    parser.add_argument("--all", action="store_true", help="all there are, for a night")
    parser.add_argument("--only", default="", help="only modules with this in their path; no page")
    parser.add_argument("--jobs", type=int, choices=[1, 2], default=2, help="at a time")
    options = parser.parse_args()
    paths = sorted(path for room in ROOMS for path in (HOME / SOURCE / room).rglob("*.py"))
    named = {path.relative_to(HOME).as_posix(): path.read_bytes() for path in paths}
    there = {name: mutants_of(name, text) for name, text in named.items() if options.only in name}
    number = sum(map(len, there.values()))
    mutants = sample(there, options.seed, number if options.all else options.number)
    survivors = try_out(mutants, options.jobs)
    print(f"{len(mutants) - len(survivors)} of {len(mutants)} were killed; left:")
    print(*survivors, sep="\n")
    if not options.only:
        size = "--all" if options.all else f"--number {options.number}"
        command = f"python tests/mutants.py --seed {options.seed} {size}"
        PAGE.write_text(page(mutants, survivors, number, command), "utf-8")


if __name__ == "__main__":
    main()
