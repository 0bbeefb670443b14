"""Original files on disk, named by their content, written so that a crash leaves none half."""

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from assistant.errors import InvalidInputError

_CHUNK = 1 << 20


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def blob_path(root: Path, sha256: str) -> Path:
    """Return where a file of that content lies."""
    return root / sha256[:2] / sha256


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was stored."""

    sha256: str
    size: int


def keep(root: Path, data: bytes) -> str:
    """Store bytes under their hash and return it; the same bytes are stored once."""
    return keep_stream(root, io.BytesIO(data), most=len(data)).sha256


def keep_stream(root: Path, source: BinaryIO, *, most: int) -> KeptFile:
    """Store a stream under the hash of its content, a piece at a time; nothing is left of one that breaks off.

    Raises:
        InvalidInputError: it holds more than ``most`` bytes.
    """
    root.mkdir(parents=True, exist_ok=True)
    partial = root / f".{uuid4().hex}"
    try:
        kept = _write(partial, source, most)
        _place(partial, blob_path(root, kept.sha256))
    finally:
        partial.unlink(missing_ok=True)
    return kept


def _write(partial: Path, source: BinaryIO, most: int) -> KeptFile:
    digest, size = hashlib.sha256(), 0
    with partial.open("wb") as out:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise InvalidInputError(f"Filen är större än {most // 1_000_000} MB.", hint="Dela upp den.")
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return KeptFile(digest.hexdigest(), size)


def _place(partial: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
