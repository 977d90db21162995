"""Files, and text with places."""
