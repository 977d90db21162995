"""What a rule is: a named question with a severity, a page, options, and a function that answers.

A rule is a file in the folder of its group. Its module's docstring is its page, the text of
`crackmap explain`, and its tests. The function asks for what it needs by its parameters: `graph` is
the process as a graph, `problems` what kept a file from being read, `acceptances` the accepted
cracks that silence nothing. Its keyword-only parameters are its options.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from crackmap.language.subject import Subject
from crackmap.rules.finding import Clue, Finding, Related
from crackmap.source.fix import Fix
from crackmap.source.span import Span

Findings: TypeAlias = Iterator[Finding]


class Subjected(Protocol):
    """What a finding can be about: an element of the process, a flow, a pair of steps."""

    @property
    def subject(self) -> Subject:
        """How findings call it."""
        ...


class Rule:
    """A rule: its function, and its severity unless the settings say otherwise.

    What is `always` on cannot be turned off or stand in a baseline: it keeps a file from being
    read. Findings of a rule that is not `acceptable` are accepted by nobody. What a rule says of
    crackmap.yaml itself holds for whichever process reads it if it is about what is "shared";
    other rules ask how a process uses what stands there.
    """

    def __init__(
        self,
        function: Callable[..., Findings],
        severity: str,
        *,
        always: bool = False,
        acceptable: bool = True,
        about: str = "process",
    ) -> None:
        """Keep what the rule is; nothing of it changes."""
        self.function, self.severity = function, severity
        self.always, self.acceptable, self.about = always, acceptable, about

    @cached_property
    def name(self) -> str:
        """The name, which is the rule's identity: undefined-handoff."""
        return self.function.__name__.replace("_", "-")

    @cached_property
    def group(self) -> str:
        """The name of the folder in which the rule stands: handoff."""
        return self.function.__module__.split(".")[-2]

    @cached_property
    def page(self) -> str:
        """What the rule asks, a cracked and a fixed example, in Markdown."""
        return (sys.modules[self.function.__module__].__doc__ or "").strip() + "\n"

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.splitlines()[0].rstrip(".")

    @property
    def asks_for(self) -> str:
        """What the function looks at, its only positional parameter: graph, problems, ..."""
        return self.function.__code__.co_varnames[0]

    @property
    def options(self) -> dict[str, Any]:
        """The options and their defaults: the keyword-only parameters."""
        return dict(self.function.__kwdefaults__ or {})

    def plain(self) -> dict[str, Any]:
        """Return what is known of it without its page, for programs."""
        return {
            "name": self.name,
            "group": self.group,
            "severity": self.severity,
            "title": self.title,
            "options": self.options,
        }

    def run(self, subject: Any, options: Mapping[str, Any] | None = None) -> list[Finding]:
        """Ask the question of `subject`, which is what the rule asks for."""
        return list(self.function(subject, **(options or {})))

    def at(
        self,
        place: Subjected | Subject,
        message: str,
        *,
        span: Span,
        help: str = "",
        brief: str = "",
        lines_at: tuple[str, int, int] | None = None,
        related: Iterable[tuple[str, Span]] = (),
        fix: Fix | None = None,
        assignee: str | None = None,
        detail: str = "",
        element: Any = None,
        clue: Clue | None = None,
        explicable: bool = False,
        severity: str = "",
    ) -> Finding:
        """Make a finding about `place` (or a subject that is no element), shown at `span`.

        `element` is the step, handoff or department that an acceptance must stand on, where that
        is not `place` itself; `severity` is given where this one is not as grave as others.
        """
        return Finding(
            rule=self.name,
            severity=severity or self.severity,
            subject=place if isinstance(place, Subject) else place.subject,
            message=_on_one_line(message),
            span=span,
            help=help,
            brief=brief,
            lines_at=lines_at,
            related=tuple([Related(_on_one_line(words), where) for words, where in related]),
            fix=fix,
            assignee=assignee,
            detail=detail,
            fatal=self.always,
            clue=clue,
            explicable=explicable,
            place=element if element is not None else place,
        )


def _on_one_line(text: str) -> str:
    """Return a sentence that quotes what people wrote over several lines."""
    return " ".join(text.split()) if "\n" in text else text


def rule(
    severity: str, *, always: bool = False, acceptable: bool = True, about: str = "process"
) -> Callable[[Callable[..., Findings]], Rule]:
    """Make a rule of the function below: `severity` is note, warning or error."""

    def make(function: Callable[..., Findings]) -> Rule:
        return Rule(function, severity, always=always, acceptable=acceptable, about=about)

    return make
