"""Rules: who watches over the process."""
