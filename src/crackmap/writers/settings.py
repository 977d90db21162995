"""The settings in force, each with where it comes from, for `crackmap config`."""

from __future__ import annotations

from crackmap.check.settings import Settings
from crackmap.language.workspace import NEVER, Grace
from crackmap.rules.registry import all_rules
from crackmap.writers.excerpt import one_line


def write(settings: Settings, path: str = "") -> str:
    """Return one line a setting: its name, its value, and the file and line that says so.

    With the `path` of a file, rules that are off for that file alone are shown as off.
    """
    ignored = settings.ignored(path) if path else {}
    rows: list[tuple[str, str, str]] = [
        ("processes", ", ".join(settings.processes) or "(name a path)", "processes"),
        ("fail_on", settings.fail_on, "fail_on"),
        ("working_hours", f"{settings.working_day / 60:g} hours a day", "working_hours"),
    ]
    grace = settings.follow_up.grace or Grace.model_validate({})
    periods = ", ".join(
        f"{word} {getattr(grace, word) or NEVER}" for word in ("error", "warning", "note")
    )
    rows.append(("follow_up.grace", periods, "follow_up"))
    rows.append(("follow_up.undated", settings.follow_up.undated, "follow_up"))
    for table in ("departments", "goals", "handoffs", "sources"):
        shared = getattr(settings.workspace, table) if settings.workspace else {}
        rows.append((table, ", ".join(shared) or "(none shared)", table))
    for kind, words in settings.money.items():
        rows += [(f"money.{kind}", ", ".join(words), "money")] if words else []
    for pattern, names in settings.ignore.items():
        rows.append((f"ignore {pattern}", ", ".join(names), f"ignore {pattern}"))
    for name, rate in settings.rates.items():
        rows.append((f"impact {name}", str(rate), f"impact {name}"))
    for name, rule in all_rules().items():
        if name in ignored:
            rows.append((name, "off", f"ignore {ignored[name]}"))
        else:
            rows.append((name, settings.levels.get(name) or rule.severity, name))
        for option, default in rule.options.items():
            value = settings.options.get(name, {}).get(option, default)
            shown = ", ".join(value) if isinstance(value, tuple) else f"{value}"
            rows.append((f"{name}.{option}", shown, f"{name}.{option}"))
    rows = [(one_line(name), one_line(value), _origin(settings, key)) for name, value, key in rows]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    widths[1] = min(widths[1], 40)
    head = f"settings from {settings.path}" if settings.path else "no crackmap.yaml: all defaults"
    lines = [f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}" for name, value, origin in rows]
    return "\n".join([head, "", *(line.rstrip() for line in lines)]) + "\n"


def _origin(settings: Settings, key: str) -> str:
    span = settings.places.get(key)
    if span:
        return f"{span.path}:{span.line}"
    return "command line" if key in settings.levels else "default"
