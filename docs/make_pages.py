"""Make the pages that follow from the code: rules, commands, formats, language, JSON Schemas.

`make pages` writes them; with --check nothing is written, and the exit code is 1 if a page is not
what the code says.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from format_page import FORMATS, formats
from language_page import LANGUAGE, language
from make_examples import example_pages
from page_blocks import shown, table

from crackmap.cli import explain
from crackmap.cli.afterwords import AFTERWORDS
from crackmap.cli.app import app
from crackmap.cli.options import TOPICS
from crackmap.editors.schema import schema_text
from crackmap.rules import registry
from crackmap.rules.registry import GROUPS, all_rules
from crackmap.rules.rule import Rule

DOCS = Path(__file__).resolve().parent
MADE = "<!-- made by docs/make_pages.py: change the code, then run `make pages` -->\n"
COMMANDS = """\
# Commands

Every command tells what is on this page with `--help`. Exit codes are the same for all: 0 done,
and nothing found that counts; 1 cracks; 2 the command could not do its work. `NO_COLOR` and
`FORCE_COLOR` are honoured. `crackmap --install-completion` teaches your shell the commands, the
options and the names of rules.
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
