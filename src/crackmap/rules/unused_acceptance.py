"""An accepted crack that is not there.

An acceptance that silences nothing hides the day on which the crack comes back: the crack was
mended, or never stood on this element. Acceptances whose rule is off are left alone.

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Send the invoice
        owner: sales
        outcome: won
        accept: [{ crack: unowned-step, reason: one person does it all }]  # crack: silences nothing
```

```yaml
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice
        outcome: won
        accept: [{ crack: unowned-step, reason: one person does it all }]
```
"""

from __future__ import annotations

from collections.abc import Iterable

from crackmap.acceptance import Accepted, Comment
from crackmap.edits import remove_item, remove_key
from crackmap.finding import Edit, Fix
from crackmap.rule import Findings, rule
from crackmap.source import Mapping, Sequence, Source, Span


@rule("warning", "governance")
def unused_acceptance(acceptances: Iterable[Accepted]) -> Findings:
    """Find the acceptances that silence nothing."""
    for accepted in acceptances:
        acceptance = accepted.acceptance
        edit = _edit(accepted)
        yield unused_acceptance.at(
            accepted.element,
            f"the acceptance of {acceptance.crack} silences nothing",
            span=acceptance.span(),
            help="take it out, or put it on the element at which the finding starts",
            fix=Fix("take it out", (edit,), safe=True) if edit else None,
            detail=acceptance.crack or "",
        )


def _edit(accepted: Accepted) -> Edit | None:
    acceptance, holder = accepted.acceptance, accepted.element.mapping
    if holder is None:
        return None
    if isinstance(acceptance, Comment):
        return _without_comment(holder.source, acceptance)
    written = holder.get("accept")
    if isinstance(written, Sequence) and len(written) > 1:
        places = [at for at, item in enumerate(written) if item is acceptance.mapping]
        return remove_item(written, places[0]) if places else None
    return remove_key(holder, "accept") if isinstance(written, Mapping | Sequence) else None


def _without_comment(source: Source, comment: Comment) -> Edit | None:
    """Take out a comment that is about this rule alone, with its line if it stands alone."""
    span = comment.place
    start = source.offset(span.line, span.column)
    end = source.offset(span.end_line, span.end_column)
    text = source.text
    if "," in text[start:end].partition("]")[0]:
        return None
    while start and text[start - 1] in " \t":
        start -= 1
    if not start or text[start - 1] == "\n":
        line_end = text.find("\n", end)
        end = len(text) if line_end < 0 else line_end + 1
    return Edit(Span(source.path, *source.place(start), *source.place(end)), "")
