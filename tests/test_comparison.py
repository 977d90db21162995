"""What changed between two states of a process, told by ids; revisions read as they were."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.cli.app import app
from crackmap.history.comparison import Comparison, compare
from crackmap.history.fields import Fields
from crackmap.history.git_files import snapshot_of
from crackmap.language.values import id_of
from crackmap.rules.registry import all_rules
from crackmap.source.files import Input, NoInput
from crackmap.writers.changes import summary
from crackmap.writers.diff import json as diff_json
from crackmap.writers.diff import markdown
from crackmap.writers.diff import text as diff_text
from crackmap.writers.lint import json as report_json
from crackmap.writers.lint.markdown import MOST

# Only what is an error counts here, so that these tests are about the comparison.
LEVELS = {rule.name: "off" for rule in all_rules().values() if rule.severity != "error"}
SETTINGS = Settings(today=datetime.date(2026, 6, 1), levels=LEVELS)
PROCESS = """\
process: Lead to cash
id: lead-to-cash
departments: { marketing: {}, sales: {}, finance: {} }
handoffs:
  lead:
    trigger: score of 80
    payload: [contact]
    acceptance: [has a budget]
    acknowledgement: status accepted
    sla: 4h
    escalation: finance
    rejection: capture
stages:
  - name: Attract
    steps:
      - name: Capture
        owner: marketing
        next: { to: call, handoff: lead }
      - name: Call
        owner: sales
        outcome: won
