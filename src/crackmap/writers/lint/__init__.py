"""The formats of `crackmap lint`, one file each."""
