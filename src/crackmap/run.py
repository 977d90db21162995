"""How a command begins and ends: files and settings, output, and words for what fails."""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer

from crackmap.files import WORKSPACE_FILE, file_above, find_inputs, folder_of, read_input
from crackmap.refusal import Refusal

if TYPE_CHECKING:
    from crackmap.cache import Result
    from crackmap.check import Checked
    from crackmap.config import Settings, Workspaces
    from crackmap.files import Input
    from crackmap.finding import Finding, Report
    from crackmap.source import Problem


STDIN = "<stdin>"
# What a byte in the path of a file is read as where it belongs to no letter.
_NO_TEXT = re.compile("[\ud800-\udfff]")


def fail(message: str, help_: str = "") -> NoReturn:
    """End the command with exit code 2 and words on standard error."""
    tell(f"crackmap: {message}", help_)
    raise typer.Exit(2)


def tell(headline: str, *below: object) -> None:
    """Say something on standard error, and below it what there is to say about it."""
    from crackmap.source import printable

    say(printable(headline))
    for line in below:
        if line:
            say(f"  {printable(str(line))}")


def say(text: str = "", *, ends: bool = True) -> None:
    """Write to standard error as it is; the program ends with code 2 where that cannot be done."""
    try:
        typer.echo(text, err=True, nl=ends)
    except OSError:
        let_go_of(sys.stderr)
        raise SystemExit(2) from None


def tell_problems(problems: Iterable[Problem | Finding], day: str = "") -> None:
    """Say where files cannot be read and why; `day` says in which state of the files that is."""
    for one in problems:
        span = one.span
        words = f"{span.path}:{span.line}:{span.column}: error: {day}{one.message}"
        tell(words, one.help)


@contextlib.contextmanager
def or_fail(day: str = "") -> Iterator[None]:
    """End the command on a refusal, or with all that is wrong with a file that it needs."""
    from crackmap.source import Unreadable

    try:
        yield
    except Refusal as error:
        fail(str(error), error.help)
    except Unreadable as error:
        tell_problems(error.problems, day)
        raise typer.Exit(2) from None


def one_of(option: str, value: str, allowed: Sequence[str]) -> None:
    """End the command unless `value` is one of the words that `option` takes."""
    if value not in allowed:
        from crackmap.source import did_you_mean

        help_ = did_you_mean(value, allowed, f"it takes {', '.join(allowed)}")
        fail(f"{option}: there is no `{value}`", help_)


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
            with _or_without_cache():
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
        named = self.choice.config is not None
        files = [read_input(path, follow=named) for path in paths]
        return {one.path: one.data for one in files if not one.failure}

    def _config_files(self) -> list[tuple[str, bytes]]:
        """Give the crackmap.yaml files that have a say in the run, unread."""
        if self.choice.isolated:
            return []
        if self.choice.config:
            paths = {Path(self.choice.config)}
        else:
            followed = set(map(str, map(Path, self.choice.paths)))
            folders = {folder_of(one.path, follow=one.path in followed) for one in self.inputs}
            above = {file_above(folder, WORKSPACE_FILE) for folder in folders}
            paths = {path for path in above if path}
        from crackmap.source import encoded

        # One that cannot be read is told when the settings are read.
        named = self.choice.config is not None
        files = [read_input(str(path), follow=named) for path in sorted(paths)]
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


def write_out(text: str | bytes, path: str | None = None, *, named: bool = True) -> None:
    """Write to standard output, or whole or not at all to the file `path`; makes its folder.

    Where nobody `named` the file, it is not written through a link.
    """
    if path is None and isinstance(text, str):
        from crackmap.source import STEERING

        text = STEERING.sub("\ufffd", text)  # no writer means it: the path of a file can hold it
    data = _NO_TEXT.sub("\ufffd", text).encode() if isinstance(text, str) else text
    if path is None or path == "-":
        if sys.stdout is None:
            fail("standard output is closed")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError as error:
            let_go_of(sys.stdout)
            if not isinstance(error, BrokenPipeError):
                fail(f"standard output cannot be written: {error.strerror or error}")
        return
    from crackmap.writing import write_whole

    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, follow=named)
    except OSError as error:
        help_ = "" if error.errno != errno.ELOOP or named else "take it away, or write elsewhere"
        fail(f"{path} cannot be written: {error.strerror or error}", help_)


@contextlib.contextmanager
def _or_without_cache() -> Iterator[None]:
    """Go on without a cache where others could have written into it, and say so."""
    from crackmap.private import NotPrivate

    with contextlib.suppress(OSError):  # there is nowhere to keep anything
        try:
            yield
        except NotPrivate as error:
            tell(f"nothing is kept for the next run: {error}", error.help)


def let_go_of(stream: TextIO | None) -> None:
    """Send to nowhere what a stream still holds: its reader went away, or its disk is full."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
