"""Drawings for tests: cells of draw.io, and what a file with a drawing is read as."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from crackmap.language.process import Process, Step
from crackmap.readers.making.reading import PLAIN, ReadOptions
from workbooks import read, said

LANE = "swimlane;html=1;startSize=23"


def cell(id_: str, value: str = "", style: str = "", parent: str = "1", at: str = "") -> str:
    """Return a shape; `at` are x, y, width and height."""
    x, y, width, height = (at or "0 0 120 60").split()
    return (
        f'<mxCell id="{id_}" value={quoteattr(value)} style="{style}" vertex="1" parent="{parent}">'
        f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/></mxCell>\n'
    )


def edge(ends: str, value: str = "", style: str = "", inside: str = "") -> str:
    """Return a line: `a b`, or `a -` without a target; `inside` is a label of its own."""
    source, target = ends.split()
    joined = f'source="{source}"' + (f' target="{target}"' if target != "-" else "")
    id_ = f"{source}-{target}"
    label = f'<mxCell id="{id_}-l" value={quoteattr(inside)} vertex="1" parent="{id_}"/>'
    return (
        f'<mxCell id="{id_}" value={quoteattr(value)} style="{style}" edge="1" parent="1" '
        f'{joined}><mxGeometry relative="1" as="geometry"/></mxCell>{label if inside else ""}\n'
    )


def model(*cells: str) -> str:
    """Return a drawing."""
    top = '<mxCell id="0"/><mxCell id="1" parent="0"/>\n'
    return f"<mxGraphModel><root>{top}{''.join(cells)}</root></mxGraphModel>"


def packed(text: str) -> str:
    """Return a drawing as draw.io packs it."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(deflate.compress(quote(text).encode()) + deflate.flush()).decode()


def file(**pages: str) -> str:
    """Return a file with pages by their names, plain or packed."""
    drawn = "".join(f'<diagram name="{name}">{page}</diagram>' for name, page in pages.items())
    return f"<mxfile>{drawn}</mxfile>"


def process(text: str, path: str = "a.drawio", options: ReadOptions = PLAIN) -> Process:
    """Return the one process of a file."""
    (one,) = read(text, path, options).processes
    return one


def steps(text: str, path: str = "a.drawio") -> dict[str, Step]:
    """Return the steps of a file by their names."""
    return {step.name: step for one in read(text, path).processes for step in one.steps()}


def owners(text: str, path: str = "a.drawio") -> dict[str, str]:
    """Return the names of who owns each step; empty where nobody does."""
    one = process(text, path)
    return {
        step.name: " + ".join(one.departments[owner.who].name for owner in step.owner if owner.who)
        for step in one.steps()
    }


def flows(text: str, path: str = "a.drawio") -> list[str]:
    """Return the flows: `a -> b: when`, and outcomes in parentheses."""
    return [
        f"{step.id} -> {flow.to or f'({flow.outcome})'}" + (f": {flow.when}" if flow.when else "")
        for step in process(text, path).steps()
        for flow in step.next or ()
    ]


def notes(text: str, path: str = "a.drawio") -> list[str]:
    """Return what was told of a file."""
    return said(read(text, path))
