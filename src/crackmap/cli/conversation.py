"""The conversation of fill: crack after crack, what is asked, what was written, what it did."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from crackmap.check import saving
from crackmap.check.filling import follow_up
from crackmap.check.filling.case import Case, Unasked
from crackmap.check.filling.question import Choice, Question, Said, answered
from crackmap.cli import terminal
from crackmap.cli.asking import LATER, WORDS, Asking, Instead
from crackmap.cli.output import tell_problems, write_out
from crackmap.cli.patches import show_diff
from crackmap.history.baseline import key_of
from crackmap.history.filling import Gone, Kept, Look, Round
from crackmap.history.kept_files import Change
from crackmap.rules.finding import Finding, Key
from crackmap.source.characters import printable
from crackmap.source.problems import Refusal, Unreadable
from crackmap.source.words import plural
from crackmap.writers import cracks_in_full
from crackmap.writers.analysis import Crack
from crackmap.writers.excerpt import Excerpts
from crackmap.writers.figures import how_many
from crackmap.writers.helps import Helps
from crackmap.writers.page import Page

_NOTHING_ASKED = Question(
    "do",
    "This is not filled by a word or two. What becomes of it?",
    (
        Choice("assign", "give it to somebody, with a day"),
        Choice("accept", "live with it, for a reason, until a day"),
        Choice("skip", "go on, and leave it as it is"),
    ),
    must=True,
    closed=True,
)
_NOTED = {"assign": "assigned", "accept": "accepted"}


class _Said:
    """What a person said of one crack so far, and whether the rest is left for later."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.given: dict[str, Said] = {}
        self._later = False

    def ask(self, question: Question) -> str | list[str]:
        """Return the answer to a question; raises Instead."""
        waits = question.name.startswith("handoff.") and not question.must
        if not self._later:
            try:
                answer = self.asking.ask(question, may_wait=waits)
            except Instead as instead:
                if instead.word != LATER:
                    raise
                self._later = True
            else:
                self.given[question.name] = answer
                return answer
        return [] if question.several else ""


