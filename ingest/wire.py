"""What the pool and its workers say to each other over their pipes.

A worker reads files from strangers and may be taken over by one. So what it answers is unpickled with an
allow-list: only the values of ``ingest.model`` can come out, and nothing is called on the way.
"""

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ingest import errors, model
from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.model import PreparedSource, SourceKind
from ingest.participants import Participant
from ingest.split import SplitSettings

LONGEST_ANSWER = 512 * 1024 * 1024
_HEADER = struct.Struct("<Q")
_ALLOWED = {
    (cls.__module__, cls.__qualname__): cls
    for cls in (model.PreparedSource, model.Passage, model.Segment, model.Location, model.HiddenText, model.Notice)
}
_ERRORS: Mapping[str, type[IngestError]] = {
    cls.code: cls
    for cls in (
        IngestError,
        errors.UnsupportedFormatError,
        errors.UnreadableFileError,
        errors.EncryptedFileError,
        errors.EmptyDocumentError,
        errors.LimitExceededError,
    )
}


@dataclass(frozen=True, slots=True)
class PrepareJob:
    """One file to prepare; ``key`` is the caller's own and comes back with the outcome."""

    key: str
    data_path: Path
    name: str
    kind: SourceKind | None = None
    participants: tuple[Participant, ...] = ()
    pseudonymise: bool | None = None
    split: SplitSettings | None = None
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The first thing a worker is told: which function prepares, and within which limits."""

    task: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a job. Exactly one of source and error is there, but in the answer to ``Start``."""

    source: PreparedSource | None = None
    error: IngestError | None = None
    fault: str = ""
    """Class of an exception nobody foresaw, for the log."""
    retires: bool = False
    """The worker ends after this answer."""


class BrokenAnswerError(Exception):
    """A worker answered something that no honest worker answers."""


def send(stream: BinaryIO, payload: bytes) -> None:
    """Write one message."""
    stream.write(_HEADER.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: BinaryIO, longest: int = LONGEST_ANSWER) -> bytes | None:
    """Read one message, None when the other end is gone. Raises BrokenAnswerError when it is too long."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    (length,) = _HEADER.unpack(header)
    if length > longest:
        raise BrokenAnswerError("answer too long")
    payload = stream.read(length)
    return payload if len(payload) == length else None


def pack_order(order: PrepareJob | Start) -> bytes:
    """A message from the pool, which a worker trusts."""
    return pickle.dumps(order, protocol=5)


def unpack_order(payload: bytes) -> Any:
    """The order in a message from the pool."""
    return pickle.loads(payload)  # noqa: S301 - written by our own parent process over a private pipe


def pack_answer(answer: Answer) -> bytes:
    """A message from a worker."""
    error = answer.error
    told = None if error is None else (error.code, error.message, error.hint)
    return pickle.dumps((answer.source, told, answer.fault, answer.retires), protocol=5)


def unpack_answer(payload: bytes) -> Answer:
    """The answer in a message from a worker. Raises BrokenAnswerError unless it is well formed."""
    try:
        source, told, fault, retires = _Unpickler(io.BytesIO(payload)).load()
    # A forged pickle can raise anything: every failure here means the same.
    except Exception as error:
        raise BrokenAnswerError("answer cannot be read") from error
    if source is not None and not isinstance(source, PreparedSource):
        raise BrokenAnswerError("answer holds no source")
    if not isinstance(fault, str) or not isinstance(retires, bool):
        raise BrokenAnswerError("answer has wrong types")
    return Answer(source, _error(told), fault, retires)


def _error(told: object) -> IngestError | None:
    if told is None:
        return None
    if not isinstance(told, tuple) or len(told) != 3 or not all(isinstance(part, str) for part in told):
        raise BrokenAnswerError("answer holds no error")
    code, message, hint = told
    return _ERRORS.get(code, IngestError)(message, hint=hint)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise BrokenAnswerError("answer names a class that is not allowed")
        return _ALLOWED[(module, name)]
