"""The way in for plain command lines: they are read without typer.

To load typer takes as long as to check a small file. What a command takes stands in its signature,
for typer and here alike. A line is plain if its command and its options are known and all that they
need is there. Any other is left to typer, as it stands: help, mistakes, completion.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, get_type_hints

from crackmap.cli.commands import COMMANDS, function
from crackmap.cli.option import Argument, Taken
from crackmap.cli.output import or_fail

# By the type of a parameter: that of one value, and whether it takes several. What has another one
# keeps its default: who gives it a value is heard by typer.
_KINDS: dict[Any, tuple[type, bool]] = {
    bool: (bool, False),
    int | None: (int, False),
    float: (float, False),
    str: (str, False),
    str | None: (str, False),
    list[str]: (str, True),
    list[str] | None: (str, True),
}
_OTHER = (object, False)
_REQUIRED = object()
_MOST_DIGITS = 9  # of a plain number
# What is read here of what is told to typer, or makes no difference to how a line is read.
_PLAIN = frozenset(
    ("autocompletion", "envvar", "help", "max", "metavar", "min", "rich_help_panel", "show_default")
)
# Typer puts names of files and variables in place of these, where the shell does not.
_FOR_THE_SHELL = frozenset("*?[~$%")


class NotPlain(Exception):
    """A command line that typer must read."""


class _Parameter(NamedTuple):
    """A parameter of a command: what it takes, and the type of one value."""

    name: str
    taken: Taken
    kind: type
    several: bool
    default: Any

    def value(self, words: Sequence[str]) -> Any:
        """Return what the words mean that were given for it; of several, the last counts."""
        if not words:
            return float(self.default) if self.kind is float else self.default
        if self.several:
            return list(words)
        if self.kind is bool:
            return True
        return words[-1] if self.kind is str else self._number(words[-1])

    def _number(self, word: str) -> float:
        is_plain = word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS
        least, most = self.taken.about.get("min", 0), self.taken.about.get("max", math.inf)
        if not is_plain or not least <= int(word) <= most:
            raise NotPlain
        number: float = self.kind(word)
        return number


def meant(line: Sequence[str], environment: Mapping[str, str]) -> Callable[[], None] | None:
    """Return what a plain command line does, to be called; None for any other."""
    if not line or line[0] not in COMMANDS or line[0] == "help":
        return None
    if any(name.startswith("_") and name.endswith("_COMPLETE") for name in environment):
        return None  # the shell wants completions
    if os.name == "nt" and any(_FOR_THE_SHELL & set(word) for word in line):
        return None
    command = function(line[0])
    try:
        return partial(_run, command, values(command, line[1:], environment))
    except NotPlain:
        return None


def _run(command: Callable[..., None], said: Mapping[str, Any]) -> None:
    with or_fail():
        command(**said)


def values(
    command: Callable[..., None], words: Sequence[str], environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values of all parameters of a command; raises NotPlain."""
    parameters = list(_parameters(command))
    given, places = _read({name: one for one in parameters for name in one.taken.names}, words)
    for one in parameters:
        if isinstance(one.taken, Argument):
            count = len(places) if one.several else min(len(places), 1)
            given[one.name], places = places[:count], places[count:]
            if "" in given[one.name]:
                raise NotPlain
        elif one.name not in given and environment.get(one.taken.about.get("envvar", "")):
            if one.several or one.kind is not str:
                raise NotPlain
            given[one.name] = [environment[one.taken.about["envvar"]]]
    said = {one.name: one.value(given.get(one.name, ())) for one in parameters}
    if places or _REQUIRED in said.values():
        raise NotPlain
    return said


def _parameters(command: Callable[..., None]) -> Iterator[_Parameter]:
    """Return the parameters of a command in order; without `inspect`, which takes long to load."""
    names = command.__code__.co_varnames[: command.__code__.co_argcount]
    defaults = command.__defaults__ or ()
    required = [_REQUIRED] * (len(names) - len(defaults))
    hints = get_type_hints(command, include_extras=True)
    for name, default in zip(names, (*required, *defaults), strict=True):
        (taken,) = hints[name].__metadata__
        known = _KINDS.get(hints[name].__origin__, _OTHER)
        yield _Parameter(name, taken, *(known if taken.about.keys() <= _PLAIN else _OTHER), default)


def _read(
    options: Mapping[str, _Parameter], words: Sequence[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Part the words into those that are given for options, and those that stand by themselves."""
    given: dict[str, list[str]] = {}
    places: list[str] = []
    left = deque(words)
    while left:
        word = left.popleft()
        if word == "--":
            places += left
            break
        if not word.startswith("-") or word == "-":
            places.append(word)
            continue
        if word.startswith("--"):
            name, sign, value = word.partition("=")
        else:  # -o FILE, -oFILE, or several of one letter
            name, sign, value = word[:2], word[2:3], word[2:]
        if name not in options or options[name].kind is object:
            raise NotPlain
        option = options[name]
        if option.kind is bool:
            if sign and (word.startswith("--") or value.startswith("-")):
                raise NotPlain
            if sign:
                left.appendleft(f"-{value}")
        elif not sign and not left:
            raise NotPlain
        else:
            value = value if sign else left.popleft()
        given.setdefault(option.name, []).append(value)
    return given, places
