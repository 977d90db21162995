"""Which commands there are, and what each says of itself; each is loaded when it is asked for."""

import importlib
from collections.abc import Callable

# Each command is the function of its name in a module of that name, but for words that Python has.
# Beside it stands the first line of its help, for the list of all, which then loads none of them.
COMMANDS = {
    "analyze": "Show people where a process cracks, and what to fix first.",
    "lint": "List the cracks with their lines, and fail for them, in CI and editors.",
    "track": "See cracks through: who fills which by when, and what became of them.",
    "fill": "Fill cracks: be asked what is missing, and have it written into the file.",
    "report": "Write a report for one reader: the executive, a department, finance, a rep.",
    "map": "Draw swimlane maps, and other pictures of processes.",
    "show": "List the steps as they were understood: owner, what follows, limit.",
    "diff": "Tell what changed between two states, and which cracks came and went.",
    "convert": "Turn a process into a file of another kind: from a table or a drawing,"
    " or into one.",
    "init": "Begin a process file, from the library or empty; nothing is ever overwritten.",
    "schema": "Print the JSON Schema, by which editors complete and check what you type.",
    "explain": "Show the pages of rules: what, why, and how to fix it; or of a topic.",
    "rules": "List the rules: severity, group, what each asks.",
    "config": "Show every setting, and where it comes from.",
    "help": "Show the help of a command.",
}
_FUNCTIONS = {"map": "draw_map", "config": "show_config", "help": "show_help"}


def function(name: str) -> Callable[..., None]:
    """Return what a command does; only its own module is loaded."""
    module = importlib.import_module(f"crackmap.cli.{name}")
    found: Callable[..., None] = getattr(module, _FUNCTIONS.get(name, name))
    return found
