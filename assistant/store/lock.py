"""One process at a time on a data folder.

The lock is the operating system's: it ends with the process that holds it, however that ends. What
is written in the file only tells who it is.
"""

import fcntl
import os
import sys
import time
from pathlib import Path
from types import TracebackType

from assistant.errors import BusyError, StoreError

LOCK_NAME = "kompass.lock"
_PATIENCE_SECONDS = 0.5
_PAUSE_SECONDS = 0.02


class FolderLock:
    """Holds a data folder: ``with FolderLock(folder): …``.

    BusyError, within a second, when another process (or another lock in this one) holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path / LOCK_NAME
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the folder, making it if need be; holding it already is a RuntimeError."""
        if self._handle is not None:
            raise RuntimeError("the folder is held already")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"Datamappen {self.path.parent} går inte att använda.",
                hint="Kontrollera att den är en mapp och att du får skriva i den.",
            ) from error
        if not _try_for(handle):
            pid, command = _holder(handle)
            os.close(handle)
            raise BusyError(
                f"Datamappen används redan av process {pid} ({command}).",
                hint=f"Stäng det andra fönstret eller avsluta processen (kill {pid}) och försök igen.",
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n{_command()}\n".encode(), 0)
        self._handle = handle
        # A child made by fork would share the lock and keep it when this process is killed.
        os.register_at_fork(after_in_child=self._let_go_in_child)

    def release(self) -> None:
        """Let the folder go; the file stays, since deleting it would let two others in at once."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> "FolderLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _let_go_in_child(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _try_for(handle: int) -> bool:
    """Try for a moment, since the one who held it may just be ending."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE_SECONDS)
        else:
            return True


def _holder(handle: int) -> tuple[str, str]:
    lines = os.pread(handle, 1000, 0).decode(errors="replace").splitlines()
    pid, command = [*lines, "", ""][:2]
    return pid or "okänd", command or "okänt program"


def _command() -> str:
    # The program and its first word only: what follows may be a secret.
    words = [Path(sys.argv[0]).name or "python", *[word for word in sys.argv[1:2] if not word.startswith("-")]]
    return " ".join(words)
