"""crackmap finds the cracks in a sales process: work that nobody owns or nobody hands over."""

__version__ = "0.1.0"
