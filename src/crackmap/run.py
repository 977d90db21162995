"""How a command begins and ends: files and settings, output, and words for what fails."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from crackmap.files import (
    WORKSPACE_FILE,
    as_found,
    file_above,
    find_inputs,
    folder_of,
    read_input,
)
from crackmap.output import fail, or_fail, say, tell

if TYPE_CHECKING:
    from crackmap.cache import Result
    from crackmap.check import Checked
    from crackmap.config import Settings, Workspaces
    from crackmap.files import Input
    from crackmap.finding import Report


STDIN = "<stdin>"


def today(given: str | None) -> datetime.date:
    """Give the day that is counted from: `given`, else today in UTC."""
    if not given:
        return datetime.datetime.now(datetime.UTC).date()
    from crackmap.values import parse_date

    try:
        return parse_date(given)
    except ValueError as error:
        fail(f"--today or CRACKMAP_TODAY: {error}", "write it as 2026-11-24")


@dataclass(frozen=True)
class Choice:
    """Which files and settings a command was told to use."""

    paths: Sequence[str]
    config: str | None = None
    isolated: bool = False
    today: str | None = None
    stdin_filename: str | None = None
    select: Sequence[str] = ()
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()


@dataclass(frozen=True)
class Run:
    """The files of a run, and what was chosen for it.

    `workspace_files` are those of another day, where the run is about one.
    """

    inputs: list[Input]
    choice: Choice
    workspace_files: Mapping[Path, bytes] | None = None

    def is_stdin(self, one: Input) -> bool:
        """Tell whether a file of the run is standard input."""
        return "-" in self.choice.paths and one.path == (self.choice.stdin_filename or STDIN)

    @cached_property
    def settings(self) -> Workspaces:
        """Where the settings of each file come from; heavy, so only loaded when asked for."""
        return workspaces(self.choice, self.workspace_files)

    def check(self, mended: Sequence[Input] | None = None) -> Checked:
        """Check the files, or `mended` copies of them, and keep the graphs."""
        from crackmap.check import check

        with or_fail():
            return check(self.inputs if mended is None else mended, self.settings)

    def results(self, *, keep: bool = True, cache_dir: str | None = None) -> list[Result]:
        """Give what was found in each file; what has not changed comes from the cache.

        Nothing is looked for or kept there unless `keep`. The cache lies in `cache_dir`, else in
        the folder that this user has for such things.
        """
        from crackmap.cache import Cache, run_key
        from crackmap.workers import results

        day = today(self.choice.today)
        choice = replace(self.choice, today=day.isoformat())
        cache = None
        if keep:
            with _or_without_cache(cache_dir):
                key = run_key(replace(choice, paths=()), self._config_files(), self.inputs)
                cache = Cache(cache_dir, key)
        progress = _Progress(len(self.inputs))
        try:
            check = partial(check_files, choice)
            return results(self.inputs, check, cache, progress, self.settle)
        finally:
            progress.end()

    def report(self, found: Sequence[Result]) -> Report:
        """Put the results of the files together."""
        from crackmap.finding import Report, in_order

        return Report(
            findings=tuple(in_order(one for result in found for one in result.findings)),
            processes=tuple(result.summary for result in found if result.summary),
            files=len(self.inputs),
            today=today(self.choice.today).isoformat(),
            texts={one.path: one.data for one in self.inputs} | self._shared_texts(found),
        )

    def asks(self, rule: str, path: str) -> bool:
        """Tell whether `rule` is on for the file `path`."""
        return self.settings.of(path).level(rule, path) != "off"

    def settle(self, day: str = "") -> None:
        """Read the settings of all files; ends the command where they are not in order."""
        with or_fail(day):
            for one in self.inputs:
                self.settings.of(one.path)

    def _shared_texts(self, found: Sequence[Result]) -> dict[str, bytes]:
        """Give the workspace files into which findings point: a shared agreement stands there."""
        paths = dict.fromkeys(result.config for result in found if result.config)
        follow = self.choice.config is not None
        files = [read_input(path, follow=follow) for path in paths]
        return {one.path: one.data for one in files if not one.failure}

    def _places(self) -> set[str]:
        """Give the folders of the files as they are written, and what may be none: links, say."""
        return {
            one.path
            if one.failure or os.path.islink(one.path)
            else os.path.dirname(one.path) or "."
            for one in self.inputs
        }

    def _config_files(self) -> list[tuple[str, bytes]]:
        """Give the crackmap.yaml files that have a say in the run, unread."""
        if self.choice.isolated:
            return []
        if self.choice.config:
            paths = {Path(self.choice.config)}
        else:
            named = as_found(self.choice.paths)
            folders = {folder_of(place, named) for place in self._places()}
            above = {file_above(folder, WORKSPACE_FILE) for folder in folders}
            paths = {path for path in above if path}
        from crackmap.source import encoded

        # One that cannot be read is told when the settings are read.
        follow = self.choice.config is not None
        files = [read_input(str(path), follow=follow) for path in sorted(paths)]
        return [(one.path, one.data + encoded(one.failure)) for one in files]


def check_files(choice: Choice, inputs: Sequence[Input]) -> list[Result]:
    """Check some files of a run, perhaps in a process of their own."""
    from crackmap.check import check_each

    with or_fail():
        return check_each(inputs, workspaces(choice))


class _Progress:
    """Tells on a terminal how many files are done, once it takes long."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._shown = False
        self._wanted = files > 50 and sys.stderr is not None and sys.stderr.isatty()
        self._begun = time.monotonic()

    def __call__(self, done: int) -> None:
        if self._wanted and (self._shown or time.monotonic() - self._begun > 0.5):
            self._shown = True
            say(f"\rchecked {done} of {self._files} files", ends=False)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            say("\r\033[K", ends=False)


