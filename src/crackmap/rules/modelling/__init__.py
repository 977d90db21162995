"""Rules: whether the file says what it means to say."""
