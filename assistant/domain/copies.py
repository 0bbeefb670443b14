"""Near-identical copies: a web page and a PDF of the same text are one source, not two.

Texts are compared by runs of five words (shingles), so that page breaks, headings and line ends
that differ between the copies do not matter. Sentences are compared by their words alone.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

RUN = 5
"""Words in a shingle."""
SHARE = 0.8
"""Part of the smaller text that must stand in the other one."""
HALF = 0.5
"""A copy is at least so long, against the other: an extract is no copy of the whole."""
SAMPLED = 250_000
"""Shingles compared, about, over all texts; longer evidence is sampled."""
SURE, ROUGH = 200, 0.7
"""So many sampled shingles tell by themselves; from fewer, so large a part of the share is worth a full count."""
LETTERS = 7
"""Characters that a word takes in running text, about."""
SHORT = 4
"""Words of so few letters start no sampled shingle: they are everywhere."""

_WORD = re.compile(r"\w+")
T = TypeVar("T")


def sentence_key(sentence: str) -> str:
    """Return what two copies of a sentence have in common: its words, whatever stands between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", sentence).casefold().replace("\u00ad", "")))


def nearly_same(first: str, second: str, *, share: float = SHARE) -> bool:
    """Say whether two sentences are the same but for a word or so."""
    one, other = (set(sentence_key(text).split()) for text in (first, second))
    longest = max(len(one), len(other))
    return bool(longest) and len(one & other) / longest >= share


def distinct(items: Iterable[T], sentence: Callable[[T], str]) -> list[list[T]]:
    """Put items that quote the same sentence together, in the order of the first of each."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(sentence_key(sentence(item)), []).append(item)
    return list(groups.values())


def copy_groups(texts: Mapping[str, str], *, share: float = SHARE) -> dict[str, str]:
    """Name for each source the group of copies that it belongs to, by the id of the group's longest text.

    A source without copies is a group of its own. Two texts are copies when ``share`` of the smaller
    one's shingles stand in the larger and the smaller is at least half as long.
    """
    every = 1 + sum(map(len, texts.values())) // (SAMPLED * LETTERS)
    order = sorted(texts, key=lambda source: (-len(texts[source]), source))
    seen = _Seen(texts, every, share)
    return {source: seen.place(source) for source in order}


class _Seen:
    """The longest text of each group so far, found again by its shingles; words are not kept."""

    def __init__(self, texts: Mapping[str, str], every: int, share: float) -> None:
        self._texts = texts
        self._every = every
        self._share = share
        self._by_shingle: dict[int, list[str]] = {}
        self._by_words: dict[tuple[str, ...], str] = {}
        self._kept: set[str] = set()
        self._known: set[str] = set()

    def place(self, source: str) -> str:
        """Return the group of a source; it starts one when it is no copy of a longer text."""
        words = _words(self._texts[source])
        whole = tuple(words) if len(words) < RUN * RUN else ()
        if whole and whole in self._by_words:
            return self._by_words[whole]
        own = self._sample(words)
        shared = Counter(leader for run in own for leader in self._by_shingle.get(run, ()))
        for leader, count in shared.most_common():
            if count < self._share * len(own) * (1 if len(own) >= SURE else ROUGH):
                break
            half = len(self._texts[source]) >= HALF * len(self._texts[leader])
            if half and self._confirmed(words, leader, len(own)):
                return leader
        for run in own:
            self._by_shingle.setdefault(run, []).append(source)
        if whole:
            self._by_words[whole] = source
        return source

    def _confirmed(self, words: Sequence[str], leader: str, sampled: int) -> bool:
        """Count all shingles where the sample is too small to say."""
        if sampled >= SURE:
            return True
        own, other = _shingles(words), _shingles(_words(self._texts[leader]))
        return len(own & other) >= self._share * len(own)

    def _sample(self, words: Sequence[str]) -> set[int]:
        """Return the shingles that start at a word of the sample: the same ones in every text."""
        if self._every == 1:
            return _shingles(words)
        new = set(words) - self._known
        self._known |= new
        self._kept.update(word for word in new if len(word) > SHORT and zlib.crc32(word.encode()) % self._every == 0)
        kept, last = self._kept, len(words) - RUN
        return {_number(words, at) for at, word in enumerate(words) if word in kept and at <= last}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(words: Sequence[str]) -> set[int]:
    return {_number(words, at) for at in range(len(words) - RUN + 1)}


def _number(words: Sequence[str], at: int) -> int:
    return zlib.crc32(" ".join(words[at : at + RUN]).encode())
