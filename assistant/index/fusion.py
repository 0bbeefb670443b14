"""Which passages answer a query best: word scores and exact vector scores, fused. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.hashing import Vectors
from assistant.index.lexical import Scores
from assistant.index.saved import Mask

_DECIMALS = 6
"""Sums of the same numbers differ in their last bits with the order they are added in."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A position with its fused score, 0 to 1; ranks count from 1, None where that search missed it."""

    position: int
    score: float
    word_rank: int | None
    vector_rank: int | None


def masked(words: Scores, mask: Mask | None) -> Scores:
    """Return word scores relative to the best one that a filter lets through, 0 for the others."""
    if mask is None:
        return words
    words = np.where(mask, words, np.float32(0))
    top = float(words.max(initial=0.0))
    return words / np.float32(top) if top else words


def best(scores: Scores, count: int) -> list[int]:
    """Return the positions of the highest scores above 0, best first; of equal ones the first."""
    count = min(count, scores.size)
    if not count:
        return []
    least = np.partition(scores, scores.size - count)[scores.size - count]
    found = np.flatnonzero((scores >= least) & (scores > 0))
    return [int(n) for n in found[np.argsort(-scores[found], kind="stable")][:count]]


def similarities(matrix: Vectors, positions: NDArray[np.int64], query: Vectors) -> NDArray[np.float64]:
    """Return the cosine similarity of a query, shape (dimensions,), to the vectors at some positions."""
    picked = np.asarray(matrix[positions], dtype=np.float64)
    found: NDArray[np.float64] = np.round(picked @ query.astype(np.float64), _DECIMALS)
    return found


def fuse(
    words: Scores, proposed: Iterable[int], query: Vectors, matrix: Vectors, *, weight: float, wide: int, near: int
) -> list[Ranked]:
    """Rank the best ``wide`` passages by words and all proposed ones by both scores, best first.

    Each score counts relative to its best. That of the vectors is computed here for every candidate,
    so it does not matter how well the proposals were chosen; the first ``near`` of it have a rank.
    """
    by_words = best(words, wide)
    positions = np.array(sorted({*by_words, *proposed}), dtype=np.int64)
    if not positions.size:
        return []
    exact = similarities(matrix, positions, query).clip(min=0.0)
    relative = exact / (exact.max() or 1.0)
    score = (1 - weight) * words[positions].astype(np.float64) + weight * relative
    by_vector = [int(positions[n]) for n in np.argsort(-exact, kind="stable")[:near] if exact[n] > 0]
    word_rank = {n: r for r, n in enumerate(by_words, 1)}
    vector_rank = {n: r for r, n in enumerate(by_vector, 1)}
    ranked = [(int(positions[n]), float(score[n])) for n in np.argsort(-score, kind="stable") if score[n] > 0]
    return [Ranked(n, s, word_rank.get(n), vector_rank.get(n)) for n, s in ranked]
