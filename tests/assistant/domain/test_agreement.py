from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.agreement import (
    Detection,
    QuoteMatch,
    Sureness,
    add_matches,
    best_constant,
    detect,
    level_agreement,
    match_quotes,
    mean_absolute_error,
    quadratic_kappa,
    reliability,
    same_quote,
)

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)
FRACTIONS = st.fractions(0, 100, max_denominator=60)


def test_agreement_of_known_levels() -> None:
    found = level_agreement([(0, 0), (1, 2), (2, 4), (3, 3)])

    assert (found.count, found.exact, found.within_one) == (4, Fraction(1, 2), Fraction(3, 4))
    assert found.kappa == 1 - Fraction(5 * 4, 29 + 15 + 9 + 11)  # chance: each label against every draft


def test_kappa_of_a_published_example() -> None:
    # Cohen's weighted kappa by hand: two raters, three grades, weights (i - j)^2.
    table = {(0, 0): 4, (0, 1): 1, (1, 1): 3, (1, 2): 1, (2, 2): 1}
    pairs = [pair for pair, count in table.items() for _ in range(count)]

    # observed: 2 of 10 one apart; expected from the margins (5, 4, 1) and (4, 4, 2)
    expected = Fraction(5 * (4 * 1 + 2 * 4) + 4 * (4 * 1 + 2 * 1) + 1 * (4 * 4 + 4 * 1), 100)
    assert quadratic_kappa(pairs) == 1 - Fraction(2, 10) / expected


def test_there_is_no_kappa_when_every_level_is_the_same() -> None:
    assert quadratic_kappa([(2, 2), (2, 2)]) is None


def test_nothing_to_compare_is_an_error() -> None:
    with pytest.raises(ValueError, match="no levels"):
        level_agreement([])
    with pytest.raises(ValueError, match="no values"):
        mean_absolute_error([])


@given(PAIRS)
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[int, int]]) -> None:
    kappa = quadratic_kappa(pairs)

    assert kappa == quadratic_kappa([(b, a) for a, b in pairs])
    assert kappa is None or kappa <= 1


@given(PAIRS, st.integers(1, 5))
def test_kappa_is_the_same_for_shifted_levels(pairs: list[tuple[int, int]], shift: int) -> None:
    assert quadratic_kappa(pairs) == quadratic_kappa([(a + shift, b + shift) for a, b in pairs])


@given(st.lists(st.integers(0, 4), min_size=2).filter(lambda levels: len(set(levels)) > 1))
def test_agreeing_everywhere_is_worth_one(levels: list[int]) -> None:
    found = level_agreement([(level, level) for level in levels])

    assert (found.exact, found.within_one, found.kappa) == (1, 1, 1)


def test_errors_are_exact() -> None:
    pairs = [(Fraction(20, 3), Fraction(5)), (Fraction(0), Fraction(1, 3))]

    assert mean_absolute_error(pairs) == Fraction(1)


@given(st.lists(FRACTIONS, min_size=1), FRACTIONS)
def test_no_constant_beats_the_median(values: list[Fraction], other: Fraction) -> None:
    def error(guess: Fraction) -> Fraction:
        return mean_absolute_error([(guess, value) for value in values])

    assert error(best_constant(values)) <= error(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Riktlinjen gäller alla nämnder.", "riktlinjen  gäller\nalla nämnder", True),
        ("Den följs upp varje år.", "Riktlinjen finns. Den följs upp varje år.", True),
        ("Det är ett sam-\nlat grepp.", "Det är ett samlat grepp.", True),
        ("Den följs upp varje år.", "Den följs inte upp varje år.", False),
        ("", "Den följs upp.", False),
        ("\u200b", "Den följs upp.", False),
    ],
)
def test_quotes_are_the_same_when_one_holds_the_other(one: str, other: str, *, same: bool) -> None:
    assert same_quote(one, other) is same
    assert same_quote(other, one) is same


def test_precision_counts_drafted_quotes_and_recall_labelled_ones() -> None:
    found = match_quotes(["Ett. Två.", "Ett.", "Fel."], ["Ett.", "Två.", "Tre."])

    assert found == QuoteMatch(3, 2, 3, 2)
    assert (found.precision, found.recall) == (Fraction(2, 3), Fraction(2, 3))


def test_without_quotes_there_is_neither_precision_nor_recall() -> None:
    found = add_matches([])

    assert (found.precision, found.recall) == (None, None)


def test_matches_add_up_quote_by_quote() -> None:
    assert add_matches([QuoteMatch(1, 1, 2, 1), QuoteMatch(3, 0, 2, 0)]) == QuoteMatch(4, 1, 4, 1)


def test_reliability_of_known_drafts() -> None:
    drafts = [Sureness(0.9, 0), Sureness(1.0, 1), Sureness(0.1, 3), Sureness(0.1, 0)]
    found = reliability(drafts)

    assert [(b.low, b.high, b.count) for b in found.bins] == [(0.0, 0.2, 2), (0.8, 1.0, 2)]
    assert (found.bins[1].exact, found.bins[1].within_one) == (0.5, 1.0)
    assert found.error_exact == pytest.approx((2 * abs(0.1 - 0.5) + 2 * abs(0.95 - 0.5)) / 4)
    assert found.error_within_one == pytest.approx((2 * 0.4 + 2 * 0.05) / 4)


def test_reliability_of_nothing_is_empty() -> None:
    assert reliability([]).bins == ()
    assert reliability([]).error_exact == 0


@given(st.lists(st.builds(Sureness, st.floats(0, 1), st.integers(0, 4))), st.integers(1, 10))
def test_every_draft_is_in_one_bin(drafts: list[Sureness], bins: int) -> None:
    found = reliability(drafts, bins=bins)

    assert sum(b.count for b in found.bins) == len(drafts)
    assert 0 <= found.error_within_one <= 1
    assert 0 <= found.error_exact <= 1


def test_detection_of_known_cases() -> None:
    found = detect([(True, True), (True, False), (False, True), (False, False), (False, False)])

    assert found == Detection(1, 1, 1, 2)
    assert (found.precision, found.recall, found.accuracy) == (Fraction(1, 2), Fraction(1, 2), Fraction(3, 5))


def test_detection_of_nothing_has_no_shares() -> None:
    found = detect([])

    assert (found.precision, found.recall, found.accuracy) == (None, None, None)
