"""The formats of `crackmap map`, one file each."""
