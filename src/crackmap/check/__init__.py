"""Files in, report out: settings, reading, rules, the cache, fixes."""
