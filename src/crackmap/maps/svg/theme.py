"""The colours of a map, light and dark.

They are literal and in classes, so that every viewer and converter understands them.
Contrast is 6:1 and more on the bands of lanes, but for "changed" and "removed", and 5:1 on boxes;
what a colour says, a shape or a dash says too. What stands back keeps 4.5:1 for its words and 3:1
for its lines, as WCAG AA wants.
"""

from typing import Literal

Theme = Literal["light", "dark", "auto"]

_LIGHT = {
    "paper": "#ffffff",
    "even": "#f6f8fa",
    "odd": "#ffffff",
    "nobody": "#fef4f2",
    "hatch": "#e9b8b2",
    "external": "#faf7f0",
    "head": "#e9edf2",
    "team": "#f1f4f7",
    "stage": "#dce4f2",
    "border": "#c4ccd5",
    "ink": "#1f2328",
    "soft": "#424a53",
    "box": "#ffffff",
    "decision": "#fff6dc",
    "outcome": "#e9edf2",
    "frame": "#525b65",
    "flow": "#525b65",
    "handoff": "#0b5cad",
    "gap": "#b3261e",
    "gapfill": "#fef2f0",
    "warning": "#6b4a00",
    "warnfill": "#fff3c9",
    "depth1": "#f2f7ff",
    "depth2": "#e6f0ff",
    "depth3": "#dae9ff",
    "depth4": "#cfe2ff",
    "added": "#1a6b32",
    "removed": "#57606a",
    "changed": "#8a5a00",
    "paleink": "#626a73",
    "paleline": "#868e96",
}

_DARK = {
    "paper": "#0d1117",
    "even": "#161b22",
    "odd": "#0d1117",
    "nobody": "#2a1416",
    "hatch": "#6b2f2c",
    "external": "#1b1a14",
    "head": "#21262d",
    "team": "#1a1f26",
    "stage": "#1d2a3d",
    "border": "#3d444d",
    "ink": "#e6edf3",
    "soft": "#c3ccd6",
    "box": "#1c2128",
    "decision": "#2d2814",
    "outcome": "#21262d",
    "frame": "#9aa4af",
    "flow": "#9aa4af",
    "handoff": "#6cb6ff",
    "gap": "#ff9b8a",
    "gapfill": "#3a1a1a",
    "warning": "#f2cc60",
    "warnfill": "#2d2814",
    "depth1": "#14233a",
    "depth2": "#182d4b",
    "depth3": "#1c375d",
    "depth4": "#1f3d66",
    "added": "#6fdd8b",
    "removed": "#9aa4af",
    "changed": "#f0b84a",
    "paleink": "#848d97",
    "paleline": "#666e79",
}

# Class, property and colour; a class may stand more than once.
_COLOURS = (
    ("paper", "fill", "paper"),
    ("even", "fill", "even"),
    ("odd", "fill", "odd"),
    ("nobody", "fill", "nobody"),
    ("external", "fill", "external"),
    ("hatch", "stroke", "hatch"),
    ("head", "fill", "head"),
    ("team", "fill", "team"),
    ("nobodyhead", "fill", "gapfill"),
    ("stage", "fill", "stage"),
    ("border", "stroke", "border"),
    ("nobodyborder", "stroke", "gap"),
    ("externalborder", "stroke", "frame"),
    ("box", "fill", "box"),
    ("box", "stroke", "frame"),
    ("choice", "fill", "decision"),
    ("outcome", "fill", "outcome"),
    ("unowned", "fill", "gapfill"),
    ("unowned", "stroke", "gap"),
    ("icon", "stroke", "frame"),
    ("icon", "fill", "paper"),
    ("iconfill", "fill", "frame"),
    ("ink", "fill", "ink"),
    ("soft", "fill", "soft"),
    ("flow", "stroke", "flow"),
    ("handoff", "stroke", "handoff"),
    ("gap", "stroke", "gap"),
    ("rejection", "stroke", "flow"),
    ("gap-mark", "stroke", "gap"),
    ("tip-flow", "fill", "flow"),
    ("tip-handoff", "fill", "handoff"),
    ("tip-gap", "fill", "gap"),
    ("tip-rejection", "fill", "paper"),
    ("tip-rejection", "stroke", "flow"),
    ("tip-flow.answer", "stroke", "flow"),
    ("tip-handoff.answer", "stroke", "handoff"),
    ("tip-gap.answer", "stroke", "gap"),
    ("answer", "fill", "paper"),
    ("say-flow", "fill", "soft"),
    ("say-handoff", "fill", "handoff"),
    ("say-gap", "fill", "gap"),
    ("say-rejection", "fill", "soft"),
    ("error", "fill", "gap"),
    ("error", "stroke", "gap"),
    ("on-error", "fill", "paper"),
    ("warning", "fill", "warnfill"),
    ("warning", "stroke", "warning"),
    ("on-warning", "fill", "ink"),
    ("note", "fill", "paper"),
    ("note", "stroke", "frame"),
    ("on-note", "fill", "ink"),
    ("key", "fill", "paper"),
    ("key", "stroke", "frame"),
    ("on-key", "fill", "ink"),
    ("closed", "fill", "paper"),
    ("closed", "stroke", "removed"),
    ("on-closed", "fill", "ink"),
    ("depth1", "fill", "depth1"),
    ("depth2", "fill", "depth2"),
    ("depth3", "fill", "depth3"),
    ("depth4", "fill", "depth4"),
    ("added", "stroke", "added"),
    ("removed", "stroke", "removed"),
    ("changed", "stroke", "changed"),
    ("sign-added", "fill", "added"),
    ("sign-removed", "fill", "removed"),
    ("sign-changed", "fill", "changed"),
    ("sign", "stroke", "paper"),
    ("pale text", "fill", "paleink"),
    ("pale .box", "fill", "box"),
    ("pale .box", "stroke", "paleline"),
    ("pale .badge", "fill", "paper"),
    ("pale .badge", "stroke", "paleline"),
    ("pale .line", "stroke", "paleline"),
    ("pale .mark", "stroke", "paleline"),
    ("pale .icon", "stroke", "paleline"),
    ("pale .iconfill", "fill", "paleline"),
    ("pale .tip", "stroke", "paleline"),
    ("pale .tip", "fill", "paleline"),
    ("pale .answer", "fill", "paper"),
    ("pale .tip-rejection", "fill", "paper"),
)

