"""What people type: one file a command, and the only voice of the program in output.py."""
