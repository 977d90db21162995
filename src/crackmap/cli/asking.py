"""Questions on a terminal, with numbered choices; and the words that are understood at any of them.

Numbers, words and whole lines work in every terminal, and with a screen reader.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.prompt import InvalidResponse, PromptBase
from rich.text import Text

from crackmap.check.filling.question import Choice, Question, settled
from crackmap.source.characters import printable
from crackmap.source.problems import Refusal

# What may be said at any question: the word, its letter, and what it does.
WORDS = {
    "assign": ("a", "give it to somebody"),
    "accept": ("x", "live with it"),
    "explain": ("e", "say more"),
    "skip": ("s", "go on"),
    "undo": ("u", "take the last answer back"),
    "leave": ("q", "stop here"),
}
LATER = "later"
_LEAST = 16  # columns that words keep, however narrow the terminal is


class Instead(Exception):
    """Something else was said than an answer: `word` is one of WORDS."""

    def __init__(self, word: str) -> None:
        """Keep the word."""
        super().__init__(word)
        self.word = word


class _Prompt(PromptBase[object]):
    """One line, read until it is an answer."""

    prompt_suffix = " "
    judge: Callable[[str], object]
    tell: Callable[[str], None]

    def process_response(self, value: str) -> object:
        """Return the answer that a line is; what is none is told, and asked again."""
        try:
            return self.judge(value.strip())
        except Refusal as error:
            help_ = f"; {error.help}" if error.help else ""
            raise InvalidResponse(f"    {error}{help_}") from None

    def on_validate_error(self, value: str, error: InvalidResponse) -> None:
        """Say why a line is no answer."""
        self.tell(str(error.message))


class Asking:
    """A terminal on which questions are asked, one after the other."""

    def __init__(self, width: int, *, colour: bool) -> None:
        """Ask on standard output, and read standard input."""
        self.console = Console(
            width=width,
            no_color=not colour,
            color_system="standard" if colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def say(self, words: str = "", style: str = "") -> None:
        """Write words, folded at the edge; what follows stands below the first of them."""
        text = printable(words)
        margin = " " * (len(text) - len(text.lstrip()))
        room = max(self.console.width - len(margin), _LEAST)
        for line in Text(text.strip()).wrap(self.console, room) or [Text()]:
            self.console.print(Text(f"{margin}{line.plain.rstrip()}", style), soft_wrap=True)

    def ask(self, question: Question, *, may_wait: bool = False) -> str | list[str]:
        """Return the settled answer to a question; raises Instead, also where input ends.

        `may_wait` says that the rest of the questions may be left for later: then that is said.
        """
        self.say()
        self.say(f"  {question.words}", "bold")
        for number, choice in enumerate(question.choices, 1):
            self.say(f"  {number:>3}  {_told(choice)}")
        prompt = Text("  >")
        if notes := _notes(question, may_wait=may_wait):
            self.say(f"       {notes}", "dim")
        reader = _Prompt(prompt, console=self.console)
        reader.tell = partial(self.say, style="red")
        reader.judge = lambda line: self._judged(question, line, may_wait=may_wait)
        try:
            answer = reader()
        except (EOFError, KeyboardInterrupt):
            self.say()
            raise Instead("leave") from None
        assert isinstance(answer, str | list)
        return answer

    def _judged(self, question: Question, line: str, *, may_wait: bool) -> str | list[str]:
        said = line.casefold()
        for word, (letter, _) in WORDS.items():
            if said in (word, letter):
                raise Instead(word)
        if said == "?":
            raise Refusal(
                "; ".join(f"{letter} or {word}: {why}" for word, (letter, why) in WORDS.items())
            )
        if may_wait and said == LATER:
            raise Instead(LATER)
        if question.choices and line.isascii() and line.isdigit():
            return self._chosen(question, int(line))
        if question.must and not line:
            raise Refusal("this is not left out", "answer it, or s to go on to the next crack")
        if len(line) > 2 and line[0] == line[-1] == '"':  # a text that is such a word
            line = line[1:-1]
        return settled(question, line)

    def _chosen(self, question: Question, number: int) -> str | list[str]:
        if not 0 < number <= len(question.choices):
            raise Refusal(f"there is no {number}", f"choose from 1 to {len(question.choices)}")
        choice = question.choices[number - 1]
        if choice.assigns:
            raise Instead("assign")
        return [choice.value] if question.several else choice.value


def _told(choice: Choice) -> str:
    if not choice.words or choice.words.startswith(choice.value):
        return choice.words or choice.value
    return f"{choice.value}  {choice.words}" if choice.value else choice.words


def _notes(question: Question, *, may_wait: bool) -> str:
    """Return how a question may be answered."""
    notes = []
    if question.example:
        notes.append(f"such as {question.example}")
    if question.several:
        notes.append("several with commas")
    if not question.must:
        notes.append("Enter leaves it out")
    if may_wait:
        notes.append(f"{LATER} leaves out the rest")
    return "; ".join(notes)
