"""An accepted crack that is not there.

An acceptance that silences nothing hides the day on which the crack comes back: the crack was
fixed, or never stood on this element. Acceptances whose rule is off are left alone, and so is what
`crackmap.yaml` accepts: it may be of use to another process.

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

While such a crack is open somewhere else in the file, the acceptance is likely to stand in the
wrong place: the help names the right line, and no fix takes the reason away.

The same with comments, for a line and for the whole file:

```yaml
# crackmap: file-ignore[unowned-step] a draft
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice  # crackmap: ignore[dead-end] why not  # crack: silences nothing
        outcome: won
```

```yaml
# crackmap: file-ignore[unowned-step] a draft
process: Lead to cash
departments: [sales]
stages:
  - name: Close
    steps:
      - name: Sign the contract
        owner: sales
      - name: Send the invoice  # crackmap: ignore[dead-end] nobody asked for it yet
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crackmap.rules.acceptance import Accepted
from crackmap.rules.comments import Comment
from crackmap.rules.rule import Findings, rule
from crackmap.source.edits import remove_item, remove_key
from crackmap.source.fix import Edit, Fix
from crackmap.source.nodes import ListNode, MapNode

_COMMA_BEHIND = re.compile(r"[ \t]*,[ \t]*")
_COMMA_BEFORE = re.compile(r"(?:(?<![ \t])[ \t]++)?,[ \t]*+\Z")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")


@rule("warning", acceptable=False)
def unused_acceptance(acceptances: Iterable[Accepted]) -> Findings:
    """Find the acceptances that silence nothing."""
    for accepted in acceptances:
        acceptance = accepted.acceptance
        # While such a crack is open, the acceptance may only stand in the wrong place.
        edit = None if accepted.nearest else _edit(accepted)
        yield unused_acceptance.at(
            accepted.element,
            f"the acceptance of {acceptance.crack} silences nothing",
            span=acceptance.span(),
            help=_help(accepted),
            fix=Fix("take it out", (edit,)) if edit else None,
            detail=acceptance.crack or "",
        )


def _help(accepted: Accepted) -> str:
    if accepted.nearest is None:
        return "nothing in this file needs it: take it out"
    to = (
        "write it there"
        if isinstance(accepted.acceptance, Comment)
        else "put it on what that is about"
    )
    return (
        f"the nearest {accepted.acceptance.crack} is told at {accepted.nearest.there}: {to},"
        " or take it out"
    )


def _edit(accepted: Accepted) -> Edit | None:
    acceptance, holder = accepted.acceptance, accepted.element.mapping
    if holder is None:
        return None
    if isinstance(acceptance, Comment):
        return _without(acceptance)
    written = holder.get("accept")
    if isinstance(written, ListNode) and len(written) > 1:
        places = [at for at, item in enumerate(written) if item is acceptance.mapping]
        return remove_item(written, places[0]) if places else None
    return remove_key(holder, "accept") if isinstance(written, MapNode | ListNode) else None


def _without(comment: Comment) -> Edit:
    """Take out a comment, with its line if it stands alone; of several rules only the one."""
    source, text = comment.source, comment.source.text
    place = comment.crack_place if comment.rules > 1 else comment.place
    start, end = source.extent(place)
    if comment.rules > 1:
        first, _ = source.extent(comment.place)
        comma = _COMMA_BEHIND.match(text, end) or _COMMA_BEFORE.search(text, first, start)
        if comma:
            start, end = min(start, comma.start()), max(end, comma.end())
    else:
        before = start
        while before and text[before - 1] in " \t":
            before -= 1
        rest = _LINE_END.match(text, end)
        if rest and (not before or text[before - 1] in "\r\n"):
            start, end = before, rest.end()
        elif rest:
            start = before
        else:  # another comment follows on the line
            while text[end] in " \t":
                end += 1
    return Edit(source.span(start, end), "")
