"""Random processes, as plain data that `yaml.safe_dump` can write, the same for a seed everywhere.

They are readable and untidy in the ways that people's processes are: each crack turns up in a good
part of the seeds and in none of them everywhere. What the language leaves open is left out.
"""

import random
from typing import Any

from random_details import Detailer
from random_open_ends import leave_open, vary_agreements
from random_shapes import Shaper

Fields = dict[str, Any]

DEPARTMENTS = ["marketing", "sales", "legal", "finance", "support", "operations", "営業"]
NOBODY = [None, None, "", "  ", "TBD", "tbd ", "ToDo", "unknown", "Unassigned", "nobody", "None"]
NOBODY += ["n/a", "N/A", "to be defined", " To Be Defined", "?", "-", "~"]
VERBS = ["Check", "Book", "Sign", "Price", "Route", "Score", "Überprüfe", "確認", "Re-open"]
CONDITIONS = ["more than 500 seats", "renewal", "otherwise"]
STRENGTHS = {  # the fields that make an agreement this strong between two departments
    "complete": [
        *["name", "from", "to", "trigger", "payload", "acceptance", "channel", "sla"],
        *["acknowledgement", "escalation"],
    ],
    "usable": ["trigger", "payload", "acceptance", "sla", "channel"],
    "weak": ["name", "trigger", "payload"],
    "nominal": ["name", "channel"],
    "empty": ["name"],
}


def random_process(seed: int) -> Fields:
    author = Author(random.Random(seed))
    process = author.process(seed)
    Detailer(random.Random(f"details {seed}"), process).add()
    leave_open(random.Random(f"open ends {seed}"), process)
    vary_agreements(random.Random(f"levels {seed}"), process)
    Shaper(random.Random(f"shapes {seed}"), process, author.ids, author.proper).add()
    return process


