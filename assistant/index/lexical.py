"""Word search: BM25 over Snowball stems and over character 4-grams, summed with weights.

Measured on Swedish (docs/quality.md): 4-grams find compounds and inflections that stems miss, stems
keep exact words ahead; 0.3 stems + 0.7 4-grams is better than either.
"""

import json
import logging
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError
from assistant.index.postings import FILES, VOCABULARY, count_words, write_postings
from assistant.index.tokens import grams, stems, words

Scores = NDArray[np.float32]
STEM_WEIGHT, GRAM_WEIGHT = 0.3, 0.7
K1, B = 1.2, 0.7


class _Part:
    """One bm25s index over one kind of token, mapped from its folder."""

    def __init__(self, model: Any, vocabulary: dict[str, int]) -> None:
        self._model = model
        self._vocabulary = vocabulary

    def scores(self, tokens: Iterable[str], count: int) -> Scores:
        known = [self._vocabulary[t] for t in tokens if t in self._vocabulary]
        if not known:
            return np.zeros(count, dtype=np.float32)
        found: Scores = self._model.get_scores_from_ids(known)
        return found

    @classmethod
    def load(cls, folder: Path) -> "_Part":
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself when imported
        model = bm25s.BM25.load(str(folder), mmap=True, load_vocab=False, **FILES)
        vocabulary = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
        return cls(model, vocabulary)


class LexicalIndex:
    """Word search over texts by their position."""

    def __init__(self, stem_part: _Part, gram_part: _Part, count: int) -> None:
        self._stems, self._grams = stem_part, gram_part
        self.count = count

    @classmethod
    def build(cls, texts: Iterable[str], folder: Path) -> "LexicalIndex":
        """Index texts, read one at a time, in the order that gives them their positions.

        The index is written to a folder and mapped from there, so that it takes next to no memory.
        """
        counts = count_words(texts)
        # Words are split once here, so the functions' caches would only grow.
        write_postings(counts, stems.__wrapped__, folder / "stems", k1=K1, b=B)
        write_postings(counts, grams.__wrapped__, folder / "grams", k1=K1, b=B)
        return cls.load(folder, counts.texts)

    def scores(self, query: str) -> Scores:
        """Return a score a text between 0 and 1, relative to the best text of this query.

        Raises:
            IndexUnavailableError: the files changed since they were mapped.
        """
        asked = words(query)
        try:
            by_stem = self._stems.scores(chain.from_iterable(map(stems, asked)), self.count)
            by_gram = self._grams.scores(chain.from_iterable(map(grams, asked)), self.count)
        except (IndexError, ValueError, OSError) as error:
            raise IndexUnavailableError("Sökindexet är skadat.", hint="Det byggs om av sig självt.") from error
        return STEM_WEIGHT * _relative(by_stem) + GRAM_WEIGHT * _relative(by_gram)

    @classmethod
    def load(cls, folder: Path, count: int) -> "LexicalIndex":
        """Map a written index into memory. OSError or ValueError if it is damaged."""
        return cls(_Part.load(folder / "stems"), _Part.load(folder / "grams"), count)


def _relative(scores: Scores) -> Scores:
    top = float(scores.max(initial=0.0))
    return scores / np.float32(top) if top > 0 else scores


def matched_words(query: str, text: str) -> tuple[str, ...]:
    """Return the words of a query whose stem stands in a text."""
    have = set(chain.from_iterable(map(stems, words(text))))
    return tuple(dict.fromkeys(w for w in words(query) if any(s in have for s in stems(w))))
