"""Many files are checked over several processes, with the results and the order of one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from crackmap.check import workers
from crackmap.check.cache import Cache, Result
from crackmap.check.elsewhere import Elsewhere
from crackmap.rules.finding import Finding
from crackmap.source.files import Input
from crackmap.source.span import Span
from small_report import of_step


def check(inputs: Sequence[Input], elsewhere: Elsewhere) -> list[Result]:
    """A check that finds nothing but in which process it ran."""
    return [_result(one) for one in inputs]


def _result(one: Input, words: str = "") -> Result:
    found = Finding(
        "unowned-step", "error", of_step("a"), words or str(os.getpid()), Span(one.path)
    )
    return Result((found,), (), "error", "", (), {})


def fails_other_process(home: int, inputs: Sequence[Input], elsewhere: Elsewhere) -> list[Result]:
    """A check that takes its process with it, unless that is `home`."""
    if os.getpid() != home:
        os._exit(1)
    return check(inputs, elsewhere)


def files(count: int, size: int = 100, text: bytes = b"x") -> list[Input]:
    return [Input(f"{at:03}.yaml", text * size) for at in range(count)]


def paths(found: list[Result]) -> list[str]:
    return [result.findings[0].span.path for result in found]


def processes(found: list[Result]) -> set[str]:
    return {result.findings[0].message for result in found}


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a second process is always worth it."""
    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(workers, "_processors", lambda: 3)


def silent(done: int) -> None:
    """Nobody listens to the progress."""


def test_a_few_files_stay_in_this_process() -> None:
    assert processes(workers.results(files(10), check, None, silent)) == {str(os.getpid())}


@pytest.mark.usefixtures("several")
def test_many_files_go_over_processes_and_stay_in_order() -> None:
    inputs = files(50)
    found = workers.results(inputs, check, None, silent)
    assert paths(found) == [one.path for one in inputs]
    assert str(os.getpid()) not in processes(found)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(("linked", "one"), [(1, False), (5, False), (20, True)])
def test_files_stay_together_where_many_lead_into_each_other(linked: int, one: bool) -> None:
    inputs = [*files(50), *[Input(f"{at}.yaml", b"next: other/kickoff\n") for at in range(linked)]]
    found = workers.results(inputs, check, None, silent)
    assert (str(os.getpid()) in processes(found)) == one


@pytest.mark.usefixtures("several")
def test_a_process_that_dies_costs_time_and_no_result() -> None:
    inputs = files(50)
    found = workers.results(inputs, partial(fails_other_process, os.getpid()), None, silent)
    assert paths(found) == [one.path for one in inputs]


def begins_only(inputs: Sequence[Input], elsewhere: Elsewhere) -> list[Result]:
    """A check that has no end, but for the first files."""
    if inputs[0].path != "000.yaml":
        threading.Event().wait()
    return check(inputs, elsewhere)


def interrupted(done: int) -> None:
    """Somebody presses Ctrl-C once the first files are checked."""
    if done:
        raise KeyboardInterrupt


@pytest.mark.usefixtures("several")
def test_ctrl_c_ends_the_other_processes() -> None:
    with pytest.raises(KeyboardInterrupt):
        workers.results(files(50), begins_only, None, interrupted)
    assert not multiprocessing.active_children()


def test_no_process_outlives_the_one_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "begin.py"
    script.write_text(
        "import os, signal, threading\n"
        "from crackmap.check import workers\n"
        "from crackmap.source.files import Input\n"
        "workers.WORTH_A_PROCESS = 1\n"
        "workers._processors = lambda: 3\n"
        "HOME = os.getpid()\n"
        "def check(inputs, elsewhere):\n"
        "    os.kill(HOME, signal.SIGKILL)\n"
        "    threading.Event().wait()\n"
        "workers.results([Input(str(at), b'xx') for at in range(9)], check, None, print)\n"
    )
    # The pipe ends when nobody holds it any more: the last of the processes is gone.
    begun = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, timeout=60)
    assert begun.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="nothing forks here")
def test_ctrl_c_waits_until_the_processes_are_started() -> None:
    code = (
        "import os, signal\n"
        "from crackmap.check.workers import _uninterrupted\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "try:\n"
        "    with _uninterrupted():\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        print('all started')\n"
        "    print('not ended')\n"
        "except KeyboardInterrupt:\n"
        "    print('ended')\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert shown.split("\n") == ["all started", "ended", ""]


@pytest.mark.usefixtures("several")
def test_progress_ends_with_all_files() -> None:
    reported: list[int] = []
    workers.results(files(50), check, None, reported.append)
    assert reported[0] == 0
    assert reported[-1] == 50
    assert reported == sorted(reported)


def test_only_what_changed_is_checked(tmp_path: Path) -> None:
    inputs = files(5)
    cache = Cache(str(tmp_path / "kept"), b"key")
    workers.results(inputs, check, cache, silent)
    inputs[3] = Input(inputs[3].path, b"changed")
    seen: list[str] = []

    def noting(given: Sequence[Input], elsewhere: Elsewhere) -> list[Result]:
        seen.extend(one.path for one in given)
        return check(given, elsewhere)

    found = workers.results(inputs, noting, cache, silent)
    assert seen == ["003.yaml"]
    assert paths(found) == [one.path for one in inputs]


def test_where_nothing_changed_nothing_is_made_ready(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "kept"), b"key")
    calls: list[str] = []
    ready = partial(calls.append, "ready")
    workers.results(files(5), check, cache, silent, ready)
    workers.results(files(5), check, cache, silent, ready)
    assert calls == ["ready"]


@pytest.mark.parametrize("count", [1, 2, 7, 50])
@pytest.mark.parametrize("parts", [1, 3, 8])
def test_chunks_hold_every_file_once_and_in_order(count: int, parts: int) -> None:
    inputs = files(count, size=count)
    chunks = workers._chunks(inputs, parts)
    assert [one for chunk in chunks for one in chunk] == inputs
    assert all(chunks)


def test_a_large_file_does_not_take_the_others_with_it() -> None:
    inputs = [Input("large.yaml", b"x" * 1000), *files(10, size=10)]
    assert [one.path for one in workers._chunks(inputs, 4)[0]] == ["large.yaml"]
