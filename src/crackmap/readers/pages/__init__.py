"""Pages in Markdown that hold a process: diagrams in them, and sections with labels."""