class Author:
    """Writes one process; knows the ids that there will be before the steps are written."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.departments = self.write_departments()
        self.proper: list[str] = [d for d, f in self.departments.items() if "kind" not in f]
        self.others = [d for d, f in self.departments.items() if "kind" in f]
        sizes = [
            rng.choice([1, 2, 3, 3, 4, 5, 7]) for _ in range(rng.choice([1, 2, 2, 3, 4, 5, 6]))
        ]
        sizes[0] += max(0, 3 - sum(sizes))
        while sum(sizes) > 30:
            sizes.pop()
        self.sizes = sizes
        self.names = [self.write_name(number) for number in range(sum(sizes))]
        self.ids: list[str] = [name.get("id") or name.pop("made") for name in self.names]
        for name in self.names:
            name.pop("made", None)
        self.handoffs = {
            f"agreement-{number}": self.write_handoff(shared=True)
            for number in range(rng.choice([0, 1, 2, 2, 3, 4]))
        }

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def process(self, seed: int) -> Fields:
        process: Fields = {"process": f"Process {seed}", "sources": {"page": "https://example.com"}}
        if self.chance(0.03):
            process["order"] = "none"
        if self.chance(0.3):
            process["owner"] = self.rng.choice(self.proper)
        plain = all(not fields for fields in self.departments.values())
        if not self.chance(0.02):
            as_list = plain and self.chance(0.7)
            process["departments"] = list(self.departments) if as_list else self.departments
        if self.handoffs:
            process["handoffs"] = self.handoffs
        number = 0
        process["stages"] = []
        for place, size in enumerate(self.sizes):
            stage: Fields = {"name": f"Stage {place + 1}"}
            home = self.rng.choice(self.proper)
            if self.chance(0.5):
                stage["owner"] = self.write_stage_owner(home)
            if self.chance(0.06):
                stage["order"] = "none"
            unordered = "none" in (process.get("order"), stage.get("order"))
            stage["steps"] = [
                self.write_step(n, home, "owner" in stage, unordered)
                for n in range(number, number + size)
            ]
            process["stages"].append(stage)
            number += size
        return process

    # Departments and owners

    def write_departments(self) -> Fields:
        rng = self.rng
        departments: Fields = {d: {} for d in rng.sample(DEPARTMENTS, rng.choice([2, 3, 3, 4, 5]))}
        tops = list(departments)
        if self.chance(0.15):
            return departments
        for number in range(rng.choice([1, 2, 3, 4, 5])):  # several deep, two below one
            above = rng.choice([d for d in departments if len(d) < 22])
            departments[f"{above}-{number}"] = {"part_of": above}
        proper = list(departments)
        if self.chance(0.5):
            departments["lead-pool"] = {"kind": "pool"}
            if self.chance(0.6):
                departments["lead-pool"] |= {"part_of": rng.choice(proper), "pick_up_within": "2h"}
        if self.chance(0.7):
            departments["crm"] = {"kind": "system"}
            if self.chance(0.4):
                departments["crm"]["part_of"] = rng.choice(proper)
            if self.chance(0.5):
                departments["crm"]["accountable"] = rng.choice(proper)
        if self.chance(0.5):
            departments["ana"] = {"kind": "person"}
            if self.chance(0.7):
                departments["ana"] |= {"part_of": rng.choice(proper), "backup": rng.choice(tops)}
        if self.chance(0.15) and "lead-pool" in departments:  # a home of a home
            departments["robot"] = {"kind": "system", "accountable": "lead-pool"}
        if self.chance(0.7):
            departments["customer"] = {"kind": "external"}
        for name in tops:
            if self.chance(0.1):
                departments[name]["name"] = name.title()
        return departments

    def write_stage_owner(self, home: str) -> Any:
        kind = self.rng.random()
        if kind < 0.08:
            return self.rng.choice(NOBODY)
        if kind < 0.12:
            return f"{home}s"  # unknown
        if kind < 0.2 and self.others:
            return self.rng.choice(self.others)
        return [home] if kind < 0.25 else home

    def any_owner(self, home: str) -> str:
        """Mostly the department of the stage or near it."""
        kind = self.rng.random()
        if kind < 0.4:
            return home
        if kind < 0.6 and self.others:
            return self.rng.choice(self.others)
        if kind < 0.75:
            return self.rng.choice([d for d in self.proper if self.top(d) == self.top(home)])
        return self.rng.choice(self.proper)

    def top(self, name: str) -> str:
        above = self.departments[name].get("part_of")
        return self.top(above) if above else name

    def write_owner(self, home: str) -> Any:
        rng, kind = self.rng, self.rng.random()
        if kind < 0.1:
            return rng.choice(NOBODY)
        if kind < 0.13:
            return rng.choice([f"{home}s", "board", "nobody-knows"])
        if kind < 0.16:
            return rng.sample(self.proper, 2)
        if kind < 0.24:
            conditions = rng.choice([CONDITIONS[:1] + CONDITIONS[2:], CONDITIONS[1:], CONDITIONS])
            if self.chance(0.3):  # Nobody has said who owns the rest.
                conditions = CONDITIONS[:2]
            return [{"who": self.conditional_owner(home), "when": when} for when in conditions]
        if kind < 0.29:
            return self.write_claims(home)
        owner = self.any_owner(home)
        return [owner] if kind < 0.32 else owner

    def conditional_owner(self, home: str) -> Any:
        kind = self.rng.random()
        if kind < 0.15:
            return self.rng.choice(["tbd", None, "customer" if "customer" in self.others else ""])
        if kind < 0.17:
            return "board"
        return home if kind < 0.4 else self.rng.choice(self.proper)

    def write_claims(self, home: str) -> list[Fields]:
        teams = [d for d in self.proper if "part_of" in self.departments[d]]
        kind = self.rng.random()
        if teams and kind < 0.6:  # a team and its department agree
            team = self.rng.choice(teams)
            names: list[Any] = [team, self.top(team)]
            self.rng.shuffle(names)
        elif kind < 0.75:
            names = [home, home]
        elif kind < 0.85:
            names = [home, self.rng.choice(["tbd", None])]
        else:
            names = self.rng.sample(self.proper, 2)
            if any("part_of" in self.departments[name] for name in names):
                names = [home]
        return [{"says": name, "source": "page"} for name in names]

    # Steps and flows

    def write_name(self, number: int) -> Fields:
        verb, kind = self.rng.choice(VERBS), self.rng.random()
        if kind < 0.8:
            return {"name": f"{verb} the case", "id": f"step-{number}"}
        if kind < 0.9:
            return {"name": f"Customer's  {verb} no. {number}", "made": self.made(verb, number)}
        return {"name": f"Customer’s {verb}: (No_{number})!", "made": self.made(verb, number)}

    @staticmethod
    def made(verb: str, number: int) -> str:
        return f"customers-{verb.lower()}-no-{number}"

    def write_step(self, number: int, home: str, has_default: bool, unordered: bool) -> Fields:
        rng = self.rng
        step: Fields = dict(self.names[number])
        if not self.chance(0.5 if has_default else 0.06):
            step["owner"] = self.write_owner(home)
        kind = rng.random()
        if kind < 0.14:
            step["kind"] = "approval"
        elif kind < 0.24:
            step |= {"kind": "wait", "until": rng.choice(["the customer calls", "tbd"])}
        elif kind < 0.3:
            step["kind"] = "decision"
        if self.chance(0.1):
            step["trigger"] = rng.choice(["Web form submitted", "Web form submitted", "tbd"])
        kind = rng.random()
        last = number == len(self.ids) - 1
        if kind < (0.75 if last else 0.04):
            step["outcome"] = rng.choice(["won", "lost", ["won"], "unsubscribed"])
        elif kind < (0.85 if last else 0.53):
            pass  # flows to the step after
        else:
            step["next"] = self.write_next(number, unordered)
            if isinstance(step["next"], list) and self.chance(0.3):
                step["parallel"] = True
        return step

    def write_next(self, number: int, unordered: bool) -> Any:
        kind = self.rng.random()
        if kind < 0.05:
            return []
        if kind < 0.3:
            return self.write_to(number)
        if kind < 0.55:
            return self.write_flow(number, unordered)
        return [
            self.write_to(number) if self.chance(0.3) else self.write_flow(number, unordered)
            for _ in range(self.rng.choice([1, 2, 2, 2, 3, 3]))
        ]

    def write_to(self, number: int) -> str:
        kind = self.rng.random()
        if kind < 0.04:
            typo = self.rng.choice(self.ids).replace("step-", "stepp-")
            return self.rng.choice(["archive", "recycle", typo])
        if kind < 0.06:
            return "onboarding/kickoff"
        if kind < 0.6:
            return self.ids[min(number + 1, len(self.ids) - 1)]
        if kind < 0.8:
            return self.ids[min(number + self.rng.choice([2, 2, 3, 4]), len(self.ids) - 1)]
        return self.rng.choice(self.ids)

    def write_flow(self, number: int, unordered: bool) -> Fields:
        if self.chance(0.1):
            flow: Fields = {"outcome": self.rng.choice(["lost", "won"])}
        else:
            # Which step comes after one without an order is for people to say.
            after = self.chance(0.3) and not unordered
            flow = {} if after else {"to": self.write_to(number)}
            if self.chance(0.55):
                flow["handoff"] = self.name_handoff()
            if self.chance(0.1):
                flow["rounds"] = self.rng.choice([1, 3])
        # Whether a `when` alone means the step after, too, is for people to say.
        if self.chance(0.5) and ("to" in flow or "outcome" in flow):
            flow["when"] = self.rng.choice(["it fits", "otherwise", "no budget", "tbd"])
        if self.chance(0.2):
            flow["share"] = self.rng.choice(["40%", 0.25, "2%"])
        return flow or {"drop": "1%"}

    # Handoffs

    def name_handoff(self) -> Any:
        kind = self.rng.random()
        if kind < 0.06:
            typo = self.rng.choice([*self.handoffs, "warm-words"]).replace("ee", "e")
            return self.rng.choice(["TBD", None, "warm-words", typo])
        if kind < 0.55 and self.handoffs:
            return self.rng.choice(list(self.handoffs))
        return self.write_handoff(shared=False)

    def write_handoff(self, *, shared: bool) -> Fields:
        strength = self.rng.choice(["complete", "usable", "weak", "nominal", "empty", "any"])
        fields = STRENGTHS.get(strength) or self.rng.sample(
            STRENGTHS["complete"], self.rng.randrange(1, 9)
        )
        handoff = {field: self.write_field(field) for field in fields}
        if self.chance(0.35):
            handoff["rejection"] = self.write_rejection(shared)
        return handoff

    def write_field(self, field: str) -> Any:
        if self.chance(0.06) and field != "name":
            return self.rng.choice(["tbd", None, [{"says": "TBD", "source": "page"}]])
        values: Fields = {
            "name": "Qualified lead",
            "from": self.rng.choice(self.proper),
            "to": self.rng.choice(self.proper),
            "trigger": "Status becomes Qualified",
            "payload": self.rng.choice([["contact", "score"], "contact", [], ["tbd", "contact"]]),
            "acceptance": self.rng.choice([["score is 80 or more"], "work e-mail known"]),
            "channel": self.rng.choice(["crm", "mail"]),
            "sla": self.rng.choice(["2bh", {"target": "5m", "limit": "24h"}]),
            "acknowledgement": "The receiver sets Accepted",
            "escalation": self.rng.choice(self.proper),
        }
        return values[field]

    def write_rejection(self, shared: bool) -> Any:
        kind = self.rng.random()
        if kind < 0.08:
            return "tbd"
        to = self.rng.choice(self.ids)
        if kind < 0.16:
            to = "recycle"
        elif kind < 0.36 and shared:
            to = self.rng.choice(self.proper)
        if self.chance(0.4):
            return to
        return {"to": to, "reasons": ["no budget"], "rounds": 2}