class Conversation:
    """Goes through the cracks of a round with a person at a terminal."""

    def __init__(self, round_: Round, color: str = "auto", most: int | None = None) -> None:
        """Ask about `most` cracks at most; None is all."""
        self.round, self.color, self.most = round_, color, most
        self.asking = Asking(terminal.width(), colour=terminal.has_colour(color))
        self.aside: list[Key] = []
        self.counts = {"filled": 0, "assigned": 0, "accepted": 0}
        self._undoable: list[tuple[Key, str, int]] = []

    def hold(self) -> None:
        """Ask until nothing is left, or the person leaves."""
        asked, total = 0, None
        while True:
            look = self._look()
            cases = [case for case in look.cases if key_of(case.finding) not in self.aside]
            if self.most is not None:
                cases = cases[: self.most - asked]
            if total is None:
                self._begin(cases)
            if not cases:
                break
            total = asked + len(cases)
            asked += 1
            try:
                self._go_through(look, cases[0], f"{asked} of {total}")
            except Instead as instead:
                if instead.word == "undo":
                    asked -= 2 if self._undo() else 1
                elif instead.word == "leave":
                    break
        self._end()

    # Before and after

    def _look(self) -> Look:
        look = self.round.look()
        self._news(look.changed)
        if look.changed and look.checked.report.unreadable:
            tell_problems(look.checked.report.unreadable)
        return look

    def _news(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.asking.say(f"{path} changed meanwhile, and was read again", "yellow")

    def _begin(self, cases: Sequence[Case]) -> None:
        if not cases:
            self.asking.say("no crack is open")
            return
        files = {case.graph.process.path for case in cases}
        counted = how_many(case.finding for case in cases)
        self.asking.say(
            f"{counted} in {plural(len(files), 'file')}, the worst first. Each answer is written"
            " at once, and can be taken back. At any question:"
        )
        for word, (letter, why) in WORDS.items():
            self.asking.say(f"  {letter}  {word}: {why}")

    def _end(self) -> None:
        left = how_many(case.finding for case in self.round.look().cases)
        said = [f"{what} {count}" for what, count in self.counts.items() if count]
        self.asking.say()
        self.asking.say(f"{', '.join(said) or 'nothing was answered'}; {left} left")

    # One crack

    def _go_through(self, look: Look, case: Case, number: str) -> None:
        self._show(look, case, number)
        while True:
            try:
                self._answer(case)
            except Instead as instead:
                if instead.word == "explain":
                    self._explain(case.finding)
                    continue
                if instead.word == "skip":
                    self.aside.append(key_of(case.finding))
                    return
                if instead.word not in _NOTED:
                    raise
                if not self._note(case, instead.word):
                    continue
                return
            except Gone as gone:
                self.asking.say(f"  {gone}; {gone.help}", "yellow")
                return
            except (Refusal, Unreadable) as error:
                self._refused(error)
                continue
            return

    def _answer(self, case: Case) -> None:
        """Ask what fills a crack, and write it."""
        said = _Said(self.asking)
        try:
            talk = self.round.ask(case)
            if talk is not None:
                answered(talk, said.ask)
        except Unasked:
            talk = None
        if talk is None:
            raise Instead(str(self.asking.ask(_NOTHING_ASKED)))
        if not any(said.given.values()):
            self.asking.say("  nothing was said: it stays as it is", "dim")
            raise Instead("skip")
        self._did(case, self.round.keep(case, said.given))

    def _note(self, case: Case, verb: str) -> bool:
        """Ask who fills a crack by when, or why it stays; return whether that was said."""
        form = follow_up.assign if verb == "assign" else follow_up.accept
        said = _Said(self.asking)
        try:
            answered(form(case, self.round.today), said.ask)
            self._did(case, self.round.note(case, verb, said.given), _NOTED[verb])
        except Instead as instead:
            if instead.word in ("undo", "leave"):
                raise
            return False
        except (Refusal, Unreadable) as error:
            self._refused(error)
            return False
        return True

    def _did(self, case: Case, kept: Kept, noted: str = "") -> None:
        """Show what an answer changed, and what that did."""
        self._news(kept.news)
        self._changed(kept.changes)
        key = key_of(case.finding)
        filled = len(kept.filled)
        if noted:
            self.asking.say(f"  {noted} {case.finding.fingerprint[:6]}; u takes it back", "green")
        else:
            words = f"  filled {filled}, opened {len(kept.opened)}; u takes it back"
            self.asking.say(words, "green" if filled else "yellow")
            if kept.still:
                self.asking.say("  this one is still there: it needs more", "yellow")
            for opened in kept.opened:
                self.asking.say(f"  opened: {opened.message} ({opened.rule})", "dim")
        self.counts[noted or "filled"] += 1 if noted else filled
        self._undoable.append((key, noted or "filled", 1 if noted else filled))
        self.aside.append(key)

    def _changed(self, changes: Sequence[Change]) -> None:
        self.asking.say()
        show_diff(saving.diff(change.pair for change in changes), self.color)

    def _undo(self) -> bool:
        """Take the last answer back; return whether that was done."""
        try:
            changes = self.round.undo()
        except Refusal as error:
            self._refused(error)
            return False
        key, what, count = self._undoable.pop()
        self.counts[what] -= count
        self.aside.remove(key)
        self._changed(changes)
        self.asking.say("  taken back", "green")
        return True

    def _refused(self, error: Refusal | Unreadable) -> None:
        help_ = error.help if isinstance(error, Refusal) else error.problems[0].help
        self.asking.say(f"  {error}" + (f"; {help_}" if help_ else ""), "red")

    def _show(self, look: Look, case: Case, number: str) -> None:
        report, wishes = look.checked.report, terminal.wishes(self.color)
        wide, colour = terminal.width(), terminal.has_colour(self.color)
        page = Page.of(wide, colour=colour, unicode=bool(wishes["unicode"]))
        finding = case.finding
        if "TODO" in finding.help:  # the fields to fill are what is asked below
            words = finding.help.partition("\n")[0].removesuffix(":")
            finding = finding._replace(help=words)
        title = f"{number}: {finding.fingerprint[:6]} {finding.span.told}"
        self.asking.say()
        self.asking.console.rule(Text(printable(title)), align="left", style="dim")
        costs = look.checked.costs[look.checked.graphs.index(case.graph)]
        crack = Crack(finding, None, costs.of(finding))
        cracks_in_full.crack(page, crack, Excerpts(report), Helps())
        write_out(f"{str(page).rstrip()}\n")

    def _explain(self, finding: Finding) -> None:
        from crackmap.rules.registry import all_rules

        rule = all_rules()[finding.rule]
        self.asking.say()
        write_out(f"{rule.name}\n\n{rule.page}")
