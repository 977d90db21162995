"""crackmap rules: which rules there are."""

from crackmap.cli.output import write_out


def rules() -> None:
    """List the rules: severity, group, what each asks."""
    from crackmap.rules.registry import GROUPS, all_rules

    lines = []
    for group in GROUPS:
        lines.append(f"{group}")
        members = [rule for rule in all_rules().values() if rule.group == group]
        lines += [f"  {rule.name:<24} {rule.severity:<8} {rule.title}" for rule in members]
        lines.append("")
    write_out("\n".join(lines).rstrip() + "\n")
