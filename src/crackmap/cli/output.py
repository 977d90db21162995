"""What a command says and writes: words for people on standard error, reports where they go."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import IO, TYPE_CHECKING, NoReturn, TextIO, TypeAlias

from crackmap.source.problems import Refusal
from crackmap.source.span import Span

if TYPE_CHECKING:
    from crackmap.rules.finding import FileRead, Finding
    from crackmap.source.problems import Note, Problem

# A file by its device and its number there, whatever it is called.
Identity: TypeAlias = tuple[int, int]

MOST_NOTES = 20  # of a file that is no YAML

_MOST_LINES = 100  # below one sentence on standard error; what is more is counted

# What GitHub Actions takes for a command where a line of a job begins with it: also behind \r.
_COMMAND = re.compile(r"(?:^|(?<=\r))[ \t]*(?::(?=:)|#(?=#\[))", re.MULTILINE)


def fail(message: str, help_: str = "") -> NoReturn:
    """End the command with exit code 2 and words on standard error."""
    tell(f"crackmap: {message}", help_)
    end(2)


class _Ended(SystemExit):
    """The command has ended, as it should."""


def end(code: int = 0) -> NoReturn:
    """End the command: 0 done, 1 for cracks, 2 where it could not do its work."""
    raise _Ended(code)


def run_to_end(command: Callable[[], object]) -> None:
    """Run the command line; a mistake of ours is reported as such, in two lines."""
    speaks = sys.stderr
    try:
        command()
    except SystemExit:
        if sys.stderr is not speaks:  # its reader went away, and typer would exit as for a crack
            raise SystemExit(2) from None
        raise
    except Refusal as error:
        tell(f"crackmap: {error}", error.help)
        raise SystemExit(2) from None
    except OSError as error:  # the disk is full, the folder is gone
        if os.environ.get("CRACKMAP_DEBUG"):
            raise
        let_go_of(sys.stdout)
        if error.errno == errno.EPIPE:  # nobody reads
            let_go_of(sys.stderr)
            raise SystemExit(2) from None
        where = f"{error.filename}: " if error.filename else ""
        tell(f"crackmap: {where}{error.strerror or error}")
        raise SystemExit(2) from None
    except Exception as error:
        if os.environ.get("CRACKMAP_DEBUG"):
            raise
        help_ = "CRACKMAP_DEBUG=1 shows where; please report it with the file"
        tell(f"crackmap: this is a mistake of crackmap: {error!r}", help_)
        raise SystemExit(2) from None


def tell(headline: str, *below: object) -> None:
    """Say something on standard error, and below it what there is to say about it.

    A line break in the name of a file begins no line: GitHub would take one for a command. Of many
    lines below the first are said, and how many more there are.
    """
    from crackmap.source.characters import printable

    say(" ".join(printable(headline).splitlines()))
    lines = [line for line in below if line]
    for line in lines[:_MOST_LINES]:
        say(f"  {' '.join(printable(str(line)).splitlines())}")
    if len(lines) > _MOST_LINES:
        say(f"  and {len(lines) - _MOST_LINES:,} more")


def say(text: str = "", *, ends: bool = True) -> None:
    """Write to standard error as it is; the program ends with code 2 where that cannot be done."""
    text = _commanding_nothing(text)
    try:
        if sys.stderr and text.isascii() and text.isprintable():  # which every terminal shows
            sys.stderr.write(text + "\n" * ends)
            sys.stderr.flush()
            return
        import typer  # it knows what terminals can show, and takes long to load

        typer.echo(text, err=True, nl=ends)
    except OSError:
        let_go_of(sys.stderr)
        raise SystemExit(2) from None


def tell_problems(problems: Iterable[Problem | Finding]) -> None:
    """Say where files cannot be read and why, as far as anybody would read it."""
    from crackmap.writers.problems import readable

    shown, more = readable(problems)
    for problem in shown:
        span = problem.span
        words = f"{span.path}:{span.line}:{span.column}: error: {problem.message}"
        tell(words, problem.help)
    for words in more:
        tell(words)


def tell_reads(reads: Iterable[FileRead]) -> None:
    """Say of files that are no YAML how much was read, and what could not be taken as it stands."""
    from crackmap.source.words import plural

    for read in reads:
        words = f"{read.path}: {plural(read.elements, 'element')} read"
        if read.lost:
            words += f", {read.lost} could not be mapped"
        notes = [_note(note) for note in read.notes[:MOST_NOTES]]
        left = len(read.notes) - len(notes)
        if left:
            notes.append(f"and {plural(left, 'more note')}; lint --output-format json has all")
        tell(words, *notes)


def _note(note: Note) -> str:
    whole = note.span == Span(note.span.path)
    return note.message if whole else f"{note.span.there}: {note.message}"


@contextlib.contextmanager
def or_fail() -> Iterator[None]:
    """End the command on a refusal, or with all that is wrong with a file that it needs."""
    from crackmap.source.problems import Unreadable

    try:
        yield
    except Refusal as error:
        fail(str(error), error.help)
    except Unreadable as error:
        tell_problems(error.problems)
        end(2)


@contextlib.contextmanager
def or_go_on() -> Iterator[None]:
    """Say what keeps something from being done, and go on: it is done again later."""
    with contextlib.suppress(_Ended), or_fail():
        yield


def one_of(option: str, value: str, allowed: Sequence[str]) -> None:
    """End the command unless `value` is one of the words that `option` takes."""
    if value not in allowed:
        from crackmap.source.words import did_you_mean

        help_ = did_you_mean(value, allowed, f"it takes {', '.join(allowed)}")
        fail(f"{option}: there is no `{value}`", help_)


def as_bytes(text: str | bytes) -> bytes:
    """Return the bytes that are written of a text, or of a picture that has none."""
    from crackmap.source.characters import NO_TEXT, REPLACEMENT

    if not isinstance(text, str):
        return text
    try:
        return text.encode()
    except UnicodeEncodeError:
        return NO_TEXT.sub(REPLACEMENT, text).encode()


class NotWritten(Refusal):
    """A file cannot be written."""


def _commanding_nothing(text: str) -> str:
    """Part the signs of what GitHub would take for a command: no name of a file gives one."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    return _COMMAND.sub(lambda match: f"{match[0]} ", text)


