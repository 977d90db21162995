"""Where the steps of outsiders stand in BPMN, who have no lane there."""

from __future__ import annotations

import pytest

from crackmap.maps.exports.bpmn20.waiting import lanes_of


@pytest.mark.parametrize(
    ("lanes", "flows", "found"),
    [
        (["a", None, "b"], [(0, 1), (1, 2)], "a"),  # who sent it counts first
        ([None, None, "b"], [(0, 1), (1, 2)], "b"),
        (["a", None, "b"], [], "a"),
        (["a", None, "b", "c"], [(2, 1), (3, 1)], "b"),
        (["a", None, None, "b"], [(1, 2), (2, 1), (3, 2)], "b"),
        (["a", None, None, None, "b"], [(0, 3), (4, 2), (2, 1), (3, 1)], "b"),
        (["a", None, None, None, "b"], [(0, 3), (4, 2), (3, 1), (2, 1)], "a"),
    ],
)
def test_an_outsider_stands_with_the_nearest_that_waits(
    lanes: list[str | None], flows: list[tuple[int, int]], found: str
) -> None:
    assert lanes_of(lanes, flows)[1] == found


def test_many_outsiders_in_a_row_stand_with_the_first_before_them() -> None:
    count = 50_000
    flows = [(at, at + 1) for at in range(count)]
    assert set(lanes_of(["a", *[None] * count], flows)) == {"a"}
    assert set(lanes_of(["a", *[None] * count], [(b, a) for a, b in flows])) == {"a"}


def test_many_outsiders_two_by_two_stand_with_the_nearest() -> None:
    count = 20_000
    flows = [(at, to) for at in range(1, count, 2) for to in (at + 2, at + 3)]
    flows += [(at + 1, to) for at, to in flows]
    lanes = lanes_of(["a", *[None] * (count + 1), "b"], [(0, 1), (0, 2), *flows])
    assert set(lanes[:-1]) == {"a"}
