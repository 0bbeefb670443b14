"""What became better or worse between two runs over the same cases."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One case that fared differently; ``gain`` above 0 is better."""

    id: str
    before: str
    """As shown to a person."""
    after: str
    gain: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How one case fared: how good it is, higher is better, and how that is shown."""

    worth: float
    shown: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All cases of two runs; the largest changes come first."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    same: int


def compare(before: Mapping[str, Standing], after: Mapping[str, Standing], *, least: float = 1e-6) -> Comparison:
    """Compare two runs case by case.

    Args:
        before: the first run, by case.
        after: the second run, by case.
        least: what a case must change to count as changed.

    Raises:
        ValueError: the runs are not over the same cases.
    """
    if before.keys() != after.keys():
        raise ValueError("the two runs are not over the same cases")
    changes = [
        Change(i, before[i].shown, after[i].shown, after[i].worth - before[i].worth)
        for i in before
        if abs(after[i].worth - before[i].worth) >= least
    ]
    return Comparison(
        better=tuple(sorted((c for c in changes if c.gain > 0), key=lambda c: -c.gain)),
        worse=tuple(sorted((c for c in changes if c.gain < 0), key=lambda c: c.gain)),
        same=len(before) - len(changes),
    )
