"""Files with one slip each, as people make them who do not know YAML: what is told, and where.

In each file the place that must be marked stands between ⟦ and ⟧; the message and the help follow.
"""

from crackmap.readers.yaml import read
from crackmap.source.problems import Problem, Unreadable

HEAD = "process: P\ndepartments: [sales]\nstages:\n  - name: Close\n    steps:\n"
SEATS = "      - name: A\n        next:\n          - to: b\n            "

SKELETON = {
    "a colon is missing": (
        HEAD + "      - name: Call\n        ⟦owner sales⟧\n        outcome: won\n",
        "a colon is missing on this line",
        "write `owner: sales`",
    ),
    "a colon is missing on the last line": (
        HEAD + "      - name: Call\n        ⟦owner sales⟧  # who\n",
        "a colon is missing on this line",
        "write `owner: sales`",
    ),
    "a colon is missing on the first line": (
        "⟦process Lead to cash⟧\ndepartments: [sales]\n",
        "a colon is missing on this line",
        "write `process: Lead to cash`",
    ),
    "a colon is missing above a list": (
        "process: P\n⟦stages⟧\n  - name: Close\n    steps: []\n",
        "a colon is missing on this line",
        "write `stages:`",
    ),
    "a colon is missing in an item": (
        HEAD + "      - ⟦name Call⟧\n        owner: sales\n",
        "a colon is missing on this line",
        "write `name: Call`",
    ),
    "an item has no key": (
        HEAD + "      - ⟦Call the lead⟧\n        owner: sales\n",
        "a colon is missing on this line",
        "begin it with a key, such as `- name: Call the lead`",
    ),
    "an equals sign": (
        HEAD + "      - name: Call\n        ⟦owner = sales⟧\n        outcome: won\n",
        "a colon is missing on this line",
        "write a colon for the sign: `owner: sales`",
    ),
    "no space behind a colon": (
        HEAD + "      - name: Call\n        owner⟦:⟧sales\n        outcome: won\n",
        "a space is missing behind this colon",
        "write `owner: sales`",
    ),
    "no space behind the first colon": (
        "process⟦:⟧P\ndepartments: [sales]\n",
        "a space is missing behind this colon",
        "write `process: P`",
    ),
    "no space behind the only colon": (
        HEAD + "      - ⟦name:Call⟧\n",
        "`steps`: each item must be a step",
        "put a colon and a space behind the key: `name: Call`",
    ),
    "no space behind a colon in braces": (
        HEAD + "      - { ⟦name:Call⟧, owner: sales }\n",
        "a step has no key `name:Call`",
        "put a colon and a space behind the key: `name: Call`",
    ),
    "no colon in braces": (
        HEAD + "      - { name: Call, ⟦owner sales⟧ }\n",
        "a step has no key `owner sales`",
        "put a colon behind the key: `owner: sales`; or the text before it in quotes",
    ),
    "a full-width colon": (
        HEAD + "      - name: Call\n        owner⟦\uff1a⟧sales\n        outcome: won\n",
        "this is a full-width colon (U+FF1A), which is no colon to YAML",
        "write `owner: sales`",
    ),
    "one space too many": (
        HEAD + "      - name: Call\n        ⟦ ⟧owner: sales\n        outcome: won\n",
        "one space too many before `owner`",
        "begin it in column 9, below `name`",
    ),
    "one space too many at the top": (
        "process: P\ndepartments: [sales]\n⟦ ⟧owner: sales\nstages: []\n",
        "one space too many before `owner`",
        "begin it in column 1, below `departments`",
    ),
    "one space too few": (
        HEAD + "      - name: Call\n       ⟦o⟧wner: sales\n",
        "one space too few before `owner`",
        "begin it in column 9, below `name`",
    ),
    "two spaces too few": (
        HEAD + "      - name: Call\n        owner: sales\n      ⟦o⟧utcome: won\n",
        "2 spaces too few before `outcome`",
        "begin it in column 9, below `owner`",
    ),
    "one space too many before a dash": (
        HEAD + "      - name: A\n        owner: sales\n      ⟦ ⟧- name: B\n",
        "one space too many before the dash",
        "begin it in column 7",
    ),
    "one space too few before a dash": (
        HEAD + "      - name: A\n        owner: sales\n     ⟦-⟧ name: B\n",
        "one space too few before the dash",
        "begin it in column 7",
    ),
    "a key below braces": (
        HEAD + "      - { name: A, owner: sales }\n        ⟦outcome⟧: won\n",
        "`outcome` stands below the braces",
        "write it into the braces of the line above",
    ),
    "a dash is missing": (
        HEAD + "      - name: A\n        owner: sales\n      ⟦name⟧: B\n",
        "a dash is missing here",
        "an item of a list begins with a dash: `- name: B`",
    ),
    "a dash and two spaces are missing": (
        HEAD + "      - name: A\n        owner: sales\n        ⟦name⟧: B\n",
        "the key `name` is repeated; it stands on line 6 already",
        "begin the next item with a dash: `- name: ...`; or keep one of the two",
    ),
    "no space behind a dash": (
        HEAD + "      ⟦-⟧name: A\n       owner: sales\n",
        "a space is missing behind this dash",
        "write `- name: A`",
    ),
    "a bullet": (
        HEAD + "      ⟦\u2022⟧ name: A\n        owner: sales\n",
        "an item of a list begins with a dash, not with `\u2022`",
        "write `- name: A`",
    ),
    "the dash of a word processor": (
        HEAD + "      ⟦\u2013⟧ name: A\n        owner: sales\n",
        "an item of a list begins with a dash, not with `\u2013`",
        "write `- name: A`",
    ),
    "a numbered list": (
        HEAD + "      ⟦1.⟧ name: A\n         owner: sales\n",
        "an item of a list begins with a dash, not with `1.`",
        "write `- name: A`",
    ),
    "stars for bullets": (
        "process: P\ndepartments:\n  ⟦*⟧ sales\n  * legal\n",
        "an item of a list begins with a dash, not with `*`",
        "write `- sales`",
    ),
    "bullets in a text": (
        "process: P\ndepartments:\n  ⟦\u2022 sales\n  \u2022 legal⟧\n",
        "the id `\u2022 sales \u2022 legal` holds a space",
        "write a list: departments: [sales, legal]",
    ),
    "commas in a text": (
        "process: P\ndepartments: ⟦sales, legal⟧\n",
        "the id `sales, legal` holds a space",
        "write a list: departments: [sales, legal]",
    ),
    "a list on the line of its key": (
        "process: P\ndepartments: ⟦-⟧ sales\n  - legal\n",
        "a list cannot begin here",
        "begin a list on a line of its own, below its key",
    ),
    "a comment of another language": (
        HEAD + "      ⟦//⟧ the first step\n      - name: A\n",
        "a comment begins with `#`",
        "write # in its place",
    ),
    "a second document": (
        "---\nprocess: P\n⟦---⟧\nprocess: Q\n",
        "a second document begins here",
        "put each process into a file of its own",
    ),
}
UNSEEN = {
    "a tab": (
        HEAD + "      - name: A\n⟦\t⟧\towner: sales\n",
        "a tab stands before this line",
        "indent with spaces; YAML does not take tabs",
    ),
    "a tab behind spaces": (
        "process: P\ndepartments:\n  ⟦\t⟧sales: {}\n",
        "a tab stands before this line",
        "indent with spaces; YAML does not take tabs",
    ),
    "a no-break space in the indentation": (
        HEAD + "      - name: A\n       ⟦\u00a0⟧owner: sales\n",
        "a no-break space (U+00A0) stands here, which is no space to YAML",
        "put an ordinary space in its place",
    ),
    "a no-break space behind a colon": (
        HEAD + "      - name: A\n        owner:⟦\u00a0⟧sales\n        outcome: won\n",
        "a no-break space (U+00A0) stands here, which is no space to YAML",
        "put an ordinary space in its place",
    ),
    "a no-break space behind a dash": (
        HEAD + "      -⟦\u00a0⟧name: A\n        owner: sales\n",
        "a no-break space (U+00A0) stands here, which is no space to YAML",
        "put an ordinary space in its place",
    ),
    "a no-break space that is part of a key": (
        "process: P\n⟦\u00a0owner⟧: sales\nstages: []\n",
        "a process has no key `\u00a0owner`",
        "a no-break space (U+00A0) stands in it: put an ordinary space in its place, or nothing",
    ),
    "a comment that ends a name": (
        HEAD + "      - name: Close ticket ⟦#5⟧\n        owner: sales\n",
        "a comment begins here, and is no part of `name`",
        "put it in quotes: 'Close ticket #5'; or put a space behind the # of a comment",
    ),
    "a comment in place of a text": (
        "process: P\nhandoffs:\n  h:\n    channel: ⟦#deal-desk⟧\n",
        "a comment begins here, and is no part of `channel`",
        "put it in quotes: '#deal-desk'; or put a space behind the # of a comment",
    ),
    "a comment in an item": (
        "process: P\nhandoffs:\n  h:\n    payload:\n      - offer ⟦#2⟧\n      - contract\n",
        "a comment begins here, and is no part of `payload`",
        "put it in quotes: 'offer #2'; or put a space behind the # of a comment",
    ),
    "a comment that ends braces": (
        HEAD + "      - { name: Close ticket ⟦#5, owner: sales }⟧\n      - name: B\n",
        "a comment begins here, and takes the rest of the line away",
        "put a text that holds ` #` in quotes: 'Close ticket #5'",
    ),
}
QUOTES = {
    "an open single quote": (
        HEAD + "      - name: ⟦'Call⟧\n        owner: sales\n      - name: B\n",
        "the quote ' that opens here is not closed on its line",
        "write 'Call'",
    ),
    "an open double quote that another one closes": (
        HEAD + '      - name: ⟦"Call⟧\n        owner: sales\n      - name: "B"\n',
        'the quote " that opens here is not closed on its line',
        "write 'Call'",
    ),
    "an open quote on the first line": (
        'process: ⟦"Lead to cash⟧\ndepartments: [sales]\n',
        'the quote " that opens here is not closed on its line',
        "write 'Lead to cash'",
    ),
    "an apostrophe in single quotes": (
        HEAD + "      - name: 'Check the customer'⟦s budget'⟧\n",
        "the text goes on behind the closing quote",
        'put all of it in quotes: "Check the customer\'s budget"',
    ),
    "a text that only begins in quotes": (
        HEAD + '      - name: "Call" ⟦the lead⟧\n',
        "the text goes on behind the closing quote",
        "put all of it in quotes: '\"Call\" the lead'",
    ),
    "keys with commas between": (
        HEAD + '      - name: "Call"⟦,⟧ owner: "sales"\n',
        "a comma stands behind a whole text",
        "put each key on a line of its own, or all of them in braces",
    ),
    "curly quotes": (
        HEAD + "      - name: ⟦\u201cCall: first\u201d⟧\n",
        "curly quotes are letters to YAML",
        "write straight ones: 'Call: first'",
    ),
    "a colon in a name": (
        HEAD + "      - name: Call⟦:⟧ first\n",
        "a text must not hold a colon and a space",
        "put it in quotes: 'Call: first'",
    ),
    "a colon in a text of two lines": (
        HEAD + "      - name: Call the lead\n          and tell⟦:⟧ them\n",
        "a text must not hold a colon and a space",
        "put it in quotes: 'Call the lead and tell: them'",
    ),
    "a backslash": (
        HEAD + '      - name: "C:⟦\\⟧Sales"\n',
        "a backslash in double quotes stands before a letter that it cannot stand before",
        "in double quotes write \\\\ for \\, or use single quotes",
    ),
}
SIGNS = {
    "an at sign": (HEAD + "      - owner: ⟦@sales⟧\n", "`@`", "'@sales'"),
    "a backtick": (HEAD + "      - name: ⟦`A`⟧\n", "a backtick", "'`A`'"),
    "a percent sign": (HEAD + "      - next: { to: b, share: ⟦%40⟧ }\n", "`%`", "'%40'"),
    "stars": (HEAD + "      - name: ⟦**Call**⟧\n", "`*`", "'**Call**'"),
    "an ampersand": (HEAD + "      - name: ⟦& co⟧\n", "`&`", "'& co'"),
    "a greater sign": (SEATS + "when: ⟦> 500 seats⟧\n", "`>`", "'> 500 seats'"),
    "greater or equal": (SEATS + "when: ⟦>= 500⟧\n", "`>`", "'>= 500'"),
    "a bar": (HEAD + "      - name: ⟦| Call⟧\n", "`|`", "'| Call'"),
    "a comma": (HEAD + "      - name: ⟦, A⟧\n", "`,`", "', A'"),
    "a question mark": (HEAD + "      - name: ⟦? who⟧\n", "`?`", "'? who'"),
}
BRACKETS = {
    "a bracket is not closed": (
        "process: P\ndepartments: ⟦[⟧sales, legal\nstages: []\n",
        "the bracket `[` that opens here is not closed",
        "write `]` where it ends",
    ),
    "a brace is not closed": (
        HEAD + "      - ⟦{⟧ name: A, owner: sales\n      - { name: B }\n",
        "the bracket `{` that opens here is not closed",
        "write `}` where it ends",
    ),
    "a bracket is closed by another": (
        "process: P\ndepartments: [sales⟦}⟧\nstages: []\n",
        "`[` is closed by `}`",
        "write `]`",
    ),
    "a bracket closes nothing": (
        "process: P\ndepartments: [sales]⟦]⟧\nstages: []\n",
        "this `]` closes nothing: no bracket is open",
        "take it out",
    ),
    "a comma is missing in braces": (
        HEAD + "      - { name: A ⟦owner⟧: sales }\n",
        "a comma is missing before `owner`",
        "put a comma between two entries",
    ),
    "a comma is missing in brackets": (
        "process: P\ndepartments: ['sales' ⟦legal⟧]\n",
        "a comma is missing before `legal`",
        "put a comma between two entries",
    ),
    "a name begins with brackets": (
        HEAD + "      - name: [draft] ⟦Call⟧\n",
        "the text goes on behind the closing bracket",
        "put all of it in quotes: '[draft] Call'",
    ),
}
SIGNS = {
    slip: (text, f"a text must not begin with {sign}", f"put it in quotes: {quoted}")
    for slip, (text, sign, quoted) in SIGNS.items()
}
SLIPS = {**SKELETON, **UNSEEN, **QUOTES, **SIGNS, **BRACKETS}


def problems(text: str) -> list[Problem]:
    """What keeps `text` from being read; nothing where it can be."""
    try:
        read(text.encode("utf-8", "surrogatepass"), "p.yaml")
    except Unreadable as error:
        return error.problems
    return []
