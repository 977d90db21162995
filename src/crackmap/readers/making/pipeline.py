"""Pipelines of a CRM: a stage and a step each, with every owner and handoff still open."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from crackmap.readers.making.draft import Draft
from crackmap.readers.making.parts import DraftFlow, DraftStep
from crackmap.source.located import Located
from crackmap.source.words import percent


class PipelineStage(NamedTuple):
    """A stage: its name, its place in the order, and how a deal ends in it, if it does.

    `outcome` is won, lost or nothing; `probability` that of winning a deal that has come so far.
    """

    name: Located
    order: float
    outcome: str
    probability: Fraction | None
    description: Located | None = None


def number_of(text: str) -> Fraction | None:
    """Return a number that a CRM wrote; None for other words."""
    try:
        number = float(text)
    except ValueError:
        return None
    if not -1e9 < number < 1e9:
        return None
    return Fraction(number).limit_denominator(10_000)


def fill(draft: Draft, stages: list[PipelineStage], *, shares: bool) -> Draft:
    """Put the stages into `draft`: each leads to the next, the last open one to those that end."""
    ordered = sorted(stages, key=lambda stage: stage.order)
    opened = [stage for stage in ordered if not stage.outcome]
    ended = [stage for stage in ordered if stage.outcome]
    for stage in (*opened, *ended):
        step = DraftStep(stage.name, stage=stage.name)
        if stage.description:
            step.remarks.append(stage.description)
        if stage.outcome:
            step.fields["outcome"] = Located(stage.outcome, stage.name.at)
        draft.steps.append(step)
    for number, step in enumerate(draft.steps[: len(opened)]):
        following = opened[number + 1 : number + 2] or ended
        step.flows = [DraftFlow(to=Located(stage.name.text, step.name.at)) for stage in following]
    if len(ended) > 1 and opened:
        words = "nothing says from which stages a deal is lost; the last open one was assumed"
        draft.note(opened[-1].name.at, words)
    if shares and opened and opened[-1].probability is not None:
        _share(draft, opened, ended)
    return draft


def _share(draft: Draft, opened: list[PipelineStage], ended: list[PipelineStage]) -> None:
    """Take the forecast of the last open stage for the share of deals that are won there."""
    last = draft.steps[len(opened) - 1]
    won = opened[-1].probability
    outcomes = [stage.outcome for stage in ended]
    if won is None or sorted(outcomes) != ["lost", "won"] or not 0 <= won <= 1:
        return
    for flow, outcome in zip(last.flows or (), outcomes, strict=True):
        share = won if outcome == "won" else 1 - won
        flow.share = Located(percent(share), last.name.at)
    draft.note(last.name.at, "the shares are forecasts of the CRM, and nothing that was measured")
