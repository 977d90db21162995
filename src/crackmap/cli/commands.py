"""Which commands there are; each is loaded when it is asked for."""

import importlib
from collections.abc import Callable

# Each command is the function of its name in a module of that name, but for words that Python has.
COMMANDS = (
    *("analyze", "lint", "track", "fill", "report", "map", "show", "diff", "convert"),
    *("init", "schema", "explain", "rules", "config", "help"),
)
_FUNCTIONS = {"map": "draw_map", "config": "show_config", "help": "show_help"}


def function(name: str) -> Callable[..., None]:
    """Return what a command does; only its own module is loaded."""
    module = importlib.import_module(f"crackmap.cli.{name}")
    found: Callable[..., None] = getattr(module, _FUNCTIONS.get(name, name))
    return found
