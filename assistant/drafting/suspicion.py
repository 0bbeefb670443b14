"""How much a sentence reads like one to whoever judges, by what many such sentences are made of.

Patterns know the orders that somebody foresaw; this weighs words, neighbours of words and what a sentence
speaks of, and so reaches phrasings that nobody wrote down. Weights are learned from ``eval_sets/orders`` by
``tools/train_suspicion.py``; a fingerprint says which features they were learned with.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import combinations, pairwise
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from assistant.drafting.suspicion_words import IMPERATIVES, SPEAKS_OF

BUCKETS = 1 << 17
MOST_WORDS = 80
"""Words of a sentence that are read; what is longer tells of other things as well."""

_WORD = re.compile(r"\d+|[^\W\d_]+")
_MARKUP = re.compile(r"[{}<>=\[\]]")
_SPEAKS_OF = tuple((topic, re.compile(words)) for topic, words in SPEAKS_OF.items())
_TOP_FIGURES = frozenset({"4", "100", "800"})
_PIECE = 4
_LONG, _LONGER, _LONGEST = 5, 6, 9
"""Letters from which a word also counts by its pieces, its beginning, and both its ends."""
_LENGTHS = (3, 6, 12, 25)
_REMEMBERED = 1 << 16

Group = tuple[int, ...]
"""Features that always come together, as numbers below ``BUCKETS``."""


class _Word(NamedTuple):
    features: Group
    topics: tuple[str, ...]
    stem: str


def _group(*found: str) -> Group:
    return tuple(crc32(feature.encode()) % BUCKETS for feature in found)


@lru_cache(maxsize=_REMEMBERED)
def _word(written: str) -> _Word:
    """Return what a word adds by itself: it, its beginning, end and pieces, and what it speaks of."""
    word = written if not written.isdigit() else "#4" if written in _TOP_FIGURES else "#"
    found = [f"w{word}"]
    if len(word) >= _LONGER:
        found.append(f"p{word[:5]}")
    if len(word) >= _LONGEST:
        found += [f"p{word[:7]}", f"s{word[-5:]}"]
    if len(word) >= _LONG:
        padded = f"<{word}>"
        found += [f"c{padded[i : i + _PIECE]}" for i in range(len(padded) - _PIECE + 1)]
    topics = tuple(topic for topic, pattern in _SPEAKS_OF if pattern.fullmatch(written))
    return _Word(_group(*found), topics, word[:5])


@lru_cache(maxsize=_REMEMBERED)
def _neighbours(before: str, stem: str, after: str) -> Group:
    return _group(f"b{before}_{stem}", f"k{before}_{after}")


@lru_cache(maxsize=_REMEMBERED)
def _follows(first: tuple[str, ...], then: tuple[str, ...]) -> Group:
    return _group(*(f"O{a}>{b}" for a in first for b in then))


@lru_cache(maxsize=_REMEMBERED)
def _together(topics: frozenset[str], told_to: bool) -> Group:
    """Return what a sentence adds by the things it brings together, and that it tells somebody to do them."""
    known = sorted(topics)
    found = [f"C{a}" for a in known] + [f"P{a}+{b}" for a, b in combinations(known, 2)]
    if told_to:
        found += ["I", *(f"I{a}" for a in known)]
    return _group(*found)


@lru_cache(maxsize=_REMEMBERED)
def _shape(length: int, last: str, marked_up: bool) -> Group:
    found = [f"L{length}"]
    if last in {"?", "!"}:
        found.append(f"E{last}")
    return _group(*found, "Z") if marked_up else _group(*found)


def features(sentence: str) -> Iterator[Group]:
    """Yield what a sentence is weighed by, each word once; nothing of a text without words."""
    written = _WORD.findall(unicodedata.normalize("NFC", sentence).lower())[:MOST_WORDS]
    if not written:
        return
    words = [_word(each) for each in written]
    yield from {word.features for word in words}
    stems = ["^", *(word.stem for word in words), "$", ""]
    for before, stem, after in zip(stems, stems[1:], stems[2:], strict=False):
        yield _neighbours(before, stem, after)
    for first, then in pairwise(word.topics for word in words):
        if first and then:
            yield _follows(first, then)
    yield _together(frozenset(topic for word in words for topic in word.topics), written[0] in IMPERATIVES)
    length = sum(len(words) >= least for least in _LENGTHS)
    yield _shape(length, sentence.rstrip()[-1:], _MARKUP.search(sentence) is not None)


class Weights(NamedTuple):
    """Learned weights, one a bucket, in steps of ``step``."""

    steps: Sequence[int]
    step: float
    bias: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Read the weights that are shipped with the package."""
    import numpy as np

    shipped = np.load(BytesIO((files("assistant.drafting") / "suspicion.npz").read_bytes()))
    return Weights(shipped["steps"].tolist(), *map(float, shipped["scale"]))


@lru_cache(maxsize=_REMEMBERED)
def _weigh(group: Group) -> int:
    return sum(map(weights().steps.__getitem__, group))


def suspicion(sentence: str) -> float:
    """Return how much a sentence reads like one to the judge; below 0 it reads like any other."""
    found = list(features(sentence))
    if not found:
        return -1.0
    _, step, bias = weights()
    return sum(map(_weigh, found)) * step / sqrt(sum(map(len, found))) + bias
