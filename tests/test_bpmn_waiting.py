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
