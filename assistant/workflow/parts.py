"""What the workflows need of the outside, handed over by ``bootstrap``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.domain.criteria import CriteriaSet
from assistant.index import Embedder, HybridIndex, PassageFeed
from assistant.store import Store
from ingest import Limits


class NewIndex(Protocol):
    """Makes the index that is configured; ``vector_weight`` 0 searches by words only, 1 by vectors only."""

    def __call__(self, folder: Path, feed: PassageFeed, *, vector_weight: float | None = None) -> HybridIndex: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The implementations in use and the plain values they were made from."""

    store: Store
    files: Path
    """Folder of the original files, named by content."""
    keys: Path
    """Folder of secrets that belong to assessments, apart from database and files."""
    criteria: Callable[[str, str], CriteriaSet]
    """Loads a criteria set by id and version."""
    open_index: Callable[[str], HybridIndex]
    """Returns the open index of an assessment; opens it once."""
    new_index: NewIndex
    """Makes an index of the configured kind over any folder and feed."""
    embedder: Callable[[], Embedder]
    searcher: Callable[[], str]
    """Ids of the models that find passages, as they are in use."""
    now: Callable[[], str]
    """ISO time with offset."""
    new_id: Callable[[], str]
    user: str
    """Who acts."""
    parse_workers: int
    parse_limits: Limits
    max_file_bytes: int
    settings_fingerprint: str
    version: str
    packages: tuple[tuple[str, str], ...] = ()
    """Versions of the packages that shape results."""
