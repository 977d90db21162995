"""Checking many files: those that changed, over several processes where that is worth it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from crackmap.check.cache import Cache, Result, linked
from crackmap.source.files import Input

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
    """Give the result of each file, in their order: kept ones, and `check` for the others.

    `check` must be a function that can be sent to another process. Processes that flow into each
    other are checked together, in one. `progress` hears how many files are done; `ready` is called
    before the first check, to tell here, and once, what would stop them all.
    """
    found = [cache.find(one) if cache else None for one in inputs]
    changed = [index for index, result in enumerate(found) if result is None]
    together = linked(inputs)
    if changed and together:
        changed = list(range(len(inputs)))
    todo = [inputs[index] for index in changed]
    done = len(inputs) - len(todo)
    progress(done)
    if not todo:
        return [result for result in found if result is not None]
    ready()
    places = iter(changed)
    with closing(_parts(todo, check, 1 if together else _workers(todo))) as parts:
        for part in parts:
            for result, index in zip(part, places, strict=False):
                found[index] = result
                if cache:  # kept while other processes go on
                    cache.keep(inputs[index], result)
            done += len(part)
            progress(done)
    if cache:
        cache.tidy()
    return [result for result in found if result is not None]


def _workers(inputs: Sequence[Input]) -> int:
    """Give over how many processes it pays to check `inputs`."""
    size = sum(len(one.data) for one in inputs)
    return min(_processors(), len(inputs), 1 + size // WORTH_A_PROCESS)


def _parts(
    inputs: Sequence[Input], check: Check, workers: int
) -> Generator[list[Result], None, None]:
    """Give the results of `inputs`, some at a time, in order; closed early, nobody goes on."""
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
                    chunks = [pool.submit(check, one) for one in _chunks(inputs, workers * 4)]
                for chunk in chunks:
                    part = chunk.result()
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
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(inputs: Sequence[Input], count: int) -> list[list[Input]]:
    """Part `inputs`, in their order, into about `count` lists of much the same size."""
    wanted = sum(len(one.data) for one in inputs) / count
    chunks: list[list[Input]] = [[]]
    size = 0
    for one in inputs:
        if chunks[-1] and size >= wanted:
            chunks.append([])
            size = 0
        chunks[-1].append(one)
        size += len(one.data)
    return chunks
