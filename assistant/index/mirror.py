"""Keeping Chroma's vectors equal to those of the store's passages, whatever state it is found in."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError
from assistant.index.embedder import Embedder
from assistant.index.hashing import Vectors
from assistant.index.ports import Hear, PassageFeed, whole
from assistant.index.saved import SavedFiles
from assistant.index.vectors import VectorIndex

logger = logging.getLogger(__name__)

_EMBED_BATCH = 256
_PUT_BATCH = 1024
_SAME = 1e-4
"""What rounding may change in a vector on its way through Chroma."""


class Mirror:
    """Chroma's copy of the store's vectors.

    Attributes:
        index: the copy.
        broken: it failed while searching; the next ``bring`` builds it anew.
    """

    def __init__(
        self, folder: Path, feed: PassageFeed, embedder: Embedder, files: SavedFiles, hear: Hear = whole
    ) -> None:
        self.index = VectorIndex(folder, "passages")
        self.broken = False
        self._folder = folder
        self._feed = feed
        self._embedder = embedder
        self._hear = hear
        self._files = files
        self._opened = False

    def bring(self, wanted: Mapping[str, str]) -> tuple[int, int, bool]:
        """Bring the copy to a state of the store, given as content key by id.

        Returns:
            How many vectors were added or replaced, how many removed, and whether all was built anew.

        Raises:
            IndexUnavailableError: Chroma fails even in an empty folder.
        """
        try:
            if not self.broken:
                self._open()
                return *self._update(wanted), False
        except IndexUnavailableError:
            logger.warning("vector index is rebuilt")
        self.index.erase()
        self.index.open()
        self._opened, self.broken = True, False
        return *self._update(wanted), True

    def _open(self) -> None:
        if not self._opened:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self.index.open()
            self._opened = True

    def _update(self, wanted: Mapping[str, str]) -> tuple[int, int]:
        have = self.index.ids()
        known = {} if self.index.suspect else self._files.keys()
        gone = sorted(have - wanted.keys())
        doubtful = [i for i in wanted if i in have and known.get(i) != wanted[i]]
        new = [i for i in wanted if i not in have] + self._changed(doubtful, wanted)
        if gone or new:
            self._files.forget()
        if gone:
            self.index.delete(gone)
        for start in range(0, len(new), _PUT_BATCH):
            batch = new[start : start + _PUT_BATCH]
            self.index.put(batch, self.vectors_of(batch, wanted))
        if self.index.count() != len(wanted):
            raise IndexUnavailableError("Sökindexet stämmer inte med databasen.", hint="Det byggs om av sig självt.")
        self.index.suspect = False
        return len(new), len(gone)

    def _changed(self, ids: Sequence[str], keys: Mapping[str, str]) -> list[str]:
        """Return the ids whose vectors in Chroma are not those of their texts in the store."""
        changed: list[str] = []
        for start in range(0, len(ids), _PUT_BATCH):
            batch = ids[start : start + _PUT_BATCH]
            have = self.index.get(batch)
            right = self.vectors_of(batch, keys)
            changed += [i for i, v in zip(batch, right, strict=True) if i not in have or not _same(have[i], v)]
        return changed

    def vectors_of(self, ids: Sequence[str], keys: Mapping[str, str]) -> Vectors:
        """Return vectors by id, from the store where it has them, embedding the rest; zeros for a gone passage."""
        size = 4 * self._embedder.dimensions
        kept = self._feed.vectors(self._embedder.id, [keys[i] for i in ids])
        stored = {key: vector for key, vector in kept.items() if len(vector) == size}
        missing = [i for i in ids if keys[i] not in stored]
        for start in range(0, len(missing), _EMBED_BATCH):
            found = list(self._feed.passages(missing[start : start + _EMBED_BATCH]))
            vectors = self._embedder.embed_passages([self._hear(p).search_text for p in found])
            made = {keys[p.id]: v.astype("<f4").tobytes() for p, v in zip(found, vectors, strict=True)}
            self._feed.save_vectors(self._embedder.id, made)
            stored |= made
        out = np.zeros((len(ids), self._embedder.dimensions), dtype=np.float32)
        for row, i in enumerate(ids):
            if keys[i] in stored:
                out[row] = np.frombuffer(stored[keys[i]], dtype="<f4")
        return out

    def close(self) -> None:
        """Let go of the folder; a broken copy is deleted."""
        if self.broken:
            self.index.erase()
        elif self._opened:
            self.index.close()
        self._opened = self.broken = False


def _same(first: Vectors, second: Vectors) -> bool:
    """Compare two vectors by direction: Chroma gives them back with length 1."""
    return first.shape == second.shape and bool(np.abs(_unit(first) - _unit(second)).max(initial=0.0) < _SAME)


def _unit(vector: Vectors) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector.astype(np.float64) / (length or 1.0)
