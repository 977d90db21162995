"""A run: the files and settings that a command was told to use, and what is found in them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crackmap.readers.choose import check_options, endings_for
from crackmap.readers.making.reading import PLAIN, ReadOptions
from crackmap.source.files import (
    BASELINE_FILE,
    WORKSPACE_FILE,
    NoInput,
    RealPaths,
    as_found,
    file_above,
    find_inputs,
    folder_of,
    read_input,
)
from crackmap.source.globs import has_signs
from crackmap.source.problems import Refusal

if TYPE_CHECKING:
    from crackmap.check.cache import Cache, Result
    from crackmap.check.check import Checked
    from crackmap.check.elsewhere import Elsewhere
    from crackmap.check.settings import Settings
    from crackmap.check.workspaces import Workspaces
    from crackmap.rules.finding import Report
    from crackmap.source.files import Input


STDIN = "<stdin>"
HERE = ["."]
_YEARS = range(1900, 9001)  # what is counted from a day stays in the calendar


def today(given: str | None) -> datetime.date:
    """Return the day that is counted from: `given`, else today in UTC; raises Refusal."""
    if not given:
        return datetime.datetime.now(datetime.UTC).date()
    from crackmap.language.values import parse_date

    try:
        day = parse_date(given)
    except ValueError as error:
        words = f"--today or CRACKMAP_TODAY: {error}"
        raise Refusal(words, "write it as 2026-11-24") from None
    if day.year not in _YEARS:
        words = f"--today or CRACKMAP_TODAY: {given} is no day to count from"
        raise Refusal(words, f"take one from {_YEARS[0]} to {_YEARS[-1]}")
    return day


class RunOptions(NamedTuple):
    """Which files and settings a command was told to use."""

    paths: Sequence[str]
    config: str | None = None
    isolated: bool = False
    today: str | None = None
    stdin_filename: str | None = None
    select: Sequence[str] = ()
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    reading: ReadOptions = PLAIN


class Run:
    """The files of a run, and what was chosen for it."""

    def __init__(
        self,
        inputs: list[Input],
        choice: RunOptions,
        workspace_files: Mapping[Path, bytes] | None = None,
        revision: str = "",
    ) -> None:
        """Keep what is to be looked at.

        `workspace_files` are those of another day, where the run is about one, and `revision` is
        its commit.
        """
        self.inputs = inputs
        self.choice = choice
        self.workspace_files = workspace_files
        self.revision = revision

    def of(self, inputs: list[Input], workspace_files: Mapping[Path, bytes] | None = None) -> Run:
        """Return the run for other `inputs`, and for other `workspace_files` if there are some."""
        files = self.workspace_files if workspace_files is None else workspace_files
        return Run(inputs, self.choice, files, self.revision)

    def is_stdin(self, file: Input) -> bool:
        """Return whether a file of the run is standard input."""
        return "-" in self.choice.paths and file.path == (self.choice.stdin_filename or STDIN)

    @cached_property
    def settings(self) -> Workspaces:
        """Where the settings of each file come from; heavy, so only loaded when asked for."""
        return workspaces(self.choice, self.workspace_files, self.revision)

    def check(self, fixed: Sequence[Input] | None = None) -> Checked:
        """Check the files, or `fixed` copies of them, and keep the graphs."""
        from crackmap.check.check import check

        inputs = self.inputs if fixed is None else fixed
        return check(inputs, self.settings, self.choice.reading)

    def cache(self, folder: str | None = None) -> Cache:
        """Return the cache for this run: in `folder`, else in the one that this user has for it.

        Raises NotPrivate where others could have written into it, and OSError where there is
        nowhere to keep anything.
        """
        from crackmap.check.cache import Cache, run_key

        options = self._on_its_day._replace(paths=())
        return Cache(folder, run_key(options, self.config_files()))

    def results(
        self, cache: Cache | None = None, progress: Callable[[int], None] = lambda done: None
    ) -> list[Result]:
        """Return what was found in each file; what has not changed comes from the `cache`.

        `progress` hears how many files are done.
        """
        from crackmap.check.workers import results

        check = partial(check_files, self._on_its_day)
        return results(self.inputs, check, cache, progress, self.settle)

    def report(self, results: Sequence[Result]) -> Report:
        """Put the results of the files together, as they are told where no baseline knows any."""
        from crackmap.rules.clues import unexplained
        from crackmap.rules.finding import Report, in_order

        found = unexplained(finding for result in results for finding in result.findings)
        return Report(
            findings=tuple(in_order(found)),
            processes=tuple(summary for result in results for summary in result.summaries),
            files=len(self.inputs),
            today=today(self.choice.today).isoformat(),
            texts={file.path: file.data for file in self.inputs} | self._shared_texts(results),
            reads=tuple(result.read for result in results if result.read),
            whole=not (self.choice.select or self.choice.extend_select or self.choice.ignore),
        )

    def beside(self, results: Sequence[Result], name: str) -> dict[str, dict[str, Result]]:
        """Part the results by the path of the file `name` beside their crackmap.yaml, else here.

        Each part maps the paths of its files to their results.
        """
        configs = dict.fromkeys(result.config for result in results)
        beside = {config: (Path(config).parent / name).as_posix() for config in configs}
        parts: dict[str, dict[str, Result]] = {}
        for file, result in zip(self.inputs, results, strict=True):
            parts.setdefault(beside[result.config], {})[file.path] = result
        return dict(sorted(parts.items()))

    def has_baseline(self, results: Sequence[Result]) -> bool:
        """Return whether a file of known cracks lies where the run would look for it."""
        beside = self.beside(results, BASELINE_FILE)
        return not self.choice.isolated and any(map(os.path.lexists, beside))

    def asks(self, rule: str, path: str) -> bool:
        """Return whether `rule` is on for the file `path`."""
        return self.settings.of(path).level(rule, path) != "off"

    def settle(self) -> None:
        """Read the settings of all files; raises Unreadable where they are not in order."""
        for file in self.inputs:
            self.settings.of(file.path)

    @cached_property
    def _on_its_day(self) -> RunOptions:
        """The options with the day written out, for a day may end while files are checked."""
        return self.choice._replace(today=today(self.choice.today).isoformat())

    def _shared_texts(self, results: Sequence[Result]) -> dict[str, bytes]:
        """Return the workspace files into which findings point: a shared agreement stands there."""
        paths = dict.fromkeys(result.config for result in results if result.config)
        follow = self.choice.config is not None
        files = [read_input(path, follow=follow) for path in paths]
        return {file.path: file.data for file in files if not file.failure}

    def _places(self) -> set[str]:
        """Return the folders of the files as they are written, and what may be none: links, say."""
        return {
            file.path
            if file.failure or os.path.islink(file.path)
            else os.path.dirname(file.path) or "."
            for file in self.inputs
        }

    def config_files(self) -> list[tuple[str, bytes]]:
        """Return the crackmap.yaml files that have a say in the run, unread."""
        if self.choice.isolated:
            return []
        if self.choice.config:
            paths = {Path(self.choice.config)}
        else:
            named, real = as_found(self.choice.paths), RealPaths()
            folders = {folder_of(place, named, real) for place in self._places()}
            above = {file_above(folder, WORKSPACE_FILE) for folder in folders}
            paths = {path for path in above if path}
        from crackmap.source.characters import encoded

        # One that cannot be read is reported when the settings are read.
        follow = self.choice.config is not None
        files = [read_input(str(path), follow=follow) for path in sorted(paths)]
        return [(file.path, file.data + encoded(file.failure)) for file in files]


def check_files(choice: RunOptions, inputs: Sequence[Input], elsewhere: Elsewhere) -> list[Result]:
    """Check some files of a run, perhaps in a process of their own."""
    from crackmap.check.check import check_each

    return check_each(inputs, workspaces(choice), choice.reading, elsewhere)


def begin(choice: RunOptions) -> Run:
    """Find the files; raises Refusal or Unreadable where that fails."""
    look_at_config(choice)
    check_options(choice.reading)
    paths = paths_of(choice)
    here = not choice.paths and paths == HERE
    if choice.paths or here:
        choice = choice._replace(paths=tuple(paths))
    stdin = choice.stdin_filename or STDIN
    try:
        endings = endings_for(choice.reading)
        return Run(find_inputs(paths, stdin, named=bool(choice.paths), endings=endings), choice)
    except NoInput:
        if not here:
            raise
        words = "there is no process in this folder or below it"
        raise NoInput(words, "name a process file, or begin one: crackmap init") from None


def paths_of(choice: RunOptions) -> list[str]:
    """Return the paths that are meant; raises NoInput or Unreadable.

    Without any these are the `processes` of crackmap.yaml, and without those the folder here. A
    pattern that the shell left alone, as that of Windows does, stands for the files it matches.
    """
    if not choice.paths:
        return workspaces(choice).process_files() or HERE
    paths: list[str] = []
    for path in choice.paths:
        paths += _matching(path) if has_signs(path) and not os.path.lexists(path) else [path]
    return paths


def _matching(pattern: str) -> list[str]:
    from crackmap.check.process_files import named_by

    plain = pattern.replace(os.sep, "/")
    root = Path(plain).anchor
    paths = named_by(plain.removeprefix(root), root or ".")
    if not paths:
        raise NoInput(f"no process file matches {pattern}", "write the path of a file or a folder")
    return paths


def look_at_config(choice: RunOptions) -> None:
    """Raise Refusal unless the options about crackmap.yaml are in order."""
    if choice.config and choice.isolated:
        raise Refusal("--config and --isolated do not go together")
    if choice.config and not Path(choice.config).is_file():
        raise Refusal(f"--config: there is no file {choice.config}")


def workspaces(
    choice: RunOptions,
    workspace_files: Mapping[Path, bytes] | None = None,
    revision: str = "",
) -> Workspaces:
    """Return the settings, with the rules that were chosen.

    `workspace_files` are those of another day, of the commit `revision`. Raises Refusal or
    Unreadable.
    """
    from crackmap.check.selection import chosen
    from crackmap.check.settings import Settings
    from crackmap.check.workspaces import Workspaces

    def choose(settings: Settings) -> Settings:
        return chosen(settings, choice.select, choice.extend_select, choice.ignore)

    base = Settings(today(choice.today), revision=revision)
    choose(base)  # so that a word that is no rule is reported even without a file
    return Workspaces(
        base,
        choice.config,
        isolated=choice.isolated,
        named=choice.paths,
        choose=choose,
        workspace_files=workspace_files,
    )
