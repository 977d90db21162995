"""The process as a graph, and all that can be asked of it."""
