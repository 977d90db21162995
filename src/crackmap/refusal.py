"""Why a command does not do its work: what is wrong, and what to do about it."""


class Refusal(Exception):
    """Words for the person who asked; `help` says what to do."""

    def __init__(self, message: str, help_: str = "") -> None:
        """Keep the words."""
        super().__init__(message)
        self.help = help_
