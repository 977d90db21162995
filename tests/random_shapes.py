"""Shapes that chance alone seldom gives, put into some of the random processes."""

import random
from typing import Any

Fields = dict[str, Any]


class Shaper:
    """Turns a few steps of a process that is complete into a shape that some rule is about."""

    def __init__(
        self, rng: random.Random, process: Fields, ids: list[str], owners: list[str]
    ) -> None:
        self.rng, self.ids, self.owners = rng, ids, owners
        self.steps: list[Fields] = [s for stage in process["stages"] for s in stage["steps"]]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def add(self) -> None:
        straight = sum("next" in step for step in self.steps) < 3
        if self.chance(0.3) and len(self.steps) > 4 and not straight:
            self.end_early(self.rng.randrange(len(self.steps) - 4))
        if self.chance(0.15) and len(self.steps) > 3 and not straight:
            self.approve_own(self.rng.randrange(len(self.steps) - 3))
        if self.chance(0.5) and straight:
            self.hand_on()
        if self.chance(0.15):
            self.need_everywhere()
        if self.chance(0.3):
            self.set_clocks()

    def end_early(self, place: int) -> None:
        """Start two branches, one of which may end before both meet."""
        split, one, other, _ = self.steps[place : place + 4]
        _, first, second, meeting = self.ids[place : place + 4]
        for step in (split, one, other):
            step.pop("outcome", None)
            step.pop("parallel", None)
        split["next"], split["parallel"] = [first, second], True
        ends = {"outcome": self.rng.choice(["lost", "won"]), "when": "otherwise"}
        one["next"] = [{"to": meeting, "when": "it fits"}, ends]
        other["next"] = meeting
        if self.chance(0.3):
            other["next"] = [meeting, {"outcome": self.rng.choice(["lost", "won"])}]
        elif self.chance(0.2):
            other["next"] = {"outcome": "won"}
        if self.chance(0.3):
            one["next"][0]["to"] = self.rng.choice(self.ids)

    def approve_own(self, place: int) -> None:
        """Let a department, or nearly, ask itself for an approval."""
        asking, approval = self.steps[place : place + 2]
        asked_by, _, following = self.ids[place : place + 3]
        for step in (asking, approval):
            for field in ("outcome", "parallel", "next", "until", "consulted"):
                step.pop(field, None)
        asking["kind"], approval["kind"] = "task", "approval"
        asking["owner"] = approval["owner"] = self.rng.choice(self.owners)
        if self.chance(0.2):
            approval["owner"] = self.rng.choice(self.owners)
        back = {"to": asked_by, "when": "no", "rounds": 1}
        approval["next"] = [{"to": following, "when": "yes"}, back]
        if self.chance(0.2):
            back["to"] = self.rng.choice(self.ids)
        if self.chance(0.1):
            approval["consulted"] = [self.rng.choice(self.owners)]

    def hand_on(self) -> None:
        """Let one department after the other have the work, down the file to a good end."""
        for number, step in enumerate(self.steps):
            for field in ("outcome", "parallel", "next", "until"):
                step.pop(field, None)
            step["owner"] = self.owners[number % len(self.owners)]
        self.steps[-1]["outcome"] = "renewed"

    def need_everywhere(self) -> None:
        """Let nearly all steps say what they need, and some make what nobody needs."""
        for step in self.steps:
            if not self.chance(0.03):
                step.setdefault("needs", ["lead"])
            if self.chance(0.3):
                step["produces"] = [self.rng.choice(["notes", "minutes"])]
        if self.chance(0.3):
            self.rng.choice(self.steps)["needs"] = ["notes"]

    def set_clocks(self) -> None:
        for step in self.steps:
            if self.chance(0.2):
                step[self.rng.choice(["within", "until"])] = self.rng.choice(["5d", "tbd"])
            following = step.get("next")
            if isinstance(following, dict) and self.chance(0.4):
                following["after"] = self.rng.choice(["30d", "tbd"])
