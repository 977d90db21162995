"""Facts about the words of a process that name something, and what a slip was meant to be."""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.graph.references import Reference, elements, references
from crackmap.graph.spelling import Spelling
from crackmap.readers.yaml import read

TEXT = """\
process: Lead to cash
owner: revops
goals:
  bookings: { conflicts_with: [retention] }
departments:
  sales: { part_of: commercial, goals: [bookings], reports_to: the board }
  queue: { kind: pool, fallback: sales }
handoffs:
  lead: { from: marketing, channel: crm, rejection: marketing }
stages:
  - name: Close
    stakeholders: [tbd, finance, finance]
    steps:
      - name: Send the offer
        owner: [{ who: sales, when: big }, { who: queue, when: otherwise }]
        consulted: [legal]
        within: [{ says: 2d, source: handbook }, { says: 48h }]
        next: { to: sign, handoff: { escalation: cfo } }
      - name: Sign
        owner: [{ says: buyer, source: deck }]
        outcome: won
"""


def found() -> list[Reference]:
    return list(references(ProcessGraph(read(TEXT.encode(), "process.yaml"))))


def words(kind: str) -> list[str]:
    return [one.word for one in found() if one.kind == kind]


def place_of(word: str) -> tuple[str, int, int]:
    one = next(one for one in found() if one.word == word)
    return str(one.place.subject), one.span.line, one.span.column


def test_who_does_answers_or_acts_is_an_owner() -> None:
    assert words("owner") == ["sales", "marketing", "sales", "queue", "legal", "buyer", "cfo"]


def test_what_is_reported_of_the_whole_is_a_department() -> None:
    assert words("department") == ["revops", "commercial", "finance", "finance"]


def test_goals_and_sources_are_references_too() -> None:
    assert words("goal") == ["bookings", "retention"]
    assert words("source") == ["handbook", "deck"]


def test_words_that_need_not_name_a_department_are_kept_apart() -> None:
    assert [words(kind) for kind in ("system", "superior", "way back")] == [
        ["crm"],
        ["the board"],
        ["marketing"],
    ]


def test_a_reference_knows_its_place_in_a_list_with_placeholders() -> None:
    assert place_of("finance") == ("stage close", 12, 25)


def test_a_reference_in_a_condition_or_a_claim_knows_its_place() -> None:
    assert place_of("queue") == ("send-the-offer", 15, 51)
    assert place_of("buyer") == ("sign", 20, 25)


def test_what_stands_in_a_handoff_in_place_is_about_its_flow() -> None:
    assert place_of("cfo") == ("send-the-offer -> sign", 18, 50)


def test_every_element_is_there_once() -> None:
    all_of_them = [
        id(one) for one, _ in elements(ProcessGraph(read(TEXT.encode(), "process.yaml")))
    ]
    assert len(all_of_them) == len(set(all_of_them))


def test_a_word_may_be_the_name_of_what_it_means() -> None:
    departments = Spelling([("sales", "Sales"), ("sdr", "Sales development")])
    assert departments.meant(" sales  DEVELOPMENT") == "sdr"


def test_a_word_may_be_an_id_written_as_a_name() -> None:
    assert Spelling([("inside-sales", "")]).meant("Inside Sales") == "inside-sales"


def test_else_the_nearest_id_is_meant() -> None:
    assert Spelling([("sales", ""), ("finance", "")]).meant("slaes") == "sales"


def test_nothing_is_meant_by_a_word_that_is_far_from_everything() -> None:
    assert Spelling([("sales", ""), ("finance", "")]).meant("xyz") is None
    assert Spelling([]).meant("sales") is None
