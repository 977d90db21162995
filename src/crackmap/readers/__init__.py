"""Readers make a process of a file; each module is one format, imported when it is asked for."""
