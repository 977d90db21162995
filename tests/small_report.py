"""One small report, made by hand, with all that is hard to write: the same for every format."""

from __future__ import annotations

from crackmap.language.subject import Subject, flow_subject
from crackmap.rules.finding import Finding, Key, ProcessSummary, Related, Report
from crackmap.source.fix import Edit, Fix
from crackmap.source.span import Span

# Columns are where formats part ways: CJK text is wide, an emoji is two UTF-16 units, a tab is one.
PROCESS = "./sales/lead to cash.yaml"
TEXT = """\
process: Lead to cash
departments: [marketing, 営業]
stages:
  - name: Close
    steps:
      - name: Score 🎯 the lead
        owner: marketing
        next: 電話-🎯-call\t# later
      - name: 電話 🎯 call
        owner: 営業
        outcome: won
      - { name: 請求🎯, id: invoice,\towner: TBD }
"""
BROKEN = "sales/broken.yaml"
CLEAN = "sales/renewal.yaml"
HOSTILE = "</td><b>bold</b> [x](https://example.com) ::error::x %0A, @all | ]]> #1 $1 to $2\x1b[31m"


def span(line: int, column: int, end_line: int, end_column: int, path: str = PROCESS) -> Span:
    return Span(path, line, column, end_line, end_column)


def of_step(id_: str) -> Subject:
    return Subject("step", (id_,))


def of_file(path: str) -> Subject:
    return Subject("file", (path,))


FLOW = Finding(
    rule="undefined-handoff",
    severity="error",
    subject=flow_subject("score-the-lead", "電話-🎯-call"),
    message='"Score 🎯 the lead" -> "電話 🎯 call" passes on, and nobody said how',
    span=span(8, 15, 8, 24),
    help="agree with 営業 how it is handed over, and write it here:\nhandoff:\n  trigger: TODO",
    related=(
        Related("営業 owns what comes next", span(10, 16, 10, 18)),
        Related("営業 is declared here", Span("crackmap.yaml", 3, 5, 3, 7)),
    ),
    fix=Fix(
        "write an agreement",
        (
            Edit(span(8, 14, 8, 24), "\n          to: 電話-🎯-call"),
            Edit(span(8, 32, 8, 32), "\n          handoff: { trigger: TODO }"),
        ),
    ),
    assignee="marketing",
    process="lead-to-cash",
)
STEP = Finding(
    rule="unowned-step",
    severity="error",
    subject=of_step("invoice"),
    message="nobody owns 請求🎯: `TBD` is a placeholder",
    span=span(12, 42, 12, 45),
    help="it could be 営業; write owner: 営業",
    fix=Fix("write 営業", (Edit(span(12, 42, 12, 45), "営業"),), safe=True),
    process="lead-to-cash",
)
LOOP = Finding(
    rule="handoff-chain",
    severity="warning",
    subject=Subject("process", ("lead-to-cash",)),
    message="7 changes of department are more than 6",
    span=span(3, 1, 12, 47),
    process="lead-to-cash",
)
NAME = Finding(
    rule="vague-name",
    severity="note",
    subject=of_step("hostile"),
    message=f"a step is called {HOSTILE}",
    span=span(9, 15, 9, 24),
    help=f"call it what is done, not {HOSTILE}",
    process="lead-to-cash",
)
LIVED_WITH = Finding(
    rule="stale-map",
    severity="note",
    subject=Subject("process", ("lead-to-cash",)),
    message="nobody has looked at this since 2025",
    span=span(1, 10, 1, 22),
    process="lead-to-cash",
    accepted="the quarter ends first",
)
KNOWN = Finding(
    rule="endless-wait",
    severity="warning",
    subject=of_step("電話-🎯-call"),
    message="the wait has no end",
    span=span(9, 15, 9, 24),
    process="lead-to-cash",
    accepted="known, in cracks.yaml",
    in_baseline=True,
)
UNREADABLE = Finding(
    rule="unreadable",
    fatal=True,
    severity="error",
    subject=of_file(BROKEN),
    message="a step has no key `ownr`",
    span=Span(BROKEN, 2, 3, 2, 7),
    help="did you mean `owner`?",
    detail="a step has no key `ownr`",
)
REPORT = Report(
    findings=(LIVED_WITH, LOOP, FLOW, NAME, KNOWN, STEP, UNREADABLE),
    processes=(
        ProcessSummary("lead-to-cash", "Lead to cash", PROCESS, 3, 2, 1, 0, 0, 0, 1, 0.0),
        ProcessSummary("renewal", "Renewal | *now*", CLEAN, 4, 4, 1, 0, 1, 0, 0, 0.85),
    ),
    files=3,
    today="2026-06-01",
    texts={
        PROCESS: TEXT.encode(),
        BROKEN: b"- name: x\n  ownr: y\n",
        CLEAN: b"process: Renewal | *now*\n",
    },
    gone=(Key("dead-end", "renewal", "sign-the-contract", ""),),
)
