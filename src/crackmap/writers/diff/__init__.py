"""The formats of `crackmap diff`, one file each."""
