"""Hybrid search of one assessment: words and vectors, fused, every hit read again from the store."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.domain.evidence import Hit, Passage, SearchFilter
from assistant.errors import IndexUnavailableError
from assistant.index.embedder import Embedder, WordEmbedder
from assistant.index.fusion import Ranked, best, fuse, masked
from assistant.index.hashing import Vectors
from assistant.index.lexical import Scores, matched_words
from assistant.index.mirror import Mirror
from assistant.index.ports import Hear, PassageFeed, whole
from assistant.index.saved import Mask, Saved, SavedFiles
from assistant.index.wording import wording

logger = logging.getLogger(__name__)

VECTOR_WEIGHT = 0.05
"""Share of the vector score with the built-in embedder, whose n-grams the word index knows better."""
MODEL_VECTOR_WEIGHT = 0.5
OVERFETCH = 200
WIDE = 600
"""How many neighbours are asked for when a filter will drop some of them."""
EXACT_LIMIT = 40_000
"""Passages up to which a filtered search compares every vector."""
NARROW = 2_000
"""Passages that a filter lets through up to which only theirs are compared, in an assessment of any size."""
SPARE = 10
"""Hits read beyond those asked for, in case rows have vanished since the last sync."""
CACHED_QUERIES = 16
CACHED_MASKS = 64


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the index to the store's state took."""

    added: int
    """Passages that are new or whose text has changed."""
    removed: int
    rebuilt: bool
    """Something was damaged and has been built anew."""
    seconds: float
    cut: int = 0
    """Passages embedded now that were longer than the embedder's window, as the mean of its windows."""


