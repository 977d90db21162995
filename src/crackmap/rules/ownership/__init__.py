"""Rules: who owns a step."""
