"""What is asked where a crack is not filled now: who fills it by when, or why it is accepted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Generator
from typing import Any

from crackmap.check.filling.case import Case
from crackmap.check.filling.question import Question
from crackmap.check.filling.values import department, departments
from crackmap.language.workspace import day_of
from crackmap.source.problems import Refusal

# What is noted beside a crack in cracks.yaml.
Notes = Generator[Question, Any, dict[str, str | None]]
_DAYS = "2026-11-30, +30d or +6w"


def assign(case: Case, today: datetime.date) -> Notes:
    """Ask who fills a crack, and by when; left out, the day follows from how grave it is."""
    graph = case.graph
    next_ = case.finding.assignee
    owner = yield Question(
        "owner",
        "Who fills it?",
        departments(graph, [(next_, "acts next")] if next_ else ()),
        judge=department(graph),
        must=True,
    )
    due = yield Question("due", "By when?", example=_DAYS, judge=_day(today))
    return {"owner": owner, "due": due} if due else {"owner": owner}


def accept(case: Case, today: datetime.date) -> Notes:
    """Ask why people live with a crack, and until when."""
    reason = yield Question("reason", "Why do you live with it?", must=True)
    until = yield Question(
        "until", "Until when?", example=_DAYS, judge=_day(today, least=today), must=True
    )
    return {"reason": reason, "until": until}


def _day(today: datetime.date, least: datetime.date | None = None) -> Callable[[str], str]:
    def judge(text: str) -> str:
        try:
            day = day_of(text, today)
        except ValueError as error:
            raise Refusal(str(error), f"write it as {_DAYS}") from None
        if least and day < least:
            raise Refusal(f"{text} is past")
        return day.isoformat()

    return judge