class HybridIndex:
    """The searchable form of one assessment's live passages; threads may share it.

    Args:
        folder: where the index may keep its files; can be deleted at any time.
        feed: the passages as the store has them.
        embedder: turns text into vectors.
        vector_weight: share of the vector score in the fused score, 0 to 1; None chooses by embedder.
        hear: what of a passage is read by the index; hits hold the passages as they are.
    """

    def __init__(
        self,
        folder: Path,
        feed: PassageFeed,
        embedder: Embedder,
        *,
        vector_weight: float | None = None,
        hear: Hear = whole,
    ) -> None:
        self._feed = feed
        self._embedder = embedder
        self._hear = hear
        builtin = embedder.id.startswith("kompass-ngram")
        default = VECTOR_WEIGHT if builtin else MODEL_VECTOR_WEIGHT
        self._weight = default if vector_weight is None else vector_weight
        safe = "".join(c if c.isalnum() else "-" for c in embedder.id)[-60:].strip("-")
        self._files = SavedFiles(folder / safe, embedder.dimensions)
        self._mirror = Mirror(folder / safe / "chroma", feed, embedder, self._files, hear)
        self._saved: Saved | None = None
        self._masks: dict[SearchFilter, Mask | None] = {}
        self._word_cache: dict[str, Scores] = {}
        self._last_exact: tuple[bytes, Vectors] | None = None
        self._lock = threading.RLock()

    # --- bringing it to the store's state ----------------------------------------------------

    def sync(self) -> SyncReport:
        """Bring the index to what the store says; does nothing when it already agrees."""
        with self._lock:
            fingerprint = self._feed.fingerprint()
            if self._saved is not None and not self._mirror.broken and fingerprint == self._saved.fingerprint:
                return SyncReport(0, 0, rebuilt=False, seconds=0.0)
            began, cut = time.perf_counter(), self._embedder.cut
            wanted = dict(self._feed.ids())
            self._forget()
            added, removed, repaired = self._mirror.bring(wanted)
            rebuilt = self._sync_files(wanted, fingerprint)
            seconds, cut = round(time.perf_counter() - began, 3), self._embedder.cut - cut
            report = SyncReport(added, removed, repaired or rebuilt, seconds, cut)
        logger.info("index synced", extra={"added": added, "removed": removed, "rebuilt": report.rebuilt, "cut": cut})
        return report

    def _forget(self) -> None:
        self._saved = None
        self._masks.clear()
        self._word_cache.clear()
        self._last_exact = None

    def _sync_files(self, wanted: dict[str, str], fingerprint: str) -> bool:
        """Map the files written for this state, or write them anew; return whether they were damaged."""
        damaged = False
        try:
            self._saved = self._files.load(fingerprint, wanted)
        except IndexUnavailableError:
            damaged = True
        if self._saved is None:
            vectors = lambda ids: self._mirror.vectors_of(ids, wanted)  # noqa: E731 - one argument bound, nothing more
            self._saved = self._files.build(map(self._hear, self._feed.passages(None)), wanted, vectors, fingerprint)
        return damaged

    # --- searching ---------------------------------------------------------------------------

    def search(self, query: str, *, k: int = 10, where: SearchFilter | None = None) -> list[Hit]:
        """Return the best passages for a query; nothing for a query without words."""
        return self.search_many([query], k=k, where=where)[0]

    def search_many(self, queries: Sequence[str], *, k: int = 10, where: SearchFilter | None = None) -> list[list[Hit]]:
        """Return the best passages for each of several queries.

        Raises:
            IndexUnavailableError: the index is damaged and could not be built anew.
        """
        with self._lock:
            try:
                return self._search(queries, k, where or SearchFilter())
            except IndexUnavailableError:
                logger.warning("search index damaged while searching; rebuilding")
                self._files.forget()
                self._forget()
                return self._search(queries, k, where or SearchFilter())

    def _search(self, queries: Sequence[str], k: int, where: SearchFilter) -> list[list[Hit]]:
        saved = self._ready()
        if not saved.rows.ids or not queries:
            return [[] for _ in queries]
        mask = self._mask(saved, where)
        vectors = self._embed(saved, queries)
        keep = min(OVERFETCH, max(k, 10) * 10)
        proposed = self._propose(saved, vectors, mask, keep)
        ranked = []
        for query, vector, near in zip(queries, vectors, proposed, strict=True):
            words = masked(self._word_scores(saved, query), mask)
            wide = max(OVERFETCH, k + SPARE)
            ranked.append(fuse(words, near, vector, saved.matrix, weight=self._weight, wide=wide, near=keep))
        return self._hits(saved, queries, ranked, k)

    def _embed(self, saved: Saved, queries: Sequence[str]) -> Vectors:
        if isinstance(self._embedder, WordEmbedder):
            return self._embedder.embed_words([saved.lexical.weighed(query) for query in queries])
        return self._embedder.embed_queries(queries)

    def _ready(self) -> Saved:
        if self._saved is None:
            self.sync()
        if self._saved is None:
            raise IndexUnavailableError("Sökindexet är inte byggt än.", hint="Försök igen om en stund.")
        return self._saved

    def _mask(self, saved: Saved, where: SearchFilter) -> Mask | None:
        if where not in self._masks:
            if len(self._masks) >= CACHED_MASKS:
                self._masks.clear()
            self._masks[where] = saved.rows.mask(where)
        return self._masks[where]

    def _propose(self, saved: Saved, queries: Vectors, mask: Mask | None, keep: int) -> list[list[int]]:
        """Return positions whose vectors may lie near each query; their scores are computed later."""
        allowed = len(saved.rows.ids) if mask is None else int(mask.sum())
        small = mask is not None and (len(saved.rows.ids) <= EXACT_LIMIT or allowed <= NARROW)
        if not small and not self._mirror.broken:
            try:
                found = self._mirror.index.nearest(queries, keep if mask is None else WIDE)
            except IndexUnavailableError:
                logger.warning("vector index failed while searching; the next sync rebuilds it")
                self._mirror.broken = True
            else:
                places = [[saved.rows.place[i] for i, _ in hits if i in saved.rows.place] for hits in found]
                return [[n for n in placed if mask is None or mask[n]] for placed in places]
        return self._compare(saved, queries, mask, keep)

    def _compare(self, saved: Saved, queries: Vectors, mask: Mask | None, keep: int) -> list[list[int]]:
        """Return the nearest positions after comparing every vector that a filter lets through."""
        allowed = np.flatnonzero(mask) if mask is not None else np.arange(0)
        if mask is not None and allowed.size <= NARROW:
            scores = saved.matrix[allowed] @ queries.T
            return [[int(allowed[n]) for n in best(column, keep)] for column in scores.T]
        scores = self._exact(saved.matrix, queries)
        if mask is not None:
            scores = np.where(mask[:, None], scores, np.float32(0))
        return [best(column, keep) for column in scores.T]

    def _exact(self, matrix: Vectors, queries: Vectors) -> Vectors:
        """Return all similarities, kept for the next filter of the same queries."""
        key = queries.tobytes()
        if self._last_exact is None or self._last_exact[0] != key:
            self._last_exact = (key, np.asarray(matrix) @ queries.T)
        return self._last_exact[1]

    def _word_scores(self, saved: Saved, query: str) -> Scores:
        if query not in self._word_cache:
            if len(self._word_cache) >= CACHED_QUERIES:
                self._word_cache.clear()
            read = lambda n: "".join(wording(self._hear(p)) for p in self._feed.passages([saved.rows.ids[n]]))  # noqa: E731 - as above
            self._word_cache[query] = saved.lexical.scores(query, read)
        return self._word_cache[query]

    def _hits(self, saved: Saved, queries: Sequence[str], ranked: list[list[Ranked]], k: int) -> list[list[Hit]]:
        """Read the best passages again from the store; those that are gone from it are no hits."""
        ids = saved.rows.ids
        passages = self._read([ids[r.position] for found in ranked for r in found[: k + SPARE]])
        short = [found for found in ranked if sum(ids[r.position] in passages for r in found[: k + SPARE]) < k]
        passages |= self._read([ids[r.position] for found in short for r in found[k + SPARE :]])
        hits = []
        for query, found in zip(queries, ranked, strict=True):
            alive = [(r, passages[ids[r.position]]) for r in found if ids[r.position] in passages][:k]
            hits.append([_hit(query, passage, r) for r, passage in alive])
        return hits

    def _read(self, ids: Sequence[str]) -> dict[str, Passage]:
        wanted = list(dict.fromkeys(ids))
        return {p.id: p for p in self._feed.passages(wanted)} if wanted else {}

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            self._mirror.close()
            self._forget()


def _hit(query: str, passage: Passage, r: Ranked) -> Hit:
    return Hit(passage, round(r.score, 6), r.word_rank, r.vector_rank, matched_words(query, passage.search_text))
