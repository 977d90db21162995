"""Begin a rule: `make rule NAME=late-invoice GROUP=time` makes its file, and its page in docs/.

The file holds the page with a cracked and a fixed process, and a function that finds nothing yet:
the tests fail until it finds what its page is marked with.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import make_pages

from crackmap.rules.registry import GROUPS, known_names

RULES = Path(__file__).resolve().parents[1] / "src" / "crackmap" / "rules"
RULE = '''"""A sentence that names the fault.

Why it hurts, in the words of those who have it.

```yaml
process: Lead to cash
owner: revenue-operations
departments: [marketing, sales, finance, revenue-operations]
stages:
  - name: Sell
    steps:
      - name: Send the quote  # crack: words that the message holds
        owner: sales
        outcome: won
```

What to do about it:

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Sell
    steps:
      - name: Send the quote
        owner: sales
        outcome: won
```
"""

from __future__ import annotations

from crackmap.graph.process_graph import ProcessGraph
from crackmap.rules.advice import quoted
from crackmap.rules.rule import Findings, rule


@rule("warning")
def {function}(graph: ProcessGraph) -> Findings:
    """Find the steps that ..."""
    for step in graph.ordered_steps:
        if not step.description:  # the question
            continue
        yield {function}.at(
            step,
            f"{{quoted(step.name)}} ...",
            span=step.span(),
            help="what to do next, concrete for this case",
        )
'''


def main(name: str, group: str) -> int:
    """Write the file of the rule and its page; return 2, with words, where that cannot be."""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name):
        return _refuse(f"`{name}` is no name of a rule: write it as late-invoice")
    if group not in GROUPS:
        return _refuse(f"there is no group `{group}`: name one of {', '.join(GROUPS)}")
    if name in known_names():
        return _refuse(f"there is a rule {name} already")
    function = name.replace("-", "_")
    file = RULES / group / f"{function}.py"
    file.write_text(RULE.format(function=function), "utf-8")
    sys.stdout.write(f"{file.relative_to(RULES.parents[2])} written\n")
    make_pages.forget_rules()
    sys.argv = sys.argv[:1]
    return make_pages.main()


def _refuse(words: str) -> int:
    sys.stderr.write(f"make rule: {words}\n")
    return 2


if __name__ == "__main__":
    arguments = [*sys.argv[1:], "", ""]
    sys.exit(main(arguments[0], arguments[1]))
