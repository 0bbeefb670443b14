"""Importing this module registers every command."""

from assistant.cli import (
    assess,
    check,
    collect,
    evals,
    examples,
    judge,
    language_model,
    look,
    models,
    people,
    prepare,
    run,
    texts,
)

__all__ = [
    "assess",
    "check",
    "collect",
    "evals",
    "examples",
    "judge",
    "language_model",
    "look",
    "models",
    "people",
    "prepare",
    "run",
    "texts",
]
