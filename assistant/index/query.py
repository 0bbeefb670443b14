"""What a question asks for, in the evidence's spelling. Pure functions.

Rules add words beside those that were written, so that one that errs costs little. What each is worth, and
which rules did not help, stands in docs/retrieval.md.
"""

from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from assistant.index.acronyms import ACRONYMS
from assistant.index.norwegian import is_norwegian, swedish
from assistant.index.tokens import STOP, stems, words

NEAR = 0.3
"""Weight of the known words one slip away from an unknown one, together."""
JOINED = 1.0
"""Weight of a compound that was written apart."""
SAME = 0.3
"""Weight of each word that an acronym stands for, and of the acronym for its words."""
_LONG = 5
"""Shorter stems have too many neighbours."""
_MOST = 2000
"""Spellings with accents that are tried of one word."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"

Asked = dict[str, float]
"""Words with their weights."""


def understand(query: str, known: Collection[str]) -> Asked:
    """Return the words of a query and what else they may be called, weighted.

    Args:
        query: what was asked, in Swedish or Norwegian.
        known: all stems of the evidence; testing for one must be quick.
    """
    written = words(query)
    if is_norwegian(written):
        written = [other for word in written for other in swedish(word)]
    asked: Asked = {}
    for word in written:
        asked[word] = asked.get(word, 0.0) + 1.0
    for word, weight in [*_meant(written, known), *_joined(written, known), *_spelt_out(written)]:
        asked[word] = max(asked.get(word, 0.0), weight)
    return asked


def _stem(word: str) -> str:
    return next(iter(stems(word)), "")


def _meant(written: list[str], known: Collection[str]) -> list[tuple[str, float]]:
    """Return the known words that unknown ones are one slip away from; accents left out are the likeliest slip."""
    accents = any(letter in "åäö" for word in written for letter in word)
    found: list[tuple[str, float]] = []
    for stem in dict.fromkeys(map(_stem, written)):
        if len(stem) < _LONG or stem in known or not stem.isalpha():
            continue
        near = [] if accents else sorted(w for w in _accented(stem) if w in known)
        near = near or sorted(w for w in _slips(stem) if w in known)
        found += [(w, NEAR / len(near)) for w in near]
    return found


@lru_cache(maxsize=1000)
def _accented(word: str) -> frozenset[str]:
    """Return the word with some of its a and o written å, ä or ö."""
    made = [""]
    for letter in word:
        others = {"a": "aåä", "o": "oö"}.get(letter, letter) if len(made) < _MOST else letter
        made = [start + other for start in made for other in others]
    return frozenset(made) - {word}


@lru_cache(maxsize=1000)
def _slips(word: str) -> frozenset[str]:
    """Return all words with one letter dropped, added, changed or swapped; the first letter is believed."""
    cuts = [(word[:n], word[n:]) for n in range(1, len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b}
    made |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    made |= {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    made |= {a + letter + b for a, b in cuts for letter in _LETTERS}
    return frozenset(made) - {word}


def _joined(written: list[str], known: Collection[str]) -> list[tuple[str, float]]:
    """Return compounds that were written apart, such as "kommunikations policy"."""
    pairs = [(a, b) for a, b in pairwise(written) if len(a) > 2 and len(b) > 2 and not {a, b} & STOP]
    return [(made, JOINED) for a, b in pairs for made in (a + b, f"{a}s{b}") if _stem(made) in known]


def _spelt_out(written: list[str]) -> list[tuple[str, float]]:
    """Return what acronyms stand for, and the acronyms of what was spelt out."""
    have = {stem for word in written for stem in stems(word)}
    found: list[tuple[str, float]] = []
    for short, long in ACRONYMS.items():
        if short in written:
            found += [(word, SAME) for word in words(long)]
        elif have.issuperset(stem for word in words(long) for stem in stems(word)):
            found.append((short, SAME))
    return found
