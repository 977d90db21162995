"""What editors and other checkers need to know of the files: their JSON Schema."""
