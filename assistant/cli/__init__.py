"""The command ``kompass``: arguments in, one workflow call, lines out."""

from assistant.cli.commands import main

__all__ = ["main"]
