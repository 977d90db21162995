"""Which files a run looks at, and why one cannot be read."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from crackmap.source import files
from crackmap.source.files import Input, NoInput, file_above, find_inputs, is_process

PROCESS = b"process: P\n"


pytestmark = pytest.mark.usefixtures("folder")


def put(path: str, data: bytes = PROCESS) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data)
    return path


def paths(*named: str) -> list[str]:
    return [one.path for one in find_inputs(named)]


def failure(path: str) -> str:
    (one,) = find_inputs([path])
    return one.failure


def test_a_folder_is_walked_in_the_order_of_names() -> None:
    for path in ("b/z.yml", "b/a.yaml", "a.yaml", "c.txt", ".hidden/x.yaml", "node_modules/x.yaml"):
        put(path)
    assert paths(".") == ["a.yaml", "b/a.yaml", "b/z.yml"]


def test_other_yaml_of_a_folder_is_passed_over() -> None:
    put("a.yaml")
    put("chart.yaml", b"version: 1\nsteps:\n  process: x\n")
    put("crackmap.yaml")
    assert paths(".") == ["a.yaml"]


@pytest.mark.parametrize(
    "data",
    [
        b"process: P",
        b"# words\rprocess: P\r",
        b"{ process: P }",
        b"--- {process: P}",
        b"'process': P",
        b"stages: []",
        b"\xef\xbb\xbfprocess: P",
        "process: P".encode("utf-16"),
    ],
)
def test_a_process_of_a_folder_is_known_however_it_is_written(data: bytes) -> None:
    assert is_process(Input("p.yaml", data))


def test_a_folder_without_a_process_is_no_input() -> None:
    Path("empty").mkdir()
    with pytest.raises(NoInput, match="there is no process below empty"):
        find_inputs(["empty"])


def test_an_empty_path_is_no_input() -> None:
    put("a.yaml")
    with pytest.raises(NoInput, match="a path is empty"):
        find_inputs([""])


def test_a_file_that_is_named_twice_is_read_once() -> None:
    put("a.yaml")
    assert paths("a.yaml", "./a.yaml", ".", str(Path("a.yaml").resolve())) == ["a.yaml"]


def test_a_link_to_a_file_of_the_run_is_that_file() -> None:
    put("a.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    assert paths(".") == ["a.yaml"]


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PROCESS)))
    assert find_inputs(["-", "-"]) == [Input("<stdin>", PROCESS)]


def test_a_closed_standard_input_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert failure("-") == "standard input is closed"


def test_a_missing_file_is_reported_with_the_nearest() -> None:
    put("lead.yaml")
    (one,) = find_inputs(["laed.yaml"])
    assert (one.failure, one.help) == ("there is no such file", "did you mean lead.yaml?")


def test_a_link_to_nothing_is_reported_as_one() -> None:
    Path("link.yaml").symlink_to("gone.yaml")
    (found,) = find_inputs(["link.yaml"])
    assert (found.failure, found.help) == ("there is no such file", "it is a link to gone.yaml")


def test_a_pipe_is_reported_and_not_waited_for() -> None:
    os.mkfifo("pipe.yaml")
    assert failure("pipe.yaml") == "this is no regular file"


def test_a_device_is_reported_and_not_read() -> None:
    assert failure("/dev/zero") == "this is no regular file"


def test_a_cycle_of_links_is_reported() -> None:
    Path("a.yaml").symlink_to("b.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    assert failure("a.yaml").startswith("the file cannot be read")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_reported() -> None:
    Path(put("a.yaml")).chmod(0)
    assert failure("a.yaml") == "the file may not be read"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_without_permission_is_reported() -> None:
    put("open/a.yaml")
    put("closed/a.yaml")
    Path("closed").chmod(0)
    found = find_inputs(["."])
    Path("closed").chmod(0o700)
    assert [one.failure.split(":")[0] for one in found] == ["", "the folder cannot be read"]
    assert [one.path for one in found] == ["open/a.yaml", "closed"]


def test_a_very_large_file_is_reported_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024 * 1024)
    put("a.yaml", b"x" * (1024 * 1024 + 1))
    assert failure("a.yaml") == "the file is larger than 1 MB"


def test_a_name_that_is_not_utf8_can_be_read() -> None:
    path = os.fsdecode(b"a\xff.yaml")
    try:
        put(path)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert find_inputs([path]) == [Input(path, PROCESS)]


def test_the_nearest_file_above_is_found() -> None:
    put("crackmap.yaml")
    put("a/crackmap.yaml")
    put("a/b/c.yaml")
    found = file_above(Path("a/b").resolve(), "crackmap.yaml")
    assert found == Path("a/crackmap.yaml").resolve()


def test_what_a_shell_makes_of_a_star_leaves_our_own_files_out() -> None:
    for name in ("a.yaml", "cracks.yaml", "crackmap.yaml"):
        put(name)
    assert paths("a.yaml", "crackmap.yaml", "cracks.yaml") == ["a.yaml"]
