"""The command ``kompass`` as a person runs it, without the second that starting a process takes."""

import logging
import sys
from concurrent.futures import ThreadPoolExecutor
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
            # In a thread of its own: an open browser of other tests leaves an event loop in this one.
            with ThreadPoolExecutor(1) as alone:
                ended = alone.submit(_ended).result()
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
    assert ended == code, out.getvalue() + err.getvalue()
    return out.getvalue() + (err.getvalue() if code else "")


def _ended() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
