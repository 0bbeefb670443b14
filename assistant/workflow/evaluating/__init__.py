"""Measuring search, drafting and answering on eval sets; each result carries the record of what made it."""
