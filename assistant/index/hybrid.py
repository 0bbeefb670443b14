"""Hybrid search of one assessment: words and vectors, fused, every hit read again from the store."""

import json
import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain.evidence import Hit, Passage, SearchFilter
from assistant.errors import IndexUnavailableError
from assistant.index.embedder import Embedder
from assistant.index.hashing import Vectors
from assistant.index.lexical import LexicalIndex, matched_words
from assistant.index.ports import PassageFeed
from assistant.index.vectors import VectorIndex

logger = logging.getLogger(__name__)

Mask = NDArray[np.bool_]

VECTOR_WEIGHT = 0.2
"""Share of the vector score with the built-in embedder; chosen on SweFAQ and the demo set."""
MODEL_VECTOR_WEIGHT = 0.5
OVERFETCH = 200
WIDE = 600
"""How many neighbours are asked for when a filter will drop some of them."""
EXACT_LIMIT = 40_000
"""Passages up to which a filtered search compares every vector."""
CACHED_QUERIES = 16
_EMBED_BATCH = 256


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the index to the store's state took."""

    added: int
    removed: int
    rebuilt: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """What filters need of every passage, by position."""

    ids: tuple[str, ...]
    place: dict[str, int]
    kinds: NDArray[np.str_]
    sources: NDArray[np.str_]
    dates: NDArray[np.str_]
    """Empty where the source has no date."""


