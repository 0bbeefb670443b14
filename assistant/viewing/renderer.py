"""Pages of PDF files drawn and read in a child process that may hang, swell or die without harm."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import BusyError, UserError
from assistant.viewing.page import PageText
from ingest import Limits

_START_SECONDS = 60.0
_WAIT_SECONDS = 20.0
"""How long a page waits for others to be drawn."""
_MOST_BYTES = 64_000_000
_TEXTS_KEPT = 200
_CODE = "import sys; sys.path[:] = {path!r}; from assistant.viewing.pdf_child import serve; serve()"
# Nothing secret goes to a process that reads strangers' files.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


class PageError(UserError):
    """A page cannot be shown as it looks; its text still can."""


class PageRenderer:
    """Draws and reads pages, one at a time. Safe to use from several threads; close it when done.

    The child is started with the first page and again whenever it has died or was too slow.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits(wall_seconds=20, cpu_seconds=15, memory_mb=768)
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._texts: OrderedDict[tuple[str, int], PageText] = OrderedDict()

    def draw(self, path: Path, page: int, *, width: int) -> bytes:
        """Return a picture (PNG or WebP) of a page, so many pixels wide. The first page is 1.

        Raises:
            PageError: the page does not exist or cannot be drawn within the limits.
            BusyError: others have the renderer for long.
        """
        return self._ask({"do": "draw", "path": str(path), "page": page, "width": width})

    def text(self, path: Path, page: int) -> PageText:
        """Return the characters of a page and where they stand. Raises as ``draw`` does."""
        key = (str(path), page)
        known = self._texts.get(key)
        if known is None:
            read = json.loads(self._ask({"do": "read", "path": str(path), "page": page}))
            known = PageText(read["height"], read["text"], tuple((b[0], b[1], b[2], b[3]) for b in read["boxes"]))
            self._texts[key] = known
            while len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
        return known

    def forget(self) -> None:
        """Forget texts and open files: something was erased."""
        with self._turn:
            self._texts.clear()
            self._end()

    def close(self) -> None:
        """End the child; it is gone when this returns."""
        self.forget()

    def _ask(self, order: dict[str, Any]) -> bytes:
        if not self._turn.acquire(timeout=_WAIT_SECONDS):
            raise BusyError("Andra sidor ritas just nu.", hint="Försök igen om en stund.")
        try:
            return self._answer(order)
        except (OSError, ValueError, KeyError) as error:
            self._end()
            raise PageError(
                "Sidan kunde inte ritas; filen är skadad eller för tung.", hint="Läs sidans text i stället."
            ) from error
        finally:
            self._turn.release()

    def _answer(self, order: dict[str, Any]) -> bytes:
        if self._process is None or self._process.poll() is not None:
            self._start()
        head, body = self._exchange(order, self._limits.wall_seconds)
        if "fault" in head:
            raise PageError("Sidan finns inte eller kan inte ritas.", hint="Läs sidans text i stället.")
        return body

    def _exchange(self, order: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise OSError("the child is gone")
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
        reader = _Reader(process.stdout.fileno(), time.monotonic() + seconds)
        head = json.loads(reader.line())
        return head, reader.exactly(int(head["bytes"]))

    def _start(self) -> None:
        self._end()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
            [sys.executable, "-I", "-c", _CODE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            close_fds=True,
            start_new_session=True,
        )
        self._exchange(asdict(self._limits), _START_SECONDS)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # what was not sent to the dead is of no use any more


class _Reader:
    """Reads an answer from a pipe until a moment. OSError when that has passed or the pipe closes."""

    def __init__(self, pipe: int, deadline: float) -> None:
        self._pipe = pipe
        self._deadline = deadline
        self._held = bytearray()

    def line(self) -> bytes:
        while (at := self._held.find(b"\n")) < 0:
            self._more()
        found = bytes(self._held[:at])
        del self._held[: at + 1]
        return found

    def exactly(self, count: int) -> bytes:
        if count > _MOST_BYTES:
            raise OSError("the answer is too long")
        while len(self._held) < count:
            self._more()
        return bytes(self._held[:count])

    def _more(self) -> None:
        left = self._deadline - time.monotonic()
        ready, _, _ = select.select([self._pipe], [], [], max(0.0, left))
        chunk = os.read(self._pipe, 1 << 16) if ready else b""
        if not chunk:
            raise OSError("no answer in time")
        self._held += chunk
