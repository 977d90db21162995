"""Workbooks as Office Open XML: a ZIP of XML parts, read as they stream and within limits."""
