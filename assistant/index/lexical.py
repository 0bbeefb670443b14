"""Word search: BM25 over Snowball stems and over character 4-grams, summed with weights, with feedback.

Measured on Swedish (docs/retrieval.md): 4-grams find compounds and inflections that stems miss, stems keep
exact words ahead. The first hit then lends its most telling terms to the question, which brings up passages
that say the same in other words.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError
from assistant.index.feedback import blend, rarity, telling
from assistant.index.postings import FILES, VOCABULARY, Split, count_words, write_postings
from assistant.index.query import understand
from assistant.index.tokens import grams, stems, words

Scores = NDArray[np.float32]
ReadText = Callable[[int], str]
"""Gives the text at a position; empty when it is gone."""
STEM_WEIGHT, GRAM_WEIGHT = 0.2, 0.8
K1, B = 1.2, 0.8


class _Part:
    """One bm25s index over one kind of token, mapped from its folder."""

    def __init__(self, model: Any, vocabulary: dict[str, int], split: Split) -> None:
        # Plain arrays over the same mapped memory: a memmap makes an object of itself at every slice.
        self._arrays = {name: np.asarray(model.scores[name]) for name in ("data", "indices", "indptr")}
        self._vocabulary = vocabulary
        self._split = split

    @property
    def vocabulary(self) -> Collection[str]:
        """All terms."""
        return self._vocabulary.keys()

    def terms(self, asked: Mapping[str, float]) -> dict[int, float]:
        """Return the known terms of weighted words, by number; a term's weights add up."""
        found: dict[int, float] = {}
        for word, weight in asked.items():
            for term in self._split(word):
                number = self._vocabulary.get(term)
                if number is not None:
                    found[number] = found.get(number, 0.0) + weight
        return found

    def scores(self, asked: Mapping[int, float], count: int) -> Scores:
        """Return the weighted sum of the terms' scores, relative to the best text."""
        found = np.zeros(count, dtype=np.float32)
        starts = self._arrays["indptr"]
        for term, weight in asked.items():
            column = slice(int(starts[term]), int(starts[term + 1]))
            np.add.at(found, self._arrays["indices"][column], self._arrays["data"][column] * np.float32(weight))
        return _relative(found)

    def used_by(self, word: str) -> int | None:
        """Return how many texts hold the rarest term of a word, 0 if one is unknown; None for a word without terms."""
        starts, numbers = self._arrays["indptr"], [self._vocabulary.get(term, -1) for term in self._split(word)]
        return min((int(starts[n + 1] - starts[n]) if n >= 0 else 0 for n in numbers), default=None)

    def telling(self, text: Mapping[str, float], count: int) -> dict[int, float]:
        """Return the terms that tell a text from the others, with their weights."""
        used = self.terms(text)
        starts = self._arrays["indptr"]
        return telling({t: (n, int(starts[t + 1] - starts[t])) for t, n in used.items()}, of=count, k1=K1)

    @classmethod
    def load(cls, folder: Path, split: Split) -> "_Part":
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself when imported
        model = bm25s.BM25.load(str(folder), mmap=True, load_vocab=False, **FILES)
        vocabulary = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
        return cls(model, vocabulary, split)


class LexicalIndex:
    """Word search over texts by their position."""

    def __init__(self, stem_part: _Part, gram_part: _Part, count: int) -> None:
        self._parts = ((stem_part, np.float32(STEM_WEIGHT)), (gram_part, np.float32(GRAM_WEIGHT)))
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

    def scores(self, query: str, read: ReadText | None = None) -> Scores:
        """Return a score a text between 0 and 1, relative to the best text of this query.

        Args:
            query: the words asked for.
            read: gives the text of the first hit, for feedback; without it there is none.

        Raises:
            IndexUnavailableError: the files changed since they were mapped.
        """
        asked = understand(query, self._parts[0][0].vocabulary)
        try:
            found = [part.terms(asked) for part, _ in self._parts]
            first = self._sum(found)
            best = int(first.argmax()) if first.size else 0
            if read is None or not first.any():
                return first
            like = Counter(words(read(best)))
            return self._sum(
                [blend(t, part.telling(like, self.count)) for t, (part, _) in zip(found, self._parts, strict=True)]
            )
        except (IndexError, ValueError, OSError) as error:
            raise IndexUnavailableError("Sökindexet är skadat.", hint="Det byggs om av sig självt.") from error

    def weighed(self, query: str) -> dict[str, float]:
        """Return what a query asks for, each word weighted by how rare its stem is in these texts."""
        stem_part, _ = self._parts[0]
        asked = understand(query, stem_part.vocabulary)
        used = {word: stem_part.used_by(word) for word in asked}
        return {word: asked[word] * rarity(n, of=self.count) for word, n in used.items() if n is not None}

    def _sum(self, asked: Iterable[Mapping[int, float]]) -> Scores:
        total = np.zeros(self.count, dtype=np.float32)
        for terms, (part, weight) in zip(asked, self._parts, strict=True):
            total += weight * part.scores(terms, self.count)
        return total

    @classmethod
    def load(cls, folder: Path, count: int) -> "LexicalIndex":
        """Map a written index into memory. OSError or ValueError if it is damaged."""
        return cls(_Part.load(folder / "stems", stems), _Part.load(folder / "grams", grams), count)


def _relative(scores: Scores) -> Scores:
    top = float(scores.max(initial=0.0))
    return scores / np.float32(top) if top > 0 else scores


def matched_words(query: str, text: str) -> tuple[str, ...]:
    """Return the words of a query whose stem stands in a text."""
    have = {stem for word in words(text) for stem in stems(word)}
    return tuple(dict.fromkeys(w for w in words(query) if any(s in have for s in stems(w))))
