"""Swedish compounds taken apart by the words that are in use, without a dictionary."""

from collections.abc import Mapping
from functools import cache

from assistant.drafting.topics import stem

SHORTEST = 4
"""A part of a compound has at least so many letters (its first part one less, without a linking letter)."""
_LINKS = "seaou"
_OFTEN = 50
"""Uses above which a part is as sure as it gets."""


class Compounds:
    """Takes words apart whose both parts are words of their own in some texts.

    Args:
        uses: how many texts use each stem.
    """

    def __init__(self, uses: Mapping[str, int]) -> None:
        self._uses = uses
        self.parts = cache(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Return first and last part of a stem, "medborgardialog" as "medborg" and "dialog"; none when it is whole."""
        best: tuple[int, tuple[str, ...]] = (0, ())
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            last = word[cut:]
            if last not in self._uses:
                continue
            first = word[:cut]
            for form in (first, first[:-1] if first[-1] in _LINKS else "", stem(first)):
                if len(form) >= SHORTEST - 1 and form in self._uses:
                    sure = min(self._uses[form], _OFTEN) * min(self._uses[last], _OFTEN)
                    best = max(best, (sure, (form, last)))
        return best[1]
