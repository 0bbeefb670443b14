"""Word search: BM25 over Snowball stems and over character 4-grams, summed with weights.

Measured on Swedish (docs/quality.md): 4-grams find compounds and inflections that stems miss, stems
keep exact words ahead; 0.3 stems + 0.7 4-grams is better than either.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.tokens import grams, stems, words

Scores = NDArray[np.float32]
STEM_WEIGHT, GRAM_WEIGHT = 0.3, 0.7
K1, B = 1.2, 0.7


class _Part:
    """One bm25s index over one kind of token."""

    def __init__(self, model: Any, vocabulary: dict[str, int]) -> None:
        self._model = model
        self._vocabulary = vocabulary

    @classmethod
    def build(cls, documents: Iterable[list[str]]) -> "_Part":
        import bm25s
        from bm25s.tokenization import Tokenized

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself when imported

        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in document] for document in documents]
        if not vocabulary:  # bm25s cannot be empty; a word that nobody can ask for stands in
            vocabulary[""] = 0
            ids = [[0] for _ in ids] or [[0]]
        model = bm25s.BM25(k1=K1, b=B)
        model.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False, create_empty_token=False)
        return cls(model, vocabulary)

    def scores(self, tokens: Iterable[str], count: int) -> Scores:
        known = [self._vocabulary[t] for t in tokens if t in self._vocabulary]
        if not known:
            return np.zeros(count, dtype=np.float32)
        found: Scores = self._model.get_scores_from_ids(known)
        return found

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), show_progress=False)
        (folder / "words.json").write_text(json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "_Part":
        import bm25s

        model = bm25s.BM25.load(str(folder), mmap=True, load_vocab=False)
        vocabulary = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(model, vocabulary)


class LexicalIndex:
    """Word search over texts by their position."""

    def __init__(self, stem_part: _Part, gram_part: _Part, count: int) -> None:
        self._stems = stem_part
        self._grams = gram_part
        self.count = count

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Build from texts; positions are those of the sequence."""
        split = [words(text) for text in texts]
        stem_part = _Part.build([list(chain.from_iterable(map(stems, document))) for document in split])
        gram_part = _Part.build([list(chain.from_iterable(map(grams, document))) for document in split])
        return cls(stem_part, gram_part, len(texts))

    def scores(self, query: str) -> Scores:
        """Return a score a text between 0 and 1, relative to the best text of this query."""
        asked = words(query)
        by_stem = self._stems.scores(chain.from_iterable(map(stems, asked)), self.count)
        by_gram = self._grams.scores(chain.from_iterable(map(grams, asked)), self.count)
        return STEM_WEIGHT * _relative(by_stem) + GRAM_WEIGHT * _relative(by_gram)

    def save(self, folder: Path) -> None:
        """Write to a folder."""
        for name, part in (("stems", self._stems), ("grams", self._grams)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            part.save(folder / name)

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
