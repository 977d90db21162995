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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from brute_force_reading import Fields, Flow, Reading, Step, missing
from random_processes import random_process

Finding = tuple[str, str]  # rule, subject


def expected(process: Fields) -> set[Finding]:
    """Return the findings of RULES in a process that is readable."""
    reading = Reading(process)
    return {(rule, subject) for rule, find in RULES.items() for subject in find(reading)}


def unowned_step(reading: Reading) -> Iterator[str]:
    # > "S has no owner: missing with no stage owner, null, or a placeholder."
    for step in reading.steps:
        if step.owners is not None and all(who is None for _, who in step.owners):
            yield step.id


def shared_owner(reading: Reading) -> Iterator[str]:
    # > "more than one owner, neither claims nor conditions: two owners are none"
    return (step.id for step in reading.steps if step.shared)


def uncovered_changes(reading: Reading, flow: Flow) -> Iterator[tuple[str, str]]:
    """Find the homes between which the flow moves work with nobody having said how."""
    # > "both its ends are inside"
    if flow.target is None or not reading.judged(flow):
        return
    if not (reading.inside(flow.source) and reading.inside(flow.target)):
        return
    # > "only the answer of an approval is left alone while a dangling flow that starts in the
    # department it answers, or at nobody's step, may have asked it"
    if flow.source.fields.get("kind") == "approval" and may_answer(reading, flow):
        return
    # > "and F names no handoff, or a nominal one"
    if reading.more_than_nominal(flow):
        return
    for a, b in reading.pairs(flow.source, flow.target):
        # > "and is not covered"
        if not reading.is_rejection(flow, a, b) and not reading.answers(flow, a, b):
            yield a, b


def may_answer(reading: Reading, flow: Flow) -> bool:
    assert flow.target is not None
    for asking in reading.flows:
        meant = reading.meant(asking)
        alone = meant is None and flow.source not in reading.entered(as_meant=False)
        if not asking.failed or not (meant is flow.source or alone):
            continue
        # Whose step it is may be open as well.
        ours, theirs = (reading.step_departments(s) for s in (asking.source, flow.target))
        if reading.gap(asking.source) or asking.source.owners is None or ours & theirs:
            return True
    return False


def undefined_handoff(reading: Reading) -> Iterator[str]:
    # > "F changes department"
    for flow in reading.flows:
        for a, b in uncovered_changes(reading, flow):
            if reading.department(a) != reading.department(b):
                yield flow.subject


def undefined_team_handoff(reading: Reading) -> Iterator[str]:
    # > "the same for a change of team inside a department"; where the owners by condition make it a
    # change of department too: "One cause, one finding."
    reported = set(undefined_handoff(reading))
    for flow in reading.flows:
        for a, b in uncovered_changes(reading, flow):
            if reading.differ_in_team(a, b) and flow.subject not in reported:
                yield flow.subject


def hidden_handoff(reading: Reading) -> Iterator[str]:
    # > "a path leads from an inside step u to an inside step v of another department"
    for u in reading.steps:
        if reading.inside(u):
            for v, parallel in paths_through_gaps(reading, u, u, []):
                changes = [
                    reading.department(b)
                    for a, b in reading.pairs(u, v)
                    if reading.department(a) != reading.department(b)
                ]
                # > "and no parallel flow of u hands to v's department"
                if any(department not in parallel for department in changes):
                    yield f"{u.id} -> {v.id}"


def paths_through_gaps(
    reading: Reading, u: Step, here: Step, walked: list[Step]
) -> Iterator[tuple[Step, set[str]]]:
    parallel: set[str] = set()
    if u.fields.get("parallel") is True:
        for flow in reading.flows:
            if flow.source is u and flow.target is not None and reading.inside(flow.target):
                parallel |= reading.step_departments(flow.target)
    for flow in reading.flows:
        if flow.source is not here or flow.target is None or not reading.judged(flow):
            continue
        # > "no flow on that path names a handoff that is more than nominal"
        if reading.more_than_nominal(flow):
            continue
        # A rejection counts "never for handoff rules"; "where one is written, it stands for the
        # implied one"
        ours, theirs = reading.homes(here), reading.homes(flow.target)
        if any(reading.is_rejection(flow, a, b) for _, a in ours for _, b in theirs):
            continue
        # > "none of them a wait or a pool whose way out says `when`"
        if here is not u and waits(reading, here) and says_when(flow):
            continue
        # > "through one or more gaps only"
        if reading.gap(flow.target) and flow.target not in walked:
            yield from paths_through_gaps(reading, u, flow.target, [*walked, flow.target])
        elif reading.inside(flow.target) and here is not u:
            yield flow.target, parallel


def waits(reading: Reading, step: Step) -> bool:
    owners = [reading.departments[who] for _, who in step.owners or [] if who is not None]
    pool = any(owner.get("kind") == "pool" for owner in owners)
    return pool or step.fields.get("kind") == "wait"


def says_when(flow: Flow) -> bool:
    return not missing(flow.fields.get("when"))


def unknown_handoff(reading: Reading) -> Iterator[str]:
    # > "`handoff: id` names no agreement"; it "speaks everywhere, in `order: none` too and whoever
    # owns the step".
    for flow in reading.flows:
        if reading.unknown_handoff(flow):
            yield flow.subject


def open_end(reading: Reading, step: Step) -> bool:
    """Tell whether a way out of the step leads to no step: an outcome, a broken reference."""
    broken = any(f.target is step and back is None for f, _, back in reading.rejections)
    leaves = any(flow.source is step and flow.target is None for flow in reading.flows)
    return broken or leaves or reading.ends(step)


