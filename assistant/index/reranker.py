"""Ordering the first hits anew with a cross-encoder, which reads query and passage together."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.evidence import Hit, SearchFilter
from assistant.index import model_folder
from assistant.index.embedder import Embedder
from assistant.index.hybrid import HybridIndex
from assistant.index.loading import load_cross_encoder, vendor
from assistant.index.model_folder import RERANKER
from assistant.index.ports import Hear, PassageFeed, whole
from assistant.index.windows import Window, split

_SPARE = 5
"""Tokens of a pair that are neither query nor passage, with two left free."""
_LEAST = 4
"""A passage gets at least one in so many tokens of the window; the vendor cuts a longer query."""


@dataclass(frozen=True, slots=True)
class RerankerChoice:
    """Which model orders hits anew, and how far."""

    name: str = ""
    """A folder, or the name of a CrossEncoder on this machine; empty: none."""
    top: int = 20
    """Hits that are read by it; those below keep their order."""
    weight: float = 1.0
    """Share of its score, 0 to 1; the rest is that of the search."""
    batch_size: int = 16


class Reranker:
    """A ``CrossEncoder`` with one score a pair; threads may share it.

    Attributes:
        id: changes with everything that changes an order.
        top: how many hits it reads.
    """

    def __init__(self, model: Any, choice: RerankerChoice, *, name: str, digest: str) -> None:
        self._model = model
        self._choice = choice
        self._name = name
        self._lock = threading.Lock()  # the vendor's tokenizers fail when threads share them
        self.top = choice.top
        self.id = f"{name}-{digest[:16]}-{choice.top}-{choice.weight:g}"
        self._check()

    def _check(self) -> None:
        if self._model.num_labels != 1:
            said = f"{self._model.num_labels} tal per par i stället för ett"
            raise RERANKER.refuse(f"Modellen {self._name!r} kan inte ordna träffar: den ger {said}.")
        self.scores("Vem beslutar?", ["Kommunfullmäktige beslutar.", "Nämnden följer upp."])

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers a query, 0 to 1; a long text counts as its best window.

        Raises:
            RerankerUnavailableError: the model gives something else than numbers.
        """
        with self._lock:
            windows = self._windows(query, texts)
            pairs = [(query, w.text) for parts in windows for w in parts]
            raw = self._model.predict(pairs, batch_size=self._choice.batch_size, show_progress_bar=False)
        found = np.asarray(raw, dtype=np.float64)
        if found.shape != (len(pairs),) or not np.isfinite(found).all():
            raise RERANKER.refuse(f"Modellen {self._name!r} ger poäng som inte är tal (NaN).", "Hämta den på nytt.")
        ends = np.cumsum([len(parts) for parts in windows])
        best = [found[end - len(parts) : end].max() for end, parts in zip(ends, windows, strict=True)]
        return [1.0 / (1.0 + math.exp(-value)) if value > -700 else 0.0 for value in best]

    def _windows(self, query: str, texts: Sequence[str]) -> list[list[Window]]:
        longest = self._model.max_seq_length
        if not longest or longest > 1_000_000:
            return [[Window(text, 1)] for text in texts]
        asked = min(self._count([query])[0], longest - longest // _LEAST)
        return [split(text, max(1, longest - asked - _SPARE), self._count) for text in texts]

    def _count(self, texts: Sequence[str]) -> list[int]:
        found = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]

    def order(self, query: str, hits: Sequence[Hit], hear: Hear = whole) -> list[Hit]:
        """Return hits with the first ``top`` of them ordered anew; of equal ones the earlier stays first."""
        first, rest = hits[: self.top], hits[self.top :]
        if not first:
            return []
        weight = self._choice.weight
        read = self.scores(query, [hear(hit.passage).search_text for hit in first])
        # Rounded before it is compared: the last bits of a score change with what is read beside it.
        fused = [round(weight * own + (1 - weight) * hit.score, 6) for own, hit in zip(read, first, strict=True)]
        places = sorted(range(len(first)), key=lambda n: -fused[n])
        least = min(fused) / (rest[0].score or 1.0) if rest else 1.0
        ordered = [replace(first[n], score=fused[n]) for n in places]
        return ordered + [replace(hit, score=round(hit.score * min(1.0, least), 6)) for hit in rest]


class RerankedIndex(HybridIndex):
    """A ``HybridIndex`` whose first hits are ordered anew."""

    def __init__(
        self, folder: Path, feed: PassageFeed, embedder: Embedder, *, reranker: Reranker, hear: Hear = whole
    ) -> None:
        super().__init__(folder, feed, embedder, hear=hear)
        self._reranker = reranker

    def search_many(self, queries: Sequence[str], *, k: int = 10, where: SearchFilter | None = None) -> list[list[Hit]]:
        """See ``HybridIndex``."""
        found = super().search_many(queries, k=max(k, self._reranker.top), where=where)
        return [self._reranker.order(query, hits, self._hear)[:k] for query, hits in zip(queries, found, strict=True)]


def open_reranker(choice: RerankerChoice) -> Reranker | None:
    """Load the model of a choice from this machine; None when none is chosen.

    Raises:
        RerankerUnavailableError: it is missing or damaged, brings code of its own, or does not give one
            number a pair; the hint says what to do.
    """
    if not choice.name:
        return None
    folder = model_folder.find(choice.name, RERANKER)
    name = folder.name if Path(choice.name).expanduser().is_dir() else choice.name
    digest = model_folder.fingerprint(folder)
    with vendor(choice.name, RERANKER):
        return Reranker(load_cross_encoder(folder), choice, name=name, digest=digest)
