"""Long runs of spaces, commas and brackets in tables, pages and names: none takes hours."""

from __future__ import annotations

from pathlib import Path

import pytest

import own_run

pytestmark = pytest.mark.usefixtures("folder")

MANY = 200_000
STEPS = "Step,Owner,Next\nCall,Sales,\n"
PEOPLE = "Activity,Responsible,Accountable\nCall,Sales,Sales\n"
PAGE = "# P\n\n## S\n\n### Call\n\n**Owner:** Sales\n\n### Visit\n\n"
PROCESS = "process: P\ndepartments: [sales]\nstages:\n- name: S\n  steps:\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.csv", f'{STEPS}Visit,"a{" " * MANY}b",\n'),
        ("p.csv", f'{STEPS}Visit,"a{"*" * MANY}b",\n'),
        ("p.csv", f'{STEPS}Visit,Sales,"a{" " * MANY}b (1%)"\n'),
        ("p.csv", STEPS.replace("Next", "x" + "(" * MANY)),
        ("p.csv", STEPS.replace("Next", "x" + "\u0301\u0327" * MANY)),
        ("p.csv", f'{PEOPLE}Visit,"{"," * MANY}b",Sales\n'),
        ("p.csv", f'{PEOPLE}Visit,"a{" " * MANY}b",Sales\n'),
        ("p.md", f"{PAGE}**Owner:** Sales\n**Input:** {',' * MANY}b\n"),
        ("p.md", f"{PAGE}**Owner:** {',' * MANY}b\n"),
    ],
)
def test_no_long_run_in_a_table_or_a_page_takes_long(name: str, text: str) -> None:
    Path(name).write_text(text)
    # Else it was killed.
    assert own_run.crackmap("convert", "--to", "yaml", name).returncode in (0, 2)


@pytest.mark.parametrize(
    "field",
    [
        f'owner: "a{" " * MANY}b"',
        f'owner: sales, contributors: ["a{" " * MANY}b"]',
        f'owner: sales, within: "3 {" " * MANY}h - 4 d"',
    ],
)
def test_no_long_run_in_a_process_takes_long(field: str) -> None:
    Path("p.yaml").write_text(f"{PROCESS}  - {{ name: Call, {field} }}\n")
    assert own_run.crackmap("lint", "-n", "-q", "p.yaml").returncode in (0, 1, 2)


def test_a_comma_far_before_a_comment_takes_no_longer() -> None:
    comment = f"# crackmap: ignore[dead-end{' ' * MANY}, stale-map, unowned-step] known"
    Path("p.yaml").write_text(f"{PROCESS}  - {{ name: Call, owner: sales }} {comment}\n")
    assert own_run.crackmap("lint", "-n", "-q", "p.yaml").returncode in (0, 1)
