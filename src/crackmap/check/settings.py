"""crackmap.yaml: what processes share, and the settings of the checks, each with its place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crackmap.check.process_files import NoPlace, named_by
from crackmap.language.faults import problems_of
from crackmap.language.field_types import ADVICE
from crackmap.language.values import WORKING_DAY, Rate, is_placeholder
from crackmap.language.workspace import Workspace
from crackmap.rules.finding import SEVERITIES
from crackmap.rules.options import option_value
from crackmap.rules.registry import ALL, GROUPS, all_rules, known_names, rules_of
from crackmap.source.files import (
    WORKSPACE_FILE,
    NoInput,
    as_found,
    file_above,
    folder_of,
    read_beside,
)
from crackmap.source.globs import matches, seen_from
from crackmap.source.nodes import MapNode as Placed
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean
from crackmap.source.yaml_events import load

LEVELS = ("off", *SEVERITIES)


@dataclass(frozen=True)
class Settings:
    """What a run is told besides its files.

    `levels` maps a rule to off, note, warning or error, `options` a rule to its options, `ignore` a
    path pattern to the rules that are off below it, named as --select names them, `rates` a rule to
    the share of the cases that its cracks are taken to lose; `places` a setting to where it is
    written.
    """

    today: datetime.date
    levels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
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
        """Return the settings for the file `path`: these, for every file."""
        return self

    def level(self, rule: str, path: str) -> str:
        """Return the level of `rule` for the process file `path`: off, note, warning or error."""
        if self.ignore and rule in self.ignored(path):
            return "off"
        return self.levels.get(rule) or all_rules()[rule].severity

    def ignored(self, path: str) -> dict[str, str]:
        """Return the rules that are off for the file `path` alone, each with the pattern."""
        if path not in self._ignored_for:
            name = seen_from(self.path, path)
            self._ignored_for[path] = {
                rule: pattern
                for pattern, words in self.ignore.items()
                if matches(pattern, name)
                for word in words
                for rule in rules_of(word)
                if not all_rules()[rule].always
            }
        return self._ignored_for[path]

    @cached_property
    def _ignored_for(self) -> dict[str, dict[str, str]]:
        return {}


class Workspaces:
    """Finds the settings for each file of a run: of the nearest crackmap.yaml above it."""

    def __init__(
        self,
        base: Settings,
        config: str | None = None,
        *,
        isolated: bool = False,
        named: Iterable[str] = (),
        choose: Callable[[Settings], Settings] = lambda settings: settings,
        workspace_files: Mapping[Path, bytes] | None = None,
    ) -> None:
        """Use `config` for all files if it is given, nothing at all if `isolated`.

        A link has the settings of the file that it leads to, if it is `named` on the command line.
        `choose` gives what the command line makes of the settings of a file. `workspace_files`
        are those of another day by their full paths; with them, none is looked for on disk.
        """
        self._named = as_found(named)
        self._workspace_files = workspace_files
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
        """Return the settings for the file (or folder) `path`; raises Unreadable."""
        if self._only is not None:
            return self._only
        return self._above(folder_of(path, self._named))

    def process_files(self) -> list[str]:
        """Return the files that `processes` of the settings here name; raises NoInput."""
        settings = self.of(".")
        if not settings.processes:
            raise NoInput("name a process file or a folder", "or list `processes` in crackmap.yaml")
        folder = Path(settings.path).parent
        files: dict[str, None] = {}
        for pattern in settings.processes:
            try:
                paths = named_by(pattern, str(folder))
            except NoPlace as error:
                span = settings.places.get("processes", Span(settings.path))
                raise Unreadable([Problem(span, f"`{pattern}`: {error}", error.help)]) from None
            files.update((_seen_from_here(Path(path)), None) for path in paths)
        if not files:
            patterns = ", ".join(settings.processes)
            raise NoInput(f"{settings.path}: no file matches processes: {patterns}")
        return list(files)

    def _above(self, folder: Path) -> Settings:
        if folder not in self._above_folder:
            self._above_folder[folder] = self._file_above(folder)
        file = self._above_folder[folder]
        if file not in self._found:
            data = self._workspace_files.get(file) if self._workspace_files and file else None
            base = self._base
            if file:
                base = load_settings(_shown(file), base, data, named=False)
            self._found[file] = self._choose(base)
        return self._found[file]

    def _file_above(self, folder: Path) -> Path | None:
        if self._workspace_files is None:
            return file_above(folder, WORKSPACE_FILE)
        above = (place / WORKSPACE_FILE for place in (folder, *folder.parents))
        return next((file for file in above if file in self._workspace_files), None)


def load_settings(
    path: str, base: Settings, data: bytes | None = None, *, named: bool = True
) -> Settings:
    """Read `path` (or `data`, what it held) as crackmap.yaml over `base`; raises Unreadable.

    Where nobody `named` the file, it is not read through a link.
    """
    if data is None:
        file = read_beside(path, "--config", named=named)
        if file.failure:
            words = f"the workspace file: {file.failure}"
            raise Unreadable([Problem(Span(path), words, file.help)])
        data = file.data
    document = load(data, path)
    problems = list(document.problems)
    root = document.root if document.root is not None else Placed(document.source, 0)
    if not isinstance(root, Placed):
        words = "crackmap.yaml needs keys and values"
        problems.append(Problem(Span(path), words, "begin with departments: or rules:"))
        root = Placed(document.source, 0)
    places: dict[str, Span] = {key: root.span(key) for key in root}
    levels, options = _rules(root.get("rules"), problems, places)
    ignore = _ignore(root.get("ignore"), problems, places)
    rates = _rates(root.get("impact"), problems, places)
    try:
        workspace = Workspace.model_validate(root, context={"path": path})
    except ValidationError as error:
        raise Unreadable([*problems, *problems_of(error, root)]) from None
    if problems:
        raise Unreadable(problems)
    return replace(
        base,
        levels={**base.levels, **levels},
        options={**base.options, **options},
        ignore=ignore,
        rates=rates,
        fail_on=workspace.fail_on,
        processes=workspace.processes,
        workspace=workspace,
        path=path,
        places=places,
    )


def _rules(
    value: Any, problems: list[Problem], places: dict[str, Span]
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
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
            values[key] = option_value(known[key], value)
            places[f"{rule}.{key}"] = given.span(key)
        except ValidationError as error:
            for problem in problems_of(error, None):
                words = f"`{key}`: {problem.message}"
                problems.append(Problem(given.span(key), words, problem.help))
    return values


def _ignore(
    value: Any, problems: list[Problem], places: dict[str, Span]
) -> dict[str, tuple[str, ...]]:
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
            problems += (replace(problem, span=span) for problem in problems_of(error, None))
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


def _rates(value: Any, problems: list[Problem], places: dict[str, Span]) -> dict[str, Rate]:
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


def _shown(file: Path) -> str:
    """Return the path of a file below or above where people are, as they would write it."""
    here = Path.cwd()
    near = file.is_relative_to(here) or here.is_relative_to(file.parent)
    return Path(os.path.relpath(file)).as_posix() if near else str(file)


def _seen_from_here(path: Path) -> str:
    """Return a relative path without detours: of ../processes/a.yaml, in processes, a.yaml."""
    return path.as_posix() if path.is_absolute() else Path(os.path.relpath(path)).as_posix()
