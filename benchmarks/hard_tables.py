"""Tables, pages and names that are hard to take apart: long runs of spaces, commas, brackets."""

from __future__ import annotations

from hard_inputs import Text, departments, process

_STEPS = "Step,Owner,Next\nCall,Sales,\n"
_PEOPLE = "Activity,Responsible,Accountable\nCall,Sales,Sales\n"
_PAGE = "# P\n\n## S\n\n### Call\n\n**Owner:** Sales\n\n### Visit\n\n**Owner:** Sales\n"
_SHAPES = (
    "Id,Name,Shape Library,Page ID,Contained By,Group,Line Source,Line Destination,"
    "Source Arrow,Destination Arrow,Status,Text Area 1\n"
)


def spaces_in_owner(count: int) -> Text:
    """Make a table with an owner that holds so many spaces."""
    return f"{_STEPS}Visit,a{' ' * count}b,\n"


def spaces_in_next(count: int) -> Text:
    """Make a table with a way to a step whose name holds so many spaces."""
    return f"{_STEPS}Visit,Sales,a{' ' * count}b (1%)\n"


def open_bracket(count: int) -> Text:
    """Make a table with ways behind a bracket that nothing closes."""
    return f'{_STEPS}Visit,Sales,"a ({"b," * count}"\n'


def brackets_in_header(count: int) -> Text:
    """Make a table whose header holds so many brackets that nothing closes."""
    return _STEPS.replace("Next", f"x{'(' * count}")


def accents(count: int) -> Text:
    """Make a table whose header holds a letter with so many accents of two kinds."""
    accented = "x" + "\u0301\u0327" * count
    return _STEPS.replace("Next", accented)


def wide_matrix(count: int) -> Text:
    """Make a RACI matrix with so many roles, and as many columns that are none."""
    header = "".join(f",note {n}" for n in range(count)) + "".join(
        f",role {n}" for n in range(count)
    )
    rows = (f"Do it {n}{',a longer text' * count}{',R' * count}\n" for n in range(2))
    return f"Activity{header}\n{''.join(rows)}"


def marks_in_text(count: int) -> Text:
    """Make a list of steps whose descriptions hold so many letters that are marks of a matrix."""
    rows = "".join(f"Do it {n},Sales,{'R A ' * (count // 400)}\n" for n in range(100))
    return f"Step,Owner,Description\n{rows}"


def people(count: int) -> Text:
    """Make a RACI list in which so many have a part in one step."""
    return f'{_PEOPLE}Visit,"{"a," * count}b",Sales\n'


def shapes(count: int) -> Text:
    """Make a table of Lucidchart with so many pages, of one shape each."""
    return _SHAPES + "".join(f"{n},Process,,page{n},,,,,,,,Do it {n}\n" for n in range(count))


def items(count: int) -> Text:
    """Make a page with a step that needs so many things."""
    return f"{_PAGE}**Input:** {'a,' * count}b\n"


def spaces_in_names(count: int) -> Text:
    """Make a process with an owner and others whose names hold so many spaces."""
    name = f'"a{" " * count}b"'
    return process([f"name: Call, owner: {name}, contributors: [{name}]"], departments(1))


def spaces_in_range(count: int) -> Text:
    """Make a process with a limit between two, and so many spaces before a unit."""
    return process([f'name: Call, owner: d0, within: "3 {" " * count}h - 4 d"'], departments(1))
