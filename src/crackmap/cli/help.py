"""What --help shows: options in groups, then examples, exit codes and the environment."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from crackmap.cli.output import one_of, or_fail, write_out

# The groups of options, as the headings above them.
SELECTION = "Rule selection"
OUTPUT = "Output"
FAILURE = "Exit code"
FIXES = "Fixing"
BASELINE = "Baseline"
SOURCES = "Files and settings"
OTHER_FILES = "Files that are no YAML"
RUNNING = "Running"
PICTURE = "Picture"

_CODES = """\
Exit codes:
  0  {zero}
  1  {one}
  2  the command could not do its work: bad usage, no process, an unknown
     rule or setting, a file that cannot be read
"""
_DONE = """\
Exit codes:
  0  done
  2  the command could not do its work
"""
_TODAY = """\
  CRACKMAP_TODAY      the day taken for today, where --today is not given
"""
_COLOUR = """\
  NO_COLOR            set to anything: no colour
  FORCE_COLOR         set to anything: colour, even if nobody looks
"""
_WIDTH = """\
  COLUMNS             how wide the report is, from 40 to 160
"""

_PAGER = """\
  PAGER               what shows a report that is longer than the terminal
"""

# What `explain` knows beside the rules, each with the module whose docstring is the page.
TOPICS = {"handoffs": "crackmap.graph.grades"}

# What stands below the options of each command; "" is crackmap itself. Lines that are indented by
# four are commands that can be typed as they are.
AFTERWORDS = {
    "": f"""\
Examples:
  Take the example, see its cracks, and draw it:
    crackmap init --template example
    crackmap analyze example.yaml
    crackmap map example.yaml -o example.svg
  Check all processes that crackmap.yaml names, as CI does:
    crackmap lint
  Read what a rule asks, and why:
    crackmap explain undefined-handoff

{_CODES.format(zero="done, and no crack that counts", one="lint, diff, track: cracks that count")}
Environment:
{_TODAY}{_COLOUR}\
  CRACKMAP_CACHE_DIR  where lint keeps its results
  CRACKMAP_DEBUG      set to anything: show where a mistake of crackmap is
""",
    "analyze": f"""\
Examples:
  One process, on one screen:
    crackmap analyze lead-to-cash.yaml
  Every crack with its lines and what to do:
    crackmap analyze lead-to-cash.yaml --full
  What one department has to do:
    crackmap analyze processes/ --department sales
  The crack that has the number 7 on the map, in full:
    crackmap init --template example
    crackmap analyze example.yaml 7
  All processes of a folder, with a view of the company at the end:
    crackmap analyze processes/
  For a wiki or a ticket:
    crackmap analyze processes/ --output-format markdown

Exit codes:
  0  done, whatever was found; use crackmap lint to fail for cracks
  2  the command could not do its work: bad usage, no process, a file that
     cannot be read

Environment:
{_TODAY}{_COLOUR}{_WIDTH}{_PAGER}""",
    "lint": f"""\
Examples:
  All processes that crackmap.yaml names:
    crackmap lint
  Only owners and handoffs, and fail from warnings on:
    crackmap lint processes/ --select ownership,handoff --fail-on warning
  Which rules speak how often:
    crackmap lint processes/ --statistics
  See what would be fixed, then fix it:
    crackmap lint processes/ --diff
    crackmap lint processes/ --fix
  Begin with what there is: from now on only new cracks fail:
    crackmap lint processes/ --write-baseline
  In CI: a report to upload, and one to read:
    crackmap lint processes/ --output-format sarif=cracks.sarif,concise
  While you write:
    crackmap lint lead-to-cash.yaml --watch
  In an editor, the text that is not saved yet:
    crackmap lint --stdin-filename processes/lead-to-cash.yaml -

{
        _CODES.format(
            zero="no crack of --fail-on or graver; or --exit-zero",
            one="cracks of --fail-on or graver; with --diff: --fix would change something",
        )
    }
Environment:
{_TODAY}{_COLOUR}\
  FORCE_HYPERLINK     1 makes links of places, 0 does not
  GITHUB_ACTIONS      true: the format is github, where none is asked for
""",
    "track": f"""\
Examples:
  What is overdue, due, new, filled and back, by who fills it; cracks.yaml is
  brought up to date:
    crackmap track
  Give a crack to a department, with a day:
    crackmap track 9de09b --owner finance --due +30d
  Live with one for a while:
    crackmap track 9de09b --accept --reason "one person does both" --until +12w
  In CI, beside lint:
    crackmap track --check
  How it went, and a table for a tracker:
    crackmap track --since 12w
    crackmap track --export jira tickets/

{_CODES.format(zero="done", one="with --check: a crack is overdue, or not in cracks.yaml")}
Environment:
{_TODAY}  COLUMNS             how wide the report is, from 60 to 160
""",
    "fill": f"""\
Examples:
  Go through what is open, the worst first:
    crackmap fill
  What one department has to say, the errors:
    crackmap fill processes/ --department finance --min-severity error
  Without a terminal, one crack:
    crackmap fill order.yaml --crack 280ab5 --set owner=finance
  All that a file answers: what it would change, as a patch; then write it:
    crackmap fill order.yaml --answers answers.yaml --dry-run
    crackmap fill order.yaml --answers answers.yaml

{_DONE}
Environment:
{_TODAY}{_COLOUR}{_WIDTH}""",
    "map": f"""\
