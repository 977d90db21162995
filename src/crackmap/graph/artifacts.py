"""Which artifacts are known at each step: made on every path to it, or carried by a handoff."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import cached_property
from itertools import islice, pairwise

from crackmap.graph.flow import Flow
from crackmap.graph.paths import traced
from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Handoff, Step
from crackmap.language.texts import same_thing
from crackmap.source.words import nearest

# So many words of a payload are read as the name of one artifact at most.
_LONGEST = 6
_MANY = 200
# So many steps of paths are looked at in a file to say from where something is missing.
_LOOKS = 10_000


class Artifacts:
    """What is known where, as far as some step needs it: sets of artifacts as bits of a number."""

    def __init__(self, graph: ProcessGraph) -> None:
        """Follow the artifacts along all paths, until nothing changes any more."""
        self._graph = graph
        needed = dict.fromkeys(same_thing(need) for step in graph.steps for need in step.needs)
        self._bit = {artifact: 1 << index for index, artifact in enumerate(needed)}
        self._all = (1 << len(self._bit)) - 1
        self._carried: dict[Handoff, int] = {}
        self._at_hand = {step: self._mask(step.needs + step.produces) for step in graph.steps}
        self._starts = frozenset(graph.starts)
        self._joined = self._made_beside()
        self._known = self._follow()
        self._words: dict[str, list[str]] | None = None
        self._looks = _LOOKS

    def missing(self, step: Step) -> list[str]:
        """Return what `step` needs and some path to it does not bring, as it is written."""
        if not step.needs:
            return []
        known = self._known.get(step, self._all)
        lacking = (need for need in step.needs if not self._bit[same_thing(need)] & known)
        return list(dict.fromkeys(lacking))

    def path_without(self, step: Step, need: str) -> list[Step]:
        """Return the steps of a path from a start to `step` that does not bring `need`.

        Where a file lacks very much, only the end of the path: where it starts is not what is
        missing then.
        """
        bit = self._bit[same_thing(need)]
        after, met = {step: step}, [step] if step not in self._starts else []
        for following in met:  # it grows: the nearest first
            for flow in self._paths_in[following]:
                source = flow.source
                if source in after or self._brought(flow) & bit:
                    continue
                after[source] = following
                self._looks -= 1
                if source in self._starts or self._looks < 0:
                    return traced(after, step, source)[::-1]
                met.append(source)
        return [step]  # it begins here, or no start is without it

    def branch(self, path: list[Step], need: str) -> Step | None:
        """Return the first step of `path` behind which another one joins it that brings `need`."""
        bit = self._bit[same_thing(need)]
        for step, following in pairwise(path):
            for flow in self._paths_in[following]:
                if self._brought(flow) & bit:
                    return step
        return None

    def brought_by(self, need: str) -> Step | Flow | None:
        """Return the first step that makes `need`, else the first flow whose handoff carries it."""
        return self._bringers.get(same_thing(need))

    @cached_property
    def _bringers(self) -> dict[str, Step | Flow]:
        bringers: dict[str, Step | Flow] = {}
        for step in self._graph.steps:
            for artifact in step.produces:
                bringers.setdefault(same_thing(artifact), step)
        seen: set[Handoff] = set()
        for flow in self._graph.flows:
            if flow.handoff and flow.handoff not in seen:
                seen.add(flow.handoff)
                for part in (part for text in flow.handoff.payload for part in _parts(text)):
                    bringers.setdefault(same_thing(part), flow)
        return bringers

    def nearest(self, need: str) -> str | None:
        """Return the artifact made or carried somewhere that `need` was most likely meant to be.

        One that is the same thing is no slip, and is not given.
        """
        if self._words is None:
            self._words = self._by_word()
        same = same_thing(need)
        all_ = (text for word in need.casefold().split() for text in self._words.get(word, ()))
        near = list(islice((text for text in all_ if same_thing(text) != same), _MANY))
        meant = nearest(need, dict.fromkeys(near))
        return meant or next((text for text in near if _says_more(text, need)), None)

    def _follow(self) -> dict[Step, int]:
        """Return what is known at each step that a start leads to."""
        graph = self._graph
        steps = [step for step in graph.ordered_steps if step in graph.reachable]
        known = dict.fromkeys(steps, self._all)
        queue, waiting = deque(steps), set(steps)
        self._known = known
        paths_in = self._paths_in
        while queue:
            step = queue.popleft()
            waiting.discard(step)
            now = self._mask(step.needs) if step in self._starts else self._all
            for flow in paths_in[step]:
                now &= self._brought(flow)
            now |= self._joined.get(step, 0)
            if now == known[step]:
                continue
            known[step] = now
            for flow in graph.onward(step):
                target = flow.target
                if target in known and target not in waiting:
                    waiting.add(target)
                    queue.append(target)
        return known

    @cached_property
    def _paths_in(self) -> dict[Step, list[Flow]]:
        """The flows into each step that come from where a start leads."""
        graph = self._graph
        return {step: list(filter(self._leads_in, graph.incoming(step))) for step in graph.steps}

    def _leads_in(self, flow: Flow) -> bool:
        return not flow.rejects and flow.source in self._known

    def _brought(self, flow: Flow) -> int:
        """Return what is known behind the source of `flow`, and what its handoff carries.

        What a step needs is known behind it: where it was missing, it is told there.
        """
        source = flow.source
        known = self._known[source] | self._at_hand[source]
        if flow.handoff is None:
            # What an agreement that nobody wrote carries, nobody knows.
            return self._all if flow.handoff_id else known
        if flow.handoff not in self._carried:
            self._carried[flow.handoff] = self._mask(
                part for text in flow.handoff.payload for part in _parts(text)
            )
        return known | self._carried[flow.handoff]

    def _mask(self, artifacts: Iterable[str]) -> int:
        mask = 0
        for artifact in artifacts:
            mask |= self._bit.get(same_thing(artifact), 0)
        return mask

    def _made_beside(self) -> dict[Step, int]:
        """Return for each step where parallel paths may meet what is made on any of them."""
        graph = self._graph
        splits = [step for step in graph.ordered_steps if step.parallel]
        if not splits:
            return {}
        region = graph.network.reached(splits, lambda flow: not flow.rejects)
        made, joined = 0, {}
        for step in graph.ordered_steps:
            if step not in region:
                continue
            if len(graph.incoming(step)) > 1:
                joined[step] = made
            made |= self._mask(step.produces)
        return joined

    def _by_word(self) -> dict[str, list[str]]:
        graph = self._graph
        texts = [text for step in graph.steps for text in step.produces]
        texts += [text for handoff in graph.handoffs.values() for text in handoff.payload]
        texts += [text for flow in graph.flows if flow.handoff for text in flow.handoff.payload]
        by_word: dict[str, list[str]] = {}
        for text in dict.fromkeys(texts):
            for word in dict.fromkeys(text.casefold().split()):
                if len(by_word.setdefault(word, [])) < _MANY:
                    by_word[word].append(text)
        return by_word


def _parts(text: str) -> Iterable[str]:
    """Return the runs of words in a payload: it may say more than the artifact's name."""
    yield text
    words = [word.strip(",;:.()") for word in text.split()][:40]
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            yield " ".join(words[first:last])


def _says_more(one: str, other: str) -> bool:
    """Return whether one of two texts has all words of the other: contract, signed contract."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return first <= second or second <= first