"""
CRACKED = PROCESS.replace("        owner: sales\n", "")


def checked(*texts: str) -> Checked:
    return check([Input(f"{at}.yaml", text.encode()) for at, text in enumerate(texts)], SETTINGS)


def compared(old: str, new: str) -> Comparison:
    return compare(checked(old), checked(new))


def as_text(found: Comparison) -> str:
    return diff_text.write(found, width=80, colour=False, unicode=False)


def changes(old: str, new: str) -> list[tuple[str, str, str, Fields]]:
    (process,) = compared(old, new).processes
    return [(one.state, one.kind, one.subject, one.fields) for one in process.changes]


def changed(old: str, new: str) -> list[tuple[str, str, str, Fields]]:
    assert PROCESS.count(old) == 1
    return changes(PROCESS, PROCESS.replace(old, new))


def test_the_same_process_has_not_changed() -> None:
    assert compared(PROCESS, PROCESS) == Comparison(())


def test_comments_and_layout_are_no_change() -> None:
    other = "# why\n" + PROCESS.replace("{ to: call, handoff: lead }", "{handoff: lead, to: call}")
    assert compared(PROCESS, other).processes == ()


def test_an_added_step_is_reported_with_its_owner() -> None:
    new = "      - { name: Score, owner: sales, next: call }\n      - name: Call\n"
    assert changed("      - name: Call\n", new) == [
        ("added", "step", "score", (("owner", "", "sales"),)),
        ("added", "flow", "score -> call", ()),
    ]


def test_a_removed_step_is_reported_where_it_stood() -> None:
    old = PROCESS.replace(
        "      - name: Call", "      - { name: Score, owner: sales }\n      - name: Call"
    )
    assert ("removed", "step", "score", (("owner", "sales", ""),)) in changes(old, PROCESS)


def test_a_step_that_moved_has_not_changed() -> None:
    first, second = "      - { name: A }\n", "      - { name: B }\n"
    text = PROCESS[: PROCESS.index("      - name: Capture")] + "    order: none\n"
    text = text.replace("    steps:\n    order: none\n", "    order: none\n    steps:\n")
    assert compared(text + first + second, text + second + first).processes == ()


def test_a_step_with_another_owner_is_reported() -> None:
    assert changed("        owner: sales\n", "        owner: finance\n") == [
        ("changed", "step", "call", (("owner", "sales", "finance"),))
    ]


def test_the_owner_of_a_stage_changes_the_owner_of_its_steps() -> None:
    old = PROCESS.replace("        owner: marketing\n", "")
    new = old.replace("  - name: Attract\n", "  - name: Attract\n    owner: marketing\n")
    assert changes(old, new) == [
        ("changed", "stage", "attract", (("owner", "", "marketing"),)),
        ("changed", "step", "capture", (("owner", "", "marketing"),)),
    ]


def test_a_step_in_another_stage_is_reported() -> None:
    new = PROCESS.replace(
        "      - name: Call\n", "  - name: Close\n    steps:\n      - name: Call\n"
    )
    assert changes(PROCESS, new) == [
        ("added", "stage", "close", ()),
        ("changed", "step", "call", (("stage", "Attract", "Close"),)),
    ]


def test_a_field_of_a_step_that_changed_is_reported() -> None:
    assert changed("name: Call\n", "name: Call\n        within: 2d\n") == [
        ("changed", "step", "call", (("within", "", "2d"),))
    ]


def test_a_flow_with_another_condition_has_changed() -> None:
    assert changed("{ to: call, handoff: lead }", "{ to: call, handoff: lead, when: hot }") == [
        ("changed", "flow", "capture -> call", (("when", "", "hot"),))
    ]


def test_a_flow_that_goes_elsewhere_is_another_flow() -> None:
    new = "[{ to: call, handoff: lead, when: hot }, { outcome: lost, when: otherwise }]"
    states = [(one[0], one[2]) for one in changed("{ to: call, handoff: lead }", new)]
    assert states == [("changed", "capture -> call"), ("added", "capture -> (lost)")]


@pytest.mark.parametrize(
    ("old", "new", "kind", "subject", "field"),
    [
        ("sla: 4h", "sla: 8h", "handoff", "lead", ("sla", "4h", "8h")),
        (
            "finance: {}",
            "finance: { part_of: sales }",
            "department",
            "finance",
            ("part_of", "", "sales"),
        ),
        (
            "process: Lead to cash",
            "process: Leads",
            "process",
            "process lead-to-cash",
            ("process", "Lead to cash", "Leads"),
        ),
    ],
)
def test_what_else_changed_is_reported(
    old: str, new: str, kind: str, subject: str, field: tuple[str, str, str]
) -> None:
    assert changed(old, new) == [("changed", kind, subject, (field,))]


def test_a_new_goal_is_reported() -> None:
    new = "goals: { bookings: {} }\nhandoffs:\n"
    assert changed("handoffs:\n", new) == [("added", "goal", "bookings", ())]


def test_cracks_are_opened_and_closed() -> None:
    opened, closed = compared(PROCESS, CRACKED), compared(CRACKED, PROCESS)
    assert [one.rule for one in opened.opened] == ["unowned-step"]
    assert [one.rule for one in closed.closed] == ["unowned-step"]
    assert (opened.closed, closed.opened) == ((), ())


def test_a_crack_that_is_accepted_counts_as_closed_and_tells_the_reason() -> None:
    accept = "name: Call\n        accept: [{ crack: unowned-step, reason: next month }]\n"
    found = compared(CRACKED, CRACKED.replace("name: Call\n", accept))
    assert [(one.rule, one.accepted) for one in found.closed] == [("unowned-step", "next month")]
    assert summary(found) == "no crack opened, none closed, 1 accepted"
    assert "accepted: next month" in as_text(found)


def test_a_crack_that_is_accepted_no_longer_is_opened() -> None:
    accept = "name: Call\n        accept: [{ crack: unowned-step, reason: next month }]\n"
    assert [one.rule for one in compared(CRACKED.replace("name: Call\n", accept), CRACKED).opened]


@pytest.mark.parametrize("name", ["Call them", "Call the lead", "Calls"])
def test_a_step_with_another_name_is_the_same_step(name: str) -> None:
    id_ = id_of(name)
    new = CRACKED.replace("name: Call\n", f"name: {name}\n").replace("to: call,", f"to: {id_},")
    found = compared(CRACKED, new)
    assert (found.opened, found.closed) == ((), ())
    (change,) = found.changes
    assert (change.kind, change.state, change.was, change.subject) == (
        "step",
        "changed",
        "call",
        id_,
    )
    assert change.fields == (("name", "Call", name),)


def test_a_step_that_says_the_same_under_another_name_is_the_same_step() -> None:
    old = PROCESS.replace("name: Call\n", "name: Call\n        effort: 20m\n")
    new = old.replace("name: Call\n", "name: Gespräch\n").replace("to: call,", "to: gespräch,")
    assert [one[:2] for one in changes(old, new)] == [("changed", "step")]


def test_another_step_at_another_place_is_another_step() -> None:
    old = PROCESS.replace(
        "      - name: Call", "      - { name: A, owner: sales }\n      - name: Call"
    )
    new = PROCESS + "      - { name: B, owner: finance }\n"
    states = [(state, subject) for state, kind, subject, _ in changes(old, new) if kind == "step"]
    assert states == [("removed", "a"), ("added", "b")]


@pytest.mark.parametrize(
    ("old", "new", "kind"), [("lead", "mql", "handoff"), ("finance", "accounting", "department")]
)
def test_an_element_with_another_id_is_the_same_element(old: str, new: str, kind: str) -> None:
    before = PROCESS.replace("finance: {}", "finance: { name: Finance }")
    found = compared(before, before.replace(f" {old}:", f" {new}:"))
    reported = {one.kind: one for one in found.changes}
    assert (reported[kind].was, reported[kind].subject) == (old, new)
    assert f"id: {old} -> {new}" in as_text(found)


def test_a_file_with_another_name_holds_the_same_process() -> None:
    old = check([Input("old.yaml", PROCESS.encode())], SETTINGS)
    new = check([Input("new.yaml", PROCESS.encode())], SETTINGS)
    assert compare(old, new).processes == ()


def test_one_process_on_each_side_is_the_same_one_whatever_its_id() -> None:
    (process,) = compared(CRACKED, CRACKED.replace("id: lead-to-cash", "id: leads")).processes
    assert (process.id, process.state, process.opened, process.closed) == (
        "leads",
        "changed",
        (),
        (),
    )


def test_a_process_with_most_of_the_same_steps_is_the_same_process() -> None:
    other = PROCESS.replace("Lead to cash", "Other").replace("lead-to-cash", "other")
    other = other.replace("name: Call", "name: Deliver").replace("to: call", "to: deliver")
    other = other.replace("name: Capture", "name: Order").replace(
        "rejection: capture", "rejection: order"
    )
    renamed = CRACKED.replace("Lead to cash", "Leads").replace("lead-to-cash", "leads")
    found = compare(checked(CRACKED, other), checked(other, renamed))
    assert [(one.id, one.state, one.opened) for one in found.processes] == [
        ("leads", "changed", ())
    ]


def test_two_files_with_one_id_are_two_processes() -> None:
    found = compare(checked(PROCESS, CRACKED), checked(CRACKED, CRACKED))
    assert [(one.path, len(one.opened)) for one in found.processes] == [("0.yaml", 1)]


def test_two_cracks_that_are_called_the_same_are_two() -> None:
    step = "      - { name: Score, owner: sales, next: [{ to: x }, { to: x }] }\n"
    one = PROCESS + step.replace("{ to: x }, ", "")
    assert [found.rule for found in compared(one, PROCESS + step).opened].count("unknown-step") == 1


def test_processes_that_come_and_go_bring_and_take_their_cracks() -> None:
    other = CRACKED.replace("id: lead-to-cash", "id: other")
    found = compare(checked(PROCESS), checked(PROCESS, other))
    assert [(one.id, one.state, len(one.opened)) for one in found.processes] == [
        ("other", "added", 1)
    ]
    found = compare(checked(PROCESS, other), checked(PROCESS))
    assert [(one.id, one.state, len(one.closed)) for one in found.processes] == [
        ("other", "removed", 1)
    ]


def test_a_file_that_could_not_be_read_before_is_reported() -> None:
    found = compared("process: [", PROCESS)
    assert [one.span.path for one in found.unreadable_before] == ["0.yaml"]
    assert as_text(found).startswith("0.yaml:1:11\ncould not be read before: ")
    assert "1 file could not be read before; " in as_text(found)


def test_a_process_that_cannot_be_read_now_is_not_gone() -> None:
    found = compared(CRACKED, "process: [")
    assert (found.processes, found.closed) == ((), ())
    assert as_text(found).endswith("\n1 file cannot be read; nothing else changed\n")


def test_the_text_tells_changes_and_cracks() -> None:
    assert as_text(compared(PROCESS, CRACKED)) == (
        f"Lead to cash {'-' * 67}\n"
        "0.yaml\n"
        "  ~ step Call\n"
        "      owner: sales -> nobody\n"
        "\n"
        '  x nobody owns "Call"\n'
        "    opened - error unowned-step - 0.yaml:19:15 - next: nobody yet\n"
        "\n"
        "1 crack opened (1 error), none closed; 1 change\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (PROCESS, PROCESS, "nothing changed"),
        (CRACKED, PROCESS, "no crack opened, 1 closed; 1 change"),
        (
            PROCESS,
            CRACKED.replace("        outcome: won\n", ""),
            "3 cracks opened (3 errors), none closed; 2 changes",
        ),
    ],
)
def test_one_sentence_sums_it_up(old: str, new: str, sentence: str) -> None:
    assert summary(compared(old, new)) == sentence


def test_of_a_list_only_what_came_and_went_is_reported() -> None:
    new = "payload: [budget, contact, need]"
    text = as_text(compared(PROCESS.replace("[contact]", "[contact, fax, need]"), PROCESS))
    assert "      payload:\n        - fax\n        - need\n" in text
    more = compared(PROCESS, PROCESS.replace("payload: [contact]", new))
    assert "        + budget\n        + need\n" in as_text(more)


def test_the_text_folds_at_the_edge_of_the_terminal() -> None:
    found = compared(PROCESS, PROCESS.replace("score of 80", "the score is high " * 12))
    assert max(map(len, as_text(found).splitlines())) <= 80


def test_the_json_tells_the_same() -> None:
    found = json.loads(diff_json.write(compared(PROCESS, CRACKED)))
    assert (found["version"], found["summary"]) == (1, {"opened": 1, "closed": 0, "changes": 1})
    assert found["processes"][0]["changes"] == [
        {
            "kind": "step",
            "state": "changed",
            "subject": "call",
            "name": "Call",
            "fields": [{"field": "owner", "old": "sales", "new": None}],
            "was": None,
        }
    ]


def test_a_crack_has_the_form_that_it_has_in_the_json_of_lint() -> None:
    lint = json.loads(report_json.write(checked(CRACKED).report))["findings"]
    found = json.loads(diff_json.write(compared(PROCESS, CRACKED)))
    # Without its number on the map: what is opened is one of two maps' cracks.
    assert found["processes"][0]["opened"] == [{**crack, "number": None} for crack in lint]


def test_the_json_tells_lists_as_lists() -> None:
    new = PROCESS.replace("payload: [contact]", "payload: [contact, budget]")
    (change,) = json.loads(diff_json.write(compared(PROCESS, new)))["processes"][0]["changes"]
    assert change["fields"] == [
        {"field": "payload", "old": ["contact"], "new": ["contact", "budget"]}
    ]


def test_the_comment_tells_cracks_first_then_a_table_of_changes() -> None:
    written = markdown.write(compared(PROCESS, CRACKED))
    assert written.startswith("### crackmap: 1 crack opened (1 error), none closed; 1 change\n")
    assert '**error** nobody owns "Call" (' in written
    assert written.endswith("| changed | step **Call** | owner | sales | nobody |\n")


def test_the_comment_is_the_table_that_it_looks_like() -> None:
    new = PROCESS.replace("[contact]", "['a | b', 'c']").replace("sla: 4h", "sla: 5h")
    html = MarkdownIt("commonmark").enable("table").render(markdown.write(compared(PROCESS, new)))
    assert html.count("<tr>") == 3
    assert "<td>a | b<br>c</td>" in html


def test_a_name_is_no_markup_in_the_comment() -> None:
    hostile = CRACKED.replace("name: Call", "name: '@team | <b> *x* #1'\n        id: call")
    written = markdown.write(compared(PROCESS, hostile))
    assert not [word for word in ("@team", "<b>", " *x*", "#1", "team |") if word in written]


def test_the_comment_fits_into_a_pull_request() -> None:
    steps = "".join(f"      - {{ name: Step number {at}, next: [] }}\n" for at in range(2000))
    written = markdown.write(compared(PROCESS, PROCESS + steps))
    assert len(written) <= MOST + 100
    assert written.endswith("And more: `crackmap diff` shows it all.\n")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose branch `work` left `main`; main went on since."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("CRACKMAP_TODAY", "2026-06-01")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    Path("sales").mkdir()
    commit("sales/leads.yaml", PROCESS)
    git("checkout", "-q", "-b", "work")
    git("checkout", "-q", "main")
    commit("sales/leads.yaml", CRACKED)
    git("checkout", "-q", "work")
    return tmp_path


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit(path: str, text: str) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(text)
    git("add", "-A")
    git("commit", "-q", "-m", "change")


def crackmap_diff(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


def paths_of(where: str, *paths: str) -> list[str]:
    return [one.path for one in snapshot_of(where, paths).inputs]


def test_a_revision_alone_is_compared_with_the_files_here(repository: Path) -> None:
    found = crackmap_diff("main")
    assert found.exit_code == 0
    assert "closed · error unowned-step" in found.stdout


def test_a_crack_that_was_opened_since_fails(repository: Path) -> None:
    (repository / "sales/leads.yaml").write_text(CRACKED)
    assert crackmap_diff("HEAD").exit_code == 1
    assert crackmap_diff("HEAD", ".").exit_code == 1
    assert crackmap_diff("HEAD", "sales").exit_code == 1


def test_three_dots_mean_where_the_branch_left(repository: Path) -> None:
    assert crackmap_diff("main...").stdout == "nothing changed\n"


def test_the_commit_before_is_a_revision(repository: Path) -> None:
    commit("sales/leads.yaml", CRACKED)
    found = crackmap_diff("HEAD~1")
    assert found.exit_code == 1
    assert "opened · error unowned-step" in found.stdout


def test_two_revisions_are_compared(repository: Path) -> None:
    assert "opened · error unowned-step" in crackmap_diff("work", "main").stdout


def test_fail_on_says_which_cracks_fail(repository: Path) -> None:
    late = PROCESS.replace("    escalation: finance\n", "")
    (repository / "sales/leads.yaml").write_text(late)
    assert crackmap_diff("HEAD").exit_code == 0
    assert crackmap_diff("HEAD", "--fail-on", "warning").exit_code == 1


def test_from_a_folder_below_only_that_folder_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("other/more.yaml", PROCESS.replace("id: lead-to-cash", "id: other"))
    monkeypatch.chdir(repository / "sales")
    assert paths_of("HEAD", ".") == ["leads.yaml"]
    assert paths_of("HEAD", "../other") == ["../other/more.yaml"]
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"


@pytest.mark.parametrize("path", ["sales", "sales/", "./sales", "sales/leads.yaml"])
def test_a_path_says_what_is_read_of_a_revision(repository: Path, path: str) -> None:
    commit("other/more.yaml", PROCESS)
    assert paths_of("HEAD", path) == ["sales/leads.yaml"]


def test_an_absolute_path_says_what_is_read_of_a_revision(repository: Path) -> None:
    assert paths_of("HEAD", str(repository / "sales")) == ["sales/leads.yaml"]


def test_of_a_revision_the_same_is_read_as_of_a_folder(repository: Path) -> None:
    for name in (".github/a.yaml", "node_modules/b.yaml", "sales/.c.yaml", "sales/d.txt"):
        commit(name, PROCESS)
    commit("sales/e.yaml", "unrelated: true\n")
    commit("sales/größe ☃.yml", PROCESS)
    found = paths_of("HEAD", ".")
    assert found == ["sales/größe ☃.yml", "sales/leads.yaml"]
    assert found == [one.path for one in snapshot_of(".").inputs]


def test_a_file_that_was_renamed_holds_the_same_process(repository: Path) -> None:
    git("mv", "sales/leads.yaml", "sales/renamed.yaml")
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"


def test_a_revision_has_the_workspace_file_of_its_day(repository: Path) -> None:
    commit("crackmap.yaml", "rules: { dead-end: error }\n")
    # The departments move: what was right then must not be judged by the file of today.
    moved = PROCESS.replace("departments: { marketing: {}, sales: {}, finance: {} }\n", "")
    (repository / "crackmap.yaml").write_text("departments: [marketing, sales, finance]\n")
    (repository / "sales/leads.yaml").write_text(moved)
    found = json.loads(crackmap_diff("HEAD", "--output-format", "json").stdout)
    assert found["unreadable_before"] == []
    assert [one["state"] for one in found["processes"]] == ["changed"]
    assert (found["summary"]["opened"], found["summary"]["closed"]) == (0, 0)


def test_a_shared_agreement_that_is_gone_opens_a_crack(repository: Path) -> None:
    start, end = PROCESS.index("handoffs:"), PROCESS.index("stages:")
    commit("crackmap.yaml", PROCESS[start:end])
    commit("sales/leads.yaml", PROCESS[:start] + PROCESS[end:])
    assert crackmap_diff("HEAD").exit_code == 0
    (repository / "crackmap.yaml").write_text("fail_on: error\n")
    assert "opened · error unknown-handoff" in crackmap_diff("HEAD").stdout


@pytest.mark.parametrize(
    ("word", "help_"),
    [
        ("mian", "did you mean main?"),
        ("mian...", "did you mean main?"),
        ("salse", "did you mean sales?"),
        ("HEAD~99", "git log shows the revisions"),
        ("main..HEAD", "name both: crackmap diff main HEAD"),
        ("main...HEAD", "name both: crackmap diff main... HEAD"),
        ("..HEAD", "name both: crackmap diff HEAD HEAD"),
        ("--all", "git log shows the revisions"),
        ("--upload-pack=touch pwned...", "git log shows the revisions"),
    ],
)
def test_what_was_meant_is_reported(repository: Path, word: str, help_: str) -> None:
    with pytest.raises(NoInput) as caught:
        snapshot_of(word)
    assert caught.value.help == help_


@pytest.mark.parametrize("word", ["", "mian", "mian...", "HEAD~99", "--all", "--all..."])
def test_what_is_neither_a_path_nor_a_revision_is_reported(repository: Path, word: str) -> None:
    with pytest.raises(NoInput, match="neither a path nor a revision"):
        snapshot_of(word)


def test_a_word_that_is_a_path_and_a_branch_is_neither(repository: Path) -> None:
    git("branch", "sales")
    found = crackmap_diff("main", "sales")
    assert (found.exit_code, "is a path here, and a revision" in found.output) == (2, True)
    assert "write ./sales for the path, refs/heads/sales for the revision" in found.output
    assert crackmap_diff("main", "./sales").exit_code == 0
    assert crackmap_diff("refs/heads/sales").stdout == "nothing changed\n"


def test_a_path_alone_is_compared_with_nothing(repository: Path) -> None:
    found = crackmap_diff("sales")
    assert (found.exit_code, "name what to compare it with" in found.output) == (2, True)


def test_a_folder_that_is_empty_now_had_processes(repository: Path) -> None:
    (repository / "sales/leads.yaml").unlink()
    assert "1 process removed" in crackmap_diff("main").stdout


def test_a_file_that_a_revision_does_not_have_is_added_and_nothing_else(repository: Path) -> None:
    commit("sales/crackmap.yaml", "fail_on: error\n")
    (repository / "sales/new.yaml").write_text(PROCESS.replace("lead-to-cash", "new"))
    found = crackmap_diff("HEAD", "sales/new.yaml", "--output-format", "json")
    (process,) = json.loads(found.stdout)["processes"]
    assert (process["state"], json.loads(found.stdout)["shared"]) == ("added", [])


def test_a_bare_clone_has_revisions_and_no_files(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path_factory.mktemp("bare")
    git("clone", "-q", "--bare", str(repository), str(bare))
    monkeypatch.chdir(bare)
    assert "opened · error unowned-step" in crackmap_diff("work", "main").stdout
    found = crackmap_diff("main")
    assert (found.exit_code, "a bare clone has no files" in found.output) == (2, True)


def test_a_shallow_clone_says_that_it_is_one(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("sales/leads.yaml", CRACKED)
    clone = tmp_path_factory.mktemp("shallow")
    git("clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    found = crackmap_diff("HEAD~1")
    assert found.exit_code == 2
    assert "the clone is shallow: git fetch --unshallow" in found.output


def test_another_work_tree_has_files_of_its_own(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path_factory.mktemp("trees") / "main"
    git("worktree", "add", "-q", str(tree), "main")
    monkeypatch.chdir(tree)
    assert crackmap_diff("main").stdout == "nothing changed\n"
    assert crackmap_diff("work").exit_code == 1


def test_without_git_files_can_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    Path("old.yaml").write_text(PROCESS)
    Path("new.yaml").write_text(CRACKED)
    assert crackmap_diff("old.yaml", "new.yaml").exit_code == 1
    found = crackmap_diff("main", "new.yaml")
    assert (found.exit_code, "git is not installed" in found.output) == (2, True)


@pytest.mark.parametrize("pattern", ["sales/*.yaml", "sales", "sales/", "*.yaml", "**/leads.yaml"])
def test_without_new_only_what_crackmap_yaml_names_is_compared(
    repository: Path, pattern: str
) -> None:
    commit("crackmap.yaml", f"processes: ['{pattern}']\nignore: {{ '**/x.yaml': [dead-end] }}\n")
    commit("top.yaml", PROCESS.replace("lead-to-cash", "top"))
    Path("drafts").mkdir()
    (repository / "drafts/other.yaml").write_text(CRACKED.replace("lead-to-cash", "draft"))
    assert crackmap_diff("HEAD").stdout == "nothing changed\n"
    assert crackmap_diff("HEAD", ".").exit_code == 1


def test_what_the_processes_share_is_compared(repository: Path) -> None:
    commit("crackmap.yaml", "departments: { legal: { name: Legal } }\n")
    (repository / "crackmap.yaml").write_text(
        "departments: { legal: { name: Law } }\nrules: { dead-end: off }\n"
    )
    shared = json.loads(crackmap_diff("HEAD", "--output-format", "json").stdout)["shared"]
    assert [(one["kind"], one["subject"], one["fields"]) for one in shared] == [
        ("settings", "crackmap.yaml", [{"field": "rules.dead-end", "old": None, "new": "off"}]),
        ("department", "legal", [{"field": "name", "old": "Legal", "new": "Law"}]),
    ]


def test_a_workspace_file_that_was_broken_says_in_which_revision(repository: Path) -> None:
    commit("crackmap.yaml", "rulez: {}\n")
    (repository / "crackmap.yaml").write_text("rules: {}\n")
    found = crackmap_diff("HEAD")
    assert found.exit_code == 2
    assert "crackmap.yaml:1:1: error: in HEAD: a workspace file has no key `rulez`" in found.output


def test_fail_on_of_the_workspace_file_counts(repository: Path) -> None:
    late = PROCESS.replace("    escalation: finance\n", "")
    commit("crackmap.yaml", "fail_on: warning\n")
    (repository / "sales/leads.yaml").write_text(late)
    assert crackmap_diff("HEAD").exit_code == 1
    assert crackmap_diff("HEAD", "--fail-on", "error").exit_code == 0


def test_outside_of_git_a_revision_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(PROCESS)
    found = crackmap_diff("main", "a.yaml")
    assert found.exit_code == 2
    assert "`main` is neither a path nor a revision of git here" in found.output


def test_an_unreadable_file_exits_with_two(repository: Path) -> None:
    (repository / "sales/leads.yaml").write_text("process: [")
    assert crackmap_diff("HEAD").exit_code == 2
