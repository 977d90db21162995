"""crackmap rules: which rules there are."""

from __future__ import annotations

from crackmap.cli import terminal
from crackmap.cli.options import RULE_FORMATS, NoPager, RuleFormat
from crackmap.cli.output import one_of, page


def rules(
    output_format: RuleFormat = "text",
    no_pager: NoPager = False,
) -> None:
    """List the rules: severity, group, what each asks."""
    from crackmap.rules.registry import GROUPS, all_rules
    from crackmap.writers.json_text import json_text

    one_of("--output-format", output_format, RULE_FORMATS)
    if output_format == "json":
        listed = [rule.plain() for rule in all_rules().values()]
        text = json_text({"version": 1, "rules": listed})
    else:
        lines = []
        for group in GROUPS:
            lines.append(f"{group}")
            members = [rule for rule in all_rules().values() if rule.group == group]
            lines += [f"  {rule.name:<24} {rule.severity:<8} {rule.title}" for rule in members]
            lines.append("")
        text = "\n".join(lines).rstrip() + "\n"
    page(text, terminal.pager(text, wanted=not no_pager))
