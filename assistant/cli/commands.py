"""Importing this module registers every command."""

from assistant.cli import assess, check, collect, evals, judge, look, models, run

__all__ = ["assess", "check", "collect", "evals", "judge", "look", "models", "run"]
