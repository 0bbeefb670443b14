"""What the first hit lends to the question."""

from assistant.index.feedback import SHARE, TERMS, blend, telling


def test_terms_that_stand_everywhere_are_not_lent_before_rare_ones() -> None:
    lent = telling({1: (3, 100), 2: (1, 1), 3: (1, 50)}, of=100, k1=1.2)

    assert list(lent) == [2, 3, 1]


def test_only_so_many_terms_are_lent_and_of_equal_ones_the_first() -> None:
    lent = telling(dict.fromkeys(reversed(range(TERMS + 10)), (1, 5)), of=100, k1=1.2)

    assert list(lent) == list(range(TERMS))


def test_the_question_keeps_its_share_however_long_the_first_hit_is() -> None:
    both = blend({1: 2, 2: 1}, {2: 30.0, 3: 30.0})

    assert round(sum(both.values()), 9) == 1
    assert round(both[3], 9) == SHARE / 2
    assert round(both[1] - (1 - SHARE) * 2 / 3, 9) == 0


def test_a_first_hit_that_tells_nothing_changes_nothing() -> None:
    assert blend({1: 2}, {}) == {1: 2}
    assert blend({}, {1: 2.0}) == {}
