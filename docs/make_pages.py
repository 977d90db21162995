"""Make the pages that follow from the code: rules, commands, formats, language, JSON Schemas.

`make pages` writes them; with --check nothing is written, and the exit code is 1 if a page is not
what the code says.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import typer
from make_examples import example_pages

from crackmap.cli import explain
from crackmap.cli.app import app
from crackmap.cli.help import AFTERWORDS, TOPICS
from crackmap.editors.schema import schema_text
from crackmap.language.element import Element
from crackmap.language.field_examples import examples
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace
from crackmap.maps.options import VIEWS
from crackmap.readers.choose import READERS
from crackmap.readers.tables.headers import CALLED
from crackmap.rules import registry
from crackmap.rules.registry import GROUPS, all_rules
from crackmap.rules.rule import Rule
from crackmap.writers.format import (
    ANALYZE,
    DIFF,
    LINT,
    MAP,
    TABLE_FORMS,
    Format,
    converted_to,
    load_converted,
    of_kind,
)
from crackmap.writers.left_out import CARRIED, PARTS

DOCS = Path(__file__).resolve().parent
MADE = "<!-- made by docs/make_pages.py: change the code, then run `make pages` -->\n"

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
COMMANDS = """\
# Commands

Every command tells what is on this page with `--help`. Exit codes are the same for all: 0 done,
and nothing found that counts; 1 cracks; 2 the command could not do its work. `NO_COLOR` and
`FORCE_COLOR` are honoured. `crackmap --install-completion` teaches your shell the commands, the
options and the names of rules.
"""
FORMATS = """\
# Formats

What crackmap reads and writes. Each format is one file in `src/crackmap/readers`,
`src/crackmap/writers` or `src/crackmap/maps/formats`; its first line is what stands here.
"""


FORMS = (
    "\nWhat a file holds decides, not its ending. A [table](tables.md) has one of these forms, by "
    "its header or "
    "`--from table:FORM`: "
    + ", ".join(f"`{name}` ({called})" for name, called in CALLED.items())
    + ". What becomes of the others: [BPMN](bpmn.md), [draw.io](drawio.md), [Mermaid](mermaid.md), "
    "[pages](markdown.md), [pipelines](pipelines.md).\n"
)


CARRYING = """
What each of them carries, besides steps, their owners and the flows between them (a RACI has no
flows). `visio` and `raci` are forms of `csv` and `xlsx`, by `--form`. What is left out is told on
standard error, with how much it is. [Converting](convert.md) has more.

