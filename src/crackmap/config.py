"""crackmap.yaml: what processes share, and the settings of the checks, each with its place."""

from __future__ import annotations

import datetime
import glob
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

from crackmap import shapes
from crackmap.document import load
from crackmap.element import Element
from crackmap.files import NoInput, file_above
from crackmap.finding import SEVERITIES
from crackmap.forms import Reading
from crackmap.model import Department, Goal, Handoff, Texts
from crackmap.options import option_value
from crackmap.readers.yaml import Unreadable
from crackmap.rule import all_rules, known_names
from crackmap.shapes import TABLE, Misfit
from crackmap.source import Mapping as Placed
from crackmap.source import Problem, Span, nearest
from crackmap.values import WORKING_DAY

FILE_NAME = "crackmap.yaml"
LEVELS = ("off", *SEVERITIES)
_HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


class WorkingHours(Element):
    """When people work; a working day is as long as its hours."""

    noun: ClassVar[str] = "working_hours"

    days: Annotated[str, shapes.choice("mon-fri")] = Field(
        "mon-fri", description="The days on which people work: Monday to Friday."
    )
    hours: Annotated[str | None, shapes.TEXT] = Field(
        None, description="From when to when: 09:00-17:00."
    )

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Refuse hours that are none."""
        hours = plain.get("hours")
        if hours and not _day_length(hours):
            span = data.span("hours") if isinstance(data, Placed) else Span(reading.path)
            reading.problem(span, f"`{hours}` are no working hours", 'write "09:00-17:00"')

    @property
    def day(self) -> int:
        """The minutes of a working day."""
        return _day_length(self.hours or "") or WORKING_DAY


class Workspace(Element):
    """The file crackmap.yaml: shared departments, goals, handoffs, sources, and settings."""

    noun: ClassVar[str] = "workspace file"
    parts: ClassVar[dict[str, type[Element]]] = {
        "departments": Department,
        "handoffs": Handoff,
        "goals": Goal,
        "working_hours": WorkingHours,
    }

    processes: Texts = Field((), description="What commands work on when no path is named.")
    departments: Annotated[dict[str, Department], TABLE] = Field(
        {}, description="Departments that the processes share."
    )
    goals: Annotated[dict[str, Goal], TABLE] = Field({}, description="Goals that they share.")
    handoffs: Annotated[dict[str, Handoff], TABLE] = Field(
        {}, description="Agreements that several processes use."
    )
    sources: Annotated[dict[str, str], shapes.SOURCES] = Field(
        {}, description="Where definitions come from."
    )
    rules: Any = Field(None, description="Levels and options of rules.")
    ignore: Any = Field(None, description="Rules that are off for some paths.")
    fail_on: Annotated[str, shapes.choice("error", "warning", "note")] = Field(
        "error", description="The severity from which on lint fails."
    )
    working_hours: Annotated[WorkingHours | None, shapes.ONE] = Field(
        None, description="When people work."
    )

    def model_post_init(self, context: Any, /) -> None:
        """Tell the elements of the tables the ids under which they stand."""
        super().model_post_init(context)
        for table in (self.departments, self.handoffs, self.goals):
            for id_, element in table.items():
                element.__dict__["_id"] = id_


@dataclass(frozen=True)
class Settings:
    """What a run is told besides its files.

    `levels` maps a rule to off, note, warning or error, `options` a rule to its options, `ignore` a
    path pattern to the rules that are off below it; `places` a setting to where it is written.
    """

    today: datetime.date
    levels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fail_on: str = "error"
    processes: tuple[str, ...] = ()
    workspace: Workspace | None = None
    path: str = ""
    places: Mapping[str, Span] = field(default_factory=dict)

    @property
    def working_day(self) -> int:
        """The minutes of a working day."""
        hours = self.workspace.working_hours if self.workspace else None
        return hours.day if hours else WORKING_DAY

    def of(self, path: str) -> Settings:
        """Give the settings for the file `path`: these, for every file."""
        return self

    def level(self, rule: str, path: str) -> str:
        """Give the level of `rule` for the process file `path`: off, note, warning or error."""
        for pattern, expression in self._patterns.items():
            if rule in self.ignore[pattern] and expression.fullmatch(self._inside(path)):
                return "off"
        return self.levels.get(rule) or all_rules()[rule].severity

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {pattern: re.compile(_expression(pattern)) for pattern in self.ignore}

    def _inside(self, path: str) -> str:
        """Give `path` as patterns see it: from the folder of crackmap.yaml on."""
        folder = Path(self.path).resolve().parent
        full = Path(path).resolve()
        return full.relative_to(folder).as_posix() if full.is_relative_to(folder) else str(full)


class Workspaces:
    """Finds the settings for each file of a run: of the nearest crackmap.yaml above it."""

    def __init__(
        self,
        base: Settings,
        config: str | None = None,
        *,
        isolated: bool = False,
        choose: Callable[[Settings], Settings] = lambda settings: settings,
    ) -> None:
        """Use `config` for all files if it is given, nothing at all if `isolated`.

        `choose` gives what the command line makes of the settings of a file.
        """
        self._base = base
        self._choose = choose
        self._above_folder: dict[Path, Path | None] = {}
        self._found: dict[Path | None, Settings] = {}
        self._only: Settings | None = None
        if config:
            self._only = choose(load_settings(config, base))
        elif isolated:
            self._only = choose(base)

    def of(self, path: str) -> Settings:
        """Give the settings for the file (or folder) `path`; raises Unreadable."""
        if self._only is not None:
            return self._only
        folder = Path(path).resolve()
        return self._above(folder if folder.is_dir() else folder.parent)

    def process_files(self) -> list[str]:
        """Give the files that `processes` of the settings here name; raises NoInput."""
        settings = self.of(".")
        if not settings.processes:
            raise NoInput("name a process file or a folder", "or list `processes` in crackmap.yaml")
        folder = Path(settings.path).parent
        found: dict[str, None] = {}
        for pattern in settings.processes:
            matches = sorted(glob.glob(pattern, root_dir=folder, recursive=True))
            found.update(dict.fromkeys((folder / match).as_posix() for match in matches))
        if not found:
            patterns = ", ".join(settings.processes)
            raise NoInput(f"{settings.path}: no file matches processes: {patterns}")
        return list(found)

    def _above(self, folder: Path) -> Settings:
        if folder not in self._above_folder:
            self._above_folder[folder] = file_above(folder, FILE_NAME)
        file = self._above_folder[folder]
        if file not in self._found:
            base = load_settings(_shown(file), self._base) if file else self._base
            self._found[file] = self._choose(base)
        return self._found[file]


def load_settings(path: str, base: Settings) -> Settings:
    """Read `path` as crackmap.yaml over the settings `base`; raises Unreadable."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        words = f"the workspace file cannot be read: {error.strerror or error}"
        raise Unreadable([Problem(Span(path), words)]) from None
    document = load(data, path)
    reading = Reading(path, list(document.problems))
    root = document.root if document.root is not None else Placed(document.source, 0)
    if not isinstance(root, Placed):
        reading.problem(
            Span(path), "crackmap.yaml is a mapping", "begin with departments: or rules:"
        )
        root = Placed(document.source, 0)
    workspace = Workspace.model_validate(root, context=reading)
    places: dict[str, Span] = {key: workspace.span(key) for key in root}
    levels, options = _rules(workspace.rules, reading, places)
    settings = replace(
        base,
        levels={**base.levels, **levels},
        options={**base.options, **options},
        ignore=_ignore(workspace.ignore, reading),
        fail_on=workspace.fail_on,
        processes=workspace.processes,
        workspace=workspace,
        path=path,
        places=places,
    )
    if reading.problems:
        by_place = sorted(reading.problems, key=lambda one: (one.span.line, one.span.column))
        raise Unreadable(by_place)
    return settings


