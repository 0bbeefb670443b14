"""Criteria sets and prompts as checked, fingerprinted values."""

from assistant.catalog.criteria import list_criteria, load_criteria, parse_criteria
from assistant.catalog.located import LocatedProblem
from assistant.catalog.prompts import load_prompt

__all__ = ["LocatedProblem", "list_criteria", "load_criteria", "load_prompt", "parse_criteria"]
