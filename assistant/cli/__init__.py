"""The command ``kompass``: arguments in, one workflow call, lines out."""

from assistant.cli.app import main

__all__ = ["main"]
