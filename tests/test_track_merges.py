"""The register in git: branches that note things beside the same cracks meet without conflicts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crackmap.history.baseline import Terms, compare
from crackmap.history.entries import read, written
from crackmap.history.entry_text import Entry, edited, joined
from crackmap.rules.finding import Key
from crackmap.source.problems import Unreadable
from tracked import commit, git, lines, on, register, write_process

pytestmark = pytest.mark.usefixtures("folder")
HANDLE = Key("unowned-step", "close", "invoice", "").fingerprint[:6]
Change = Callable[[], object]


def note(*words: str, day: str = "2026-06-02") -> Change:
    return lambda: on(day, "track", HANDLE, *words)


def fill(day: str = "2026-06-03") -> Change:
    def change() -> None:
        write_process("sales")
        on(day, "track")

    return change


def rename() -> None:
    write_process(step="Send the invoices", id_="billing")
    on("2026-06-02", "track")


def rewrite(change: Callable[[bytes], bytes]) -> Change:
    file = Path("cracks.yaml")
    return lambda: file.write_bytes(change(file.read_bytes()))


def windows(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def commented(data: bytes) -> bytes:
    return data.replace(b"seen: 2026-06-01 }\n", b"seen: 2026-06-01 }  # ask first\n", 1)


def turned(data: bytes) -> bytes:
    head, *rest = data.split(b"  - ")
    return head + b"".join(b"  - " + line for line in reversed(rest))


def in_branches(ours: Change, theirs: Change, *, before: bool = True) -> int:
    """Let two branches do something, and merge them; the end is that of lint on the result."""
    git("init", "-q", "-b", "main")
    Path(".gitattributes").write_text("cracks.yaml text merge=union\n")
    write_process()
    if before:
        on("2026-06-01", "track")
    commit()
    git("checkout", "-qb", "theirs")
    theirs()
    commit()
    git("checkout", "-q", "main")
    ours()
    commit()
    assert git("merge", "-q", "theirs") == 0
    return on("2026-06-04", "lint").code


@pytest.mark.parametrize(
    ("ours", "theirs", "held"),
    [
        (note("--owner", "finance"), note("--note", "why"), ["finance", "note: why"]),
        (fill(), note("--note", "why"), ["filled: 2026-06-03", "note: why"]),
        (fill(), fill(), ["filled: 2026-06-03"]),
        (fill("2026-06-03"), fill("2026-06-04"), ["filled: 2026-06-04"]),
        (rename, note("--note", "why"), ["billing", "note: why"]),
        (rewrite(windows), note("--note", "why"), ["note: why"]),
        (rewrite(commented), note("--note", "why"), ["note: why", "# ask first"]),
        (rewrite(turned), note("--note", "why"), ["note: why"]),
    ],
    ids=["fields", "fill-note", "fill-fill", "fill-later", "rename", "crlf", "comment", "order"],
)
def test_two_branches_meet_and_lose_nothing(ours: Change, theirs: Change, held: list[str]) -> None:
    assert in_branches(ours, theirs) == 0
    on("2026-06-04", "track")
    assert all(words in register() for words in held)
    entries = [line for line in lines() if "unowned-step" in line and "filled" not in line]
    assert len(entries) <= 1


def test_a_note_by_the_old_name_goes_to_the_new_one() -> None:
    in_branches(rename, note("--note", "why", "--owner", "finance"))
    on("2026-06-04", "track")
    [line] = [line for line in lines() if "unowned-step" in line]
    assert "billing" in line
    assert "note: why" in line
    assert "filled" not in line


def test_two_branches_that_found_the_same_crack_have_the_day_of_the_first() -> None:
    def found(day: str) -> Change:
        return lambda: on(day, "track")

    assert in_branches(found("2026-06-02"), found("2026-06-01"), before=False) == 0
    on("2026-06-04", "track")
    [line] = [line for line in lines() if "unowned-step" in line]
    assert "due: 2026-07-01, seen: 2026-06-01" in line


def test_two_branches_that_fill_two_cracks_have_filled_both() -> None:
    def clear() -> None:
        text = Path("close.yaml").read_text()
        Path("close.yaml").write_text(text.replace("marketing: , ", ""))
        on("2026-06-03", "track")

    assert in_branches(fill(), clear) == 0
    on("2026-06-04", "track")
    assert sum("filled: 2026-06-03" in line for line in lines()) >= 2


def test_two_days_say_one_thing_where_one_of_them_was_there_before() -> None:
    ours, theirs = note("--due", "2026-08-01"), note("--owner", "finance")
    assert in_branches(ours, theirs) == 0
    on("2026-06-04", "track")
    [line] = [line for line in lines() if "unowned-step" in line]
    assert "owner: finance, due: 2026-08-01, seen: 2026-06-01" in line


def test_two_owners_are_one_clear_error_with_both_lines() -> None:
    ends = in_branches(note("--owner", "finance"), note("--owner", "marketing"))
    assert ends == 2
    told = on("2026-06-04", "lint").told
    assert "this crack is listed twice, with two values of `owner`" in told
    assert "finance" in told
    assert "marketing" in told


# One entry at a time

ODD = [
    "  - { rule: unowned-step, subject: a }\n",
    "  - {rule: unowned-step, subject: a,}  # why\n",
    "  - { owner: 'x, y', subject: \"a\", rule: unowned-step }\n",
    "  - rule: unowned-step\n    subject: a\n",
    "  - rule: unowned-step\r\n    subject: a\r\n    # below\r\n",
    "  # above\n  - subject: a\n    rule: unowned-step\n    note: >\n      folded\n      text\n",
    "  - note: |\n      # none\n    rule: unowned-step\n    subject: a\n",
    "- {\n  rule: unowned-step,\n  subject: a\n  }\n",
]


@pytest.mark.parametrize("block", ODD)
@pytest.mark.parametrize(
    "changes",
    [
        {"due": "2026-06-01"},
        {"owner": "finance"},
        {"note": 'he said: "no", # not yet'},
        {"subject": "a -> b"},
        {"due": "2026-06-01", "filled": "2026-06-02", "note": None},
    ],
)
def test_a_field_changes_whatever_the_style(block: str, changes: dict[str, str | None]) -> None:
    [entry] = read(f"cracks:\n{block}".encode(), "cracks.yaml").entries
    changed = edited(entry, changes)
    assert {name: changed.fields.get(name) for name in changes} == changes
    [again] = read(f"cracks:\n{changed.block}".encode(), "cracks.yaml").entries
    assert again.fields == changed.fields
    assert changed.fields == {
        name: value for name, value in {**entry.fields, **changes}.items() if value
    } | {name: value for name, value in changes.items() if value}
    assert changed.block.count("#") >= block.count("#") - ("note" in changes) * block.count(
        "# none"
    )
    assert ("\r\n" in changed.block) == ("\r\n" in block)


def test_what_cannot_be_changed_is_refused_with_its_place() -> None:
    text = "cracks:\n  - ? rule\n    : unowned-step\n    ? subject\n    : &a !!str a\n"
    [entry] = read(text.encode(), "cracks.yaml").entries
    with pytest.raises(Unreadable, match="cannot be changed") as raised:
        edited(entry, {"owner": "finance"})
    problem = raised.value.problems[0]
    assert (problem.span.line, problem.help) == (2, "write it on one line, in braces")


def entry(**noted: str) -> Entry:
    words = "".join(f", {name}: {value}" for name, value in noted.items())
    text = f"cracks:\n  - {{ rule: unowned-step, subject: a{words} }}\n"
    return read(text.encode(), "cracks.yaml").entries[0]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"note": "x"}, {"owner": "sales"}, {"note": "x", "owner": "sales"}),
        ({"seen": "2026-06-02"}, {"seen": "2026-06-01"}, {"seen": "2026-06-01"}),
        (
            {"seen": "2026-06-02", "due": "2026-07-02"},
            {"seen": "2026-06-01", "due": "2026-07-01"},
            {"seen": "2026-06-01", "due": "2026-07-01"},
        ),
        ({"filled": "2026-06-02"}, {"filled": "2026-06-01"}, {"filled": "2026-06-02"}),
    ],
)
def test_two_lines_of_a_crack_are_one(
    one: dict[str, str], other: dict[str, str], both: dict[str, str]
) -> None:
    for pair in ((one, other), (other, one)):
        made = joined(entry(**pair[0]), entry(**pair[1]))
        assert isinstance(made, Entry)
        assert made.noted == both


def test_two_days_by_which_a_crack_is_due_are_two_things() -> None:
    days = ({"due": "2026-07-01"}, {"due": "2026-08-01"})
    assert joined(entry(**days[0]), entry(**days[1])) == ("due", "2026-07-01", "2026-08-01")


def test_ten_thousand_cracks_are_read_compared_and_written_as_they_are() -> None:
    line = "  - {{ rule: dead-end, process: p, subject: s{0:05}, owner: sales, due: 2026-07-01 }}\n"
    text = "cracks:\n" + "".join(map(line.format, range(10_000)))
    base = read(text.encode(), "cracks.yaml")
    compared = compare([], base, lambda rule, process: True, Terms("2026-06-01"))
    assert len(compared.gone) == 10_000
    assert written(base, base.entries) == text


def test_of_many_cracks_that_stand_twice_git_is_asked_once() -> None:
    lines = [
        f"  - {{ rule: unowned-step, process: p, subject: s{number}, note: {words} }}\n"
        for number in range(5)
        for words in ("a", "b")
    ]
    asked: list[str] = []

    def before() -> list[dict[Key, Entry]]:
        asked.append("git")
        return []

    with pytest.raises(Unreadable) as refused:
        read(f"cracks:\n{''.join(lines)}".encode(), "cracks.yaml", before)
    assert (len(refused.value.problems), asked) == (5, ["git"])
