from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.ranking import mean, measure, ndcg, reachable_recall

IDS = st.lists(st.integers(0, 30).map(str), unique=True, max_size=30)
GRADES = st.dictionaries(st.integers(0, 30).map(str), st.integers(0, 3), min_size=1).filter(
    lambda found: any(found.values())
)


def test_graded_gain_is_linear_and_discounted_by_the_logarithm_of_the_rank() -> None:
    found = ndcg(["c", "a", "x", "b"], {"a": 2, "b": 1, "c": 1}, 10)

    assert found == pytest.approx((1 + 2 / log2(3) + 1 / log2(5)) / (2 + 1 / log2(3) + 1 / log2(4)))


def test_measures_of_a_known_ranking() -> None:
    found = measure(["x", "a", "y"], {"a": 1, "b": 1, "x": 0, "y": -1}).named()

    assert found["recall@10"] == 0.5
    assert found["mrr"] == 0.5
    assert found["success@1"] == 0.0
    assert found["success@5"] == 1.0
    assert found["ndcg@10"] == pytest.approx(1 / log2(3) / (1 + 1 / log2(3)))


def test_recall_looks_at_ten_documents_and_the_reciprocal_rank_at_all_given() -> None:
    found = measure([*(f"x{n}" for n in range(10)), "a"], {"a": 1})

    assert (found.recall_10, found.ndcg_10, found.success_5) == (0.0, 0.0, 0.0)
    assert found.mrr == pytest.approx(1 / 11)


def test_nothing_found_gives_nothing() -> None:
    assert set(measure([], {"a": 1}).named().values()) == {0.0}
    assert ndcg(["a"], {"a": 0}, 10) == 0.0


def test_a_query_without_relevant_documents_is_not_measured() -> None:
    with pytest.raises(ValueError, match="without relevant"):
        measure(["a"], {"a": 0})
    with pytest.raises(ValueError, match="without relevant"):
        reachable_recall({"a": 0}, 10)


def test_there_is_no_mean_of_nothing() -> None:
    with pytest.raises(ValueError, match="no mean"):
        mean([])


def test_every_query_counts_the_same() -> None:
    both = mean([measure(["a"], {"a": 3}), measure(["x"], {"a": 1})])

    assert set(both.named().values()) == {0.5}


@given(IDS, GRADES)
def test_every_measure_lies_between_zero_and_one(ranked: list[str], grades: dict[str, int]) -> None:
    assert all(0 <= value <= 1 + 1e-12 for value in measure(ranked, grades).named().values())


@given(GRADES)
def test_the_ideal_order_is_worth_one(grades: dict[str, int]) -> None:
    ideal = sorted(grades, key=lambda document: -grades[document])

    assert ndcg(ideal, grades, 10) == pytest.approx(1)


@given(IDS.filter(lambda ids: len(ids) > 1), GRADES, st.data())
def test_moving_a_better_document_up_never_lowers_ndcg(ids: list[str], grades: dict[str, int], data) -> None:
    place = data.draw(st.integers(1, len(ids) - 1))
    swapped = [*ids[: place - 1], ids[place], ids[place - 1], *ids[place + 1 :]]

    better = grades.get(ids[place], 0) >= grades.get(ids[place - 1], 0)
    change = ndcg(swapped, grades, 10) - ndcg(ids, grades, 10)
    assert change >= -1e-12 if better else change <= 1e-12


@given(GRADES)
def test_recall_never_exceeds_what_an_ideal_ranking_reaches(grades: dict[str, int]) -> None:
    ideal = sorted(grades, key=lambda document: -grades[document])

    assert measure(ideal, grades).recall_10 == reachable_recall(grades, 10)
