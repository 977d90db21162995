"""The formats of `crackmap analyze`, one file each."""
