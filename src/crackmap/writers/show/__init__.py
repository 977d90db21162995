"""The formats of `crackmap show`, one file each."""
