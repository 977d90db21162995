"""How many examples property tests try: few each day, many with `make thorough`."""

import os

TIMES = 10 if os.environ.get("CRACKMAP_THOROUGH") else 1


def examples(few: int) -> int:
    return few * TIMES
