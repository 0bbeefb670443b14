"""The built-in Swedish embedder's arithmetic: hashed character n-grams and stems, no model, no torch.

A word is its character 3-, 4- and 5-grams with marked borders, and its Snowball stem, each hashed
with a sign to one of ``dimensions`` places (feature hashing, Weinberger et al. 2009). So compounds
and inflections of a word lie near each other. Stop words weigh nothing and short words little,
which stands in for the inverse document frequency that a fixed vector space cannot know. Repeated
words count by 1 + ln(n). Vectors have unit length. The same text gives the same vector everywhere.
"""

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.index.tokens import STOP, grams, stems, words

Vectors = NDArray[np.float32]

VERSION = "2"
GRAM_WEIGHTS = {3: 0.6, 4: 1.0, 5: 1.0}
STEM_WEIGHT = 2.0
_CACHE_LIMIT = 150_000


class HashingCore:
    """Turns texts into vectors of a given dimension; caches the features of words it has seen."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._features: dict[str, tuple[NDArray[np.int32], Vectors]] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions); an empty text gives zeros."""
        return self.encode_words([{w: 1.0 + math.log(n) for w, n in Counter(words(t)).items()} for t in texts])

    def encode_words(self, texts: Sequence[Mapping[str, float]]) -> Vectors:
        """Return one unit vector a text, given as weighted words."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            self._add(out[row], text)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        np.divide(out, norms, out=out, where=norms > 0)
        return out

    def _add(self, row: Vectors, text: Mapping[str, float]) -> None:
        places, values = [], []
        for word, times in text.items():
            if word in STOP:
                continue
            at, weight = self._of_word(word)
            places.append(at)
            values.append(weight * np.float32(times))
        if places:
            np.add.at(row, np.concatenate(places), np.concatenate(values))

    def _of_word(self, word: str) -> tuple[NDArray[np.int32], Vectors]:
        known = self._features.get(word)
        if known is None:
            if len(self._features) >= _CACHE_LIMIT:
                self._features.clear()
            known = self._features[word] = self._make(word)
        return known

    def _make(self, word: str) -> tuple[NDArray[np.int32], Vectors]:
        split = grams.__wrapped__  # without its cache: the word's features are kept here
        weighted = [(f"{size}:{g}", w) for size, w in GRAM_WEIGHTS.items() for g in split(word, size)]
        own = math.sqrt(sum(w * w for _, w in weighted) or 1.0)
        rarity = min(1.0, 0.35 + 0.08 * len(word))  # long words are rarer and say more
        features = [(name, w / own) for name, w in weighted]
        features += [(f"s:{s}", STEM_WEIGHT / 2) for s in stems(word)]
        places = np.empty(len(features), dtype=np.int32)
        values = np.empty(len(features), dtype=np.float32)
        for i, (name, weight) in enumerate(features):
            code = zlib.crc32(name.encode())
            places[i] = (code >> 1) % self.dimensions
            values[i] = (1.0 if code & 1 else -1.0) * weight * rarity
        return places, values