def _rules(
    value: Any, reading: Reading, places: dict[str, Span]
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    levels: dict[str, str] = {}
    options: dict[str, dict[str, Any]] = {}
    if value is None:
        return levels, options
    if not isinstance(value, Placed):
        reading.problem(Span(reading.path), "`rules` is a mapping", "write a-rule: off")
        return levels, options
    for name in value:
        if not _known_rule(name, value.key_span(name), reading):
            continue
        places[name] = value.span(name)
        given = value[name]
        if isinstance(given, Placed):
            options[name] = _options(name, given, reading, places)
            given = given.get("severity")
        if given is not None and given not in LEVELS:
            span = value.span(name)
            meant = nearest(str(given), LEVELS)
            help_ = f"did you mean `{meant}`?" if meant else f"a level is {', '.join(LEVELS)}"
            reading.problem(span, f"`{given}` is no level of a rule", help_)
        elif given is not None:
            levels[name] = given
    return levels, options


def _options(rule: str, given: Placed, reading: Reading, places: dict[str, Span]) -> dict[str, Any]:
    known = all_rules()[rule].options
    found = {}
    for key, value in given.items():
        if key == "severity":
            continue
        if key not in known:
            names = ("severity", *known)
            meant = nearest(key, names)
            help_ = f"did you mean `{meant}`?" if meant else f"{rule} takes {', '.join(names)}"
            reading.problem(given.key_span(key), f"{rule} has no option `{key}`", help_)
            continue
        try:
            found[key] = option_value(known[key], value)
            places[f"{rule}.{key}"] = given.span(key)
        except Misfit as misfit:
            reading.problem(given.span(key), f"`{key}`: {misfit.message}", misfit.help)
    return found


def _ignore(value: Any, reading: Reading) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, Placed):
        reading.problem(Span(reading.path), "`ignore` is a mapping", 'write "legacy/**": [a-rule]')
        return {}
    found = {}
    for pattern in value:
        try:
            names = shapes.TEXTS.read(value[pattern])
        except Misfit as misfit:
            reading.problem(value.span(pattern), misfit.message, misfit.help)
            continue
        known = tuple(name for name in names if _known_rule(name, value.span(pattern), reading))
        found[pattern] = known
    return found


def _known_rule(name: str, span: Span, reading: Reading) -> bool:
    known = known_names()
    if name in known:
        return True
    meant = nearest(name, known)
    help_ = f"did you mean `{meant}`?" if meant else "crackmap rules lists them"
    reading.problem(span, f"there is no rule `{name}`", help_)
    return False


def _day_length(hours: str) -> int:
    found = _HOURS.fullmatch(hours.strip())
    if not found:
        return 0
    first, last = (int(found[one]) * 60 + int(found[one + 1]) for one in (1, 3))
    return max(0, last - first)


def _expression(pattern: str) -> str:
    """Turn a path pattern into a regular expression: `**` crosses folders, `*` does not."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(part) or re.escape(part) for part in parts)


def _shown(file: Path) -> str:
    """Give a path as people would write it from where they are."""
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else str(file)
