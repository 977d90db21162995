"""What a rule is: a named question with a severity, a page, options, and a function that answers.

A rule is a file in rules/. Its module's docstring is its page, the text of `crackmap explain`, and
its tests. The function asks for what it needs by its parameters: `graph` is the process as a graph,
`problems` what kept a file from being read, `acceptances` the accepted cracks that silence nothing.
Its keyword-only parameters are its options.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Protocol, TypeAlias

from crackmap.finding import Finding, Fix, Related
from crackmap.refusal import Refusal
from crackmap.source import Span

Findings: TypeAlias = Iterator[Finding]
GROUPS = ("ownership", "handoff", "flow", "time", "incentive", "governance", "modelling")
ALL = "ALL"


class NoRules(Refusal):
    """The rules cannot be listed: without them, every process would be without cracks."""


class Place(Protocol):
    """What a finding can be about: an element of the process, a flow, a pair of steps."""

    @property
    def subject(self) -> str:
        """How findings call it."""
        ...


@dataclass(frozen=True)
class Rule:
    """A rule: its function, its severity unless the settings say otherwise, and its group."""

    function: Callable[..., Findings]
    severity: str
    group: str

    @property
    def name(self) -> str:
        """The name, which is the rule's identity: undefined-handoff."""
        return self.function.__name__.replace("_", "-")

    @cached_property
    def page(self) -> str:
        """What the rule asks, a cracked and a mended example, in Markdown."""
        return (sys.modules[self.function.__module__].__doc__ or "").strip() + "\n"

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.splitlines()[0].rstrip(".")

    @cached_property
    def _parameters(self) -> dict[str, inspect.Parameter]:
        return dict(inspect.signature(self.function).parameters)

    @cached_property
    def asks_for(self) -> str:
        """What the function looks at: graph, problems or acceptances."""
        return next(iter(self._parameters))

    @cached_property
    def options(self) -> dict[str, Any]:
        """The options and their defaults."""
        return {
            name: parameter.default
            for name, parameter in self._parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }

    def run(self, subject: Any, options: dict[str, Any] | None = None) -> list[Finding]:
        """Ask the question of `subject`, which is what the rule asks for."""
        return list(self.function(subject, **(options or {})))

    def at(
        self,
        place: Place | str,
        message: str,
        *,
        span: Span,
        help: str = "",
        related: Iterable[tuple[str, Span]] = (),
        fix: Fix | None = None,
        assignee: str | None = None,
        detail: str = "",
        element: Any = None,
    ) -> Finding:
        """Make a finding about `place` (or the subject, given as words), shown at `span`.

        `element` is the step, handoff or department that an acceptance must stand on, where that
        is not `place` itself.
        """
        return Finding(
            rule=self.name,
            severity=self.severity,
            subject=place if isinstance(place, str) else place.subject,
            message=_on_one_line(message),
            span=span,
            help=help,
            related=tuple(Related(_on_one_line(words), where) for words, where in related),
            fix=fix,
            assignee=assignee,
            detail=detail,
            place=element if element is not None else place,
        )


def _on_one_line(text: str) -> str:
    """Give a sentence that quotes what people wrote over several lines."""
    return " ".join(text.split()) if "\n" in text else text


def rule(severity: str, group: str) -> Callable[[Callable[..., Findings]], Rule]:
    """Make a rule of the function below: `severity` is note, warning or error."""

    def make(function: Callable[..., Findings]) -> Rule:
        return Rule(function, severity, group)

    return make


@cache
def all_rules() -> dict[str, Rule]:
    """Load every rule of the folder, by name, in the order of their names."""
    found = {}
    for name in _modules():
        loaded = importlib.import_module(f"crackmap.rules.{name}")
        made = getattr(loaded, name)
        found[made.name] = made
    return found


def rules_of(word: str) -> Sequence[str]:
    """Give the rules that `word` names: one, those of a group, or ALL; none if it is unknown."""
    if word == ALL:
        return known_names()
    if word in GROUPS:
        return [name for name, found in all_rules().items() if found.group == word]
    return [word] if word in known_names() else []


@cache
def known_names() -> tuple[str, ...]:
    """Give the names of all rules, in their order, without loading any."""
    return tuple(sorted(name.replace("_", "-") for name in _modules()))


def _modules() -> list[str]:
    """Give the names of the modules with a rule; raises NoRules where there is none to be seen."""
    package = importlib.import_module("crackmap.rules")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    if not names:  # pkgutil is silent about a folder that it may not read
        folder = next(iter(package.__path__), "crackmap.rules")
        raise NoRules(f"no rules can be read in {folder}", "install crackmap anew")
    return names
