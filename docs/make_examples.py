"""What the commands say and draw of examples/ and processes/: reports, maps, README."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from crackmap.check.check import Checked, check
from crackmap.check.settings import Settings
from crackmap.maps.draw import draw
from crackmap.maps.options import MapOptions
from crackmap.source.files import Input, find_inputs
from crackmap.writers.analyze import text
from crackmap.writers.convert import yaml
from crackmap.writers.lint import concise

HOME = Path(__file__).resolve().parent.parent
# So that acceptances and reviews do not go stale from one day to the next.
SETTINGS = Settings(today=datetime.date(2026, 6, 1))
SHOWN = "examples/lead-to-cash/process.yaml"
# Examples that begin with a file of another tool, which it may be drawn from.
OTHERS = {
    "from-raci": "raci.xlsx",
    "from-visio": "process-map.csv",
    "from-lucidchart": "shapes.csv",
}
_WIDTH = 80
# Files as other tools write them; what `analyze` prints of each stands beside it.
OF_OTHERS = (
    "from-drawio/order.drawio",
    "from-markdown/handbook.md",
    "from-mermaid/inbound.mmd",
    "from-pipeline/hubspot.json",
    "from-pipeline/salesforce.csv",
)


def example_pages() -> dict[str, str]:
    """Return what follows from examples/ and processes/, by its path below the repository."""
    pages: dict[str, str] = {}
    for path in sorted(HOME.glob("examples/*/process.yaml")):
        if path.parent.name in OTHERS:
            continue
        checked = _checked(path)
        folder = path.parent.relative_to(HOME).as_posix()
        pages[f"{folder}/analyze.txt"] = text.write(
            checked, width=_WIDTH, colour=False, unicode=True
        )
        pages[f"{folder}/full.txt"] = text.write(
            checked, width=_WIDTH, colour=False, unicode=True, full=True
        )
        pages[f"{folder}/lint.txt"] = concise.write(checked.report)
        pages[f"{folder}/map.svg"] = _map(checked, MapOptions())
    pages |= _from_bpmn()
    for name, other in OTHERS.items():
        pages |= _other(name, other)
    for name in OF_OTHERS:
        checked = _checked(HOME / "examples" / name)
        told = Path("examples", name).with_suffix(".txt").as_posix()
        pages[told] = text.write(checked, width=_WIDTH, colour=False, unicode=True)
    for path in sorted(HOME.glob("processes/*.yaml")):
        pages[f"docs/maps/{path.stem}.svg"] = _map(_checked(path), MapOptions())
    lead_to_cash = _checked(HOME / SHOWN)
    pages["docs/maps/rows.svg"] = _map(lead_to_cash, MapOptions(direction="rows"))
    pages["docs/maps/matrix.svg"] = _map(lead_to_cash, MapOptions(view="matrix"))
    pages["docs/maps/first.svg"] = _map(_first_process(), MapOptions())
    pages["README.md"] = _readme(pages[f"{Path(SHOWN).parent.as_posix()}/analyze.txt"])
    return pages


def _from_bpmn() -> dict[str, str]:
    """Return what becomes of a drawing: its cracks, a process file, and a drawing of that."""
    folder = "examples/from-bpmn"
    checked = _checked(HOME / folder / "order.bpmn")
    report = text.write(checked, width=_WIDTH, colour=False, unicode=True)
    made = yaml.write(checked.graphs[0].process, fill=True)
    again = check([Input(f"{folder}/order.yaml", made.encode())], SETTINGS)
    drawn = draw(again.graphs[0], (), "bpmn", MapOptions(direction="rows")).data
    assert isinstance(drawn, str)
    return {
        f"{folder}/analyze.txt": report,
        f"{folder}/order.yaml": made,
        f"{folder}/back.bpmn": drawn,
    }


def _other(folder: str, name: str) -> dict[str, str]:
    """Return what is made of a file of another tool: its cracks, the process, and the map of it."""
    checked = _checked(HOME / "examples" / folder / name)
    (graph,) = checked.graphs
    made = {
        "analyze.txt": text.write(checked, width=_WIDTH, colour=False, unicode=True),
        "process.yaml": yaml.write(graph.process, fill=True),
        "map.svg": _map(checked, MapOptions()),
    }
    return {f"examples/{folder}/{page}": words for page, words in made.items()}


def _first_process() -> Checked:
    """Return the process with which the tutorial begins: small enough for the first picture."""
    tutorial = (HOME / "docs" / "tutorial.md").read_text("utf-8")
    block = re.search(r"^```yaml\n(.*?)^```", tutorial, re.DOTALL | re.MULTILINE)
    assert block
    return check([Input("lead-to-cash.yaml", block[1].encode())], SETTINGS)


def _checked(path: Path) -> Checked:
    inputs = [
        type(file)(path.relative_to(HOME).as_posix(), file.data, file.failure, file.help)
        for file in find_inputs([str(path)])
    ]
    return check(inputs, SETTINGS)


def _map(checked: Checked, look: MapOptions) -> str:
    picture = draw(checked.graphs[0], checked.report.findings, "svg", look).data
    assert isinstance(picture, str)
    return picture


def _readme(report: str) -> str:
    """Return the README with the true output of its demo."""
    readme = (HOME / "README.md").read_text("utf-8")
    shown = f"```text\n{report.rstrip()}\n```"
    block = f"<!-- demo output -->\n{shown}\n<!-- end of the demo output -->"
    pattern = r"<!-- demo output -->.*?<!-- end of the demo output -->"
    return re.sub(pattern, lambda _: block, readme, flags=re.DOTALL)
