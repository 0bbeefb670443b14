"""Feedback from the first hit: its most telling terms join the question with a small weight. Pure functions.

Rocchio's method with one document and few terms. With more documents it drifts: measured in
docs/retrieval.md, the first hit alone helped on every set, three made some worse.
"""

import math
from collections.abc import Mapping

SHARE = 0.35
"""Of the question's weight, what the first hit's terms have together."""
TERMS = 40
"""Terms that the first hit lends, of each kind."""


def rarity(texts: int, *, of: int) -> float:
    """Return BM25's inverse document frequency of a term that so many texts of all hold."""
    return math.log(1 + (of - texts + 0.5) / (texts + 0.5))


def telling(used: Mapping[int, tuple[float, int]], *, of: int, k1: float) -> dict[int, float]:
    """Return the terms of a text that tell it from others, weighted as BM25 weighs a text of mean length.

    Args:
        used: by term, how often it stands in the text and in how many texts it stands.
        of: how many texts there are.
        k1: BM25's saturation.
    """
    weights = {term: rarity(texts, of=of) * count / (count + k1) for term, (count, texts) in used.items()}
    best = sorted(weights, key=lambda term: (-weights[term], term))[:TERMS]
    return {term: weights[term] for term in best}


def blend(asked: Mapping[int, float], lent: Mapping[int, float]) -> dict[int, float]:
    """Return the terms asked for and those lent by the first hit, each side brought to its share."""
    own, others = sum(asked.values()), sum(lent.values())
    if not own or not others:
        return dict(asked)
    both = {term: (1 - SHARE) * weight / own for term, weight in asked.items()}
    for term, weight in lent.items():
        both[term] = both.get(term, 0.0) + SHARE * weight / others
    return both
