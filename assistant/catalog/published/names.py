"""Recognising the names of areas and sub-areas in the text of a published report.

Reports differ in how they write a name (singular or plural, a shorter or a longer form), and text out of a PDF
differs in hyphens, blanks, bullets and numbering. Names are compared as bare words; a near likeness is enough.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from assistant.domain.criteria import CriteriaSet

_NUMBERING = re.compile(r"^\W*(?:delområde\s+|område\s+)?\d{1,2}(?:\.\d{1,2})*\.?\s+", re.I)
LIKENESS = 0.9
"""Share of letters in common from which two names are taken for the same one."""
_SHORTEST = 10
_LONG_WORDS = 3
_EXTRA_WORDS = 6


def bare(text: str) -> str:
    """Return a name as lower-case words: no numbering, bullets, punctuation or line breaks."""
    unbroken = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-zåäö])", "", text)
    return " ".join(re.findall(r"\w+", _NUMBERING.sub("", unbroken).casefold()))


class Names:
    """The names of sub-areas and areas, as the criteria and the report itself have them."""

    def __init__(self, criteria: CriteriaSet, printed: Iterable[tuple[str, str]] = ()) -> None:
        self._sub_areas: dict[str, str] = {}
        for sub in criteria.sub_areas():
            for name in (sub.name.sv, *sub.aliases):
                self._sub_areas.setdefault(bare(name), sub.id)
        for sub_area, name in printed:
            if bare(name):
                self._sub_areas.setdefault(bare(name), sub_area)
        self._areas = {bare(name): area.id for area in criteria.areas for name in (area.name.sv, *area.aliases)}

    def exact(self, text: str) -> str | None:
        """Return the id of the sub-area that goes by exactly this name."""
        return self._sub_areas.get(bare(text))

    def sub_area(self, text: str, *, longer: bool = True) -> str | None:
        """Return the id of the sub-area whose name this is, or nearly is; None when it is none's.

        Args:
            text: what may be a name.
            longer: take also a shorter or longer form of a name for it.
        """
        words = bare(text)
        return self._sub_areas.get(words) or _likest(words, self._sub_areas, longer=longer)

    def ending(self, text: str) -> str | None:
        """Return the id of the sub-area whose name a text ends with, the longest name first."""
        words = bare(text)
        found = [name for name in self._sub_areas if words.endswith(f" {name}")]
        return self._sub_areas[max(found, key=len)] if found else None

    def area(self, text: str) -> str | None:
        """Return the id of the area that goes by exactly this name."""
        return self._areas.get(bare(text))


def _likest(words: str, names: Mapping[str, str], *, longer: bool) -> str | None:
    if len(words) < _SHORTEST:
        return None
    scored = [(0.95 if longer and _same_start(words, name) else _likeness(words, name), name) for name in names]
    best, name = max(scored, default=(0.0, ""))
    return names[name] if best >= LIKENESS else None


def _same_start(one: str, other: str) -> bool:
    """Say whether one name is the other with a few words after it."""
    short, long = sorted((one.split(), other.split()), key=len)
    return len(short) >= _LONG_WORDS and long[: len(short)] == short and len(long) - len(short) <= _EXTRA_WORDS


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
