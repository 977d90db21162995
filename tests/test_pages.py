"""The pages made from the code are fresh, and everything that a person can name has one."""

import importlib
import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer

from crackmap import readers
from crackmap.cli.app import app
from crackmap.editors.schema import schema
from crackmap.language.process import Process
from crackmap.language.workspace import Workspace
from crackmap.readers.choose import READERS
from crackmap.rules.registry import known_names
from crackmap.writers.format import ANALYZE, CONVERT, DIFF, LINT, MAP, names_in

HOME = Path(__file__).resolve().parent.parent
DOCS = HOME / "docs"
BY_HAND = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted(HOME.glob("processes/*.md"))]
PAGES = sorted({*DOCS.rglob("*.md"), *HOME.glob("examples/*/README.md"), *BY_HAND})


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    sys.path.insert(0, str(DOCS))  # as it is when the script is run
    spec = importlib.util.spec_from_file_location("make_pages", DOCS / "make_pages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_a_fresh_run_changes_nothing(generator: ModuleType) -> None:
    assert generator.stale() == []


@pytest.mark.parametrize(("stale", "code"), [([], 0), (["rules/README.md"], 1)])
def test_a_check_ends_with_zero_only_when_all_is_fresh(
    stale: list[str],
    code: int,
    generator: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(generator, "pages", dict)
    monkeypatch.setattr(generator, "stale", lambda: stale)
    monkeypatch.setattr(sys, "argv", ["make_pages.py", "--check"])
    assert generator.main() == code
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        f"docs/{path}" for path in stale
    ]


def test_a_page_of_a_rule_that_is_gone_is_stale(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "DOCS", tmp_path)
    monkeypatch.setattr(generator, "pages", dict)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "no-such-rule.md").write_text("old", "utf-8")
    assert "rules/no-such-rule.md" in generator.stale()


@pytest.mark.parametrize("name", known_names())
def test_every_rule_has_a_page_and_a_line_in_the_index(name: str) -> None:
    assert page(f"rules/{name}.md")
    assert f"[{name}]({name}.md)" in page("rules/README.md")


def test_every_command_and_option_is_reported() -> None:
    program = typer.main.get_command(app)
    section = re.compile(r"^## crackmap (\S+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    sections = dict(section.findall(page("commands.md")))
    commands = getattr(program, "commands", {})
    assert list(sections) == list(commands)
    for name, command in commands.items():
        options = [option for one in command.params for option in one.opts if option[0] == "-"]
        assert [option for option in options if option not in sections[name]] == []


def test_every_reader_and_format_is_reported() -> None:
    text = page("formats.md")
    for package in (readers.__name__, LINT, ANALYZE, DIFF, CONVERT, MAP):
        named = set(names_in(package)) - {"choose"}  # the door to the readers is none of them
        assert [name for name in sorted(named) if f"| `{name}` |" not in text] == []
    assert set(READERS) == set(names_in(readers.__name__)) - {"choose"}


@pytest.mark.parametrize("root", [Process, Workspace])
def test_every_key_is_reported(root: type[Process] | type[Workspace]) -> None:
    text = page("language.md")
    for kind in (root, *(part.kind for part in root.parts.values())):
        assert [key for key in kind.keys if f"| `{key}` |" not in text] == []


@pytest.mark.parametrize(("file", "name"), [("process", "process"), ("workspace", "crackmap")])
def test_the_schemas_stand_in_the_docs(file: str, name: str) -> None:
    assert json.loads(page(f"schema/{name}.json")) == schema(file)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", "", text)
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_page_and_picture_of_the_docs_is_linked() -> None:
    linked = {
        (path.parent / link).resolve()
        for path in PAGES
        for link in re.findall(r"\]\(([^)#\s:]+)", path.read_text("utf-8"))
    }
    files = [path for path in DOCS.rglob("*") if path.suffix in (".json", ".md", ".svg")]
    alone = [path for path in files if not linked & {path, path.parent}]
    assert [path.relative_to(HOME).as_posix() for path in alone] == []


@pytest.mark.parametrize("name", ["rules/README.md", "language.md"])
def test_links_within_a_page_lead_somewhere(name: str) -> None:
    text = page(name)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    known = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    known |= set(re.findall(r'<a id="(.+?)"', text))
    assert [link for link in re.findall(r"\]\(#(.+?)\)", text) if link not in known] == []
