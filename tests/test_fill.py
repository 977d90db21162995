"""crackmap fill without a terminal: answers of a file, or of options, and what they change."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import pytest

from crackmap.history import kept_files
from tracked import Said, on

DAY = "2026-06-01"
PROCESS = """\
# What we do.
process: Order to invoice
departments: [sales, finance]   # two of them
stages:
  - name: Close
    steps:
      - { name: Sign the order, owner: sales }   # by hand

      - name: Send the invoice
        owner: TBD        # ask finance
        outcome: won
"""
UNOWNED = "unowned-step send-the-invoice"
OPENED = "undefined-handoff sign-the-order -> send-the-invoice"


def fill(*arguments: str) -> Said:
    return on(DAY, "fill", "order.yaml", *arguments)


def write(data: str | bytes, path: str = "order.yaml") -> None:
    Path(path).write_bytes(data if isinstance(data, bytes) else data.encode())


def read(path: str = "order.yaml") -> bytes:
    return Path(path).read_bytes()


def answer(*lines: str) -> Said:
    """Fill with a file of answers."""
    write("".join(f"{line}\n" for line in ("answers:", *lines)), "answers.yaml")
    return fill("--answers", "answers.yaml")


def touched(before: bytes, after: bytes) -> list[str]:
    """The lines that differ, with their signs."""
    old, new = (data.decode().splitlines() for data in (before, after))
    marks = difflib.unified_diff(old, new, n=0, lineterm="")
    return [line for line in marks if line[:3] not in ("---", "+++") and line[0] in "+-"]


@pytest.mark.parametrize(
    ("ending", "mark"), [("\n", ""), ("\r\n", ""), ("\r", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff")]
)
def test_only_the_answered_line_differs(folder: Path, ending: str, mark: str) -> None:
    text = (mark + PROCESS.replace("sales, finance", "sales, finançe")).replace("\n", ending)
    write(text)
    assert fill("--crack", UNOWNED, "--set", "owner=finançe").code == 0
    assert read() == text.replace("TBD    ", "finançe").encode()


def test_it_says_what_was_filled_and_what_was_opened(folder: Path) -> None:
    write(PROCESS)
    said = fill("--crack", UNOWNED, "--set", "owner=finance")
    assert said.told == "280ab5 unowned-step send-the-invoice: filled 2, opened 1\n"
    assert said.out == ""


def test_without_a_terminal_and_answers_it_says_so(folder: Path) -> None:
    write(PROCESS)
    said = fill()
    assert (said.code, read()) == (2, PROCESS.encode())
    assert "this is no terminal" in said.told
    assert "--answers FILE.yaml" in said.told


def test_a_dry_run_shows_a_patch_and_writes_nothing(folder: Path) -> None:
    write(PROCESS)
    write(f"answers:\n  - {{ crack: {UNOWNED}, assign: {{ owner: sales }} }}\n", "a.yaml")
    said = fill("--answers", "a.yaml", "--dry-run")
    assert "+++ b/cracks.yaml\n" in said.out
    assert "owner: sales, due: 2026-07-01, seen: 2026-06-01" in said.out
    said = fill("--crack", UNOWNED, "--set", "owner=finance", "--dry-run")
    assert "-        owner: TBD        # ask finance\n+        owner: finance" in said.out
    assert sorted(os.listdir()) == ["a.yaml", "order.yaml"]
    assert read() == PROCESS.encode()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "set: { owner: finanse }",
            "error: `finanse` is no department\n  did you",
        ),
        ("set: { ownr: finance }", "error: `ownr` is not asked about this crack\n  did you"),
        ("set: { owner: TBD }", "`TBD` stands for nothing"),
        ("set: { owner: [sales, finance] }", "one value belongs here"),
        ("set: { owner: another, new_owner: '//' }", "no id can be made of `//`"),
        (f"set: {{ owner: another, new_owner: {'a' * 201} }}", "a name has 200 letters at most"),
        ("assign: { owner: nobody-here }", "`nobody-here` is no department"),
        ("assign: { owner: sales, due: soon }", "`soon` is no day\n  write it as 2026-11-30"),
        ("accept: { reason: so }", "until is not said: Until when?"),
        ("accept: { reason: so, until: 2026-01-01 }", "2026-01-01 is past"),
        ("set: { }", "`set` holds what is answered"),
        ("skip: yes", "an answer has no key `skip`"),
    ],
)
def test_what_is_no_answer_is_told_at_its_place(folder: Path, said: str, told: str) -> None:
    write(PROCESS)
    done = answer(f"  - {{ crack: {UNOWNED}, {said} }}")
    assert done.code == 2
    assert told in done.told
    assert (read(), os.path.exists("cracks.yaml")) == (PROCESS.encode(), False)


def test_values_are_judged_as_the_file_is(folder: Path) -> None:
    write(PROCESS.replace("TBD    ", "finance"))
    crack = "undefined-handoff sign-the-order -> send-the-invoice"
    said = fill("--crack", crack, "--set", "handoff.sla=4 hous")
    assert said.code == 2
    assert said.told.startswith("crackmap: --set handoff.sla: `sla`: `4 hous` is no duration\n")


def test_a_crack_that_is_not_open_is_told_with_the_nearest(folder: Path) -> None:
    write(PROCESS)
    said = fill("--crack", "unowned-step send-the-invoise", "--set", "owner=finance")
    assert said.code == 2
    assert f"did you mean `{UNOWNED}`?" in said.told


def test_all_answers_are_written_or_none(folder: Path) -> None:
    write(PROCESS)
    done = answer(
        f"  - {{ crack: {UNOWNED}, set: {{ owner: finance }} }}",
        f"  - {{ crack: {UNOWNED}, set: {{ owner: sales }} }}",
    )
    assert (done.code, read()) == (2, PROCESS.encode())
    assert done.told.startswith("answers.yaml:3:14: error: no crack")


def test_a_new_department_is_declared(folder: Path) -> None:
    write(PROCESS)
    said = fill("--crack", UNOWNED, "--set", "owner=another", "--set", "new_owner=Order desk")
    assert said.code == 0
    assert touched(PROCESS.encode(), read()) == [
        "-departments: [sales, finance]   # two of them",
        "+departments: [sales, finance, order-desk]   # two of them",
        "-        owner: TBD        # ask finance",
        "+        owner: order-desk # ask finance",
    ]


def test_a_table_is_to_be_converted_first(folder: Path) -> None:
    write("step,owner\nSign the order,sales\n", "order.csv")
    said = on(DAY, "fill", "order.csv", "--crack", UNOWNED, "--set", "owner=sales")
    assert said.code == 2
    assert "convert it first: crackmap convert order.csv -o order.yaml" in said.told


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    write(PROCESS.replace("name: Close", "nam: Close"))
    said = fill("--crack", UNOWNED, "--set", "owner=sales")
    assert said.code == 2
    assert "a stage has no key `nam`" in said.told


def test_an_agreement_of_the_workspace_is_filled_there(folder: Path) -> None:
    shared = (
        "# all\ndepartments: [sales, finance]\n"
        "handoffs:\n  order:\n    trigger: signed\n    payload: [order]\n"
    )
    write(shared, "crackmap.yaml")
    text = PROCESS.replace("departments: [sales, finance]   # two of them\n", "").replace(
        "owner: sales }", "owner: sales, next: { to: send-the-invoice, handoff: order } }"
    )
    write(text.replace("TBD    ", "finance"))
    done = answer("  - { crack: incomplete-handoff handoff order, set: { handoff.sla: 4bh } }")
    assert done.code == 0, done.told
    assert read("crackmap.yaml").decode() == f"{shared}    sla: 4bh\n"


def test_a_file_that_changes_meanwhile_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(PROCESS)
    commit = kept_files.Files.commit

    def late(files: kept_files.Files) -> None:
        write(f"# somebody else\n{PROCESS}")
        commit(files)

    monkeypatch.setattr(kept_files.Files, "commit", late)
    said = fill("--crack", UNOWNED, "--set", "owner=finance")
    assert said.code == 2
    assert said.told == "crackmap: order.yaml changed meanwhile\n  nothing was written over it\n"
    assert read().decode() == f"# somebody else\n{PROCESS}"


@pytest.mark.parametrize("call", ["mkstemp", "fsync", "chmod", "replace"])
def test_a_run_that_fails_while_it_writes_leaves_the_old_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    import tempfile

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    write(PROCESS)
    with monkeypatch.context() as patched:
        patched.setattr(tempfile if call == "mkstemp" else os, call, fails)
        said = fill("--crack", UNOWNED, "--set", "owner=finance")
    assert (said.code, read()) == (2, PROCESS.encode())
    assert "order.yaml cannot be written: No space left on device" in said.told
    assert os.listdir() == ["order.yaml"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_of_two_files_none_is_written_if_one_cannot_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write(PROCESS)
    write("cracks: []\n", "cracks.yaml")
    does, calls = getattr(os, call), []

    def fails(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:  # that of cracks.yaml
            raise OSError(28, "No space left on device")
        does(*given)

    monkeypatch.setattr(os, call, fails)
    said = answer(
        f"  - {{ crack: {UNOWNED}, set: {{ owner: finance }} }}",
        f"  - {{ crack: {OPENED}, assign: {{ owner: sales }} }}",
    )
    assert said.told == "crackmap: cracks.yaml cannot be written: No space left on device\n"
    assert (said.code, read(), read("cracks.yaml")) == (2, PROCESS.encode(), b"cracks: []\n")
    assert sorted(os.listdir()) == ["answers.yaml", "cracks.yaml", "order.yaml"]


def test_what_other_files_refer_to_is_written_before_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = "handoffs: { order: { trigger: signed, payload: [order] } }\n"
    write(shared, "crackmap.yaml")
    next_ = "next: { to: send-the-invoice, handoff: order } }"
    write(PROCESS.replace("owner: sales }", f"owner: sales, {next_}"))
    write("cracks: []\n", "cracks.yaml")
    written = []

    def note(source: str, target: str) -> None:
        written.append(os.path.basename(target))
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", note)
    done = answer(
        f"  - {{ crack: {UNOWNED}, assign: {{ owner: sales }} }}",
        f"  - {{ crack: {UNOWNED}, set: {{ owner: finance }} }}",
        "  - { crack: incomplete-handoff handoff order, set: { handoff.sla: 4bh } }",
    )
    assert done.code == 0, done.told
    assert written == ["crackmap.yaml", "order.yaml", "cracks.yaml"]


SHARED = """\
process: Order to invoice
departments: { sales: {}, legal: {} }
stages:
  - name: Close
    steps:
      - name: Sign
        owner:
          - sales
          - legal
        outcome: won
      - { name: File, owner: [sales, legal], outcome: lost }
"""


def test_of_several_owners_one_stays_and_the_others_contribute(folder: Path) -> None:
    write(SHARED)
    done = answer(
        "  - { crack: shared-owner sign, set: { owner: sales, others: contribute } }",
        "  - crack: shared-owner file",
        "    set: { owner: another, new_owner: Deal desk, others: leave }",
    )
    assert done.code == 0, done.told
    assert touched(SHARED.encode(), read()) == [
        "-departments: { sales: {}, legal: {} }",
        "+departments: { sales: {}, legal: {}, deal-desk: { name: Deal desk } }",
        "-        owner:",
        "-          - sales",
        "-          - legal",
        "+        owner: sales",
        "+        contributors: [legal]",
        "-      - { name: File, owner: [sales, legal], outcome: lost }",
        "+      - { name: File, owner: deal-desk, outcome: lost }",
    ]
