"""The child process that reads files: one order in, one answer out, within limits, until its pipe closes."""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from ingest.errors import IngestError, LimitExceededError, UnreadableFileError
from ingest.limits import Limits, end_job, is_swollen, limit_job, limit_process
from ingest.model import PreparedSource
from ingest.wire import Answer, PrepareJob, Start, pack_answer, receive, send, unpack_order

_PRELOADED = ("lxml.html", "pypdf", "pypdfium2", "ingest.readers.pdf", "trafilatura", "openpyxl", "markdown_it")

Task = Callable[..., PreparedSource]


def serve() -> None:
    """Answer orders from standard input on what was standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    orders, answers = sys.stdin.buffer, _private_output()
    first = receive(orders)
    start = unpack_order(first) if first is not None else None
    if not isinstance(start, Start):
        return
    task = _loaded(start.task)
    limit_process(start.limits)
    send(answers, pack_answer(Answer()))
    served = 0
    while (payload := receive(orders)) is not None:
        served += 1
        answer = _answered(task, unpack_order(payload), start.limits, served)
        send(answers, pack_answer(answer))
        if answer.retires:
            return


def _private_output() -> BinaryIO:
    """The answer pipe, moved so that a library that prints cannot write into it."""
    private = os.dup(sys.stdout.fileno())
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.close(silence)
    return os.fdopen(private, "wb")


def _loaded(task: str) -> Task:
    """The function that prepares; heavy libraries are loaded with it so that no job waits for them."""
    for name in _PRELOADED:
        # One that is missing or broken is told of by the first file that needs it.
        with suppress(ImportError):
            importlib.import_module(name)
    module, _, function = task.partition(":")
    loaded: Task = getattr(importlib.import_module(module), function)
    return loaded


def _answered(task: Task, job: PrepareJob, limits: Limits, served: int) -> Answer:
    limit_job(limits)
    try:
        answer = _prepared(task, job, limits)
    finally:
        end_job()
    retires = answer.retires or served >= limits.jobs_per_worker or is_swollen(limits)
    return Answer(answer.source, answer.error, answer.fault, retires)


def _prepared(task: Task, job: PrepareJob, limits: Limits) -> Answer:
    try:
        return Answer(task(_content(job, limits), name=job.name, **_options(job)))
    except IngestError as error:
        return Answer(error=error)
    except MemoryError:
        return Answer(error=too_much_memory(), retires=True)
    # A library may raise anything over a hostile file; that file fails, and the others go on.
    except Exception as error:
        return Answer(error=unreadable(), fault=type(error).__name__, retires=isinstance(error, RecursionError))


def _content(job: PrepareJob, limits: Limits) -> bytes:
    try:
        if job.data_path.stat().st_size > limits.file_mb * 1_000_000:
            raise LimitExceededError(
                f"Filen är större än {limits.file_mb} MB.", hint="Dela upp den eller ta bort bilderna ur den."
            )
        return job.data_path.read_bytes()
    except OSError as error:
        raise UnreadableFileError("Filen kunde inte öppnas.", hint="Lägg till den igen.") from error


def _options(job: PrepareJob) -> dict[str, object]:
    return {
        "kind": job.kind,
        "participants": job.participants,
        "pseudonymise": job.pseudonymise,
        "split": job.split,
        "salt": job.salt,
    }


def too_much_memory() -> LimitExceededError:
    """For a file that needs more memory than it may have."""
    return LimitExceededError(
        "Filen kräver mer minne än tillåtet för att läsas.",
        hint="Dela upp den i mindre delar, eller spara om den från originalet.",
    )


def unreadable() -> UnreadableFileError:
    """For a file that made its reader fail in a way nobody foresaw."""
    return UnreadableFileError(
        "Filen kunde inte läsas; den är troligen skadad.",
        hint="Öppna originalet, spara det på nytt (PDF eller DOCX) och lägg till det igen.",
    )
