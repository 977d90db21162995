"""What BPMN has of a process: its parts, where they stand, and what it cannot say."""
