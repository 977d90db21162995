"""Every format shows every report: hostile names are inert, the bytes are the same each time."""

from __future__ import annotations

import datetime
import importlib.util
import io
import json
import re
import zipfile
from functools import cache
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.history.trend import Week
from crackmap.maps.extras import MissingExtra
from crackmap.reports.content import Content
from crackmap.reports.formats import csv, html, md, pdf, xlsx
from crackmap.reports.formats import json as json_format
from crackmap.reports.make import make_all
from crackmap.reports.material import Material, Trend
from crackmap.source.files import Input

ATTACK = '=1+1 "><script>alert(1)</script>`|[x](http://e.vil) <b> #set page(fill: red) $a$ \u202e'
QUOTED = json.dumps(ATTACK)
HOSTILE = f"""\
process: {QUOTED}
id: hostile
departments: {{ a: {{ name: {QUOTED} }}, b: {{ name: {json.dumps("@" + ATTACK)} }} }}
handoffs:
  h: {{ name: {QUOTED}, trigger: {QUOTED}, payload: [{QUOTED}], acceptance: [{QUOTED}] }}
stages:
  - name: {QUOTED}
    exit: [{QUOTED}]
    steps:
      - name: {QUOTED}
        id: s
        owner: a
        needs: [{QUOTED}]
        next: {{ to: send-the-invoice, handoff: h, when: {QUOTED} }}
      - {{ name: Send the invoice, owner: b, kind: approval, outcome: won }}
"""
TREND = Trend((Week("2026-05-25", 4, 0, 0, 0), Week("2026-06-01", 2, 1, 0, 2)), "")
needs_typst = pytest.mark.skipif(not importlib.util.find_spec("typst"), reason="no typst here")


@cache
def reports() -> tuple[Content, ...]:
    checked = check([Input("p.yaml", HOSTILE.encode())], Settings(datetime.date(2026, 6, 1)))
    return tuple(make_all(Material(checked, TREND)))


@cache
def named(reader: str) -> Content:
    return next(content for content in reports() if content.reader == reader)


class _Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("content", reports(), ids=lambda content: content.name)
def test_no_name_is_markup_in_a_page_and_nothing_is_asked_of_the_network(content: Content) -> None:
    tags = _Tags(html.write(content)).tags
    assert not {"script", "b-", "img", "iframe", "link", "object"} & {tag for tag, _ in tags}
    assert not [at for _, has in tags for at in has if at.startswith("on") or at == "src"]
    policy = next(has["content"] for tag, has in tags if has.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none'")


@pytest.mark.parametrize("content", reports(), ids=lambda content: content.name)
def test_no_name_is_markup_in_markdown(content: Content) -> None:
    shown = MarkdownIt("commonmark").enable("table").render(md.write(content))
    assert "<script" not in shown and "<a href" not in shown and "<img" not in shown
    assert "\u202e" not in shown


def test_the_tables_of_markdown_have_as_many_cells_in_every_row() -> None:
    shown = MarkdownIt("commonmark").enable("table").render(md.write(named("operations")))
    for table in re.findall("<table>.*?</table>", shown, re.DOTALL):
        counts = {len(re.findall("<t[hd]", row)) for row in table.split("<tr>")[1:]}
        assert len(counts) == 1


@pytest.mark.parametrize("content", reports(), ids=lambda content: content.name)
def test_a_workbook_has_no_formula_and_the_same_bytes_each_time(content: Content) -> None:
    made = xlsx.write(content)
    assert made == xlsx.write(content)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]
        styles = parts.read("xl/styles.xml").decode()
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
    assert all('state="frozen"' in sheet and "<cols>" in sheet for sheet in sheets)
    assert 'quotePrefix="1"' in styles


def test_a_number_in_a_workbook_can_be_reckoned_with() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.write(named("executive")))) as parts:
        trend = parts.read("xl/worksheets/sheet5.xml").decode()
    assert re.findall(r"<v>(\d+)</v></c></row>", trend)[1:] == ["4", "2"]  # below the head


def test_the_fields_of_a_handoff_are_defused() -> None:
    head, row = csv.write(named("handoff")).splitlines()
    assert head.startswith("\ufeffhandoff,field")
    assert row.startswith("\"'=1+1")


def test_json_is_read_back_and_says_what_it_is() -> None:
    made = json.loads(json_format.write(named("handoff")))
    assert (made["version"], made["report"]) == (1, "handoff:h")
    assert made["fields"][0]["field"] == ATTACK.replace("\u202e", "\ufffd")


def test_without_typst_a_pdf_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(MissingExtra) as refusal:
        pdf.write(named("rep"))
    assert refusal.value.help == "pip install 'crackmap[images]'"


@needs_typst
@pytest.mark.parametrize("reader", ["executive", "handoff"])
def test_a_page_is_one_page_however_long_its_words_are(reader: str) -> None:
    drawn = pdf.write(named(reader))
    assert isinstance(drawn.data, bytes)
    assert len(re.findall(rb"/Type\s*/Page\b", drawn.data)) == 1
    assert drawn.data == pdf.write(named(reader)).data
