"""What a writer needs beyond the plain installation."""

from crackmap.source.problems import Refusal


class MissingExtra(Refusal):
    """A package that comes with an extra is not installed: for what it is needed, and how to."""

    def __init__(self, purpose: str, extra: str, help_: str = "") -> None:
        """Say that `purpose` needs the extra; `help_` replaces the usual advice."""
        advice = help_ or f"pip install 'crackmap[{extra}]'"
        super().__init__(f"{purpose} needs the extra `{extra}`", advice)
