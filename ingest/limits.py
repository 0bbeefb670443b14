"""Bounds on what one file may cost, and how a worker process puts them on itself. Full effect on Linux only."""

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

_OUTPUT_BYTES = 1_000_000
_OPEN_FILES = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    wall_seconds: float = 60
    """From the worker's getting the file to its answer. Holds on every system: the pool kills what is slower."""
    cpu_seconds: float = 45
    """Of processor time. POSIX only."""
    memory_mb: int = 1024
    """On top of what the worker needs for its libraries. Linux only."""
    file_mb: int = 200
    """Largest file that is opened at all."""
    jobs_per_worker: int = 500
    """A worker is replaced after so many files, so that what libraries leak does not add up."""

    def __post_init__(self) -> None:
        if min(self.wall_seconds, self.cpu_seconds, self.memory_mb, self.file_mb, self.jobs_per_worker) <= 0:
            raise ValueError("every limit must be positive")


def limit_process(limits: Limits) -> None:
    """Bounds for the whole life of a worker: memory, written files, open files, no core dump, no new rights.

    To be called once the libraries are loaded, since memory counts from there.
    """
    if sys.platform == "win32":
        return  # the wall clock, which the pool keeps, is the only limit there
    import resource

    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, _OUTPUT_BYTES)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    # Address space rather than data: it bounds mapped files too, and what is mapped now is allowed on top.
    if (mapped := _mapped_bytes()) is not None:
        _lower(resource.RLIMIT_AS, mapped + limits.memory_mb * 1024 * 1024)
    _no_new_rights()


def limit_job(limits: Limits) -> None:
    """Bounds for the next file: processor time from now on, and an alarm should the pool be gone."""
    if sys.platform == "win32":
        return
    import math
    import resource
    import signal

    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + limits.cpu_seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    # The default action of SIGALRM ends the process even when it hangs inside a C library.
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 5)


def end_job() -> None:
    """Take the alarm away between files, when a worker may wait as long as it likes."""
    if sys.platform != "win32":
        import signal

        signal.setitimer(signal.ITIMER_REAL, 0)


def is_swollen(limits: Limits) -> bool:
    """Whether the process has kept so much memory that it is better replaced."""
    mapped = _status_bytes(1)
    return mapped is not None and mapped > limits.memory_mb * 1024 * 1024 * 3 // 4


def _mapped_bytes() -> int | None:
    return _status_bytes(0)


def _status_bytes(column: int) -> int | None:
    """Size (column 0) or resident part (1) of this process; None where /proc does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[column]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _lower(what: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # A container may forbid it; the other limits and the wall clock still hold.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (bounded, bounded))


def _no_new_rights() -> None:
    """PR_SET_NO_NEW_PRIVS: nothing started from here can gain rights (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
