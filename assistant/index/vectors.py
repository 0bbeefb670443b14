"""Nearest vectors with Chroma: a disposable index of ids and vectors, one collection an assessment.

Chroma's embedded store can be damaged without saying so, or crash the process that opens it. So it
holds nothing but what can be built again, and is opened first by a child process whenever it was
not closed cleanly by us.
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

from assistant.errors import IndexUnavailableError
from assistant.index.hashing import Vectors

logger = logging.getLogger(__name__)

BATCH = 1000
_PROBE = """
import sys
from assistant.index.vectors import open_raw
collection = open_raw(sys.argv[1], sys.argv[2])
count = collection.count()
got = collection.get(limit=3, include=["embeddings"])
if count and len(got["ids"]):
    collection.query(query_embeddings=[got["embeddings"][0]], n_results=min(3, count), include=["distances"])
"""


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
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, OSError, RuntimeError, KeyError) as error:
        raise IndexUnavailableError("Sökindexet kan inte läsas.", hint="Det byggs om av sig självt.") from error


class VectorIndex:
    """Ids and vectors of one assessment."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._collection: Any = None

    def open(self) -> None:
        """Open the collection, after a child process could do so when the last closing was not ours.

        Raises:
            IndexUnavailableError: the folder is damaged.
        """
        if self._folder.exists() and not self._closed_cleanly():
            self._probe()
        self._manifest.unlink(missing_ok=True)
        with _vendor_errors():
            self._collection = open_raw(str(self._folder), self._name)

    def _probe(self) -> None:
        command = [sys.executable, "-c", _PROBE, str(self._folder), self._name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=120, check=False)  # noqa: S603 - our own code
        except subprocess.TimeoutExpired as error:
            raise IndexUnavailableError("Sökindexet svarar inte.") from error
        if done.returncode:
            logger.warning("vector index damaged", extra={"exit_code": done.returncode})
            raise IndexUnavailableError("Sökindexet är skadat.")

    @property
    def _manifest(self) -> Path:
        return self._folder.with_name(f"{self._folder.name}.closed.json")

    def _files(self) -> dict[str, list[int]]:
        return {
            str(file.relative_to(self._folder)): [file.stat().st_size, file.stat().st_mtime_ns]
            for file in sorted(self._folder.rglob("*"))
            if file.is_file()
        }

    def _closed_cleanly(self) -> bool:
        try:
            return bool(json.loads(self._manifest.read_text(encoding="utf-8")) == self._files())
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        """Let go of the folder and note how it was left."""
        if self._collection is None:
            return
        self._collection = None
        _forget_client(self._folder)
        self._manifest.write_text(json.dumps(self._files()), encoding="utf-8")

    def erase(self) -> None:
        """Delete the folder, so that a new one is built."""
        self._collection = None
        _forget_client(self._folder)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._manifest.unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """Return all ids that the index holds."""
        with _vendor_errors():
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Return how many vectors the index holds."""
        with _vendor_errors():
            return int(self._collection.count())

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors."""
        with _vendor_errors():
            for start in range(0, len(ids), BATCH):
                self._collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH])

    def delete(self, ids: Sequence[str]) -> None:
        """Take vectors out."""
        with _vendor_errors():
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, queries: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return for each query the nearest ids with their cosine similarity, best first."""
        with _vendor_errors():
            count = self._collection.count()
            if not count:
                return [[] for _ in queries]
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
