"""Pictures of a process: swimlane maps, the matrix and network of handoffs, other languages."""
