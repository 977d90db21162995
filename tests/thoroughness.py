"""How many examples property tests try: few each day, many with `make thorough`."""

import os
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

TIMES = 10 if os.environ.get("CRACKMAP_THOROUGH") else 1


def some(things: Sequence[Thing], number: int) -> Sequence[Thing]:
    """Return every third of these each day, and which third by a number; with it, all."""
    return things if TIMES > 1 else things[number % 3 :: 3]


def examples(few: int) -> int:
    return few * TIMES