def leads_to_no_step(reading: Reading, step: Step) -> bool:
    """Tell whether a flow out of the step, or a rejection, names no step."""
    if any(flow.failed for flow in reading.flows if flow.source is step):
        return True
    return any(
        refused.target is step and to not in reading.by_id and to not in reading.departments
        for refused, to, _ in reading.rejections
    )


def dead_end(reading: Reading) -> Iterator[str]:
    # > "work stops at S: no flow out but rejections, no outcome, and no `to` that failed to
    # resolve"
    for step in reading.steps:
        paths = [flow for flow in reading.flows if flow.source is step]
        stops = all(reading.only_rejects(flow) for flow in paths)
        stops = stops and not reading.ends(step) and not leads_to_no_step(reading, step)
        if stops and not step.unordered:
            yield step.id


def unreachable_step(reading: Reading) -> Iterator[str]:
    # > "no way from a start leads to S"
    entered = reading.entered(as_meant=True)
    lost = [step for step in reading.steps if step not in entered]
    leads_to = reading.close_transitively(as_meant=True)
    chains = []
    for step in lost:
        # > "told at its first step(s): those that no other unreachable step leads to, or the first
        # of a ring; the rest is related"
        before = [s for s in lost if step in leads_to[s]]
        cycle = [s for s in before if s in leads_to[step]]
        first = all(step.number <= s.number for s in cycle)
        if len(before) == len(cycle) and first:
            chains.append(step.id)
    # > "each word without a proposal may mean the first step of one chain, so unreachable-step is
    # silent while no more chains than such words are left, and tells all otherwise"
    words = {to for source, to in reading.failed_words() if source in entered}
    if len(chains) > sum(reading.proposed(word) is None for word in words):
        yield from chains


def endless_loop(reading: Reading) -> Iterator[str]:
    # > "a reachable group of steps that go in a cycle, with no flow out of the group and no
    # outcome in it"; its subject is "its first step"
    for step in reading.entered(as_meant=True):
        cycle = reading.leads_to[step]
        closed = all(step in reading.leads_to[other] for other in cycle)
        left = any(open_end(reading, s) or s.unordered for s in cycle)
        if step in cycle and closed and not left:
            yield min(cycle, key=lambda s: s.number).id


def unsynchronised_split(reading: Reading) -> Iterator[str]:
    # > "parallel flows into two or more departments that fall apart into parts which never meet in
    # one step (ways back over S itself do not count, a failed `to` may meet any), and the process
    # has no owner"
    if reading.owner is not None:
        return
    for split in reading.steps:
        if split.fields.get("parallel") is not True or split.unordered:
            continue
        parts: list[tuple[set[object], set[str]]] = []
        for flow in paths_on(reading, split):
            ends = ends_behind(reading, flow, split)
            departments: set[str] = set()
            if flow.target is not None and reading.inside(flow.target):
                departments = reading.step_departments(flow.target)
            meeting = [part for part in parts if part[0] & ends or "anywhere" in part[0] | ends]
            parts = [part for part in parts if part not in meeting]
            for other, theirs in meeting:
                ends, departments = ends | other, departments | theirs
            parts.append((ends, departments))
        owning = [departments for _, departments in parts if departments]
        if len(owning) > 1 and len(set().union(*owning)) > 1:
            yield split.id


def paths_on(reading: Reading, step: Step) -> list[Flow]:
    """Find the flows by which work goes on from the step, and not to an end or a checklist."""
    return [
        flow
        for flow in reading.flows
        if flow.source is step
        and missing(flow.fields.get("outcome"))
        and not reading.only_rejects(flow)
        and not (flow.target is not None and flow.target.unordered)
    ]


def ends_behind(reading: Reading, first: Flow, split: Step) -> set[object]:
    """Find all steps and other processes to which a flow leads, but not over the split."""
    found: set[object] = set()
    flows = [] if first.target is split else [first]
    for flow in flows:
        end = flow.target or ("anywhere" if flow.failed else flow.subject.split(" -> ")[1])
        if isinstance(end, Step) and end not in found:
            flows += [path for path in paths_on(reading, end) if path.target is not split]
        found.add(end.split("/")[0] if isinstance(end, str) else end)
    return found


def unknown_step(reading: Reading) -> Iterator[str]:
    # > "`to` (of a flow or a rejection) names no step", subject "F, or H"
    for flow in reading.flows:
        if flow.failed:
            yield flow.subject
        # > "A handoff in place is its flow."
        in_place = flow.fields.get("handoff")
        if isinstance(in_place, dict):
            to = reading.rejection_to(in_place)
            if to is not None and to not in reading.by_id:
                yield flow.subject
    for name, handoff in reading.handoffs.items():
        # > "In a shared agreement `to` may be a department."
        to = reading.rejection_to(handoff)
        if to is not None and to not in reading.by_id and to not in reading.departments:
            yield f"handoff {name}"


RULES = {
    "unowned-step": unowned_step,
    "shared-owner": shared_owner,
    "undefined-handoff": undefined_handoff,
    "undefined-team-handoff": undefined_team_handoff,
    "hidden-handoff": hidden_handoff,
    "unknown-handoff": unknown_handoff,
    "dead-end": dead_end,
    "unreachable-step": unreachable_step,
    "endless-loop": endless_loop,
    "unsynchronised-split": unsynchronised_split,
    "unknown-step": unknown_step,
}


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