_SHAPES = """text{font-family:Arial,Helvetica,'Liberation Sans',sans-serif;unicode-bidi:plaintext}
.line{fill:none;stroke-linejoin:round}
.flow{stroke-width:1.5}
.handoff{stroke-width:2}
.partial{stroke-dasharray:8 4 2 4}
.gap{stroke-width:2.5;stroke-dasharray:7 4}
.rejection{stroke-width:1.5;stroke-dasharray:5 3}
.mark{fill:none;stroke-width:2.5}
.border{stroke-width:1;fill:none}
.nobodyborder{stroke-width:1.5;stroke-dasharray:6 3;fill:none}
.externalborder{stroke-width:1.5;stroke-dasharray:2 3;fill:none}
.stageline{stroke-dasharray:2 4}
.box{stroke-width:1.5}
.thick{stroke-width:2.5}
.reference{stroke-dasharray:3 3}
.unowned{stroke-width:2;stroke-dasharray:6 3}
.icon{stroke-width:1.5}
.badge{stroke-width:1.5}
.closed{stroke-dasharray:2 2}
.added,.removed,.changed{fill:none;stroke-width:3}
.removed{stroke-dasharray:2 3}
.under{stroke-width:9;stroke-opacity:.3}
.weight1{stroke-width:1}
.weight2{stroke-width:2}
.weight3{stroke-width:3.5}
.weight4{stroke-width:5}
.weight5{stroke-width:6.5}
.pale .line{stroke-width:1}
.pale .box{stroke-width:1}
.faded{opacity:.55}
.struck{text-decoration:line-through;opacity:.6}
.b{font-weight:bold}
.m{text-anchor:middle}
.e{text-anchor:end}"""


def style(theme: Theme, prefix: str) -> str:
    """Return the style sheet of a map.

    All rules are bound to the drawing whose id is `prefix`: two maps may stand on one page.
    """
    rules = [
        f"#{prefix} {line}" if "," not in line.split("{")[0] else _each(line, prefix)
        for line in _SHAPES.splitlines()
    ]
    if theme == "auto":
        rules += _coloured(_LIGHT, prefix)
        rules += ["@media (prefers-color-scheme:dark){", *_coloured(_DARK, prefix), "}"]
    else:
        rules += _coloured(_DARK if theme == "dark" else _LIGHT, prefix)
    return "\n".join(rules)


def _each(line: str, prefix: str) -> str:
    selectors, body = line.split("{", 1)
    return ",".join(f"#{prefix} {each}" for each in selectors.split(",")) + "{" + body


def _coloured(colours: dict[str, str], prefix: str) -> list[str]:
    together: dict[str, list[str]] = {}
    for name, part, colour in _COLOURS:
        together.setdefault(name, []).append(f"{part}:{colours[colour]}")
    return [f"#{prefix} .{name}{{{';'.join(parts)}}}" for name, parts in together.items()]
