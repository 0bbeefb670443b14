import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import BusyError, StoreError
from assistant.store import FolderLock

HOLD = """
import sys, time
from pathlib import Path
from assistant.store.lock import FolderLock
sys.argv = ["/usr/bin/kompass", "serve", "--password=hemligt"]
lock = FolderLock(Path({folder!r}))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    script = HOLD.format(folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_holds_the_folder(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    start = time.monotonic()

    with pytest.raises(BusyError) as caught:
        FolderLock(tmp_path).acquire()

    assert time.monotonic() - start < 5
    assert f"process {holder.pid} (kompass serve)" in caught.value.message
    assert f"kill {holder.pid}" in caught.value.hint
    assert "hemligt" not in str(caught.value)


def test_a_killed_process_lets_go(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    holder.kill()
    holder.wait()

    with FolderLock(tmp_path) as lock:
        assert lock.path.read_text().splitlines()[0] == str(os.getpid())


def test_a_released_folder_may_be_taken_again(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "new")
    for _ in range(2):
        with lock:
            assert lock.path.exists()


def test_two_locks_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    with FolderLock(tmp_path) as first:
        with pytest.raises(BusyError, match=str(os.getpid())):
            FolderLock(tmp_path).acquire()
        with pytest.raises(RuntimeError):
            first.acquire()


def test_a_forked_child_that_lives_on_does_not_keep_the_folder(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\nfrom pathlib import Path\nfrom assistant.store.lock import FolderLock\n"
        f"FolderLock(Path({str(tmp_path)!r})).acquire()\n"
        "child = os.fork()\n"
        "if child == 0:\n    time.sleep(30)\n"
        "print(child, flush=True)\nos._exit(0)\n"
    )
    child = int(_first_line(script))

    with FolderLock(tmp_path):
        pass

    os.kill(child, signal.SIGKILL)


def _first_line(script: str) -> str:
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.wait()
    return line


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="Datamappen"):
        FolderLock(tmp_path / "file").acquire()
