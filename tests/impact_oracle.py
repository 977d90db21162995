"""How cases move, a second time and by the dumbest means: from plain data, with dense matrices.

Random processes with shares, leaks, drops, loops and splits, and two oracles of them that share no
code with crackmap: a dense solution of linear equations, and cases that are simulated one by one.
"""

import random
from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]


@dataclass
class Move:
    """A flow as the oracle reads it: to a step (its number), or to an outcome (won or not)."""

    source: int
    share: float
    to: int | None
    won: bool
    drop: float
    weight: float = 1.0


def random_flows(seed: int) -> Fields:
    """Return a process of 3 to 12 steps; all of them can end, and nothing is left to be guessed."""
    rng = random.Random(f"flows {seed}")
    steps: list[Fields] = []
    while len(steps) < rng.randint(3, 9):
        number = len(steps)
        if rng.random() < 0.25:
            steps += _split(rng, number)
        else:
            steps.append({"name": f"s{number}", "next": _branch(rng, number)})
    steps.append({"name": f"s{len(steps)}", "outcome": "won"})
    process: Fields = {"process": f"Flows {seed}", "stages": [{"name": "One", "steps": steps}]}
    process |= {"volume": "100 per month", "value": "10 USD"}
    return process


def _branch(rng: random.Random, number: int) -> list[Fields]:
    """Write a step whose shares may leave some over, and that mostly goes on to the next one."""
    shares = [rng.randint(1, 30) for _ in range(rng.choice([1, 2, 3]))]
    ends: list[Fields] = [{"to": f"s{rng.randint(0, number)}"} for _ in shares]
    for end in ends:
        if rng.random() < 0.4:
            end.clear()
            end["outcome"] = rng.choice(["won", "lost"])
    leak = rng.choice([0, 0, 5, 12])
    flows = [{**end, "share": f"{share}%"} for end, share in zip(ends, shares, strict=True)]
    flows.append({"to": f"s{number + 1}", "share": f"{100 - leak - sum(shares)}%"})
    rng.choice(flows)["drop"] = rng.choice(["0%", "3%", "10%"])
    # Of two flows with the same end one would be a doublet.
    return [flow for at, flow in enumerate(flows) if _end(flow) not in map(_end, flows[:at])]


def _end(flow: Fields) -> str:
    return str(flow.get("to") or flow["outcome"])


def _split(rng: random.Random, number: int) -> list[Fields]:
    """Write a split of two or three branches that meet at the step behind them, or end alone."""
    branches = rng.choice([2, 3])
    meeting = f"s{number + branches + 1}"
    split = {"name": f"s{number}", "parallel": True}
    split["next"] = [f"s{number + place + 1}" for place in range(branches)]
    steps: list[Fields] = []
    for place in range(branches):
        name = f"s{number + place + 1}"
        if place and rng.random() < 0.3:
            steps.append({"name": name, "outcome": rng.choice(["lost", "archived"])})
        else:
            lost = rng.choice([0, 20])
            flows: list[Fields] = [{"to": meeting, "share": f"{100 - lost}%"}]
            flows += [{"outcome": "lost", "share": f"{lost}%"}] if lost else []
            steps.append({"name": name, "next": flows})
    return [split, *steps, {"name": meeting, "next": f"s{number + branches + 2}"}]


def moves_of(process: Fields) -> list[list[Move]]:
    """Read the flows out of each step."""
    steps = process["stages"][0]["steps"]
    moves = []
    for number, step in enumerate(steps):
        written = step.get("next", [{"outcome": step.get("outcome")}])
        written = written if isinstance(written, list) else [written]
        flows = [flow if isinstance(flow, dict) else {"to": flow} for flow in written]
        moves.append([_move(number, flow) for flow in flows])
    for number, step in reversed(list(enumerate(steps))):
        if step.get("parallel"):
            _weigh(moves, number)
    return moves


def _move(source: int, flow: Fields) -> Move:
    def percent(key: str, default: str) -> float:
        return float(flow.get(key, default).rstrip("%")) / 100

    to = int(flow["to"][1:]) if "to" in flow else None
    won = flow.get("outcome") == "won"
    return Move(source, percent("share", "100%"), to, won, percent("drop", "0%"))


