"""The composition root: the only place that chooses implementations."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant import __version__
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.domain.criteria import CriteriaSet
    from assistant.index import HybridIndex
    from assistant.workflow.parts import Parts

FINGERPRINTED = ("embedder",)
"""Settings that change what a draft says."""


@contextmanager
def services(settings: Settings, *, exclusive: bool = True) -> Iterator["Parts"]:
    """Open everything that the workflows need, and close it again.

    Args:
        settings: what is configured.
        exclusive: hold the data folder, which everything that writes or searches must do.

    Raises:
        BusyError: another process holds the folder.
        StoreError: the database is damaged or from a newer version.
    """
    from assistant.store import FolderLock

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not exclusive:
        with _opened(settings) as parts:
            yield parts
        return
    with FolderLock(settings.data_dir), _opened(settings) as parts:
        yield parts


@contextmanager
def _opened(settings: Settings) -> Iterator["Parts"]:
    from assistant.catalog import load_criteria
    from assistant.index import Embedder, HybridIndex, open_embedder
    from assistant.store import StorePassageFeed, open_store
    from assistant.workflow.parts import Parts
    from ingest import Limits

    indexes: dict[str, HybridIndex] = {}

    @lru_cache(maxsize=1)
    def embedder() -> Embedder:
        return open_embedder(settings.embedder)

    with open_store(settings.store_url, vault_url=settings.vault_url) as store:
        opening = Lock()

        def open_index(assessment_id: str) -> "HybridIndex":
            with opening:
                if assessment_id not in indexes:
                    folder = settings.data_dir / "index" / assessment_id
                    indexes[assessment_id] = HybridIndex(folder, StorePassageFeed(store, assessment_id), embedder())
                indexes[assessment_id].sync()
                return indexes[assessment_id]

        @lru_cache(maxsize=8)
        def criteria(criteria_id: str, criteria_version: str) -> "CriteriaSet":
            return load_criteria(criteria_id, criteria_version, folder=settings.criteria_dir)

        with store.transaction() as tx:
            tx.users.get_or_create(settings.user, at=_now(), display_name=settings.user_name)
        try:
            yield Parts(
                store=store,
                files=settings.data_dir / "files",
                keys=settings.data_dir / "keys",
                criteria=criteria,
                open_index=open_index,
                embedder=embedder,
                now=_now,
                new_id=lambda: uuid4().hex,
                user=settings.user,
                parse_workers=settings.parse_workers,
                parse_limits=Limits(wall_seconds=settings.parse_seconds, memory_mb=settings.parse_memory_mb),
                max_file_bytes=settings.max_file_mb * 1_000_000,
                settings_fingerprint=_fingerprint(settings),
                version=__version__,
                packages=packages(),
            )
        finally:
            for index in indexes.values():
                index.close()


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _fingerprint(settings: Settings) -> str:
    values = "|".join(f"{name}={getattr(settings, name)}" for name in FINGERPRINTED)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def packages() -> tuple[tuple[str, str], ...]:
    """Return the versions of the packages that shape results."""
    found = []
    for name in ("pypdf", "pypdfium2", "bm25s", "chromadb", "PyStemmer", "sentence-transformers"):
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)
