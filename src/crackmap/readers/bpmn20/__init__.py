"""What a BPMN file says: its nodes and flows, their lanes, and what leads where."""
