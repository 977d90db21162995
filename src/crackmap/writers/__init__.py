"""A report as text: for the terminal, for CI, for other programs."""
