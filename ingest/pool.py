"""Many files prepared in child processes that may hang, swell or die without harming anyone else."""

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from ingest.errors import IngestError, LimitExceededError
from ingest.limits import Limits
from ingest.model import PreparedSource
from ingest.wire import (
    Answer,
    BrokenAnswerError,
    PrepareJob,
    Start,
    pack_order,
    receive,
    send,
    unpack_answer,
)
from ingest.worker import too_much_memory, unreadable

logger = logging.getLogger(__name__)

_START_SECONDS = 60.0
_PATIENCE = 0.5
_CODE = "import sys; sys.path[:] = {path!r}; from ingest.worker import serve; serve()"
# Nothing secret goes to a process that reads strangers' files.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


@dataclass(frozen=True, slots=True)
class PrepareOutcome:
    """What became of a job: exactly one of source and error is there."""

    key: str
    source: PreparedSource | None
    error: IngestError | None
    seconds: float
    """From the worker's getting the job to its answer or its end."""


@dataclass(eq=False, slots=True)
class _Worker:
    """A child process, the thread that listens to it, and what it is doing."""

    process: subprocess.Popen[bytes]
    ready: bool = False
    job: PrepareJob | None = None
    since: float = field(default_factory=time.monotonic)
    listener: threading.Thread | None = None

    def deadline(self, limits: Limits) -> float | None:
        if not self.ready:
            return self.since + _START_SECONDS
        return None if self.job is None else self.since + limits.wall_seconds


_Event = tuple[_Worker, bytes | None]


class ParsePool:
    """Prepares files in ``workers`` child processes. A context manager; safe to use from several threads.

    The children are started with ``subprocess``, never forked, so threads in the parent do no harm. They are
    started on first use, and load the reading libraries once.
    """

    def __init__(
        self, workers: int = 2, limits: Limits | None = None, *, task: str = "ingest.pipeline:prepare"
    ) -> None:
        """``task`` names the function that prepares (``module:function``, same arguments as ``prepare``)."""
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._count = workers
        self._limits = limits or Limits()
        self._task = task
        self._workers: list[_Worker] = []
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._turn = threading.Lock()
        self._owner: int | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children. They are gone, and reaped, when this returns."""
        self._closed = True
        workers = list(self._workers)
        for worker in workers:
            _hang_up(worker)
        for worker in workers:
            self._end(worker, patience=_PATIENCE if worker.job is None else 0)

    def run(self, jobs: Iterable[PrepareJob]) -> Iterator[PrepareOutcome]:
        """Outcomes in the order in which they are ready, not in that of the jobs.

        Jobs are taken one by one as workers become free. A file that hangs, needs too much or kills its
        worker gives an outcome with an error, and a new worker takes the dead one's place. Runs from several
        threads wait for each other, so read a run to its end, or close it. Raises RuntimeError when the pool is
        closed, when this thread has another run open, or when workers cannot be started at all.
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("a run of this pool is still open in this thread: close it or read it to its end")
        with self._turn:
            self._owner = threading.get_ident()
            try:
                yield from self._outcomes(iter(jobs))
            finally:
                self._owner = None
                # Left early, by Ctrl-C or by a caller who has seen enough: nobody waits for these any more.
                for worker in [worker for worker in self._workers if worker.job is not None]:
                    self._end(worker, patience=0)

    def _outcomes(self, jobs: Iterator[PrepareJob]) -> Iterator[PrepareOutcome]:
        more = True
        while True:
            if self._closed:
                raise RuntimeError("the pool is closed")
            more = more and self._hand_out(jobs)
            if not more and all(worker.job is None for worker in self._workers):
                return
            worker, payload = self._next_event()
            if worker not in self._workers:
                continue  # the last words of one already replaced
            outcome = self._handle(worker, payload)
            if outcome is not None:
                yield outcome

    def _hand_out(self, jobs: Iterator[PrepareJob]) -> bool:
        """Give jobs to those who are free; False when there are no more jobs."""
        for worker in [worker for worker in self._workers if worker.job is None and _is_dead(worker)]:
            self._end(worker, patience=0)  # while it was idle: no file is to blame
        while len(self._workers) < self._count:
            self._start()
        for worker in self._workers:
            if worker.ready and worker.job is None:
                job = next(jobs, None)
                if job is None:
                    return False
                self._give(worker, job)
        return True

    def _give(self, worker: _Worker, job: PrepareJob) -> None:
        worker.job, worker.since = job, time.monotonic()
        _write(worker, pack_order(job))

    def _handle(self, worker: _Worker, payload: bytes | None) -> PrepareOutcome | None:
        if payload is None:
            return self._lost(worker)
        try:
            answer = unpack_answer(payload)
        except BrokenAnswerError:
            logger.warning("worker gave a broken answer")
            return self._lost(worker)
        if not worker.ready:
            worker.ready = True
            return None
        return self._answered(worker, answer)

    def _answered(self, worker: _Worker, answer: Answer) -> PrepareOutcome | None:
        job, worker.job = worker.job, None
        seconds = time.monotonic() - worker.since
        if answer.retires:
            self._end(worker, patience=0)  # all it had to say is here
        if job is None:
            return None
        if answer.fault:
            logger.warning("reader failed", extra={"job": job.key, "fault": answer.fault})
        if answer.source is None and answer.error is None:
            return PrepareOutcome(job.key, None, unreadable(), seconds)
        return PrepareOutcome(job.key, answer.source, answer.error, seconds)

    def _lost(self, worker: _Worker) -> PrepareOutcome | None:
        """A worker that is dead or of no more use: replaced, and its file told of."""
        was_ready, job = worker.ready, worker.job
        seconds = time.monotonic() - worker.since
        # Its own ending tells more than our killing it; one that is late has had its time.
        code = self._end(worker, patience=0 if seconds >= self._limits.wall_seconds else _PATIENCE)
        if not was_ready:
            raise RuntimeError(f"a worker process could not be started (exit code {code})")
        if job is None:
            return None
        logger.warning("worker died", extra={"job": job.key, "exit_code": code})
        return PrepareOutcome(job.key, None, _cause_of_death(code), seconds)

    def _next_event(self) -> _Event:
        """The next message, or None from a worker whose time is up: it is killed for that."""
        deadlines = [
            (deadline, worker) for worker in self._workers if (deadline := worker.deadline(self._limits)) is not None
        ]
        soonest, slowest = min(deadlines, key=lambda pair: pair[0])
        try:
            return self._events.get(timeout=max(0.0, soonest - time.monotonic()))
        except queue.Empty:
            return slowest, None

    # Processes

    def _start(self) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
            [sys.executable, "-I", "-c", _CODE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            close_fds=True,
            start_new_session=True,
        )
        worker = _Worker(process)
        worker.listener = threading.Thread(
            target=_listen, args=(worker, self._events), name=f"ingest-{process.pid}", daemon=True
        )
        worker.listener.start()
        self._workers.append(worker)
        _write(worker, pack_order(Start(self._task, self._limits)))

    def _end(self, worker: _Worker, *, patience: float) -> int:
        """Wait for the worker to end, kill it if it does not, reap it; its exit code (minus the signal)."""
        if worker in self._workers:
            self._workers.remove(worker)
        _hang_up(worker)
        if patience:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=patience)
        worker.process.kill()
        code = worker.process.wait()
        if worker.listener is not None:
            worker.listener.join(timeout=5)
        if worker.process.stdout is not None:
            worker.process.stdout.close()
        return code


