"""The formats into which `crackmap convert` brings a process, one file each."""
