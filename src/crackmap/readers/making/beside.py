"""What a file tells of a process besides its steps and flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from crackmap.source.located import Written

if TYPE_CHECKING:
    from crackmap.readers.making.parts import DraftFlow

Items: TypeAlias = "list[tuple[str, Written | None]]"


class Beside(Protocol):
    """What is asked for it: keys, and what stands under them."""

    def process(self) -> Items:
        """Return what the process has beside its name, its departments and its stages."""
        ...

    def stage(self, name: str) -> Items:
        """Return what a stage has beside its name and its steps."""
        ...

    def flow(self, flow: DraftFlow) -> Items:
        """Return what a flow has beside its own fields."""
        ...
