"""The formats of `crackmap report`, one file each; every one shows every report."""
