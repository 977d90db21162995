"""Steps in the order of the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crackmap.readers.making.parts import DraftStep


def as_work_flows(steps: Iterable[DraftStep]) -> list[DraftStep]:
    """Return steps with ids as work comes to them, then the others in the order of the file."""
    by_id = {step.id.text: step for step in steps if step.id}
    found: dict[str, DraftStep] = {}
    begun = [step for step in by_id.values() if "trigger" in step.fields]
    for first in (*begun, *by_id.values()):
        queue = deque([first])
        while queue:
            step = queue.popleft()
            assert step.id is not None
            if step.id.text not in found:
                found[step.id.text] = step
                queue += [
                    by_id[flow.to.text]
                    for flow in step.flows or ()
                    if flow.to and flow.to.text in by_id
                ]
    return list(found.values())
