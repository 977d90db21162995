"""Questions about a crack, and what counts as an answer: the same for keys and for files.

A form is a generator: it yields questions, is sent the settled answers, and returns the edits. So
what is asked next may hang on what was said, and nobody but `settled` judges what was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from crackmap.check.filling.case import Case
from crackmap.language.texts import fold, is_placeholder
from crackmap.source.characters import NO_TEXT
from crackmap.source.fix import Edit
from crackmap.source.problems import Refusal
from crackmap.source.words import did_you_mean, listing

# What a person or a file says: one text, or several.
Said: TypeAlias = "str | Sequence[str]"
Edits: TypeAlias = "Sequence[Edit]"
# Sent is a text, of questions that take several a list; either is empty where it is left out.
Talk: TypeAlias = Generator["Question", Any, Edits]
Form: TypeAlias = Callable[[Case], Talk]
Made = TypeVar("Made")  # edits, or what is noted beside a crack

_BETWEEN = re.compile(r"\s*;\s*")
_COMMAS = re.compile(r"\s*,\s+")


class Choice(NamedTuple):
    """One answer that is offered: its value, the words beside its number, other names of it.

    What `assigns` fills nothing: the crack is given to somebody.
    """

    value: str
    words: str = ""
    names: tuple[str, ...] = ()
    assigns: bool = False


def anything(text: str) -> str:
    """Take any text."""
    return text


class Question(NamedTuple):
    """What is asked about a crack.

    `name` is how files and `--set` call it. `judge` returns the settled form of a text or raises
    Refusal; what is `closed` takes only one of the choices. Without an answer to a `must` nothing
    can be written.
    """

    name: str
    words: str
    choices: tuple[Choice, ...] = ()
    example: str = ""
    judge: Callable[[str], str] = anything
    must: bool = False
    closed: bool = False
    several: bool = False


class Unwritable(Refusal):
    """What was answered has no place in the file that is certain."""


def settled(question: Question, said: Said) -> str | list[str]:
    """Return the answer as the form takes it; raises Refusal where it is none."""
    if question.several:
        return [_settled(question, text) for text in _several(said) if not is_placeholder(text)]
    if not isinstance(said, str):
        if len(said) > 1:
            raise Refusal(f"{question.name}: one value belongs here", "keep one of them")
        said = "".join(said)
    text = " ".join(said.split())
    if NO_TEXT.search(text):
        raise Refusal("that holds what is no letter", "write it anew")
    if text and is_placeholder(text):
        raise Refusal(f"`{text}` stands for nothing", "leave it out, or say what it is")
    if not text:
        if question.must:
            raise Refusal(f"{question.name} is not said: {question.words}", _offered(question))
        return ""
    return _settled(question, text)


def _several(said: Said) -> list[str]:
    """Return the texts of a list: of one line those between semicolons, else between commas."""
    if not isinstance(said, str):
        return [" ".join(text.split()) for text in said]
    text = " ".join(said.split())
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].strip()
    parts = (_BETWEEN if ";" in text else _COMMAS).split(text)
    return [part for part in parts if part]


def _settled(question: Question, text: str) -> str:
    for choice in question.choices:
        if fold(text) in map(fold, (choice.value, *choice.names)):
            return choice.value
    if question.closed:
        known = [choice.value for choice in question.choices]
        help_ = did_you_mean(text, known, _offered(question))
        raise Refusal(f"`{text}` is none of what is offered", help_)
    return question.judge(text)


def _offered(question: Question) -> str:
    values = [choice.value for choice in question.choices if not choice.assigns]
    if values:
        return f"there is {listing(values, 'or')}"
    return f"such as {question.example}" if question.example else ""


def answered(
    talk: Generator[Question, Any, Made], ask: Callable[[Question], str | list[str]]
) -> Made:
    """Have a form answered, and return what it makes of it.

    `ask` gives the settled answer to a question.
    """
    try:
        question = next(talk)
        while True:
            question = talk.send(ask(question))
    except StopIteration as end:
        made: Made = end.value
        return made


class Misanswered(Refusal):
    """An answer of a table is none; `name` says which."""

    def __init__(self, name: str, message: str, help_: str) -> None:
        """Keep the words."""
        super().__init__(message, help_)
        self.name = name


def from_table(talk: Generator[Question, Any, Made], given: Mapping[str, Said]) -> Made:
    """Have a form answered by a table; raises Misanswered, also where more is said than asked."""
    asked: dict[str, Question] = {}

    def ask(question: Question) -> str | list[str]:
        asked[question.name] = question
        try:
            return settled(question, given.get(question.name, ""))
        except Refusal as error:
            if question.name not in given:  # perhaps it is there under a name that is none
                refuse_others()
            raise Misanswered(question.name, str(error), error.help) from None

    def refuse_others() -> None:
        for name in given:
            if name not in asked:
                help_ = did_you_mean(name, asked, f"asked is {listing(list(asked))}")
                raise Misanswered(name, f"`{name}` is not asked about this crack", help_)

    made = answered(talk, ask)
    refuse_others()
    return made
