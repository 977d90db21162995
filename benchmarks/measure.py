"""Measures whole processes: how long they take and how much memory they need at most."""

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peers import clean_environment


@dataclass(frozen=True)
class Run:
    """One run of a program: seconds from start to end, its largest memory in MB.

    `reported` are the milliseconds that it prints, if they are all that it prints.
    """

    seconds: float
    megabytes: float
    reported: float = 0

    @property
    def counted(self) -> float:
        """The seconds that count: those that it reports, else from start to end."""
        return self.reported / 1000 if self.reported else self.seconds


@dataclass(frozen=True)
class Command:
    """What is run, and in which folder; the file `edited` gets a line more before each run."""

    words: tuple[str, ...]
    folder: Path
    edited: str = ""

    def run(self) -> Run:
        """Run it once; findings are fine (exit code 1), words on stderr are a RuntimeError."""
        if self.edited:
            with (self.folder / self.edited).open("a", encoding="utf-8") as file:
                file.write("# one line more\n")
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            start = time.perf_counter()
            process = subprocess.Popen(
                self.words,
                cwd=self.folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )
            # wait4, and not the sum over all children, tells the memory of this one.
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")
            # A program that fails often ends with 1 too, but not in silence; with 0 it may talk.
            if process.returncode not in (0, 1) or (process.returncode and said):
                raise RuntimeError(f"{self.words} ended with {process.returncode}: {said[-2000:]}")
            output.seek(0)
            reported = _number(output.read(40))
        return Run(seconds, used.ru_maxrss / 1024, reported)


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def medians(commands: list[Command], rounds: int) -> list[Run]:
    """Run the commands in turn, so that a busy minute of the machine hits all; give their medians.

    One more round before them counts for nothing: it brings the files into memory.
    """
    runs: list[list[Run]] = [[] for _ in commands]
    for number in range(rounds + 1):
        for command, its_runs in zip(commands, runs, strict=True):
            run = command.run()
            if number > 0:
                its_runs.append(run)
    return [
        Run(
            statistics.median(run.seconds for run in its_runs),
            statistics.median(run.megabytes for run in its_runs),
            statistics.median(run.reported for run in its_runs),
        )
        for its_runs in runs
    ]
