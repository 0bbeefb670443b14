"""Fusing word and vector scores."""

import numpy as np

from assistant.index.fusion import best, fuse, masked

MATRIX = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
QUERY = np.array([1, 0], dtype=np.float32)


def test_a_passage_found_by_words_has_its_exact_vector_score_without_being_proposed() -> None:
    words = np.array([0, 1, 0, 0], dtype=np.float32)
    ranked = fuse(words, [0], QUERY, MATRIX, weight=0.5, wide=10, near=10)

    assert [(r.position, round(r.score, 6)) for r in ranked] == [(1, 0.8), (0, 0.5)]
    assert [(r.word_rank, r.vector_rank) for r in ranked] == [(1, 2), (None, 1)]


def test_the_order_of_proposals_does_not_matter() -> None:
    words = np.zeros(4, dtype=np.float32)

    assert fuse(words, [2, 1, 0, 3], QUERY, MATRIX, weight=0.2, wide=9, near=9) == fuse(
        words, [0, 1], QUERY, MATRIX, weight=0.2, wide=9, near=9
    )


def test_of_equal_scores_the_first_positions_win() -> None:
    scores = np.array([0.5, 0, 0.5, 1, 0.5, 0.5], dtype=np.float32)

    assert best(scores, 3) == [3, 0, 2]
    assert best(scores, 50) == [3, 0, 2, 4, 5]
    assert best(scores[:0], 3) == []


def test_a_filter_measures_words_against_the_best_it_lets_through() -> None:
    words = np.array([1, 0.5, 0.25], dtype=np.float32)

    assert masked(words, np.array([False, True, True])).tolist() == [0, 1, 0.5]