class HybridIndex:
    """The searchable form of one assessment's live passages.

    Args:
        folder: where the index may keep its files; can be deleted at any time.
        feed: the passages as the store has them.
        embedder: turns text into vectors.
        vector_weight: share of the vector score in the fused score, 0 to 1; None chooses by embedder.
    """

    def __init__(
        self, folder: Path, feed: PassageFeed, embedder: Embedder, *, vector_weight: float | None = None
    ) -> None:
        self._folder = folder
        self._feed = feed
        self._embedder = embedder
        builtin = embedder.id.startswith("kompass-ngram")
        default = VECTOR_WEIGHT if builtin else MODEL_VECTOR_WEIGHT
        self._weight = default if vector_weight is None else vector_weight
        safe = "".join(c if c.isalnum() else "-" for c in embedder.id)[-60:].strip("-")
        self._own = folder / safe
        self._vectors = VectorIndex(self._own / "chroma", "passages")
        self._rows: _Rows | None = None
        self._lexical: LexicalIndex | None = None
        self._matrix: Vectors | None = None
        self._fingerprint = ""
        self._masks: dict[SearchFilter, Mask] = {}
        self._word_cache: dict[str, NDArray[np.float32]] = {}
        self._last_exact: tuple[bytes, Vectors] | None = None
        self._opened = False

    def sync(self) -> SyncReport:
        """Bring the index to what the store says; does nothing when it already agrees."""
        began = time.perf_counter()
        fingerprint = self._feed.fingerprint()
        if self._opened and fingerprint == self._fingerprint:
            return SyncReport(0, 0, rebuilt=False, seconds=0.0)
        rebuilt = self._open_vectors()
        wanted = dict(self._feed.ids())
        try:
            added, removed = self._sync_vectors(wanted)
        except IndexUnavailableError:
            self._vectors.erase()
            self._vectors.open()
            added, removed = self._sync_vectors(wanted)
            rebuilt = True
        self._load_rows(wanted, fingerprint)
        self._fingerprint = fingerprint
        self._forget()
        report = SyncReport(added, removed, rebuilt, round(time.perf_counter() - began, 3))
        logger.info("index synced", extra={"added": added, "removed": removed, "rebuilt": rebuilt})
        return report

    def _forget(self) -> None:
        self._masks.clear()
        self._word_cache.clear()
        self._last_exact = None

    def _open_vectors(self) -> bool:
        if self._opened:
            return False
        self._own.mkdir(parents=True, exist_ok=True)
        rebuilt = False
        try:
            self._vectors.open()
        except IndexUnavailableError:
            self._vectors.erase()
            self._vectors.open()
            rebuilt = True
        self._opened = True
        return rebuilt

    def _sync_vectors(self, wanted: dict[str, str]) -> tuple[int, int]:
        have = self._vectors.ids()
        gone = sorted(have - wanted.keys())
        if gone:
            self._vectors.delete(gone)
        new = [i for i in wanted if i not in have]
        for start in range(0, len(new), _EMBED_BATCH * 4):
            batch = new[start : start + _EMBED_BATCH * 4]
            self._vectors.put(batch, self._vectors_of(batch, wanted))
        if self._vectors.count() != len(wanted):
            raise IndexUnavailableError("Sökindexet stämmer inte med databasen.")
        return len(new), len(gone)

    def _vectors_of(self, ids: Sequence[str], keys: dict[str, str]) -> Vectors:
        """Return vectors by id, from the store where it has them, embedding the rest."""
        stored = self._feed.vectors(self._embedder.id, [keys[i] for i in ids])
        missing = [i for i in ids if keys[i] not in stored]
        if missing:
            texts = {p.id: p.search_text for p in self._feed.passages(missing)}
            made: dict[str, bytes] = {}
            for start in range(0, len(missing), _EMBED_BATCH):
                part = [i for i in missing[start : start + _EMBED_BATCH] if i in texts]
                vectors = self._embedder.embed_passages([texts[i] for i in part])
                made |= {keys[i]: v.astype("<f4").tobytes() for i, v in zip(part, vectors, strict=True)}
            self._feed.save_vectors(self._embedder.id, made)
            stored |= made
        out = np.zeros((len(ids), self._embedder.dimensions), dtype=np.float32)
        for row, i in enumerate(ids):
            if keys[i] in stored:
                out[row] = np.frombuffer(stored[keys[i]], dtype="<f4")
        return out

    # --- words, filters and the exact matrix -------------------------------------------------

    def _load_rows(self, wanted: dict[str, str], fingerprint: str) -> None:
        """Map the files written for this state, or write them anew."""
        if not self._load_saved(fingerprint):
            self._build_saved(wanted, fingerprint)

    def _load_saved(self, fingerprint: str) -> bool:
        state = self._own / "state.json"
        try:
            saved = json.loads(state.read_text(encoding="utf-8"))
            if saved["fingerprint"] != fingerprint:
                return False
            self._set_rows(saved["rows"])
            self._lexical = LexicalIndex.load(self._own / "words", len(saved["rows"]))
            self._matrix = np.load(self._own / "vectors.npy", mmap_mode="r")
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return False
        matrix = self._matrix
        return matrix is not None and matrix.shape == (len(saved["rows"]), self._embedder.dimensions)

    def _build_saved(self, wanted: dict[str, str], fingerprint: str) -> None:
        rows: list[tuple[str, str, str, str]] = []
        texts: list[str] = []
        for passage in self._feed.passages(None):
            rows.append((passage.id, passage.kind, passage.source_id, passage.date or ""))
            texts.append(passage.search_text)
        self._lexical = LexicalIndex.build(texts)
        matrix = np.zeros((len(rows), self._embedder.dimensions), dtype=np.float32)
        ids = [row[0] for row in rows]
        for start in range(0, len(ids), 4096):
            matrix[start : start + 4096] = self._vectors_of(ids[start : start + 4096], wanted)
        (self._own / "state.json").unlink(missing_ok=True)
        shutil.rmtree(self._own / "words", ignore_errors=True)
        self._lexical.save(self._own / "words")
        np.save(self._own / "vectors.npy", matrix)
        state = json.dumps({"fingerprint": fingerprint, "rows": rows})
        (self._own / "state.json").write_text(state, encoding="utf-8")
        self._matrix = np.load(self._own / "vectors.npy", mmap_mode="r")
        self._set_rows(rows)

    def _set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        ids = tuple(row[0] for row in rows)
        columns = [np.array([row[n] for row in rows], dtype=np.str_) for n in (1, 2, 3)]
        self._rows = _Rows(ids, {i: n for n, i in enumerate(ids)}, *columns)

    def _mask(self, where: SearchFilter) -> Mask | None:
        """Return which positions a filter lets through, or None when it lets all through."""
        if where == SearchFilter():
            return None
        if where not in self._masks:
            rows = self._ready()[0]
            mask = np.ones(len(rows.ids), dtype=np.bool_)
            if where.kinds:
                mask &= np.isin(rows.kinds, where.kinds)
            if where.source_ids:
                mask &= np.isin(rows.sources, where.source_ids)
            undated = rows.dates == ""
            if where.date_from:
                mask &= undated | (rows.dates >= where.date_from)
            if where.date_to:
                mask &= undated | (rows.dates <= where.date_to)
            self._masks[where] = mask
        return self._masks[where]

    def _ready(self) -> tuple[_Rows, LexicalIndex, Vectors]:
        if self._rows is None or self._lexical is None or self._matrix is None:
            self.sync()
        rows, lexical, matrix = self._rows, self._lexical, self._matrix
        if rows is None or lexical is None or matrix is None:
            raise IndexUnavailableError("Sökindexet är inte byggt än.")
        return rows, lexical, matrix

    # --- searching ---------------------------------------------------------------------------

    def search(self, query: str, *, k: int = 10, where: SearchFilter | None = None) -> list[Hit]:
        """Return the best passages for a query; nothing for a query without words."""
        return self.search_many([query], k=k, where=where)[0]

    def search_many(self, queries: Sequence[str], *, k: int = 10, where: SearchFilter | None = None) -> list[list[Hit]]:
        """Return the best passages for each of several queries."""
        rows = self._ready()[0]
        if not rows.ids:
            return [[] for _ in queries]
        mask = self._mask(where or SearchFilter())
        vectors = self._embedder.embed_queries(queries)
        near = self._nearest(vectors, mask, max(k, 10))
        pairs = zip(queries, near, strict=True)
        ranked = [self._fuse(self._word_scores(query), found, mask, k) for query, found in pairs]
        wanted = list(dict.fromkeys(rows.ids[n] for found in ranked for n, *_ in found))
        passages = {p.id: p for p in self._feed.passages(wanted)}
        return [self._hits(query, found, passages, rows) for query, found in zip(queries, ranked, strict=True)]

    def _nearest(self, queries: Vectors, mask: Mask | None, k: int) -> list[dict[int, float]]:
        """Return cosine similarities by position: from Chroma, or exactly when a filter narrows the search."""
        rows, _, matrix = self._ready()
        keep = min(OVERFETCH, k * 10)
        if mask is None or len(rows.ids) > EXACT_LIMIT:
            wide = keep if mask is None else WIDE
            found = self._vectors.nearest(queries, wide)
            placed = [{rows.place[i]: score for i, score in hits if i in rows.place} for hits in found]
            return [{n: s for n, s in hits.items() if mask is None or mask[n]} for hits in placed]
        scores = self._exact(queries, matrix)
        scores = np.where(mask[:, None], scores, np.float32(-1))
        keep = min(keep, len(rows.ids))
        best = np.argpartition(-scores, keep - 1, axis=0)[:keep]
        return [{int(n): float(scores[n, q]) for n in best[:, q] if scores[n, q] > 0} for q in range(len(queries))]

    def _exact(self, queries: Vectors, matrix: Vectors) -> Vectors:
        """Return all similarities, kept for the next filter of the same queries."""
        key = queries.tobytes()
        if self._last_exact is None or self._last_exact[0] != key:
            self._last_exact = (key, np.asarray(matrix) @ queries.T)
        return self._last_exact[1]

    def _word_scores(self, query: str) -> NDArray[np.float32]:
        if query not in self._word_cache:
            if len(self._word_cache) >= CACHED_QUERIES:
                self._word_cache.clear()
            self._word_cache[query] = self._ready()[1].scores(query)
        return self._word_cache[query]

    def _fuse(
        self, words: NDArray[np.float32], near: dict[int, float], mask: Mask | None, k: int
    ) -> list[tuple[int, float, int | None, int | None]]:
        """Add both scores, each relative to its best, and return (position, score, word rank, vector rank)."""
        if mask is not None:
            words = np.where(mask, words, np.float32(0))
            top = float(words.max(initial=0.0))
            words = words / np.float32(top) if top else words
        count = min(max(OVERFETCH, k), words.size)
        by_words = [int(n) for n in np.argpartition(-words, count - 1)[:count] if words[n] > 0]
        by_words.sort(key=lambda n: (-words[n], n))
        by_vector = sorted((n for n, s in near.items() if s > 0), key=lambda n: (-near[n], n))
        top_near = max(near.values(), default=0.0) or 1.0
        word_rank = {n: r for r, n in enumerate(by_words, 1)}
        vector_rank = {n: r for r, n in enumerate(by_vector, 1)}
        scored = [
            ((1 - self._weight) * float(words[n]) + self._weight * max(0.0, near.get(n, 0.0)) / top_near, n)
            for n in {*by_words, *by_vector}
        ]
        scored.sort(key=lambda item: (-item[0], item[1]))
        return [(n, score, word_rank.get(n), vector_rank.get(n)) for score, n in scored[:k]]

    def _hits(
        self,
        query: str,
        found: Sequence[tuple[int, float, int | None, int | None]],
        passages: dict[str, Passage],
        rows: _Rows,
    ) -> list[Hit]:
        hits = []
        for n, score, by_words, by_vector in found:
            passage = passages.get(rows.ids[n])
            if passage is not None:  # a row that is gone from the store is no hit
                words = matched_words(query, passage.search_text)
                hits.append(Hit(passage, round(score, 6), by_words, by_vector, words))
        return hits

    def close(self) -> None:
        """Let go of all files."""
        if self._opened:
            self._vectors.close()
            self._opened = False
        self._forget()
        self._rows = self._lexical = self._matrix = None
        self._fingerprint = ""
