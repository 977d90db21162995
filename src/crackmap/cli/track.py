"""crackmap track: which cracks are to be filled, by whom, by when; and what became of them."""

from __future__ import annotations

import datetime
import os
import re
import shutil
from typing import TYPE_CHECKING, Annotated

from crackmap.check import run
from crackmap.cli import completing
from crackmap.cli.option import FAILURE, OUTPUT, Argument, Option
from crackmap.cli.options import (
    Config,
    Encoding,
    From,
    Isolated,
    OneProcess,
    Page,
    Shares,
    Sheet,
    Today,
    reading,
)
from crackmap.cli.output import (
    end,
    fail,
    one_of,
    say,
    tell_problems,
    tell_reads,
    write_file,
    write_out,
)
from crackmap.source.problems import Refusal
from crackmap.source.words import plural

if TYPE_CHECKING:
    from crackmap.history.tracking import Tracking

_HANDLE = re.compile(r"[0-9a-fA-F]{6,16}")
_NARROWEST, _WIDEST = 60, 160
NOTING = "One crack"
_EXPORTS = ("csv", "jira", "gitlab", "github")


def track(
    paths: Annotated[
        list[str] | None,
        Argument(
            metavar="[PATH|CRACK]...",
            help="Process files and folders; without any, the `processes` of crackmap.yaml, else "
            "those here and below. Or one crack, by the first six letters or more of its "
            "fingerprint: it is shown, and what the options say is noted beside it.",
            autocompletion=completing.known_cracks,
            show_default=False,
        ),
    ] = None,
    owner: Annotated[
        str | None,
        Option(
            "--owner",
            metavar="DEPARTMENT",
            help="Who fills it.",
            autocompletion=completing.departments,
            show_default=False,
            rich_help_panel=NOTING,
        ),
    ] = None,
    due: Annotated[
        str | None,
        Option(
            "--due",
            metavar="DATE",
            help="By when: 2026-11-30, or +30d or +6w from today.",
            show_default=False,
            rich_help_panel=NOTING,
        ),
    ] = None,
    note: Annotated[
        str | None,
        Option(
            "--note",
            metavar="TEXT",
            help="What others should know of it.",
            show_default=False,
            rich_help_panel=NOTING,
        ),
    ] = None,
    accept: Annotated[
        bool,
        Option(
            "--accept",
            help="Live with it, for a --reason, --until a day.",
            rich_help_panel=NOTING,
        ),
    ] = False,
    reason: Annotated[
        str | None,
        Option(
            "--reason",
            metavar="TEXT",
            help="Why it is accepted.",
            show_default=False,
            rich_help_panel=NOTING,
        ),
    ] = None,
    until: Annotated[
        str | None,
        Option(
            "--until",
            metavar="DATE",
            help="The last day on which it is: 2026-11-30, or +30d or +6w from today.",
            show_default=False,
            rich_help_panel=NOTING,
        ),
    ] = None,
    check: Annotated[
        bool,
        Option(
            "--check",
            help="Write nothing, and exit 1 if a crack is overdue, or not in cracks.yaml.",
            rich_help_panel=FAILURE,
        ),
    ] = False,
    since: Annotated[
        str | None,
        Option(
            "--since",
            metavar="PERIOD",
            help="Write nothing, and show how it went week by week, from git: 12w or 90d.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    export: Annotated[
        tuple[str, str] | None,
        Option(
            "--export",
            metavar="FORMAT FOLDER",
            help=f"Write what is to be filled as a table there: {', '.join(_EXPORTS)}, in the "
            "columns that each imports.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    config: Config = None,
    isolated: Isolated = False,
    today: Today = None,
    from_: From = None,
    sheet: Sheet = None,
    page: Page = None,
    process: OneProcess = None,
    encoding: Encoding = None,
    shares: Shares = False,
) -> None:
    """See cracks through: who fills which by when, and what became of them."""
    given = paths or []
    named = [word for word in given if _HANDLE.fullmatch(word) and not os.path.lexists(word)]
    files = tuple(word for word in given if word not in named)
    if "-" in files:
        fail("track reads files, and not standard input", "name a file or a folder")
    told = reading(from_, sheet, page, process, encoding, shares=shares)
    begun = run.begin(run.RunOptions(files, config, isolated, today, reading=told))
    day = run.today(today)
    noted = _noted(day, owner, due, note, accept, reason, until)
    if named:
        others = [option for option, value in (("--check", check), ("--since", since)) if value]
        if export or others:
            fail(f"{(*others, '--export')[0]} is about all cracks", "leave the crack out")
        _one(begun, named, noted)
        end()
    if noted:
        fail("name the crack that this is about", "crackmap track lists them, each with a name")
    if since:
        if check or export:
            fail(f"--since and {'--check' if check else '--export'} do not go together")
        _trend(begun, since, day)
        end()
    if export:
        one_of("--export", export[0], _EXPORTS)
    from crackmap.history.tracking import track as tracked
    from crackmap.writers import register

    tracking = tracked(begun, write=not check)
    report = tracking.checked.report
    tell_reads(report.reads)
    if report.unreadable and not report.processes:  # nothing is known of any crack
        tell_problems(report.unreadable)
        end(2)
    width = max(_NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, _WIDEST))
    write_out(register.write(tracking, width))
    if export:
        _export(tracking, *export)
    if report.unreadable:
        tell_problems(report.unreadable)
        end(2)
    end(int(check and _is_behind(tracking)))


def _noted(
    day: datetime.date,
    owner: str | None,
    due: str | None,
    note: str | None,
    accept: bool,
    reason: str | None,
    until: str | None,
) -> dict[str, str | None]:
    """Return what is to be noted beside a crack; ends the command where that is not in order."""
    said = {"owner": owner, "note": note, "reason": reason}
    for name, value in said.items():
        if value is not None and not value.strip():
            fail(f"--{name}: it is empty", "leave it out, or say something")
    if accept and not (reason and until):
        fail("--accept needs a --reason and --until a day", "so that somebody looks at it again")
    if (reason or until) and not accept:
        fail(f"--{'reason' if reason else 'until'} goes with --accept")
    noted: dict[str, str | None] = {
        name: " ".join(value.split()) for name, value in said.items() if value
    }
    for name, value in (("due", due), ("until", until)):
        if value is not None:
            noted[name] = _day(f"--{name}", value, day)
    if until and (noted["until"] or "") < day.isoformat():
        fail(f"--until: {until} is past")
    return noted


def _day(option: str, text: str, today: datetime.date) -> str:
    """Return the day that is meant: a date, or so many days or weeks from today."""
    from crackmap.language.workspace import day_of

    try:
        return day_of(text, today).isoformat()
    except ValueError as error:
        fail(f"{option}: {error}", "write it as 2026-11-30, +30d or +6w")


def _one(begun: run.Run, named: list[str], noted: dict[str, str | None]) -> None:
    """Note something beside cracks, and show them."""
    from crackmap.history import tracking
    from crackmap.writers import register

    changed = tracking.change(begun, named, noted)
    write_out("\n".join(map(register.one, changed)))


def _trend(begun: run.Run, since: str, day: datetime.date) -> None:
    from crackmap.history import registers, trend
    from crackmap.language.workspace import days_of
    from crackmap.writers import register

    days = days_of(since)
    if not days:
        fail(f"--since: `{since}` is no period", "write 12w or 90d")
    shown = []
    for group in registers.groups(begun, begun.results()):
        base = registers.read(group.path, new=True)[0]
        weeks = trend.weeks(base, -(-days // 7), day.isoformat())
        shown.append(register.trend(weeks, group.path))
    write_out("\n".join(shown))


def _export(tracking: Tracking, form: str, folder: str) -> None:
    from crackmap.writers import tickets

    path = os.path.join(folder, f"cracks-{form}.csv")
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise Refusal(f"--export: {folder} is no folder", "name one; it is made if need be")
    text, count = tickets.write(tracking, form)
    write_file(text.encode(), path, named=False)
    say(f"{path}: {plural(count, 'crack')}")


def _is_behind(tracking: Tracking) -> bool:
    """Return whether something is overdue, or found and not in a register."""
    return any(
        book.tracked.new
        or book.tracked.reopened
        or any(
            book.tracked.status(entry, tracking.today) == "overdue"
            for entry in book.tracked.entries
        )
        for book in tracking.books
    )
