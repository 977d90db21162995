"""Rules: how work passes from one department to another."""
