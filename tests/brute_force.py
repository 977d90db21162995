"""Some rules a second time, by the dumbest means: an oracle that shares no code with crackmap.

`expected(process)` takes a process as plain data, the way `yaml.safe_load` gives it, and returns
the set of (rule, subject) that a careful reader of the language and the rules expects. The quoted
comments are the sentences that the code below them stands for.

By hand, for thousands of random processes or for some files, through the command line:

    python tests/brute_force.py --first 0 --count 5000
    python tests/brute_force.py some-process.yaml
"""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from brute_force_agreements import AGREEMENTS
from brute_force_branches import BRANCHES
from brute_force_ends import ENDS
from brute_force_governance import GOVERNANCE
from brute_force_handoffs import HANDOFFS
from brute_force_loops import LOOPS
from brute_force_organisation import Fields
from brute_force_outsiders import OUTSIDERS
from brute_force_ownership import OWNERSHIP
from brute_force_reading import Reading
from brute_force_splits import SPLITS
from brute_force_unreachable import UNREACHABLE
from random_processes import random_process

Finding = tuple[str, str]  # rule, subject


def expected(process: Fields) -> set[Finding]:
    """Return the findings of RULES in a process that is readable."""
    reading = Reading(process)
    return {(rule, subject) for rule, find in RULES.items() for subject in find(reading)}


RULES = OWNERSHIP | HANDOFFS | AGREEMENTS | LOOPS | BRANCHES | UNREACHABLE | GOVERNANCE
RULES |= ENDS | SPLITS | OUTSIDERS


def reported_by_command(text: str) -> set[Finding]:
    """Ask `crackmap lint` about one process on stdin; an exit code of 2 comes as a finding."""
    command = [sys.executable, "-m", "crackmap", "lint", "--isolated"]
    command += ["--output-format", "json", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return {("exit", f"{done.returncode}: {done.stderr.strip()} {done.stdout[:500]}")}
    found = {(f["rule"], f["subject"]) for f in json.loads(done.stdout)["findings"]}
    return {(rule, subject) for rule, subject in found if rule in RULES}


def main() -> int:
    parser = argparse.ArgumentParser(description="compare `crackmap lint` with the brute force")
    parser.add_argument("files", nargs="*", type=Path, help="processes to compare instead of seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=1000, help="how many seeds")
    parser.add_argument("--show", type=int, default=3, help="how many differing processes to print")
    parser.add_argument("--jobs", type=int, default=1, help="commands that run at a time")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    if options.files:
        named = [(str(file), yaml.safe_load(file.read_bytes())) for file in options.files]
    else:
        named = [(f"seed {seed}", random_process(seed)) for seed in seeds]
    texts = [yaml.safe_dump(process, sort_keys=False) for _, process in named]
    differing = 0
    with ThreadPoolExecutor(options.jobs) as commands:
        for (name, process), text, reported in zip(
            named, texts, commands.map(reported_by_command, texts), strict=True
        ):
            wanted = expected(process)
            if reported == wanted:
                continue
            differing += 1
            if differing <= options.show:
                print(f"# {name}\n{text}\nexpected, not told: {sorted(wanted - reported)}")
                print(f"told, not expected: {sorted(reported - wanted)}")
                print(f"both: {sorted(reported & wanted)}\n")
    print(f"{differing} of {len(named)} processes differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
