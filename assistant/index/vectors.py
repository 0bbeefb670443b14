"""Nearest vectors with Chroma: a disposable index of ids and vectors, one collection an assessment.

Chroma's embedded store can be damaged without saying so, or crash the process that opens it. So it
holds nothing but what can be built again. Closing notes a checksum of every file; a folder that does
not match is built anew. One that was never closed (the process was killed) is first read whole by a
child process.
"""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexUnavailableError
from assistant.index.files import Checks, checks, same_content
from assistant.index.hashing import Vectors

logger = logging.getLogger(__name__)

BATCH = 1000
_PROBE_SECONDS = 600


def open_raw(folder: str, name: str) -> Any:
    """Open or create a collection; raises whatever Chroma raises."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    return client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )


@contextmanager
def _vendor_errors() -> Iterator[None]:
    try:
        yield
    except BaseException as error:  # the vendor raises its own, its database's and its Rust core's errors
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise IndexUnavailableError("Sökindexet kan inte läsas.", hint="Det byggs om av sig självt.") from error


class VectorIndex:
    """Ids and vectors of one assessment.

    Attributes:
        suspect: the last closing was not ours, so its vectors have to be compared with the store's.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._collection: Any = None
        self._left: Checks = {}
        self._count: int | None = None
        self.suspect = False

    def open(self) -> None:
        """Open the collection if its files are as we left them, or if a child process could read them all.

        Raises:
            IndexUnavailableError: the folder is damaged.
        """
        self.suspect, self._count = False, None
        if self._folder.exists() and not self._left_by_us():
            self._probe()
            self.suspect = True
        self._manifest.unlink(missing_ok=True)
        with _vendor_errors():
            self._collection = open_raw(str(self._folder), self._name)

    def _left_by_us(self) -> bool:
        """Say whether we closed the folder last; files that changed since then are damaged."""
        try:
            self._left = json.loads(self._manifest.read_text(encoding="utf-8"))
            same = same_content(self._folder, self._left)
        except FileNotFoundError:
            return False
        except (OSError, ValueError, AttributeError, LookupError, TypeError):
            same = False
        if not same:
            logger.warning("vector index changed since it was closed")
            raise IndexUnavailableError("Sökindexet är skadat.", hint="Det byggs om av sig självt.")
        return True

    def _probe(self) -> None:
        command = [sys.executable, "-m", "assistant.index.probe", str(self._folder), self._name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=False)  # noqa: S603 - our own code
        except subprocess.TimeoutExpired as error:
            raise IndexUnavailableError("Sökindexet svarar inte.", hint="Det byggs om av sig självt.") from error
        if done.returncode:
            logger.warning("vector index damaged", extra={"exit_code": done.returncode})
            raise IndexUnavailableError("Sökindexet är skadat.", hint="Det byggs om av sig självt.")

    @property
    def _manifest(self) -> Path:
        return self._folder.with_name(f"{self._folder.name}.closed.json")

    def close(self) -> None:
        """Let go of the folder and note how it was left, unless nobody has compared its vectors yet."""
        if self._collection is None:
            return
        self._collection = None
        _forget_client(self._folder)
        if not self.suspect:
            self._manifest.write_text(json.dumps(checks(self._folder, self._left)), encoding="utf-8")

    def erase(self) -> None:
        """Delete the folder, so that a new one is built."""
        self._collection = None
        _forget_client(self._folder)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._manifest.unlink(missing_ok=True)
        self._left = {}

    def ids(self) -> set[str]:
        """Return all ids that the index holds."""
        with _vendor_errors():
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Return how many vectors the index holds; counted once after a change, for Chroma is slow at it."""
        if self._count is None:
            with _vendor_errors():
                self._count = int(self._collection.count())
        return self._count

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors held under ids, each of shape (dimensions,); missing ones are left out."""
        with _vendor_errors():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            return dict(zip(found["ids"], vectors, strict=True))

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors."""
        self._count = None
        with _vendor_errors():
            for start in range(0, len(ids), BATCH):
                self._collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH])

    def delete(self, ids: Sequence[str]) -> None:
        """Take vectors out."""
        self._count = None
        with _vendor_errors():
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, queries: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return for each query the nearest ids with their cosine similarity, best first."""
        count = self.count()
        if not count:
            return [[] for _ in queries]
        with _vendor_errors():
            found = self._collection.query(query_embeddings=queries, n_results=min(k, count), include=["distances"])
        return [
            [(i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]


def _forget_client(folder: Path) -> None:
    """Chroma caches a client per path in the process; a rebuilt folder needs a fresh one."""
    from chromadb.api.shared_system_client import SharedSystemClient

    systems = SharedSystemClient._identifier_to_system  # noqa: SLF001 - Chroma has no public way to close one client
    for key in [key for key in systems if str(folder) in key]:
        system = systems.pop(key)
        system.stop()
