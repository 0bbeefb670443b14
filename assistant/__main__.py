"""``python -m assistant`` is ``kompass``."""

from assistant.cli import main

main()
