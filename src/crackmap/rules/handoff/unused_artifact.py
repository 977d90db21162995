"""An artifact that somebody makes and nobody needs.

Notes, forms and plans that nobody reads cost the people who write them an hour a day, and they
learn to fill in anything. Either somebody further down works blind, because nobody told them that
it is there, or it can go.

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Sell
    owner: sales
    steps:
      - name: Hold the discovery call
        trigger: Meeting is booked
        needs: [account research]
        produces: [need, call notes]  # crack: nobody needs what 1 step makes: call notes
      - name: Write the offer
        needs: [need]
        produces: [offer]
      - name: Sign the contract
        needs: [offer]
        produces: [contract]
        outcome: won
```

Say who works with it, or take it out:

```yaml
process: Lead to cash
owner: sales
departments: [sales]
stages:
  - name: Sell
    owner: sales
    steps:
      - name: Hold the discovery call
        trigger: Meeting is booked
        needs: [account research]
        produces: [need, call notes]
      - name: Write the offer
        needs: [need, call notes]
        produces: [offer]
      - name: Sign the contract
        needs: [offer]
        produces: [contract]
        outcome: won
```

Whether something is needed can only be known where people say what they need. So this rule is
silent about what a step makes as long as a step behind it, waits and outsiders aside, has no
`needs`, or work goes on behind it in another process, in a checklist or nowhere known. It is
silent as well where no step could need it: where what follows directly is a wait, an outsider, or
a step to which work comes from elsewhere, too. The case takes along what is made where it ends,
and the record of an approval or a decision is for those who ask later. An artifact is needed if
it, or a part of its name, stands among what another step needs, and used if another step, a
handoff, a condition or an exit criterion names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crackmap.graph.process_graph import ProcessGraph
from crackmap.language.process import Step
from crackmap.language.texts import fold, same_thing
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule
from crackmap.source.span import Span
from crackmap.source.words import listing

# So many words of a text are looked at, and so many of them are one name at most.
_MOST = 60
_LONGEST = 6


@rule("note")
def unused_artifact(graph: ProcessGraph) -> Findings:
    """Find what steps make and nothing behind them needs, carries or names."""
    makers = [step for step in graph.ordered_steps if step.produces and step.kind == "task"]
    if not makers:
        return
    telling = _telling(graph)
    sources = _Sources(graph)
    makers = [step for step in makers if _is_known_behind(graph, step, telling, sources)]
    if not makers:
        return
    named = _Named(graph)
    unused = [
        (step, artifact)
        for step in makers
        for artifact in step.produces
        if not named.elsewhere(step, artifact)
    ]
    if not unused:
        return
    steps = dict.fromkeys(step for step, _ in unused)
    makes = "1 step makes" if len(steps) == 1 else f"{len(steps)} steps make"
    names = list(dict.fromkeys(artifact for _, artifact in unused))
    yield unused_artifact.at(
        graph.process,
        f"nobody needs what {makes}: {listing(names)}",
        span=_span(*unused[0]),
        help="write who works with it, as needs: of a step behind it or payload: of a handoff; or"
        " take it out, and spare people the work",
        related=[
            (f"{quoted(step.name)} makes {artifact}", _span(step, artifact))
            for step, artifact in unused
        ],
        assignee=graph.quarterback(),
    )


def _span(step: Step, artifact: str) -> Span:
    written = step.mapping.get("produces") if step.mapping is not None else None
    words = [item.strip() if isinstance(item, str) else "" for item in written or ()]
    listed = isinstance(written, list) and artifact in words
    return step.span("produces", words.index(artifact) if listed else None)


def _is_work(graph: ProcessGraph, step: Step) -> bool:
    """Return whether work is done at `step` by somebody who knows what is needed for it."""
    return step.kind != "wait" and not graph.organisation.outside(graph.owner(step))


def _telling(graph: ProcessGraph) -> set[Step]:
    """Return the steps such that they, and all behind them, say what they need."""
    silent = [
        step
        for step in graph.steps
        if not graph.is_ordered(step)
        or _leaves(graph, step)
        or (_is_work(graph, step) and not step.needs)
    ]
    reached = set(silent)
    for step in silent:
        for flow in graph.incoming(step):
            if not flow.rejects and flow.source not in reached:
                reached.add(flow.source)
                silent.append(flow.source)
    return {step for step in graph.ordered_steps if step not in reached}


def _leaves(graph: ProcessGraph, step: Step) -> bool:
    """Return whether work goes from `step` to where nobody sees what is needed."""
    return any(
        (flow.other_process or flow.lost_word) and not flow.rejects for flow in graph.outgoing(step)
    )


def _is_known_behind(
    graph: ProcessGraph, step: Step, telling: set[Step], sources: _Sources
) -> bool:
    """Return whether all behind `step` say what they need, and the first could need what it makes.

    What is made on one path only cannot be needed where the paths have come together.
    """
    flows = [flow for flow in graph.outgoing(step) if not flow.rejects]
    following = [flow.target for flow in graph.onward(step) if not flow.rejects]
    if _leaves(graph, step) or any(flow.outcome for flow in flows):
        return False
    return telling.issuperset(following) and any(
        _is_work(graph, target) and sources.is_only(step, target) for target in following
    )


class _Sources:
    """From where work comes to steps; ways back up the file aside."""

    def __init__(self, graph: ProcessGraph) -> None:
        self._graph = graph
        self._of: dict[Step, set[Step]] = {}

    def is_only(self, step: Step, target: Step) -> bool:
        """Return whether work comes to `target` from `step` alone."""
        graph = self._graph
        if target.trigger or target.id in graph.around.entered or any(graph.may_lead_to(target)):
            return False
        if target not in self._of:
            order = graph.order
            self._of[target] = {
                flow.source
                for flow in graph.incoming(target)
                if not flow.rejects and order[flow.source] < order[target]
            }
        return self._of[target] <= {step}


class _Named:
    """Which artifacts are named where, as runs of words that mean the same."""

    def __init__(self, graph: ProcessGraph) -> None:
        made = (artifact for step in graph.steps for artifact in step.produces)
        self._made = {" ".join(_words(artifact)) for artifact in made}
        self._needing: dict[str, list[Step]] = {}
        self._naming: dict[str, list[Step | None]] = {}
        for step in graph.steps:
            for need in step.needs:
                self._needing.setdefault(" ".join(_words(need)), []).append(step)
            self._note(step, [step.name, *step.needs, step.trigger, step.until, step.description])
        for stage in graph.process.stages:
            self._note(None, [*stage.exit, stage.description])
        for flow in graph.flows:
            self._note(None, [flow.when])
        for handoff in dict.fromkeys(flow.handoff for flow in graph.flows if flow.handoff):
            self._note(None, [handoff.name, handoff.trigger, *handoff.payload])
            self._note(None, [*handoff.acceptance, handoff.acknowledgement, handoff.description])

    def elsewhere(self, step: Step, artifact: str) -> bool:
        """Return whether something beside `step` needs or names `artifact`, or a part of it."""
        words = _words(artifact)
        naming = self._naming.get(" ".join(words), ())
        if any(other is not step for other in naming):
            return True
        return any(
            other is not step for run in _runs(words) for other in self._needing.get(run, ())
        )

    def _note(self, step: Step | None, texts: Iterable[str | None]) -> None:
        runs = (run for text in texts if text for run in _runs(_words(text)))
        for run in runs:
            if run in self._made:
                naming = self._naming.setdefault(run, [])
                if step not in naming[-1:]:
                    naming.append(step)


def _words(text: str) -> list[str]:
    stripped = (word.strip(",;:.!?()'\"") for word in fold(text).split()[:_MOST])
    return [same_thing(word) for word in stripped if word]


def _runs(words: list[str]) -> Iterator[str]:
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            yield " ".join(words[first:last])
