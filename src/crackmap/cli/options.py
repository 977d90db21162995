"""The options that several commands share, and what the shell completes for them."""

from collections.abc import Callable
from typing import Annotated

from crackmap.cli import completing
from crackmap.cli.option import OTHER_FILES, OUTPUT, SELECTION, SOURCES, Argument, Option
from crackmap.readers.choose import READERS, TABLE
from crackmap.readers.making.reading import ReadOptions

COLORS = ("auto", "always", "never")
SEVERITIES = ("note", "warning", "error")
RULE_FORMATS = ("text", "json")
FORMATS_READ = (TABLE, *READERS)
TOPICS = {"handoffs": "crackmap.graph.grades"}


def words(*known: str) -> Callable[[str], list[str]]:
    """Return what the shell asks for the `known` words that begin with what was typed."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in known if word.startswith(incomplete)]

    return complete


def in_list(incomplete: str, known: Callable[[str], list[str]]) -> list[str]:
    """Complete the last word of a list with commas, and offer no word of it again."""
    before, comma, last = incomplete.rpartition(",")
    given = before.split(",")
    return [f"{before}{comma}{word}" for word in known(last) if word not in given]


Paths = Annotated[
    list[str] | None,
    Argument(
        metavar="[PATH]...",
        help="Process files, folders with *.yaml files that are processes, or - for standard "
        "input. Files may be tables, drawings and pages, too. Without any, the `processes` of "
        "crackmap.yaml, else those here and below.",
        show_default=False,
    ),
]
YamlPaths = Annotated[
    list[str] | None,
    Argument(
        metavar="[PATH]...",
        help="Process files, and folders with *.yaml files that are processes. Without any, the "
        "`processes` of crackmap.yaml, else those here and below.",
        show_default=False,
    ),
]
Config = Annotated[
    str | None,
    Option(
        "--config",
        metavar="FILE",
        help="Use this crackmap.yaml for every file, instead of the nearest one above it.",
        show_default=False,
        rich_help_panel=SOURCES,
    ),
]
Isolated = Annotated[
    bool,
    Option("--isolated", help="Read no crackmap.yaml.", rich_help_panel=SOURCES),
]
Today = Annotated[
    str | None,
    Option(
        "--today",
        envvar="CRACKMAP_TODAY",
        metavar="DATE",
        help="Take this day for today, such as 2026-11-24. Default: today (UTC).",
        show_default=False,
        rich_help_panel=SOURCES,
    ),
]


def top_cracks(help_: str, panel: str = OUTPUT) -> Option:
    """Return the option `--top` of a command, which says itself what becomes of the others."""
    return Option(
        "--top", metavar="N", min=1, help=help_, show_default=False, rich_help_panel=panel
    )


def _about_files(name: str, metavar: str, help_: str) -> Option:
    return Option(
        name, metavar=metavar, help=help_, show_default=False, rich_help_panel=OTHER_FILES
    )


From = Annotated[
    str | None,
    Option(
        "--from",
        metavar="FORMAT[:FORM]",
        help="Read files as this instead of what they seem to be, and look for such files in "
        "folders: csv, xlsx, markdown, pipelines, bpmn, drawio, mermaid, yaml, or table for any "
        "table; its form behind a colon, such as table:raci.",
        autocompletion=words(*FORMATS_READ),
        show_default=False,
        rich_help_panel=OTHER_FILES,
    ),
]
Sheet = Annotated[str | None, _about_files("--sheet", "NAME", "Of a workbook only this sheet.")]
Page = Annotated[
    str | None, _about_files("--page", "NAME", "Of a drawing with several pages only this one.")
]
OneProcess = Annotated[
    str | None,
    _about_files("--process", "ID", "Of a file with several processes only this one."),
]
Encoding = Annotated[
    str | None,
    _about_files("--encoding", "NAME", "How letters are written in a text: cp1250, say."),
]
Shares = Annotated[
    bool,
    Option(
        "--shares",
        help="Take the probabilities of a pipeline for shares; they are forecasts.",
        rich_help_panel=OTHER_FILES,
    ),
]


def reading(
    form: str | None,
    sheet: str | None,
    page: str | None,
    process: str | None,
    encoding: str | None,
    *,
    shares: bool,
) -> ReadOptions:
    """Return what was said of files that are no YAML."""
    return ReadOptions(
        form or "", sheet or "", page or "", process or "", encoding or "", shares=shares
    )


Color = Annotated[
    str,
    Option(
        "--color",
        metavar="WHEN",
        help="auto (on a terminal), always or never.",
        autocompletion=words(*COLORS),
        rich_help_panel=OUTPUT,
    ),
]
NoPager = Annotated[
    bool,
    Option(
        "--no-pager",
        help="Write all at once, even if it is longer than the terminal.",
        rich_help_panel=OUTPUT,
    ),
]
RuleFormat = Annotated[
    str,
    Option(
        "--output-format",
        metavar="FORMAT",
        help="text, or json for programs.",
        autocompletion=words(*RULE_FORMATS),
        rich_help_panel=OUTPUT,
    ),
]


def complete_page(incomplete: str) -> list[str]:
    """Return the rules and topics that begin with what was typed, for shell completion."""
    from crackmap.rules.registry import known_names

    return [name for name in (*known_names(), *TOPICS) if name.startswith(incomplete)]


def complete_rules(incomplete: str) -> list[str]:
    """Return the rules and groups that the last word of a list begins, for shell completion."""
    from crackmap.rules.registry import GROUPS, known_names

    return in_list(incomplete, words(*known_names(), *GROUPS, "ALL"))


def _rules(name: str, help_: str) -> Option:
    return Option(
        name,
        metavar="RULE",
        help=help_,
        autocompletion=complete_rules,
        show_default=False,
        rich_help_panel=SELECTION,
    )


Select = Annotated[
    list[str] | None,
    _rules(
        "--select",
        "Only these rules, or groups of them: ownership, handoff, flow, time, incentive, "
        "governance, modelling; or ALL. Several with commas.",
    ),
]
ExtendSelect = Annotated[
    list[str] | None,
    _rules(
        "--extend-select", "These too, besides those that are on, even if crackmap.yaml says off."
    ),
]
Ignore = Annotated[
    list[str] | None,
    _rules(
        "--ignore",
        "Not these rules or groups. A rule counts more than its group, a group more than ALL.",
    ),
]
Departments = Annotated[
    list[str] | None,
    Option(
        "--department",
        metavar="DEPARTMENT",
        help="Only cracks that it, or a team of it, acts on next, or about steps that it owns.",
        autocompletion=completing.departments,
        show_default=False,
        rich_help_panel=SELECTION,
    ),
]
Stages = Annotated[
    list[str] | None,
    Option(
        "--stage",
        metavar="STAGE",
        help="Only cracks about this stage and its steps.",
        autocompletion=completing.stages,
        show_default=False,
        rich_help_panel=SELECTION,
    ),
]
MinSeverity = Annotated[
    str,
    Option(
        "--min-severity",
        metavar="SEVERITY",
        help="Show nothing below this.",
        autocompletion=words(*SEVERITIES),
        rich_help_panel=SELECTION,
    ),
]