def write_out(
    text: str | bytes,
    path: str | None = None,
    *,
    commands: bool = False,
    read: Set[Identity] = frozenset(),
) -> None:
    """Write to standard output, or to the file `path` as `write_file` does.

    Ends the command where that fails. `commands` tells that a text may hold some for GitHub.
    """
    if path is None and isinstance(text, str):
        from crackmap.source.characters import STEERING

        text = text if commands else _commanding_nothing(text)
        text = STEERING.sub("\ufffd", text)  # no writer means it: the path of a file can hold it
    data = as_bytes(text)
    if path is None or path == "-":
        if sys.stdout is None:
            fail("standard output is closed")
        try:
            _write_all(sys.stdout.buffer, data)
        except OSError as error:
            let_go_of(sys.stdout)
            sys.stdout = None  # nobody reads it any more
            if not isinstance(error, BrokenPipeError):
                fail(f"standard output cannot be written: {error.strerror or error}")
        return
    with or_fail():
        write_file(data, path, read=read)


def page(text: str, command: Sequence[str] | None) -> None:
    """Write to standard output, through the pager `command` where there is one."""
    if command is None:
        write_out(text)
        return
    import subprocess

    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as reader:
        assert reader.stdin is not None
        with contextlib.suppress(OSError), reader.stdin:  # who has seen enough leaves
            reader.stdin.write(as_bytes(text))


def write_file(
    data: bytes, path: str, *, named: bool = True, read: Set[Identity] = frozenset()
) -> None:
    """Write the file `path` whole or not at all, and make its folder; raises NotWritten.

    Where nobody `named` the file, it is not written through a link. What was `read` to make it is
    never written over.
    """
    from crackmap.source.files import is_ours
    from crackmap.source.writing import making_folder, write_whole

    if read and os.path.isfile(path) and (is_ours(path) or identities([path]) & read):
        raise NotWritten(f"{path} is a file of the run", "write to another file")
    try:
        with making_folder(path):
            write_whole(path, data, follow=named)
    except OSError as error:
        help_ = "" if error.errno != errno.ELOOP or named else "take it away, or write elsewhere"
        words = f"{path} cannot be written: {error.strerror or error}"
        raise NotWritten(words, help_) from None


def identities(paths: Iterable[str]) -> frozenset[Identity]:
    """Return which files lie at the paths, whatever they are called; what is not there is left out.

    To be asked once for what is read, however many files are written.
    """
    found = set()
    for path in paths:
        with contextlib.suppress(OSError, ValueError):
            about = os.stat(path)
            found.add((about.st_dev, about.st_ino))
    return frozenset(found)


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Write every byte: a stream without a buffer takes as many as it likes."""
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]
    stream.flush()


def let_go_of(stream: TextIO | None) -> None:
    """Send to nowhere what a stream still holds: its reader went away, or its disk is full."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
