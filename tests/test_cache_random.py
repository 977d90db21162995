"""Whatever people do to a project between two runs, one with a cache finds what is there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from crackmap.check import run
from odd_styles import odd_text
from thoroughness import examples

RULES = ["unowned-step", "undefined-handoff", "unknown-process", "absent-process", "dead-end"]


class Project:
    """A folder of processes, some of which flow into others, and people who change it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.choice = run.RunOptions((".",), today="2026-06-01")
        self.linked = self.rng.random() < 0.5
        for _ in range(self.rng.choice([1, 2, 4])):
            self.write_a_process()

    def write_a_process(self) -> None:
        # Few seeds, so that the other ends of flows are there.
        text = odd_text(self.rng.randrange(12))
        other = f"process-{self.rng.randrange(12)}/step-{self.rng.randrange(4)}"
        text = text.replace("onboarding/kickoff", other if self.linked else "step-1")
        path = self.rng.choice(["a.yaml", "b.yaml", "below/c.yaml", "below/d.yaml"])
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text)

    def take_a_file_away(self) -> None:
        files = sorted(Path().rglob("[a-d].yaml"))
        if len(files) > 1:
            self.rng.choice(files).unlink()

    def move_a_file(self) -> None:
        file = self.rng.choice(sorted(Path().rglob("[a-d].yaml")))
        file.rename(file.with_stem(self.rng.choice("abcd")))

    def write_settings(self) -> None:
        rules = {one: self.rng.choice(["off", "note", "error"]) for one in RULES[:2]}
        path = self.rng.choice(["crackmap.yaml", "below/crackmap.yaml"])
        Path(path).parent.mkdir(exist_ok=True)
        shared = self.rng.choice(["", "departments: [board]\n", "handoffs: { shared: {} }\n"])
        Path(path).write_text(f"rules: {rules}\n{shared}")

    def take_settings_away(self) -> None:
        Path("below/crackmap.yaml").unlink(missing_ok=True)

    def choose_rules(self) -> None:
        chosen = self.rng.choice([(), tuple(self.rng.sample(RULES, 2))])
        self.choice = self.rng.choice(
            [
                self.choice._replace(select=chosen),
                self.choice._replace(ignore=chosen),
                self.choice._replace(extend_select=chosen),
            ]
        )

    def wait_a_year(self) -> None:
        self.choice = self.choice._replace(today=f"20{self.rng.randrange(26, 30)}-06-01")

    def change(self) -> None:
        """Do one of the things that people do."""
        self.rng.choice(
            [
                self.write_a_process,
                self.write_a_process,
                self.take_a_file_away,
                self.move_a_file,
                self.write_settings,
                self.take_settings_away,
                self.choose_rules,
                self.wait_a_year,
            ]
        )()


@pytest.mark.parametrize("seed", range(examples(5)))
def test_a_run_with_a_cache_finds_what_one_without_finds(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = Project(seed)
    for _ in range(12):
        project.change()
        begun = run.begin(project.choice)
        fresh = begun.results()
        assert begun.results(begun.cache(".kept")) == fresh
        assert begun.results(begun.cache(".kept")) == fresh
