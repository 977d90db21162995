"""Rules: how long work may take and wait."""