def _weigh(moves: list[list[Move]], split: int) -> None:
    """Where branches meet a case counts once, if any of them comes there; rounds do not count."""
    going_on = [
        [move for move in row if move.to is not None and not _begins_a_round(moves, move)]
        for row in moves
    ]
    coming: list[frozenset[int]] = [frozenset() for _ in moves]
    for _ in moves:
        for source, row in enumerate(going_on):
            for branch, move in enumerate(row):
                here = frozenset({branch}) if source == split else coming[source]
                coming[move.to or 0] |= here

    def arrivals(step: int) -> dict[frozenset[int], list[tuple[Move, float]]]:
        groups: dict[frozenset[int], list[tuple[Move, float]]] = {}
        for source, row in enumerate(going_on):
            for branch, move in enumerate(row):
                here = frozenset({branch}) if source == split else coming[source]
                if move.to == step and here:
                    cases = (1.0 if source == split else cases_at(source)) * move.weight
                    groups.setdefault(here, []).append((move, cases * move.share * (1 - move.drop)))
        return groups

    def counting(step: int) -> float:
        chances = [sum(cases for _, cases in group) for group in arrivals(step).values()]
        missing, all_ = 1.0, 0.0
        for chance in chances:
            missing, all_ = missing * (1 - min(chance, 1.0)), all_ + chance
        return (1 - missing) / all_ if len(chances) > 1 and all_ else 1.0

    def cases_at(step: int) -> float:
        groups = arrivals(step).values()
        return counting(step) * sum(cases for group in groups for _, cases in group)

    weights = {
        id(move): counting(step)
        for step in range(len(moves))
        for group in arrivals(step).values()
        for move, _ in group
    }
    for row in going_on:
        for move in row:
            move.weight *= weights.get(id(move), 1.0)


def _begins_a_round(moves: list[list[Move]], move: Move) -> bool:
    """Tell whether a flow leads up the file to a step from which cases come to its own again."""
    if move.to is None or move.to > move.source:
        return False
    reached, waiting = set[int](), [move.to]
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting += [each.to for each in moves[step] if each.to is not None]
    return move.source in reached


def followed(process: Fields, moves: list[list[Move]]) -> list[list[Move]]:
    """Keep of each split the first branch behind which a case may be won."""
    steps = process["stages"][0]["steps"]
    winning: set[int] = set()
    for _ in steps:
        for number, row in enumerate(moves):
            if any(move.won or move.to in winning for move in row):
                winning.add(number)
    kept = []
    for step, row in zip(steps, moves, strict=True):
        if step.get("parallel"):
            row = [move for move in row if move.won or move.to in winning][:1]
        kept.append(row)
    return kept


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve dense linear equations by Gauss, with the greatest pivot."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for column in range(size):
        best = max(range(column, size), key=lambda at: abs(rows[at][column]))
        rows[column], rows[best] = rows[best], rows[column]
        for other in range(size):
            if other != column and rows[other][column]:
                factor = rows[other][column] / rows[column][column]
                rows[other] = [
                    a - factor * b for a, b in zip(rows[other], rows[column], strict=True)
                ]
    return [rows[at][size] / rows[at][at] for at in range(size)]


def visits(moves: list[list[Move]]) -> list[float]:
    """Return how often a case that begins at the first step comes to each."""
    size = len(moves)
    matrix = [[float(a == b) for b in range(size)] for a in range(size)]
    for source, row in enumerate(moves):
        for move in row:
            if move.to is not None:
                matrix[move.to][source] -= move.share * (1 - move.drop) * move.weight
    return solve(matrix, [1.0] + [0.0] * (size - 1))


def chances(kept: list[list[Move]]) -> list[float]:
    """Return how likely a case at each step is to be won."""
    size = len(kept)
    matrix = [[float(a == b) for b in range(size)] for a in range(size)]
    won = [0.0] * size
    for source, row in enumerate(kept):
        for move in row:
            if move.to is not None:
                matrix[source][move.to] -= move.share * (1 - move.drop)
            elif move.won:
                won[source] += move.share * (1 - move.drop)
    return solve(matrix, won)


def passing_and_won(kept: list[list[Move]], step: int) -> float:
    """Return the share of the cases that come to `step` at all, and are won."""
    stopped = [[] if number == step else row for number, row in enumerate(kept)]
    return visits(stopped)[step] * chances(kept)[step]


def simulated(
    moves: list[list[Move]], splits: set[int], cases: int, seed: int
) -> list[tuple[float, float]]:
    """Return the mean visits of each step and the standard errors, of some simulated `cases`."""
    rng = random.Random(seed)
    sums, squares = [0.0] * len(moves), [0.0] * len(moves)
    for _ in range(cases):
        seen: dict[int, float] = {}
        waiting = [(0, 1.0)]
        while waiting:
            step, weight = waiting.pop()
            seen[step] = seen.get(step, 0.0) + weight
            taken = moves[step] if step in splits else _chosen(rng, moves[step])
            for move in taken:
                if move.to is not None and rng.random() >= move.drop:
                    waiting.append((move.to, weight * move.weight))
        for step, times in seen.items():
            sums[step] += times
            squares[step] += times * times
    means = [total / cases for total in sums]
    spread = [max(sq / cases - mean * mean, 0.0) for sq, mean in zip(squares, means, strict=True)]
    return [(mean, (each / cases) ** 0.5) for mean, each in zip(means, spread, strict=True)]


def _chosen(rng: random.Random, row: list[Move]) -> list[Move]:
    left = rng.random()
    for move in row:
        left -= move.share
        if left < 0:
            return [move]
    return []
