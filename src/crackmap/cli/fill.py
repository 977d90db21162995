"""crackmap fill: the cracks one after the other, each filled by an answer or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from crackmap.check import run
from crackmap.cli import completing, terminal
from crackmap.cli.option import OUTPUT, Option
from crackmap.cli.options import (
    COLORS,
    SEVERITIES,
    Color,
    Config,
    Departments,
    Ignore,
    Isolated,
    MinSeverity,
    Select,
    Stages,
    Today,
    YamlPaths,
    top_cracks,
)
from crackmap.cli.output import end, fail, one_of, say, tell_problems
from crackmap.readers.choose import only_yaml
from crackmap.source.problems import Refusal

if TYPE_CHECKING:
    from crackmap.check.filling.answers_file import Answered
    from crackmap.check.filling.case import Case
    from crackmap.history.filling import Kept, Round

ANSWERS = "Answers without a terminal"


def fill(
    paths: YamlPaths = None,
    answers: Annotated[
        str | None,
        Option(
            "--answers",
            metavar="FILE",
            help="Take the answers from this YAML file, and ask nothing. Either all of them are "
            "written or none.",
            show_default=False,
            rich_help_panel=ANSWERS,
        ),
    ] = None,
    crack: Annotated[
        str | None,
        Option(
            "--crack",
            metavar="CRACK",
            help="Answer this one with --set: the first six letters or more of its fingerprint.",
            autocompletion=completing.cracks,
            show_default=False,
            rich_help_panel=ANSWERS,
        ),
    ] = None,
    said: Annotated[
        list[str] | None,
        Option(
            "--set",
            metavar="NAME=VALUE",
            help="What is answered: owner=finance, handoff.sla=4bh. Several times for several.",
            show_default=False,
            rich_help_panel=ANSWERS,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        Option(
            "--dry-run",
            help="Write nothing, and show as a patch what would be written.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    top: Annotated[
        int | None, top_cracks("Ask about so many cracks at most, the worst ones.")
    ] = None,
    color: Color = "auto",
    department: Departments = None,
    stage: Stages = None,
    select: Select = None,
    ignore: Ignore = None,
    min_severity: MinSeverity = "note",
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
) -> None:
    """Fill cracks: be asked what is missing, and have it written into the file."""
    one_of("--color", color, COLORS)
    one_of("--min-severity", min_severity, SEVERITIES)
    listed = _listed(answers, crack, said or ())
    if listed is None and not terminal.is_conversation():
        fail(
            "fill asks questions, and nobody can answer them here: this is no terminal",
            "give the answers: --answers FILE.yaml, or --crack CRACK --set owner=finance",
        )
    given = tuple(paths or ())
    if "-" in given:
        fail("fill writes into files, and standard input is none", "name a file or a folder")
    from crackmap.check.narrowing import Narrowing
    from crackmap.history.filling import Round

    choice = run.RunOptions(given, config, isolated, today)
    narrowing = Narrowing(
        department or (), stage or (), tuple(select or ()), tuple(ignore or ()), min_severity
    )
    round_ = Round(choice, narrowing, write=listed is None and not dry_run)
    look = round_.look()
    only_yaml(round_.inputs, choice.reading)
    if look.checked.report.unreadable:
        tell_problems(look.checked.report.unreadable)
        end(2)
    if listed is not None:
        did = _answer_all(round_, listed)
        if not dry_run:
            round_.files.commit()
        for words in did:  # not before all is written
            say(words)
    else:
        from crackmap.cli.conversation import Conversation

        Conversation(round_, color, top).hold()
    if dry_run:
        from crackmap.check import saving
        from crackmap.cli.patches import show_diff

        show_diff(saving.diff(round_.files.changed()), color)
    end()


def _listed(
    answers: str | None, crack: str | None, said: Sequence[str]
) -> Sequence[Answered] | None:
    """Return the answers that are given; None where they are to be asked for."""
    if answers and (crack or said):
        fail(f"--answers and {'--crack' if crack else '--set'} do not go together")
    if said and not crack:
        fail("--set is about one crack", "add --crack and its handle; crackmap track lists them")
    if not answers and not crack:
        return None
    from crackmap.check.filling import answers_file
    from crackmap.source.files import read_beside

    if crack:
        return [answers_file.from_options(crack, said)]
    return answers_file.read(read_beside(answers or "", "--answers", named=True))


def _answer_all(round_: Round, answers: Sequence[Answered]) -> list[str]:
    """Do what a file of answers says, and return of each what it did."""
    from crackmap.check.filling.case import Unasked

    did = []
    for answered in answers:
        try:
            case = _meant(round_, answered)
            if answered.verb == "set":
                kept = round_.keep(case, answered.given)
            else:
                kept = round_.note(case, answered.verb, answered.given)
        except Unasked:
            raise answered.wrong(Refusal("this crack is not filled by answers")) from None
        except Refusal as error:
            raise answered.wrong(error, getattr(error, "name", "")) from None
        did.append(_did(case, answered.verb, kept))
    return did


def _meant(round_: Round, answered: Answered) -> Case:
    """Return the only open crack that is meant."""
    cases = round_.look(ranked=False).cases
    meant = [case for case in cases if answered.means(case.finding)]
    if not meant:
        from crackmap.source.words import did_you_mean

        known = [f"{case.finding.rule} {case.finding.subject}" for case in cases]
        help_ = did_you_mean(answered.crack, known, "crackmap track lists those there are")
        raise Refusal(f"no crack {answered.crack} is open", help_)
    if len(meant) > 1:
        handles = ", ".join(case.finding.fingerprint[:8] for case in meant)
        raise Refusal(f"{answered.crack} means {len(meant)} cracks", f"write one of {handles}")
    return meant[0]


def _did(case: Case, verb: str, kept: Kept) -> str:
    finding = case.finding
    words = f"{finding.fingerprint[:6]} {finding.rule} {finding.subject}"
    if verb != "set":
        return f"{words}: {verb}ed"
    still = ", still there" if kept.still else ""
    return f"{words}: filled {len(kept.filled)}, opened {len(kept.opened)}{still}"
