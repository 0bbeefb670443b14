"""Drafting: reading evidence, weighing it to a level, and writing sentences that cite it."""
