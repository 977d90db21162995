"""Checking many files: those that changed, over several processes where that is worth it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache as once

from crackmap.check.cache import Cache, Kept, Result
from crackmap.source.characters import encoded
from crackmap.source.files import Input

# What most flows into another process look like: `to: onboarding/kickoff`. Only time depends on it.
_SEEMS_TO_LEAD_OUT = re.compile(rb"""\b(?:to|next):[ \t]*["']?[\w.-]+/\w""")
# Below this much text a second process costs more than it saves.
WORTH_A_PROCESS = 200_000

Check = Callable[[Sequence[Input]], list[Result]]


def results(
    inputs: Sequence[Input],
    check: Check,
    cache: Cache | None,
    progress: Callable[[int], None],
    ready: Callable[[], object] = lambda: None,
) -> list[Result]:
    """Return the result of each file, in their order: kept ones, and `check` for the others.

    `check` must be a function that can be sent to another process. Processes that lead into each
    other are checked together, in one. `progress` hears how many files are done; `ready` is called
    before the first check, to report here, and once, what would stop them all.
    """
    run = _Results(inputs, check, cache, once(ready))
    progress(len(inputs) - len(run.changed))
    for left in run.check_changed():
        progress(len(inputs) - left)
    run.check_together()
    return run.done()


class _Results:
    """The results of the files of a run, each with the digest of the files it was checked with."""

    def __init__(
        self,
        inputs: Sequence[Input],
        check: Check,
        cache: Cache | None,
        ready: Callable[[], object],
    ) -> None:
        self.inputs, self.check, self.cache, self.ready = inputs, check, cache, ready
        self.kept = [cache.find(file) if cache else None for file in inputs]
        self.changed = [number for number, kept in enumerate(self.kept) if kept is None]

    def check_changed(self) -> Iterator[int]:
        """Check the files that changed, perhaps over several processes; yield how many are left."""
        changed = [self.inputs[number] for number in self.changed]
        left = list(self.changed)
        if not left:
            return
        self.ready()
        with closing(_parts(changed, self.check, _workers(changed))) as parts:
            for part in parts:
                self._keep(left[: len(part)], part)  # while other processes go on
                del left[: len(part)]
                yield len(left)

    def _apart(self) -> list[list[int]]:
        """Return the files that lead into each other and were not checked with each other."""
        apart = []
        for group in groups([kept.result if kept else None for kept in self.kept]):
            company = self._company(group)
            checked = [kept for number in group if (kept := self.kept[number])]
            if any(kept.company != company for kept in checked):
                apart.append(group)
        return apart

    def check_together(self) -> None:
        """Check once more what must be checked together: only now is known what leads where."""
        for group in self._apart():
            self.ready()
            self._keep(group, self.check([self.inputs[number] for number in group]))

    def done(self) -> list[Result]:
        """Return the results, and take out of the cache what was not used for long."""
        if self.cache and self.changed:
            self.cache.tidy()
        return [kept.result for kept in self.kept if kept is not None]

    def _keep(self, numbers: Sequence[int], results: Sequence[Result]) -> None:
        for group in groups(results):
            company = self._company([numbers[place] for place in group])
            for place in group:
                self.kept[numbers[place]] = Kept(results[place], company)
                if self.cache:
                    self.cache.keep(self.inputs[numbers[place]], results[place], company)

    def _company(self, numbers: Sequence[int]) -> str:
        """Return the digest of files that lead into each other; of one alone it is empty."""
        if len(numbers) < 2:
            return ""
        digest = hashlib.sha256()
        for number in numbers:
            file = self.inputs[number]
            for part in (encoded(file.path), file.data):
                digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()


def groups(results: Sequence[Result | None]) -> list[list[int]]:
    """Return the numbers of the results whose processes lead into each other, in their order.

    What leads nowhere, and is led into by none, is a group of its own.
    """
    called: dict[str, list[int]] = {}
    for number, result in enumerate(results):
        for summary in result.summaries if result else ():
            called.setdefault(summary.id, []).append(number)
    group = [[number] for number in range(len(results))]
    for number, result in enumerate(results):
        for process in result.leads_into if result else ():
            for other in called.get(process, ()):
                if group[other] is not group[number]:
                    few, many = sorted((group[other], group[number]), key=len)
                    many += few
                    for member in few:
                        group[member] = many
    return [sorted(members) for number, members in enumerate(group) if min(members) == number]


def _workers(inputs: Sequence[Input]) -> int:
    """Return over how many processes it pays to check `inputs`.

    One for those that seem to lead into each other, and would have to be checked twice.
    """
    if any(_SEEMS_TO_LEAD_OUT.search(file.data) for file in inputs):
        return 1
    size = sum(len(file.data) for file in inputs)
    return min(_processors(), len(inputs), 1 + size // WORTH_A_PROCESS)


def _parts(
    inputs: Sequence[Input], check: Check, workers: int
) -> Generator[list[Result], None, None]:
    """Return the results of `inputs`, some at a time, in order; closed early, nobody goes on."""
    if workers < 2:
        yield check(inputs)
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
                    futures = [pool.submit(check, chunk) for chunk in _chunks(inputs, workers * 4)]
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
        yield check(inputs[done:])


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
