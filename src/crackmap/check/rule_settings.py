"""What crackmap.yaml says of rules: levels and options, where they are off, what cracks cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from crackmap.language.faults import problems_of
from crackmap.language.readings import ADVICE
from crackmap.language.texts import is_placeholder
from crackmap.language.values import Rate
from crackmap.rules.finding import SEVERITIES
from crackmap.rules.options import option_value
from crackmap.rules.registry import ALL, GROUPS, all_rules, known_names
from crackmap.source.nodes import MapNode as Placed
from crackmap.source.problems import Problem
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean

LEVELS = ("off", *SEVERITIES)


def levels_and_options(
    value: Any, problems: list[Problem], places: dict[str, Span]
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Read `rules`: the levels of rules, and the options of rules.

    What is wrong goes to `problems`, and where each setting stands to `places`, as below.
    """
    levels: dict[str, str] = {}
    options: dict[str, dict[str, Any]] = {}
    if value is None:
        return levels, options
    if not isinstance(value, Placed):
        words = "`rules` needs the names of rules as keys"
        problems.append(Problem(places["rules"], words, "write a-rule: off"))
        return levels, options
    for name in value:
        if not _known_rule(name, value.key_span(name), problems):
            continue
        places[name] = value.span(name)
        given, span = value[name], value.span(name)
        if isinstance(given, Placed):
            options[name] = _options(name, given, problems, places)
            span = given.span("severity") if "severity" in given else span
            given = given.get("severity")
        if isinstance(given, list | dict):
            help_ = f"write {name}: off, or {name}: {{ severity: error }}"
            problems.append(Problem(span, "the level of a rule is a word", help_))
        elif given == "off" and all_rules()[name].always:
            words = f"`{name}` cannot be off: what a file cannot be read for must be told"
            problems.append(Problem(span, words, "take this out, and the file out of the run"))
        elif given is not None and given not in LEVELS:
            help_ = did_you_mean(str(given), LEVELS, f"a level is {', '.join(LEVELS)}")
            problems.append(Problem(span, f"`{given}` is no level of a rule", help_))
        elif given is not None:
            levels[name] = given
    return levels, options


def _options(
    rule: str, given: Placed, problems: list[Problem], places: dict[str, Span]
) -> dict[str, Any]:
    known = all_rules()[rule].options
    values = {}
    for key, value in given.items():
        if key == "severity":
            continue
        if key not in known:
            names = ("severity", *known)
            help_ = did_you_mean(key, names, f"{rule} takes {', '.join(names)}")
            problems.append(Problem(given.key_span(key), f"{rule} has no option `{key}`", help_))
            continue
        try:
            read = option_value(known[key], value)
            if read is not None:  # an empty place says nothing: the default holds
                values[key] = read
                places[f"{rule}.{key}"] = given.span(key)
        except ValidationError as error:
            for problem in problems_of(error, None):
                words = f"`{key}`: {problem.message}"
                problems.append(Problem(given.span(key), words, problem.help))
    return values


def ignored_paths(
    value: Any, problems: list[Problem], places: dict[str, Span]
) -> dict[str, tuple[str, ...]]:
    """Read `ignore`: for each pattern of paths the names of what is off there."""
    if value is None:
        return {}
    if not isinstance(value, Placed):
        words, help_ = "`ignore` needs paths as keys", 'write "legacy/**": [a-rule]'
        problems.append(Problem(places["ignore"], words, help_))
        return {}
    ignored = {}
    for pattern in value:
        span = value.span(pattern)
        try:
            names = option_value((), value[pattern])  # a list, as options are
        except ValidationError as error:
            problems += (problem._replace(span=span) for problem in problems_of(error, None))
            continue
        known = tuple(
            name
            for name in names
            if name == ALL or name in GROUPS or _known_rule(name, span, problems, (*GROUPS, ALL))
        )
        for name in known:
            if name in all_rules() and all_rules()[name].always:
                words = f"`{name}` cannot be ignored: what a file cannot be read for must be told"
                problems.append(Problem(span, words, "take it out here, and the file of the run"))
        ignored[pattern] = known
        places[f"ignore {pattern}"] = value.key_span(pattern)
    return ignored


def assumed_rates(value: Any, problems: list[Problem], places: dict[str, Span]) -> dict[str, Rate]:
    """Read `impact`: for each rule the rate of cases that a crack of it is taken to lose."""
    if value is None:
        return {}
    if not isinstance(value, Placed):
        words = "`impact` needs the names of rules as keys"
        problems.append(Problem(places["impact"], words, "write undefined-handoff: 2% to 5%"))
        return {}
    rates = {}
    for name, written in value.items():
        if not _known_rule(name, value.key_span(name), problems) or is_placeholder(
            str(written or "")
        ):
            continue
        try:
            rates[name] = Rate.parse(str(written))
        except ValueError as error:
            problems.append(Problem(value.span(name), f"`{name}`: {error}", ADVICE["rate"]))
        places[f"impact {name}"] = value.span(name)
    return rates


def _known_rule(name: str, span: Span, problems: list[Problem], others: Sequence[str] = ()) -> bool:
    """Return whether there is the rule `name`; if not, that is a problem; `others` could help."""
    known = known_names()
    if name in known:
        return True
    if name == ALL or name in GROUPS:
        words = f"`{name}` is no rule"
        help_ = "a level is that of one rule; ignore, --select and --ignore take groups too"
    else:
        words = f"there is no rule `{name}`"
        help_ = did_you_mean(name, [*known, *others], "crackmap rules lists them")
    problems.append(Problem(span, words, help_))
    return False