def _is_dead(worker: _Worker) -> bool:
    return worker.process.poll() is not None


def _hang_up(worker: _Worker) -> None:
    """Close the worker's orders: an idle one then ends by itself."""
    with contextlib.suppress(OSError):
        if worker.process.stdin is not None:
            worker.process.stdin.close()


def _write(worker: _Worker, payload: bytes) -> None:
    # One that has just died cannot be written to; its listener tells.
    with contextlib.suppress(OSError, ValueError):
        if worker.process.stdin is not None:
            send(worker.process.stdin, payload)  # type: ignore[arg-type]  # Popen's pipes are buffered binary files


def _listen(worker: _Worker, events: "queue.SimpleQueue[_Event]") -> None:
    """Pass on what the worker says, and at last None."""
    stream = worker.process.stdout
    payload: bytes | None = b""
    while stream is not None and payload is not None:
        try:
            payload = receive(stream)  # type: ignore[arg-type]  # Popen's pipes are buffered binary files
        except (OSError, ValueError, MemoryError, BrokenAnswerError):
            payload = None
        events.put((worker, payload))


def _cause_of_death(code: int) -> IngestError:
    """What to say of a file whose worker ended with this code."""
    ended_by = -code
    if sys.platform != "win32" and ended_by in {signal.SIGXCPU, signal.SIGALRM}:
        return _too_slow()
    if ended_by == 9:
        return _too_slow()
    if ended_by in {6, 4, 5}:
        # How C libraries end when they are refused memory: abort or trap.
        return too_much_memory()
    return unreadable()


def _too_slow() -> LimitExceededError:
    return LimitExceededError(
        "Filen tog för lång tid eller för mycket minne att läsa och lästes inte.",
        hint="Spara om den från originalet, eller dela upp den i mindre delar.",
    )
