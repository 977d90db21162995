"""Filling a crack: what is asked about it, what may be answered, and the edits that this makes."""
