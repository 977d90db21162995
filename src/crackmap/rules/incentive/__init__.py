"""Rules: what departments are paid for."""
