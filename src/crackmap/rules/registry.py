"""Which rules there are: the folders of the groups are the registry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from crackmap.rules.rule import Rule
from crackmap.source.problems import Refusal

GROUPS = ("ownership", "handoff", "flow", "time", "incentive", "governance", "modelling")
ALL = "ALL"


class NoRules(Refusal):
    """The rules cannot be listed: without them, every process would be without cracks."""


@cache
def all_rules() -> dict[str, Rule]:
    """Load every rule, by name, in the order of their names."""
    modules = rule_modules()
    rules = {}
    for name in sorted(modules):
        module = importlib.import_module(f"crackmap.rules.{modules[name]}.{name}")
        made = getattr(module, name)
        rules[made.name] = made
    return rules


def rules_of(word: str) -> Sequence[str]:
    """Return the rules that `word` names: one, those of a group, or ALL; none if it is unknown."""
    if word == ALL:
        return known_names()
    if word in GROUPS:
        return [_rule_name(name) for name, group in sorted(rule_modules().items()) if group == word]
    return [word] if word in known_names() else []


@cache
def known_names() -> tuple[str, ...]:
    """Return the names of all rules, in their order, without loading any."""
    return tuple(sorted(map(_rule_name, rule_modules())))


@cache
def unacceptable_names() -> frozenset[str]:
    """Return the names of the rules whose findings nobody can accept."""
    return frozenset(name for name, rule in all_rules().items() if not rule.acceptable)


def _rule_name(module: str) -> str:
    return module.replace("_", "-")


@cache
def rule_modules() -> dict[str, str]:
    """Return each module with a rule and its group; raises NoRules where none is to be seen."""
    group_of = {}
    for group in GROUPS:
        package = importlib.import_module(f"crackmap.rules.{group}")
        modules = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
        if not modules:  # pkgutil is silent about a folder that it may not read
            folder = next(iter(package.__path__), package.__name__)
            raise NoRules(f"no rules can be read in {folder}", "install crackmap anew")
        group_of.update(dict.fromkeys(modules, group))
    return group_of
