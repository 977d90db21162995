"""The process over time: what was there before, what changed, what is gone."""
