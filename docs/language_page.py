"""The page of the language: every field, what may be written for it, and an example."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import get_args

from page_blocks import shown, table

from crackmap.language.element import Element
from crackmap.language.field_examples import examples
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace

# What a person may write for a field of each type.
TYPES = {
    "name": "Any text; the name as people say it.",
    "id": "A word without a space, `/` or `->`, in any script: `first-call`, `012`.",
    "text": "A text in one line or several.",
    "texts": "A list of texts, `[one, another]`; a single text is a list of one.",
    "owner": "The id of a department, or owners by condition: "
    "`[{ who: sales, when: more than 500 seats }, { who: sdr, when: otherwise }]`.",
    "duration": "Calendar time `30m` `4h` `2d` `1w` `3mo` `1q` `1y`, or working time `8bh` `3bd`; "
    "in words, too: `2 days`, `5 business days`.",
    "rhythm": "A duration, which is the time between two times, or `daily`, `weekly` and the like.",
    "escalation": "The id of a department, or several levels: "
    "`[team-lead, { to: vp-sales, after: 2d }]`.",
    "limit": "A duration, which is the limit; `3-5d`, a target and a limit; or "
    "`{ target: 5m, limit: 24h, clock: trigger to first touch }`.",
    "share": "`40%`, `40 percent` or `0.4`, from 0% to 100%.",
    "count": "A whole number above zero.",
    "flag": "`true` or `false`; `yes` and `no`, too.",
    "date": "A day as `2026-05-01`.",
    "volume": "`1200 per month`; per day, week, month, quarter or year.",
    "money": "An amount and its currency: `18000 USD`, `$45,000`, `45.000 \u20ac`, `45k USD`; "
    "three digits behind the last mark are thousands.",
}
LANGUAGE = """\
# The language

One YAML file is one process: one way from first contact to an outcome. This page has every key of
it, and of `crackmap.yaml`, the file that processes share.
[How a process is read](how-it-is-read.md) says what they mean together: order, owners, handoffs,
ways back.

```yaml
process: Lead to cash
departments: [marketing, sales, finance]
stages:
  - name: Attract
    steps:
      - name: Capture the lead
        owner: marketing
      - name: Qualify the lead        # crack: marketing -> sales, nobody said how
        owner: sales
  - name: Close
    steps:
      - name: Send the invoice        # crack: nobody owns it
        outcome: won
```

Keys that are not listed here are errors. A single value stands for a list of one, and a list of one
for a single value. Editors complete and check all of this with the JSON Schemas of
[a process](schema/process.json) and [crackmap.yaml](schema/crackmap.json), which
`crackmap schema` prints too.
"""


def language() -> Iterator[str]:
    """Return a section for each element of both files, then one for the types of values."""
    done: list[type[Element]] = []
    for root, title in ((Process, "process file"), (Workspace, "workspace file, crackmap.yaml")):
        yield f"\n## The {title}\n"
        waiting: list[type[Element]] = [root]
        while waiting:
            kind = waiting.pop(0)
            if kind in done:
                continue
            done.append(kind)
            parts = sorted(kind.parts, key=lambda key: key != "stages")  # what people look up first
            waiting += (kind.parts[key].kind for key in parts)
            yield _element(kind)
    yield "\n## What fields take\n\n"
    yield table(
        ["field", "takes"], [[f'<a id="{name}"></a>{name}', text] for name, text in TYPES.items()]
    )
    yield CLAIMS


CLAIMS = """
In every field but names, ids and choices, nothing, an empty list and the placeholders `tbd`,
`todo`, `unknown`, `unassigned`, `nobody`, `none`, `n/a`, `to be defined`, `?`, `-` and `~` count as
missing. Where documents disagree, text, lists, owners, times, shares and the like take claims:

```yaml
within: [{ says: 8bh, source: mql-page }, { says: 2bd, source: sales-slides }]
```
"""


def _element(kind: type[Element]) -> str:
    rows = []
    for key, name in kind.keys.items():
        info = kind.model_fields[name]
        example = next(iter(examples(kind, key)), None)
        reported = f"`{key}: {shown(example)}`" if example is not None else ""
        rows.append([f"`{key}`", _takes(kind, key), info.description or "", reported])
    doc = inspect.getdoc(kind) or ""
    short = f"\n\nWritten as one word, it is its `{kind.short}`." if kind.short else ""
    heading = f"\n### {kind.noun.replace('_', ' ')}\n\n{doc}{short}\n\n"
    return heading + table(["key", "takes", "meaning", "for example"], rows)


def _takes(kind: type[Element], key: str) -> str:
    if key in kind.takes:
        name = kind.takes[key]
        return f"[{name}](#{name})"
    if key not in kind.parts:
        words = get_args(kind.model_fields[kind.keys[key]].annotation)
        return ", ".join(f"`{word}`" for word in words) or "a mapping"
    part, form = kind.parts[key]
    noun = part.noun.replace("_", " ")
    link = f"[{noun}](#{noun.replace(' ', '-')})"
    forms = {
        "table": f"ids, or id: {link}",
        "many": f"{link}, or a list",
        "named": f"id, or {link}",
    }
    return forms.get(form, link)
