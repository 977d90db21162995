"""What a reader is asked for, and what it gives."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crackmap.source.problems import Note, Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean, listing

if TYPE_CHECKING:
    from crackmap.language.process import Process


class ReadOptions(NamedTuple):
    """What people say of the files that are no YAML; the empty word leaves it to the reader.

    `form` is a format, or with a colon one of its forms: `table:raci`. Of what holds several
    processes, `sheet`, `page` and `process` say which are meant. `shares` takes the forecasts of a
    pipeline for shares. `departments` are the names and the ids of those that crackmap.yaml has.
    """

    form: str = ""
    sheet: str = ""
    page: str = ""
    process: str = ""
    encoding: str = ""
    shares: bool = False
    departments: tuple[tuple[str, str], ...] = ()

    @property
    def format(self) -> str:
        """The format that is asked for."""
        return self.form.partition(":")[0]

    @property
    def table(self) -> str:
        """The form of table that is asked for."""
        return self.form.partition(":")[2]


PLAIN = ReadOptions()


class Reading(NamedTuple):
    """What a reader made of a file: its processes, and what could not be taken as it stands.

    `elements` counts what was found in the file: steps, and the flows that are written or drawn.
    """

    processes: "tuple[Process, ...]"
    notes: tuple[Note, ...] = ()
    elements: int = 0


def joined(readings: Sequence[Reading], notes: Sequence[Note] = ()) -> Reading:
    """Return what was read in the parts of a file as one; `notes` are about the whole."""
    return Reading(
        tuple(process for reading in readings for process in reading.processes),
        (*notes, *(note for reading in readings for note in reading.notes)),
        sum(reading.elements for reading in readings),
    )


def wanted(reading: Reading, options: ReadOptions, path: str) -> Reading:
    """Return the process that was asked for by its id or name, or all; raises Unreadable."""
    if not options.process:
        return reading
    asked = options.process.casefold()
    kept = [one for one in reading.processes if asked in (one.id, one.name.casefold())]
    if not kept:
        known = [one.id for one in reading.processes]
        help_ = did_you_mean(options.process, known, f"it holds {listing(known)}")
        raise Unreadable([Problem(Span(path), f"there is no process `{options.process}`", help_)])
    return Reading(tuple(kept), reading.notes, reading.elements)


def part_named(asked: str, parts: Sequence[str], what: str, path: str) -> int:
    """Return the number of the part, a sheet or a page, that was asked for; raises Unreadable."""
    folded = [part.casefold().strip() for part in parts]
    if asked.casefold().strip() in folded:
        return folded.index(asked.casefold().strip())
    help_ = did_you_mean(asked, parts, f"it has {listing(parts)}" if parts else "it has none")
    raise Unreadable([Problem(Span(path), f"there is no {what} `{asked}`", help_)])