Examples:
  One process, beside its file:
    crackmap map lead-to-cash.yaml -o lead-to-cash.svg
  All processes of a folder, with a page to begin at:
    crackmap map processes/ -o maps/ --format html
  For the wall, in tiles where it needs them:
    crackmap map lead-to-cash.yaml -o lead-to-cash.pdf --paper a3
  Who hands to whom:
    crackmap map lead-to-cash.yaml --view matrix --format markdown
  With the shares of cases and the time limits, and without cracks:
    crackmap map lead-to-cash.yaml --show share,sla --no-findings -o agreed.svg
  What changed since the last commit, in one picture:
    crackmap map --diff HEAD lead-to-cash.yaml -o changed.svg

{_DONE}
Environment:
{_TODAY}""",
    "show": f"""\
Examples:
  What was understood of a process, on one screen:
    crackmap show lead-to-cash.yaml
  With all conditions, for a wiki:
    crackmap show lead-to-cash.yaml --output-format markdown

{_DONE}
Environment:
{_TODAY}{_COLOUR}{_WIDTH}{_PAGER}""",
    "diff": f"""\
Examples:
  Two files:
    crackmap diff old.yaml new.yaml
  What is changed here since the last commit:
    crackmap diff HEAD
  What this branch changed since it left main, for a pull request:
    crackmap diff main... --output-format markdown
  Two states, in one folder:
    crackmap diff HEAD~1 HEAD

{_CODES.format(zero="no crack was opened, of --fail-on or graver", one="one was")}
Environment:
{_TODAY}{_COLOUR}{_WIDTH}{_PAGER}""",
    "convert": f"""\
Examples:
  A table of a spreadsheet or of Visio:
    crackmap convert steps.xlsx -o steps.yaml
  Look at what becomes of it, and write nothing:
    crackmap convert raci.csv
  A workbook with several sheets, each a process of its own:
    crackmap convert sales.xlsx -o processes/
  A table that may be two things:
    crackmap convert raci.csv --from table:raci -o raci.yaml
  A workbook to fill in, and back again; a table that Visio draws:
    crackmap convert lead-to-cash.yaml -o lead-to-cash.xlsx
    crackmap convert lead-to-cash.xlsx -o lead-to-cash.yaml --force
    crackmap convert lead-to-cash.yaml -o process-map.xlsx --form visio

{_DONE}""",
    "init": f"""\
Examples:
  An empty process, named after its file:
    crackmap init order-to-cash.yaml
  What the library has, an example with cracks among it, and one of it:
    crackmap init --list
    crackmap init --template lead-to-cash processes/

{_DONE}""",
    "schema": f"""\
Examples:
  For an editor, beside the process files:
    crackmap schema -o process.schema.json
  For crackmap.yaml:
    crackmap schema workspace

{_DONE}""",
    "explain": f"""\
Examples:
  Why a change of department needs a handoff, and what one looks like:
    crackmap explain undefined-handoff
  When a handoff is defined, partial or missing:
    crackmap explain handoffs
  Several rules, or all of a group:
    crackmap explain dead-end endless-loop ownership

{_DONE}
Environment:
{_PAGER}""",
    "rules": f"""\
Examples:
  All rules, by the groups that --select and --ignore take:
    crackmap rules
  For programs:
    crackmap rules --output-format json

{_DONE}
Environment:
{_PAGER}""",
    "config": f"""\
Examples:
  The settings here:
    crackmap config
  What counts for one file, and which rules a selection leaves:
    crackmap config processes/lead-to-cash.yaml --select handoff

{_DONE}""",
    "help": f"""\
Examples:
  All that lint takes:
    crackmap help lint

{_DONE}""",
}


# The default and the variable of an option, which stay on one line.
_AT_THE_END = re.compile(r"\[[^\]]*\]\Z")
_UNBROKEN = "\N{NO-BREAK SPACE}"


class Command(TyperCommand):
    """A command whose help has its options in groups, and ends with how it is used."""

    def invoke(self, ctx: Any) -> Any:
        """Do it; what keeps the command from its work is reported here, for all commands alike."""
        with or_fail():
            return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return the first line of the help; lists of commands show it whole."""
        return (self.help or "").strip().partition("\n")[0]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the usage as man pages write it: what must be given stands without braces."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options below the headings of their groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row:
                plain = "Arguments" if parameter.param_type_name == "argument" else "Options"
                name, words = row
                words = _AT_THE_END.sub(lambda match: match[0].replace(" ", _UNBROKEN), words)
                heading = getattr(parameter, "rich_help_panel", None) or plain
                groups.setdefault(heading, []).append((name, words))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
        formatter.buffer = [part.replace(_UNBROKEN, " ") for part in formatter.buffer]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write examples, exit codes and the environment, line by line."""
        _write_afterword(self.name or "", formatter)


def show_help(
    context: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(metavar="[COMMAND]", help="Its name; all commands when left out."),
    ] = None,
) -> None:
    """Show the help of a command."""
    program = context.find_root()
    group: Any = program.command
    if command is None:
        write_out(program.get_help() + "\n")
        return
    one_of("help", command, group.list_commands(program))
    shown = group.get_command(program, command)
    write_out(shown.get_help(type(context)(shown, info_name=command, parent=program)) + "\n")


class Program(TyperGroup):
    """All commands; its help ends as that of a command does."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write examples, exit codes and the environment, line by line."""
        _write_afterword("", formatter)


def _write_afterword(name: str, formatter: Any) -> None:
    formatter.write_paragraph()
    formatter.write(AFTERWORDS[name])
