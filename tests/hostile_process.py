"""What a stranger may write into a process, and whether a terminal obeys it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import Result

from crackmap.source.characters import printable
from in_process import crackmap


def lint(data: str | bytes, output: str = "concise") -> Result:
    Path("p.yaml").write_bytes(data.encode() if isinstance(data, str) else data)
    return crackmap("lint", "p.yaml", "--no-cache", "--isolated", "--output-format", output)


def steers(text: str) -> bool:
    """Whether a terminal would obey something in `text`."""
    return printable(text) != text


def process(*, name: str, id_: str = "one") -> str:
    """Two departments, a crack, and `name` wherever a text may stand."""
    return f"""\
process: "P {name}"
departments:
  a: {{ name: "A {name}", goals: ["{name}"], reports_to: "{name}" }}
  b: {{ name: "B {name}" }}
stages:
  - name: "S {name}"
    id: s
    steps:
      - {{ name: "One {name}", id: "{id_}", owner: a, next: {{ to: two, when: "{name}" }} }}
      - {{ name: "Two {name}", id: two, owner: b, trigger: "{name}", needs: ["{name}"] }}
      - {{ name: "Three {name}", id: three, owner: "{name}", outcome: "{name}" }}
"""
