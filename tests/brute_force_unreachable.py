"""What work reaches, and the rule about what it does not; see brute_force.py."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from brute_force_flows import Flow, Step
from brute_force_organisation import missing
from brute_force_reading import Reading


def open_end(reading: Reading, step: Step) -> bool:
    """Tell whether a way out of the step leads to no step: an outcome, a broken reference."""
    broken = any(one.receiver is step and one.target is None for one in reading.rejections)
    leaves = any(flow.target is None for flow in reading.out_of(step))
    return broken or leaves or reading.ends(step)


@dataclass(frozen=True)
class Lost:
    """A way that leads to a word which names no step."""

    word: str | None
    start: Step
    flow: Flow | None = None  # None: it is what an agreement sends back


def lost_words(reading: Reading, step: Step) -> list[Lost]:
    lost = [Lost(flow.word, step, flow) for flow in reading.out_of(step) if flow.failed]
    for one in reading.rejections:
        known = one.to in reading.by_id or one.to in reading.departments
        if one.receiver is step and not known:
            lost.append(Lost(one.to, step))
    return lost


def proposed(reading: Reading, word: str | None) -> Step | None:
    # > "it leads to the step that unknown-step proposes": "the nearest id, or the thing whose
    # *name* it is". In random processes a word is near one id, by one letter, or near none.
    for step in reading.steps:
        if word and word != step.id and word == step.id.replace("step-", "stepp-"):
            return step
    return None


def leads_to(reading: Reading) -> dict[Step, set[Step]]:
    # > "Where reachability is asked, it leads to the step that unknown-step proposes"
    lost = [way for step in reading.steps for way in lost_words(reading, step)]
    meant = {(way.start, step) for way in lost if (step := proposed(reading, way.word))}
    return reading.close_transitively(reading.edges() | meant) if meant else reading.leads_to


def reachable(reading: Reading) -> set[Step]:
    # > "The first step, every step with a `trigger`": the first of those that have an order, too.
    starts = {s for s in reading.steps if not missing(s.fields.get("trigger"))}
    starts.update(reading.steps[:1], [s for s in reading.steps if not s.unordered][:1])
    reached = leads_to(reading)
    return starts.union(*(reached[start] for start in starts))


def entered(reading: Reading) -> set[Step]:
    """Find the steps to which work may come, those behind a checklist included."""
    checklist = [step for step in reading.steps if step.unordered]
    reached = leads_to(reading)
    behind = (reached[step] for step in checklist)
    return reachable(reading).union(checklist, *behind)


def lost_ways(reading: Reading, among: Iterable[Step]) -> list[Lost]:
    """List the ways out of some steps that lead to a word which may mean any step."""
    lost = [way for step in among for way in lost_words(reading, step)]
    return [way for way in lost if proposed(reading, way.word) is None]


def may_be_asked(reading: Reading, answer: Flow) -> bool:
    # > "only the answer of an approval is left alone while a lost way that starts in the department
    # it answers, or at nobody's step, may have asked it"
    assert answer.target is not None
    theirs = reading.step_departments(answer.target)
    lost = [way for step in reading.steps for way in lost_words(reading, step)]
    asked = answer.source in entered(reading)
    for way in lost:
        start, meant = way.start, proposed(reading, way.word)
        if meant is not answer.source and (meant or asked):
            continue
        if not reading.inside(start) or reading.step_departments(start) & theirs:
            return True
    return False


def unreachable_step(reading: Reading) -> Iterator[str]:
    # > "no way from a start leads to S"
    known = entered(reading)
    reached = leads_to(reading)
    dangling = [step for step in reading.steps if step not in known]
    first = []
    for step in dangling:
        # > "told at its first step(s): those that no other unreachable step leads to, or the first
        # of a ring; the rest is related"
        before = [s for s in dangling if step in reached[s]]
        cycle = [s for s in before if s in reached[step]]
        if len(before) == len(cycle) and all(step.number <= s.number for s in cycle):
            first.append(step.id)
    # > "each word without a proposal may mean the first step of one chain, so unreachable-step is
    # silent while no more chains than such words are left, and tells all otherwise"
    # Where there is no word, each way may mean another one.
    words = {way.word or way.flow for way in lost_ways(reading, known)}
    if len(first) > len(words):
        yield from first


UNREACHABLE = {"unreachable-step": unreachable_step}
