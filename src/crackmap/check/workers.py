"""Checking many files: those that changed, over several processes where that is worth it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache as once

from crackmap.check.cache import Cache, Result
from crackmap.check.elsewhere import ABSENT, Elsewhere, Entry, by_process, company
from crackmap.source.files import Input

# What most flows into another process look like: `to: onboarding/kickoff`. Only time depends on it.
# Each pattern begins with plain letters, for which a search runs several times as fast.
_LEADING_OUT = [
    re.compile(key + rb"(?<=\b" + key + rb""")[ \t]*["']?[\w.-]+/\w""")
    for key in (b"to:", b"next:")
]
# Where more than one file of so many leads out, several processes would check most of them twice.
FEW_LEAD_OUT = 10
# Below this much text a second process costs more than it saves.
WORTH_A_PROCESS = 200_000

Check = Callable[[Sequence[Input], Elsewhere], list[Result]]


def results(
    inputs: Sequence[Input],
    check: Check,
    cache: Cache | None,
    progress: Callable[[int], None],
    ready: Callable[[], object] = lambda: None,
) -> list[Result]:
    """Return the result of each file, in their order: kept ones, and `check` for the others.

    `check` must be a function that can be sent to another process. `progress` hears how many files
    are done; `ready` is called before the first check, to report here, and once, what would stop
    them all.
    """
    run = _Results(inputs, check, cache, once(ready))
    progress(len(inputs) - len(run.changed))
    for left in run.check_changed():
        progress(len(inputs) - left)
    run.check_once_more()
    return run.done()


class _Results:
    """The results of the files of a run, each with the digest of what it saw of the others."""

    def __init__(
        self,
        inputs: Sequence[Input],
        check: Check,
        cache: Cache | None,
        ready: Callable[[], object],
    ) -> None:
        self.inputs, self.check, self.cache, self.ready = inputs, check, cache, ready
        self.found = [cache.find(file) if cache else None for file in inputs]
        self.changed = [number for number, found in enumerate(self.found) if found is None]

    def check_changed(self) -> Iterator[int]:
        """Check the files that changed, perhaps over several processes; yield how many are left."""
        left = len(self.changed)
        elsewhere, workers = self._elsewhere(), self._workers(self.changed)
        if workers > 1:  # to send all files to all of them would cost more
            elsewhere = elsewhere.of(())
        for checked in self._check(self.changed, elsewhere, workers):
            left -= checked
            yield left

    def check_once_more(self) -> None:
        """Check again what saw others as they are not: only now is known what leads where."""
        elsewhere = self._elsewhere()
        stale = [
            number
            for number, (found, now) in enumerate(
                zip(self.found, self._companies(elsewhere), strict=True)
            )
            if found and found.company != now
        ]
        targets = {id_ for number in stale for id_ in self._leads_into(number)}
        for _ in self._check(stale, elsewhere.of(sorted(targets)), self._workers(stale)):
            pass

    def done(self) -> list[Result]:
        """Return the results, and take out of the cache what was not used for long."""
        if self.cache and self.changed:
            self.cache.tidy()
        return [found for found in self.found if found is not None]

    def _check(self, numbers: Sequence[int], elsewhere: Elsewhere, workers: int) -> Iterator[int]:
        """Check some files, and keep what was found; yield how many were done at a time."""
        if not numbers:
            return
        self.ready()
        left = list(numbers)
        inputs = [self.inputs[number] for number in numbers]
        with closing(_parts(inputs, self.check, elsewhere, workers)) as parts:
            for part in parts:
                for number, result in zip(left, part, strict=False):
                    self.found[number] = result
                    if self.cache:  # while other processes go on
                        self.cache.keep(self.inputs[number], result)
                del left[: len(part)]
                yield len(part)

    def _workers(self, numbers: Sequence[int]) -> int:
        """Return over how many processes it pays to check some files."""
        texts = [self.inputs[number].data for number in numbers]
        most = min(_processors(), len(texts), 1 + sum(map(len, texts)) // WORTH_A_PROCESS)
        if most < 2:
            return most
        leading_out = sum(map(seems_to_lead_out, texts))
        return 1 if leading_out * FEW_LEAD_OUT > len(texts) else most

    def _leads_into(self, number: int) -> tuple[str, ...]:
        found = self.found[number]
        return found.leads_into if found else ()

    def _elsewhere(self) -> Elsewhere:
        """Return what is known of all files so far."""
        files: dict[str, Input] = {}
        for file, found in zip(self.inputs, self.found, strict=True):
            for summary in found.summaries if found else ():
                files.setdefault(summary.id, file)
        entered = by_process(entry for found in self.found if found for entry in found.entries)
        return Elsewhere(entered, files)

    def _companies(self, elsewhere: Elsewhere) -> Iterator[str | None]:
        """Return, for each file, the digest of what its processes see of others by now."""
        offered = {file.path: found.offers for file, found in self._pairs() if found}

        def offer(entry: Entry) -> str | None:
            process, step = entry
            file = elsewhere.files.get(process)
            return offered[file.path].get(process, {}).get(step) if file else ABSENT

        for _, found in self._pairs():
            ids = [summary.id for summary in found.summaries] if found else []
            entries = found.entries if found else ()
            yield company(ids, entries, elsewhere.entered, offer)

    def _pairs(self) -> Iterator[tuple[Input, Result | None]]:
        return zip(self.inputs, self.found, strict=True)


def _parts(
    inputs: Sequence[Input], check: Check, elsewhere: Elsewhere, workers: int
) -> Generator[list[Result], None, None]:
    """Return the results of `inputs`, some at a time, in order; closed early, nobody goes on."""
    if workers < 2:
        yield check(inputs, elsewhere)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        with (
            _safe_path(),
            ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool,
        ):
            try:
                with _uninterrupted():
                    futures = [
                        pool.submit(check, chunk, elsewhere)
                        for chunk in _chunks(inputs, workers * 4)
                    ]
                for future in futures:
                    part = future.result()
                    done += len(part)
                    yield part
            except BaseException:  # above all Ctrl-C: nobody waits for what the others would find
                for child in multiprocessing.active_children():
                    child.terminate()
                raise
    except (BrokenProcessPool, ImportError, OSError):
        # Some systems have no processes to give, or end one that takes much memory.
        yield check(inputs[done:], elsewhere)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: what comes in the middle of a fork would be lost."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows, where nothing forks
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let processes that start anew import nothing from the folder where we are.

    Python starts them, and one that watches over them, by `python -c`, which would look there for
    its own modules first.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _end_with_parent() -> None:
    """Let this process end when the one that began it is gone, even where that one was killed.

    Ctrl-C is for that one, which then ends the others.
    """
    import signal
    import threading
    from multiprocessing import connection, parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def seems_to_lead_out(text: bytes) -> bool:
    """Return whether the process in a file most likely leads into another one."""
    return any(pattern.search(text) for pattern in _LEADING_OUT)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(inputs: Sequence[Input], count: int) -> list[list[Input]]:
    """Part `inputs`, in their order, into about `count` lists of much the same size."""
    wanted = sum(len(file.data) for file in inputs) / count
    chunks: list[list[Input]] = [[]]
    size = 0
    for file in inputs:
        if chunks[-1] and size >= wanted:
            chunks.append([])
            size = 0
        chunks[-1].append(file)
        size += len(file.data)
    return chunks
