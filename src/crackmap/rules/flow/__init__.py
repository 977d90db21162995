"""Rules: where work goes, and where it stops."""
