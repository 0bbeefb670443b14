"""All commands: importing this module registers them, and ``main`` runs the one that is asked for."""

import sys

import typer

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
from assistant.cli.app import app
from assistant.errors import AssistantError

__all__ = [
    "assess",
    "check",
    "collect",
    "evals",
    "examples",
    "judge",
    "language_model",
    "look",
    "main",
    "models",
    "people",
    "prepare",
    "run",
    "texts",
]


def main() -> None:
    """Run the command line; typed errors become messages and exit code 1."""
    try:
        app()
    except AssistantError as error:
        typer.echo(f"Fel: {error.message}", err=True)
        if error.hint:
            typer.echo(f"Gör så här: {error.hint}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
