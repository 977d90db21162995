"""What people add to the steps of a random process: limits, goals, roles, stakeholders, shares."""

import copy
import random
import re
from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]

GOALS = ["leads", "bookings", "margin", "renewals"]
TRIGGERS = ["The lead signs", "the  lead signs", "The customer pays"]
CHANNELS = ["crm", "CRM", "mail", " Mail"]
STRAIGHT = 0.2  # one department after the other, down the file


class Detailer:
    """Adds details to a process that has its steps, flows and handoffs."""

    def __init__(self, rng: random.Random, process: Fields) -> None:
        self.rng = rng
        self.process = process
        departments = process.get("departments", {})
        self.departments: Fields = departments if isinstance(departments, dict) else {}
        kinds = {n: (f or {}).get("kind") for n, f in self.departments.items()}
        self.proper = [n for n, kind in kinds.items() if not kind] or list(departments) or ["sales"]
        self.others = [name for name, kind in kinds.items() if kind]
        self.steps = [step for stage in process["stages"] for step in stage["steps"]]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def maybe(self, fields: Fields, field: str, chance: float, value: Callable[[], Any]) -> None:
        """Sometimes write a field, now and then as a placeholder."""
        if self.chance(chance):
            fields[field] = "tbd" if self.chance(0.08) else value()

    def anybody(self) -> str:
        return "board" if self.chance(0.02) else self.rng.choice(self.proper)

    def some(self, most: int) -> list[str]:
        names = [*self.proper, *self.departments, "customer-board"][: 9 if self.chance(0.05) else 7]
        names = [name for name in dict.fromkeys(names) if name in self.departments] or self.proper
        return self.rng.sample(names, min(len(names), self.rng.randint(1, most)))

    def limit(self) -> str:
        return self.rng.choice(["2d", "4h", "3bd"])

    def add(self) -> None:
        if self.chance(STRAIGHT):
            self.straighten()
        elif self.chance(0.3):
            self.split()
        if self.chance(0.7):
            self.add_goals()
        for name, department in self.departments.items():
            self.add_to_department(name, department or {})
        for stage in self.process["stages"]:
            self.maybe(stage, "exit", 0.75, lambda: ["need confirmed"])
            self.maybe(stage, "within", 0.15, self.limit)
            self.maybe(stage, "escalation", 0.2, self.anybody)
            self.maybe(stage, "stakeholders", 0.2, lambda: [self.rng.choice(self.proper)])
        for step in self.steps:
            self.add_to_step(step)
        for handoff in self.handoffs():
            self.vary(handoff)

    def straighten(self) -> None:
        last = ""
        for step in self.steps:
            for field in ("next", "outcome", "parallel", "until"):
                step.pop(field, None)
            others = [name for name in self.proper if name != last]
            last = step["owner"] = self.rng.choice(others or self.proper)
            step["kind"] = self.rng.choice(["task", "task", "approval"])
        self.steps[-1]["outcome"] = self.rng.choice(["won", "renewed", "Won", "lost"])

    def split(self) -> None:
        """Let two steps start at once; what follows them may never meet."""
        number = self.rng.randrange(len(self.steps) - 2)
        step, one, other = self.steps[number : number + 3]
        step.pop("outcome", None)
        step["next"] = [self.id_of(one), self.id_of(other)]
        step["parallel"] = True
        if self.chance(0.7):
            one.pop("next", None)
            one["outcome"] = self.rng.choice(["done", "won"])

    @staticmethod
    def id_of(step: Fields) -> str:
        words = step["name"].replace("’", "").replace("'", "").replace(":", " ")
        return step.get("id") or "-".join(re.findall(r"[^\W_]+", words.lower()))

    def add_goals(self) -> None:
        rng, goals = self.rng, self.rng.sample(GOALS, self.rng.randint(2, len(GOALS)))
        if self.chance(0.7):
            self.process["goals"] = {goal: {"name": goal.title()} for goal in goals}
            for goal in self.process["goals"].values():
                if self.chance(0.5):
                    goal["conflicts_with"] = rng.sample(goals, 1)
        for name in self.proper:
            if name in self.departments and self.chance(0.6):
                self.departments[name] = dict(self.departments[name] or {})
                self.departments[name]["goals"] = rng.sample(goals, rng.choice([1, 1, 2]))
        for step in self.steps:
            if self.chance(0.25):
                step["serves"] = rng.sample(goals, 1)

    def add_to_department(self, name: str, department: Fields) -> None:
        kind = department.get("kind")
        if kind == "pool":
            self.maybe(department, "assigned_by", 0.7, lambda: "round robin")
            self.maybe(department, "fallback", 0.7, self.anybody)
        if not kind and self.chance(0.2):
            others = [other for other in self.proper if other != name]
            if others and name in self.departments:
                department["reports_to"] = self.rng.choice([*others, "coo"])

    def add_to_step(self, step: Fields) -> None:
        if isinstance(step.get("owner"), str) and self.others and self.chance(0.08):
            step["owner"] = self.rng.choice(self.others)
        self.maybe(step, "contributors", 0.1, lambda: self.some(2))
        self.maybe(step, "consulted", 0.15, lambda: self.some(5))
        self.maybe(step, "informed", 0.1, lambda: self.some(2))
        self.maybe(step, "escalation", 0.15, self.anybody)
        self.maybe(step, "within", 0.12, self.limit)
        self.maybe(step, "needs", 0.25, lambda: ["order"])
        self.maybe(step, "produces", 0.15, lambda: ["order"])
        following = step.get("next")
        if isinstance(following, list) and len(following) > 1 and self.chance(0.4):
            self.share_out(step, following)
        if isinstance(following, list) and following and self.chance(0.08):
            following.append(copy.deepcopy(following[0]))

    def share_out(self, step: Fields, following: list[Any]) -> None:
        """Give each way a share; they add up, or nearly."""
        flows = [dict(f) if isinstance(f, dict) else {"to": f} for f in following]
        left = self.rng.choice([100, 100, 100, 95, 110, 88, 88])
        for number, flow in enumerate(flows, start=1):
            part = left if number == len(flows) else self.rng.randint(left // 3, left // 2)
            flow["share"] = f"{part}%"
            left -= part
        if self.chance(0.15):
            del flows[0]["share"]
        step["next"] = flows

    def handoffs(self) -> list[Fields]:
        found = list(self.process.get("handoffs", {}).values())
        for step in self.steps:
            following = step.get("next")
            for flow in following if isinstance(following, list) else [following]:
                if isinstance(flow, dict) and isinstance(flow.get("handoff"), dict):
                    found.append(flow["handoff"])
        return found

    def vary(self, handoff: Fields) -> None:
        if isinstance(handoff.get("trigger"), str) and self.chance(0.85):
            handoff["trigger"] = self.rng.choice(TRIGGERS)
        if isinstance(handoff.get("trigger"), str) and self.chance(0.6):
            handoff["channel"] = self.rng.choice(CHANNELS)
        rejection = handoff.get("rejection")
        if isinstance(rejection, dict) and self.chance(0.6):
            rejection["share"] = self.rng.choice(["12%", "5%", "tbd"])
        if isinstance(rejection, dict) and self.chance(0.5):
            rejection.pop("rounds", None)
