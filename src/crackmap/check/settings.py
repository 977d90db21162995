"""crackmap.yaml: what processes share, and the settings of the checks, each with its place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from crackmap.check.process_files import NoPlace, named_by
from crackmap.check.rule_settings import assumed_rates, ignored_paths, levels_and_options
from crackmap.language.cut_texts import cut_texts
from crackmap.language.faults import problems_of
from crackmap.language.values import WORKING_DAY, Rate
from crackmap.language.workspace import FollowUp, Workspace
from crackmap.rules.registry import all_rules, rules_of
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
from crackmap.source.yaml_events import load

if TYPE_CHECKING:
    from crackmap.source.last_changes import Change


@dataclass(frozen=True)
class Settings:
    """What a run is told besides its files.

    `levels` maps a rule to off, note, warning or error, `options` a rule to its options, `ignore` a
    path pattern to the rules that are off below it, named as --select names them, `rates` a rule to
    the share of the cases that its cracks are taken to lose; `places` a setting to where it is
    written. The files are those of the commit `revision`, else those on disk.
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
    revision: str = ""

    def last_changes(self, path: str, text: str) -> Sequence[Change] | None:
        """Return when each line of `text`, which stands at `path`, was last changed."""
        from crackmap.source.last_changes import last_changes

        return last_changes(path, text, self.revision)

    @property
    def follow_up(self) -> FollowUp:
        """By when cracks are to be filled."""
        written = self.workspace.follow_up if self.workspace else None
        return written or FollowUp.model_validate({})

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
        """Return the files that `processes` of the settings here name, if it names any.

        Raises NoInput where there are none of those.
        """
        settings = self.of(".")
        if not settings.processes:
            return []
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
    problems += cut_texts(root)
    places: dict[str, Span] = {key: root.span(key) for key in root}
    levels, options = levels_and_options(root.get("rules"), problems, places)
    ignore = ignored_paths(root.get("ignore"), problems, places)
    rates = assumed_rates(root.get("impact"), problems, places)
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


def _shown(file: Path) -> str:
    """Return the path of a file below or above where people are, as they would write it."""
    here = Path.cwd()
    near = file.is_relative_to(here) or here.is_relative_to(file.parent)
    return Path(os.path.relpath(file)).as_posix() if near else str(file)


def _seen_from_here(path: Path) -> str:
    """Return a relative path without detours: of ../processes/a.yaml, in processes, a.yaml."""
    return path.as_posix() if path.is_absolute() else Path(os.path.relpath(path)).as_posix()