"""


def forget_rules() -> None:
    """Look for the rules once more: one has been written."""
    for kept in (registry.all_rules, registry.known_names, registry.rule_modules):
        kept.cache_clear()


def pages() -> dict[str, str]:
    """Return the text of every made page by its path below docs/."""
    made = {f"rules/{rule.name}.md": rule_page(rule) for rule in all_rules().values()}
    made["rules/README.md"] = rule_index()
    made["commands.md"] = COMMANDS + "".join(commands())
    made["formats.md"] = FORMATS + "".join(formats())
    made["language.md"] = LANGUAGE + "".join(language())
    made.update({f"{topic}.md": topic_page(topic) for topic in TOPICS})
    made = {path: MADE + "\n" + text.rstrip() + "\n" for path, text in made.items()}
    made["schema/process.json"] = schema_text("process")
    made["schema/crackmap.json"] = schema_text("workspace")
    made.update({f"../{path}": text for path, text in example_pages().items()})
    return made


def rule_page(rule: Rule) -> str:
    """Return the page of a rule: its facts, its options, and what its module says."""
    title, _, text = rule.page.partition("\n")
    facts = f"{rule.severity} · [{rule.group}](README.md#{rule.group})"
    rows = [[f"`{name}`", f"`{shown(value)}`"] for name, value in rule.options.items()]
    options = table(["option", "default"], rows) + "\n" if rows else ""
    sections = f"# {rule.name}\n\n{title}\n\n{facts}\n\n{options}{text.strip()}\n"
    return f"{sections}\n{_silencing(rule)}"


def topic_page(topic: str) -> str:
    """Return the page of what `explain` knows beside the rules."""
    words = explain.topic_page(topic)
    return f"# {topic.capitalize()}\n\n{words}\n`crackmap explain {topic}` shows this page, too.\n"


def _silencing(rule: Rule) -> str:
    if not rule.acceptable:
        return ""
    return (
        "## When it may stay\n\nOn the element, with a reason:\n\n```yaml\n"
        f"accept: {{ crack: {rule.name}, reason: why we live with it, until: 2027-03-31 }}\n```\n\n"
        f"For all processes, in `crackmap.yaml`:\n\n```yaml\nrules:\n  {rule.name}: off\n```\n"
    )


def rule_index() -> str:
    """Return the list of all rules by group."""
    rules = list(all_rules().values())
    text = f"# Rules\n\n{len(rules)} rules. `crackmap explain RULE` shows a page in the terminal.\n"
    for group in GROUPS:
        rows = [
            [f"[{rule.name}]({rule.name}.md)", rule.severity, rule.title]
            for rule in rules
            if rule.group == group
        ]
        if rows:
            text += f"\n## {group}\n\n" + table(["rule", "severity", "finds"], rows)
    return text


def commands() -> Iterator[str]:
    """Return a section for each command: usage, help, arguments, options."""
    program: Any = typer.main.get_command(app)
    whole = typer.Context(program, info_name="crackmap", **program.context_settings)
    for name, command in {"": program, **program.commands}.items():
        info = typer.Context(command, whole, f"crackmap {name}") if name else whole
        usage = " ".join(command.collect_usage_pieces(info))
        yield f"\n## crackmap {name}".rstrip() + f"\n\n```\n{info.info_name} {usage}\n```\n\n"
        yield inspect.cleandoc(command.help or "") + "\n"
        rows = [
            _parameter(parameter, info)
            for parameter in command.get_params(info)
            if not parameter.hidden
        ]
        yield "\n" + table(["option", "meaning", "default"], rows)
        yield f"\n```text\n{AFTERWORDS[name]}```\n"


def _parameter(parameter: Any, info: Any) -> list[str]:
    words = (parameter.help or "").strip()
    if parameter.param_type_name == "argument":
        name = parameter.make_metavar(info)
    else:
        flag = parameter.is_flag or parameter.count
        # The names of --help come out of a set.
        names = sorted(parameter.opts, key=lambda name: (len(name), name))
        name = ", ".join(names) + ("" if flag else f" {parameter.make_metavar(info)}")
    if isinstance(parameter.envvar, str):
        words += f" Also as {parameter.envvar}."
    default = (
        ""
        if parameter.default in (None, False, ()) or callable(parameter.default)
        else parameter.default
    )
    return [f"`{name}`", words, f"`{default}`" if default != "" else ""]


def formats() -> Iterator[str]:
    """Return a table for the readers, and one for what each command writes."""
    modules = ((name, importlib.import_module(f"crackmap.readers.{name}")) for name in READERS)
    rows = [
        [f"`{name}`", ", ".join(f"`{ending}`" for ending in READERS[name]), _about(module)]
        for name, module in modules
    ]
    yield "\n## What it reads\n\n" + table(["format", "files", "what it is"], rows)
    yield FORMS
    for package, command in ((LINT, "lint"), (ANALYZE, "analyze"), (DIFF, "diff")):
        yield _written(f"crackmap {command}", of_kind(package, command))
    yield _written("crackmap convert", {name: load_converted(name) for name in converted_to()})
    yield CARRYING
    rows = [
        [part, *("yes" if part in parts else "" for parts in CARRIED.values())] for part in PARTS
    ]
    rows.append(["is read back", *map(_read_back, CARRIED)])
    yield table(["", *(f"`{carrier}`" for carrier in CARRIED)], rows)
    for view in VIEWS:
        shown = "" if view == "swimlane" else f" --view {view}"
        yield _written(f"crackmap map{shown}", of_kind(MAP, view))


def _read_back(carrier: str) -> str:
    """Return whether crackmap reads what it wrote."""
    if carrier in READERS:
        return "yes"
    return "as YAML" if carrier == "json" else "as a table" if carrier in TABLE_FORMS else "no"


def _written(command: str, by_name: dict[str, Format]) -> str:
    rows = []
    for name, form in by_name.items():
        endings = ", ".join(f"`.{ending}`" for ending in form.endings)
        rows.append([f"`{name}`", endings, _about(sys.modules[form.write.__module__])])
    return f"\n## What `{command}` writes\n\n" + table(["format", "files", "what it is"], rows)


def _about(module: ModuleType) -> str:
    """Return the first line of a module, without the name of its format."""
    line = (module.__doc__ or "").strip().splitlines()[0]
    name = module.__name__.rpartition(".")[2]
    return line.removeprefix(f"{name}: ")


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


def shown(value: Any) -> str:
    """Return a value as people write it in YAML, in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    cells = [head, ["---"] * len(head), *rows]
    lines = (
        " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) for row in cells
    )
    return "".join(f"| {line} |\n" for line in lines)


def stale() -> list[str]:
    """Return the paths of pages that are missing, out of date, or of rules that are gone."""
    made = pages()
    old = [f"rules/{path.name}" for path in sorted((DOCS / "rules").glob("*.md"))]
    changed = [
        path
        for path, text in made.items()
        if not (DOCS / path).is_file() or (DOCS / path).read_bytes() != text.encode()
    ]
    return [*changed, *(path for path in old if path not in made)]


def main() -> int:
    """Write what is stale, or with --check only tell."""
    check = "--check" in sys.argv[1:]
    made = pages()
    for path in stale():
        shown = (DOCS / path).resolve().relative_to(DOCS.parent)
        sys.stdout.write(f"{shown} {'is not what the code says' if check else 'written'}\n")
        if check:
            continue
        target = DOCS / path
        if path not in made:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made[path].encode())
    return int(check and bool(stale()))


if __name__ == "__main__":
    sys.exit(main())
