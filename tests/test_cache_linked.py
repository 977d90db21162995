"""Processes that lead into each other: which are checked again, and that nothing else need be."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from crackmap.check import run, workers
from crackmap.check.cache import Result
from crackmap.check.elsewhere import Elsewhere
from crackmap.source.files import Input
from thoroughness import examples

NAMES = "abcdefg"
STEPS = ["Take it over", "Check it", "Bill it"]
OWNERS = ["sales", "finance", "desk", "nobody-knows", "TBD", "{ who: sales, when: it fits }"]
EXTRAS = [
    "needs: [contract]",
    "trigger: a call",
    "kind: approval",
    "kind: wait",
    "within: 2d",
    "accept: [{ crack: unowned-step, reason: we know }]",
    "informed: [finance]",
]
CHOICE = run.RunOptions((".",), today="2026-06-01")
pytestmark = pytest.mark.usefixtures("folder")

Step = dict[str, str]


class Linked:
    """Some processes that may lead into each other, and people who change them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.processes: dict[str, list[Step]] = {}
        self.headers: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.above: dict[str, str] = {}
        for name in NAMES[: self.rng.randrange(3, 7)]:
            self.new_process(name)
        for name in self.processes:
            self.lead_on(name)
        self.write()

    def new_process(self, name: str) -> None:
        owners = ["sales", "desk", ""]
        self.processes[name] = [
            {"name": step, "owner": self.rng.choice(owners)}
            for step in self.rng.sample(STEPS, self.rng.randrange(2, 4))
        ]
        self.headers[name] = ""
        self.owners[name] = self.above[name] = "sales"

    def lead_on(self, name: str) -> None:
        for step in self.processes[name]:
            target = self.rng.choice([*self.processes, *self.processes, "z"])
            there = [each["name"] for each in self.processes.get(target, [])]
            other = self.rng.choice([*there, *there, *STEPS]).lower().replace(" ", "-")
            ends = [f"next: {target}/{other}", f"next: [{{ to: {target}/{other}, when: '1' }}]"]
            step["end"] = self.rng.choice([*ends, *ends, "outcome: won", ""])

    def change(self) -> None:
        """Do one of the things that people do, and write the files that it changes."""
        name = self.rng.choice(sorted(self.processes))
        step = self.rng.choice(self.processes[name])
        what = self.rng.randrange(11)
        if what == 0:
            step["owner"] = self.rng.choice([*OWNERS, ""])
        elif what == 1:
            step["name"] = self.rng.choice([*STEPS, "Something else"])
        elif what == 2:
            step["extra"] = self.rng.choice([*EXTRAS, ""])
        elif what in (3, 4):
            self.lead_on(name)
        elif what == 5:
            self.rng.shuffle(self.processes[name])
        elif what == 6:
            self.headers[name] = self.rng.choice(["# words\n", "# words\n\n", ""])
        elif what == 7 and len(self.processes) > 2:
            del self.processes[name]
        elif what == 8:
            self.owners[name] = self.rng.choice(OWNERS)
        elif what == 9:
            self.above[name] = self.rng.choice(["sales", "finance"])
        else:
            self.new_process(self.rng.choice(NAMES))
        self.write()

    def write(self) -> None:
        for path in Path().glob("*.yaml"):
            path.unlink()
        for number, (name, steps) in enumerate(sorted(self.processes.items())):
            # Two of them have one id: then the first one counts.
            text = self.headers[name] + f"process: {name.replace('g', 'a')}\n"
            desk = f"{{ part_of: {self.above[name]} }}"
            text += f"departments: {{ sales: {{}}, finance: {{}}, desk: {desk} }}\n"
            text += f"stages:\n  - name: Work\n    owner: {self.owners[name]}\n    steps:\n"
            for step in steps:
                owner = step["owner"] and f"owner: {step['owner']}"
                others = [owner, step.get("extra"), step.get("end")]
                text += f"      - name: {step['name']}\n"
                text += "".join(f"        {line}\n" for line in others if line)
            Path(f"{name}{number % 2}.yaml").write_text(text)


def some_at_a_time(
    inputs: Sequence[Input], check: workers.Check, elsewhere: Elsewhere, several: int
) -> Generator[list[Result], None, None]:
    """Check files as several processes do, but in this one."""
    for chunk in workers._chunks(inputs, several):
        yield check(chunk, elsewhere)


