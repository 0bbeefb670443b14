"""How well drafts agree with labels: levels, quotes, confidence, refusals. Exact where points are concerned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from assistant.domain.citations import normalise


@dataclass(frozen=True, slots=True)
class LevelAgreement:
    """How often drafted levels are the labelled ones."""

    count: int
    exact: Fraction
    """Share of questions with the same level."""
    within_one: Fraction
    """Share of questions at most one level apart."""
    kappa: Fraction | None
    """Quadratic weighted kappa; None when all levels are the same, so that agreement by chance is certain."""


def level_agreement(pairs: Sequence[tuple[int, int]]) -> LevelAgreement:
    """Compare levels given as (labelled, drafted).

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("no levels to compare")
    count = len(pairs)
    apart = [abs(one - other) for one, other in pairs]
    return LevelAgreement(
        count=count,
        exact=Fraction(sum(a == 0 for a in apart), count),
        within_one=Fraction(sum(a <= 1 for a in apart), count),
        kappa=quadratic_kappa(pairs),
    )


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> Fraction | None:
    """Return Cohen's kappa with quadratic weights: 1 minus observed by expected squared distance.

    What is expected by chance is the mean over every combination of a first with a second value.
    """
    observed = sum((one - other) ** 2 for one, other in pairs)
    chance = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs)
    return 1 - Fraction(observed * len(pairs), chance) if chance else None


def mean_absolute_error(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Return the mean distance of paired values, in their unit.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("no values to compare")
    return sum((abs(one - other) for one, other in pairs), Fraction(0)) / len(pairs)


def best_constant(values: Sequence[Fraction]) -> Fraction:
    """Return the one guess with the least mean absolute error for all values: their median.

    Raises:
        StatisticsError: there are no values.
    """
    return median(values)


def same_quote(one: str, other: str) -> bool:
    """Say whether one quote contains the other once typesetting is undone; an empty one matches nothing."""
    first, second = normalise(one).text, normalise(other).text
    return bool(first and second) and (first in second or second in first)


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Which drafted quotes are labelled ones, and which labelled ones were found."""

    drafted: int
    drafted_right: int
    labelled: int
    labelled_found: int

    @property
    def precision(self) -> Fraction | None:
        """Share of drafted quotes that are labelled; None when nothing was drafted."""
        return Fraction(self.drafted_right, self.drafted) if self.drafted else None

    @property
    def recall(self) -> Fraction | None:
        """Share of labelled quotes that were drafted; None when nothing is labelled."""
        return Fraction(self.labelled_found, self.labelled) if self.labelled else None


def match_quotes(drafted: Sequence[str], labelled: Sequence[str]) -> QuoteMatch:
    """Match the quotes drafted for one question with its labelled ones."""
    return QuoteMatch(
        drafted=len(drafted),
        drafted_right=sum(any(same_quote(d, g) for g in labelled) for d in drafted),
        labelled=len(labelled),
        labelled_found=sum(any(same_quote(d, g) for d in drafted) for g in labelled),
    )


def add_matches(matches: Iterable[QuoteMatch]) -> QuoteMatch:
    """Add up the matches of several questions, every quote counting the same."""
    found = list(matches)
    return QuoteMatch(
        sum(m.drafted for m in found),
        sum(m.drafted_right for m in found),
        sum(m.labelled for m in found),
        sum(m.labelled_found for m in found),
    )


@dataclass(frozen=True, slots=True)
class Sureness:
    """One draft: how sure the drafter said it was, and how far from the label it came."""

    confidence: float
    """0 to 1."""
    apart: int
    """Levels between draft and label."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The drafts whose confidence lies from ``low`` up to ``high``; the last bin holds its upper end too."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence."""
    exact: float
    within_one: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether confidence means what it says."""

    bins: tuple[Bin, ...]
    """Those that hold a draft."""
    error_exact: float
    """Expected calibration error: mean distance of confidence from the share of exact levels, by bin."""
    error_within_one: float


def reliability(drafts: Sequence[Sureness], *, bins: int = 5) -> Reliability:
    """Compare confidence with how often drafts are right, in bins of equal width."""
    filled = []
    for n in range(bins):
        inside = [d for d in drafts if min(int(d.confidence * bins), bins - 1) == n]
        if inside:
            filled.append(_bin(n / bins, (n + 1) / bins, inside))
    total = len(drafts) or 1
    return Reliability(
        tuple(filled),
        sum(b.count * abs(b.confidence - b.exact) for b in filled) / total,
        sum(b.count * abs(b.confidence - b.within_one) for b in filled) / total,
    )


def _bin(low: float, high: float, drafts: Sequence[Sureness]) -> Bin:
    count = len(drafts)
    return Bin(
        low=low,
        high=high,
        count=count,
        confidence=sum(d.confidence for d in drafts) / count,
        exact=sum(d.apart == 0 for d in drafts) / count,
        within_one=sum(d.apart <= 1 for d in drafts) / count,
    )


@dataclass(frozen=True, slots=True)
class Detection:
    """How well cases of one sort are told from the others."""

    right: int
    """Of that sort, and said to be."""
    false: int
    """Said to be, and not."""
    missed: int
    """Of that sort, and not said to be."""
    others: int
    """Not of that sort, and not said to be."""

    @property
    def precision(self) -> Fraction | None:
        """Share of those said to be that are; None when none was said to be."""
        return Fraction(self.right, self.right + self.false) if self.right + self.false else None

    @property
    def recall(self) -> Fraction | None:
        """Share of those that are that were said to be; None when there are none."""
        return Fraction(self.right, self.right + self.missed) if self.right + self.missed else None

    @property
    def accuracy(self) -> Fraction | None:
        """Share of all cases told rightly; None without cases."""
        total = self.right + self.false + self.missed + self.others
        return Fraction(self.right + self.others, total) if total else None


def detect(cases: Iterable[tuple[bool, bool]]) -> Detection:
    """Count cases given as (is of the sort, is said to be)."""
    found = list(cases)
    return Detection(
        right=sum(is_so and said for is_so, said in found),
        false=sum(said and not is_so for is_so, said in found),
        missed=sum(is_so and not said for is_so, said in found),
        others=sum(not is_so and not said for is_so, said in found),
    )
