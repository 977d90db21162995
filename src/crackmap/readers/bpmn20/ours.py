"""What the BPMN of this program says besides the drawing, in elements of its own namespace."""

from __future__ import annotations

from crackmap.readers.making.xml import Element

OURS = "urn:crackmap:bpmn"  # the namespace of what only this program reads


def told(element: Element, name: str) -> Element | None:
    """Return the element of ours with a name that one of BPMN carries."""
    inside = (one for extension in element.all("extensionElements") for one in extension.children)
    return next((one for one in inside if (one.space, one.name) == (OURS, name)), None)
