"""The process in the languages of other tools: BPMN, Mermaid, DOT."""
