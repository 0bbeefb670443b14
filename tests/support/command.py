"""The command ``kompass`` as a person runs it, without the second that starting a process takes."""

import logging
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from assistant.cli import main


def kompass(folder: Path, *arguments: str, code: int = 0, **settings: str) -> str:
    """Run a command over ``folder / "data"``; return what it printed, and its errors too when it is to fail."""
    out, err = StringIO(), StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in ({"KOMPASS_DATA_DIR": str(folder / "data"), "COLUMNS": "200"} | settings).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["kompass", *arguments])
        try:
            main()
            ended = 0
        except SystemExit as end:
            ended = end.code or 0
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
    assert ended == code, out.getvalue() + err.getvalue()
    return out.getvalue() + (err.getvalue() if code else "")
