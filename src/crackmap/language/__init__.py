"""The process as data: the fields of the language, and what may be written for them."""