def begin(choice: Choice) -> Run:
    """Find the files; ends the command with a clear message where that fails."""
    look_at_config(choice)
    with or_fail():
        paths = list(choice.paths) or workspaces(choice).process_files()
        stdin = choice.stdin_filename or STDIN
        return Run(find_inputs(paths, stdin, named=bool(choice.paths)), choice)


def look_at_config(choice: Choice) -> None:
    """End the command unless the options about crackmap.yaml are in order."""
    if choice.config and choice.isolated:
        fail("--config and --isolated do not go together")
    if choice.config and not Path(choice.config).is_file():
        fail(f"--config: there is no file {choice.config}")


def workspaces(choice: Choice, workspace_files: Mapping[Path, bytes] | None = None) -> Workspaces:
    """Give the settings, with the rules that were chosen; ends the command where that fails.

    `workspace_files` are those of another day.
    """
    from crackmap.config import Settings, Workspaces
    from crackmap.selection import chosen

    def choose(settings: Settings) -> Settings:
        return chosen(settings, choice.select, choice.extend_select, choice.ignore)

    base = Settings(today(choice.today))
    with or_fail():
        choose(base)  # so that a word that is no rule is told even without a file
        return Workspaces(
            base,
            choice.config,
            isolated=choice.isolated,
            named=choice.paths,
            choose=choose,
            workspace_files=workspace_files,
        )


@contextlib.contextmanager
def _or_without_cache(folder: str | None) -> Iterator[None]:
    """Go on without a cache where others could have written into it, and say so.

    Where there is simply nowhere to keep anything, that is told only to who named a folder.
    """
    from crackmap.private import NotPrivate

    without = "nothing is kept for the next run"
    try:
        yield
    except NotPrivate as error:
        tell(f"{without}: {error}", error.help)
    except OSError as error:
        if folder:
            help_ = (
                "the key to it lies in the cache folder of the user; XDG_CACHE_HOME names another"
            )
            tell(f"{without}: {error.strerror or error}", help_)
