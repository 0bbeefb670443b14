"""The nouns and the pure functions between them: no I/O, no vendor, no clock, no chance."""
