"""Names that mean something to a format: in every report they stay names, in their place."""

from __future__ import annotations

import datetime
import json
import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crackmap.check.check import check
from crackmap.check.settings import Settings
from crackmap.rules.finding import Report
from crackmap.source.files import Input
from crackmap.writers.lint import concise, full, github, gitlab, junit, markdown, rdjson, sarif
from thoroughness import examples

SETTINGS = Settings(today=datetime.date(2026, 6, 1))
# Mentions, links, markup, commands, ends of things, and what steers a terminal.
BITS = ["@all", "@acme/team", "#12", "GH-3", "acme/x#4", "www.e.com", "_www.e.com", "https://e.com"]
BITS += [
    "<b>",
    "</details>",
    "<!--",
    "-->",
    "&amp;",
    "&#35;1",
    "|",
    "`",
    "```",
    "~~~",
    "*a*",
    "_b_",
]
BITS += [
    "[x](y)",
    "![i](u)",
    "[^1]",
    "$x$",
    ":+1:",
    "::error::",
    "%0A",
    "\\",
    "\\`",
    "]]>",
    '"',
    "'",
]
BITS += ["\n", "\n\n", "\n- x", "\n# h", "\n```\n", "\n::error::x", "\t", "\r", "\x1b[31m", "\x07"]
BITS += ["\x85", "\u2028", "\u202e", "\ufeff", "\U0001f3af", "電", "{{x}}", "- ", "1. ", "> ", "x"]
NAMES = st.lists(st.sampled_from(BITS), min_size=1, max_size=4).map("".join)
HTML = MarkdownIt("gfm-like", {"linkify": False, "html": True})
TAGS = {"h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "p", "strong", "code"}
TAGS |= {"pre", "details", "summary", "span"}
PINGS = r"@\w|#\d|(?<![a-z0-9])(?:GH-\d|www\.)|https?://|:\+1:"


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report about a process in which every word that people choose is hostile."""

    def name() -> str:
        return json.dumps(draw(NAMES))

    text = f"""\
process: {name()}
id: p
departments:
  marketing: {{ name: {name()} }}
  sales: {{ name: {name()} }}
  spare: {{ name: {name()} }}
  other: {{ name: {name()}, accept: {{ crack: unused-department, reason: {name()} }} }}
stages:
  - name: {name()}
    steps:
      - name: {name()}
        id: a
        owner: marketing
        next: [{{ to: b, when: {name()} }}, {{ to: c, when: {name()} }}]
      - name: {name()}
        id: b
        owner: {name()}
      - name: {name()}
        id: d
        owner: [{{ who: sales, when: {name()} }}, {{ who: {name()}, when: {name()} }}]
        outcome: won
"""
    return check([Input("a.yaml", text.encode())], SETTINGS).report


@settings(max_examples=examples(40))
@given(reports())
def test_no_name_gets_out_of_a_comment(report: Report) -> None:
    html = HTML.render(markdown.write(report))
    assert set(re.findall(r"</?([a-z][a-z0-9]*|!)", html)) <= TAGS
    assert html.count("<li>") == html.count("<strong>") == len(report.open)
    assert html.count("<details>") == html.count("</details>")
    assert html.count("</tr>") == 2 * len(report.processes)


@settings(max_examples=examples(40))
@given(reports())
def test_no_name_pings_or_links_in_a_comment(report: Report) -> None:
    html = HTML.render(markdown.write(report))
    words = re.sub(r"<(pre|code)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    assert re.findall(PINGS, words.replace("&amp;", "&"), re.IGNORECASE) == []


@settings(max_examples=examples(40))
@given(reports())
def test_no_name_makes_a_command_for_github(report: Report) -> None:
    lines = re.split("[\r\n]", github.write(report))
    assert sum(line.startswith("::") for line in lines) == len(report.open)
    assert len(lines) <= len(report.open) + 3


@settings(max_examples=examples(40))
@given(reports())
def test_no_name_begins_a_line_or_steers_a_terminal(report: Report) -> None:
    lines = concise.write(report).split("\n")
    assert len(lines) == len(report.open) + len(concise.ending(report)) + 1
    shown = full.write(report)
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]", shown) == []
    assert re.findall(r"^\s*(?:::.*|#.*|- .*)", shown, re.MULTILINE) == []


@settings(max_examples=examples(40))
@given(reports())
def test_every_crack_is_reported_by_every_format_for_machines(report: Report) -> None:
    root = ET.fromstring(junit.write(report))
    cases = [case.get("name") for case in root.iter("testcase")]
    assert len(set(cases)) == len(cases) == len(report.findings)
    entries = json.loads(gitlab.write(report))
    assert len({entry["fingerprint"] for entry in entries}) == len(report.open)
    assert not any("\n" in entry["description"] for entry in entries)
    assert len(json.loads(rdjson.write(report))["diagnostics"]) == len(report.open)
    assert len(json.loads(sarif.write(report))["runs"][0]["results"]) == len(report.findings)


@settings(max_examples=examples(40))
@given(reports())
def test_no_name_makes_a_link_in_sarif(report: Report) -> None:
    for result in json.loads(sarif.write(report))["runs"][0]["results"]:
        links = re.findall(r"(?<!\\)(?:\\\\)*\]\(([^)]*)\)", result["message"]["text"])
        assert links == [str(one["id"]) for one in result.get("relatedLocations", [])[:6]]
