"""Original files on disk, named by their content, written so that a crash leaves none half."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def blob_path(root: Path, sha256: str) -> Path:
    """Return where a file of that content lies."""
    return root / sha256[:2] / sha256


def keep(root: Path, data: bytes) -> str:
    """Store bytes under their hash and return it; the same bytes are stored once."""
    sha256 = sha256_of(data)
    target = blob_path(root, sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{sha256}.{uuid4().hex}")
    with partial.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256
