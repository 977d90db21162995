"""A map as a page that works without a network."""
