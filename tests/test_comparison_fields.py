"""Whatever is written in a field: where it is another one, `crackmap diff` has a line for it.

The fields are those of the models, with the examples that editors show. One that the language gains
is tested from its first day.
"""

from __future__ import annotations

import copy
import datetime
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import pytest

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.history.comparison import Comparison, compare
from crackmap.language.element import Element
from crackmap.language.field_examples import examples
from crackmap.language.field_types import UNCLAIMED
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace
from crackmap.rules.registry import all_rules
from crackmap.source.files import Input
from crackmap.source.yaml_events import load
from crackmap.writers.changes import summary
from crackmap.writers.diff import json as diff_json
from crackmap.writers.diff import markdown
from crackmap.writers.diff import text as diff_text

SETTINGS = Settings(today=datetime.date(2026, 6, 1), levels=dict.fromkeys(all_rules(), "off"))
FORMS = {"many": (0,), "table": ("an-id",)}  # where in it a part stands
# Signs and words that belong to files and programs, not to people.
NOT_FOR_PEOPLE = re.compile(r"[{}_\[\]]|\b(?:None|True|False|Fraction|says|who)\b")
# What must stand beside a field for it to be taken.
BESIDE = {("step", "volume"): {"trigger": "a call"}}
# Words that stand for a number: one word more would be none.
OTHER_WORDS = {"daily": "weekly"}
Way = tuple[str | int, ...]


class Field(NamedTuple):
    """One way to fill in one field: the way to it from the root, and what stands there."""

    root: type[Element]
    way: Way
    kind: type[Element]
    value: Any

    @property
    def key(self) -> str:
        return str(self.way[-1])

    @property
    def default(self) -> Any:
        return self.kind.model_fields[self.kind.keys[self.key]].default

    @property
    def words(self) -> tuple[Any, ...]:
        """The words of which it takes one; other fields have none."""
        annotation = self.kind.model_fields[self.kind.keys[self.key]].annotation
        return get_args(annotation) if getattr(annotation, "__name__", "") == "Literal" else ()

    def __str__(self) -> str:
        return f"{self.root.__name__} {'.'.join(map(str, self.way))} {json.dumps(self.value)}"


def fields(root: type[Element], kind: type[Element], way: Way) -> Iterator[Field]:
    for key in kind.keys:
        here = Field(root, (*way, key), kind, None)
        part = kind.parts.get(key)
        if part:
            yield from fields(root, part.kind, (*here.way, *FORMS.get(part.form, ())))
        if not part or part.form == "named":
            shown = examples(kind, key) or here.words[:1]
            assert shown, f"{kind.noun} has no example of {key}"
            yield from (here._replace(value=value) for value in shown)
            if key in kind.takes and kind.takes[key] not in UNCLAIMED:
                claims = zip((shown[0], shown[-1]), ("a-page", "b-page"), strict=True)
                said = [{"says": says, "source": source} for says, source in claims]
                yield here._replace(value=said)


FIELDS = [*fields(Process, Process, ()), *fields(Workspace, Workspace, ())]
# One way a field, where it makes a difference; names cannot be left out.
FIRST = [
    field
    for field in {(field.root, field.way): field for field in reversed(FIELDS)}.values()
    if field.key not in ("process", "name", "id")
    and field.value not in (default := field.default, list(default or ()))
]


def document(field: Field, value: Any) -> dict[str, Any]:
    """Return a small file in which `value` stands in the field; of None the field is not there.

    All that must have a name on the way to it has one.
    """
    inner: Any = dict(BESIDE.get((field.kind.noun, field.key), {}))
    inner |= {field.key: value} if value is not None else {}
    names = {"stages": "name", "steps": "name", "next": "to", "accept": "crack"}
    holders = field.way[:-1]
    for at in range(len(holders) - 1, -1, -1):
        part = holders[at]
        name = names.get(str(holders[at - 1]), "") if part == 0 and at else ""
        if name and not ({name, "outcome"} & inner.keys() and name != "name"):
            inner = {name: "dead-end", **inner}
        inner = [inner] if part == 0 else {part: inner}
    if field.root is Process:
        inner = {"process": "A process", "stages": [{"name": "A stage"}], **inner}
        inner["stages"][0].setdefault("steps", [{"name": "A step"}])
    return dict(inner)


def others(field: Field) -> Iterator[Any]:
    """Return what the field may hold instead: each word and number in it another one."""
    if field.words:
        yield from (word for word in field.words if word != field.value)
        return
    for *inner, last in leaves([field.value]):
        other = copy.deepcopy([field.value])
        holder: Any = other
        for part in inner:
            holder = holder[part]
        holder[last] = another(
            holder[last], "-" if field.kind.takes.get(field.key) == "id" else " "
        )
        yield other[0]


def leaves(value: Any) -> Iterator[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        yield ()
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from ((key, *way) for way in leaves(item))


def another(value: Any, space: str) -> Any:
    """Return another value of the same kind: a greater number, or one word more."""
    if value in OTHER_WORDS:
        return OTHER_WORDS[value]
    if isinstance(value, bool | float):
        return value / 2 if isinstance(value, float) else not value
    if isinstance(value, int):
        return value + 1
    more = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), value, count=1)
    return f"{value}{space}else" if more == value else more


def read(whole: dict[str, Any]) -> Checked:
    checked = check([Input("a.yaml", json.dumps(whole).encode())], SETTINGS)
    assert checked.graphs, checked.report.unreadable
    return checked


def compared(field: Field, old: Any, new: Any) -> Comparison:
    before, after = document(field, old), document(field, new)
    if field.root is Process:
        return compare(read(before), read(after))
    texts = (json.dumps(whole).encode() for whole in (before, after))
    was, is_now = (Workspace.model_validate(load(text, "crackmap.yaml").root) for text in texts)
    nothing = check([], SETTINGS)
    return compare(nothing, nothing, [was], [is_now])


def is_told(found: Comparison) -> None:
    """Fail where a form does not tell the change, or not in words for people."""
    assert found.changes
    text = diff_text.write(found, width=200, colour=False, unicode=True)
    told = [line for line in text.splitlines() if re.match(r" +(?:[~+-] |\S.*: )", line)]
    assert len(told) > 1 or " flow " in told[0], text
    assert not NOT_FOR_PEOPLE.search("\n".join(told)), text
    assert re.search(r"^\| (?:changed|added|removed) \|", markdown.write(found), re.MULTILINE)
    in_json = json.loads(diff_json.write(found))
    assert in_json["summary"]["changes"] == len(found.changes)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_another_value_in_a_field_is_told(field: Field) -> None:
    for other in others(field):
        is_told(compared(field, field.value, other))


@pytest.mark.parametrize("field", FIRST, ids=str)
def test_a_field_that_comes_or_goes_is_told(field: Field) -> None:
    is_told(compared(field, None, field.value))
    is_told(compared(field, field.value, None))
    assert summary(compared(field, field.value, field.value)) == "nothing changed"