@pytest.mark.parametrize("several", [False, True], ids=["together", "parted"])
@pytest.mark.parametrize("seed", range(examples(3)))
def test_whatever_changes_a_kept_result_is_what_a_fresh_one_is(
    seed: int, several: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = Linked(seed)
    for _ in range(16):
        linked.change()
        begun = run.begin(CHOICE)
        fresh = begun.results()
        with monkeypatch.context() as patch:
            if several:
                patch.setattr(workers, "WORTH_A_PROCESS", 1)
                patch.setattr(workers, "FEW_LEAD_OUT", 0)
                patch.setattr(workers, "_processors", lambda: 3)
                patch.setattr(workers, "_parts", some_at_a_time)
            assert begun.results(begun.cache(".kept")) == fresh


# What is checked again

HUB = """\
process: Billing
departments: [sales, finance]
stages:
  - name: Bill
    steps:
      - { name: Take it over, owner: finance }
      - { name: Send the bill, owner: finance, outcome: won }
"""
SPOKE = """\
process: Leads NUMBER
departments: [sales, finance]
stages:
  - name: Sell
    steps:
      - { name: Sign it, owner: sales, next: billing/take-it-over }
"""


@pytest.fixture
def checked_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Three processes that lead into a fourth, checked; a function that tells what is anew."""
    for number in range(3):
        Path(f"{number}.yaml").write_text(SPOKE.replace("NUMBER", str(number)))
    Path("hub.yaml").write_text(HUB)
    check, seen = run.check_files, list[str]()

    def noting(
        choice: run.RunOptions, inputs: Sequence[Input], elsewhere: Elsewhere
    ) -> list[Result]:
        seen.extend(file.path for file in inputs)
        return check(choice, inputs, elsewhere)

    def again() -> list[str]:
        seen.clear()
        begun = run.begin(CHOICE)
        begun.results(begun.cache(".kept"))
        return sorted(seen)

    monkeypatch.setattr(run, "check_files", noting)
    again()
    return again


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def test_where_nothing_changed_nothing_is_checked(checked_again: Callable[[], list[str]]) -> None:
    assert checked_again() == []


@pytest.mark.parametrize("new", ["Send a bill", "Send it, whole"])
def test_a_step_that_nobody_leads_into_concerns_its_own_file(
    checked_again: Callable[[], list[str]], new: str
) -> None:
    edit("hub.yaml", "Send the bill", f"'{new}'")
    assert checked_again() == ["hub.yaml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("over, owner: finance", "over, owner: sales"),
        ("Take it over, ", "Take it over, kind: approval, "),
        ("Take it over,", "Take it, id: take-it-over,"),
        ("process:", "# a line above\nprocess:"),
        ("Billing", "Bills"),
    ],
)
def test_a_step_concerns_those_that_lead_into_it(
    checked_again: Callable[[], list[str]], old: str, new: str
) -> None:
    edit("hub.yaml", old, new)
    assert checked_again() == ["0.yaml", "1.yaml", "2.yaml", "hub.yaml"]


def test_one_that_leads_elsewhere_concerns_those_it_led_into(
    checked_again: Callable[[], list[str]],
) -> None:
    edit("1.yaml", "Sign it", "Sign all")
    assert checked_again() == ["1.yaml"]
    edit("1.yaml", "billing/take-it-over", "billing/send-the-bill")
    assert set(checked_again()) == {"1.yaml", "hub.yaml"}
    assert checked_again() == []


def test_the_names_of_steps_concern_who_leads_into_one_that_is_not_there(
    checked_again: Callable[[], list[str]],
) -> None:
    edit("1.yaml", "billing/take-it-over", "billing/send-the-bills")
    checked_again()
    edit("hub.yaml", "Send the bill", "Send the bills")
    assert set(checked_again()) == {"1.yaml", "hub.yaml"}


def test_a_process_that_comes_or_goes_concerns_those_that_lead_into_it(
    checked_again: Callable[[], list[str]],
) -> None:
    Path("hub.yaml").unlink()
    assert checked_again() == ["0.yaml", "1.yaml", "2.yaml"]
    Path("hub.yaml").write_text(HUB)
    assert checked_again() == ["0.yaml", "1.yaml", "2.yaml"]  # it is as it was when it was kept
