"""Reading one Swedish sentence the way an evaluator does: is it done, how far, and is it followed up?

What counts is what is done. So a sentence is read for *signals*: planned against in place, one
unit against the whole municipality, decided, known and used, followed up, developed, expired,
negated. The signs are words of the genre, not of any question (see ``signs``); the question's own
ladder says what they are worth (see ``levels``). A negation counts only where it denies the main
thing: not in a condition, a prohibition or a contrast. A sentence that turns ("finns, men används
inte") is read on both sides of the turn.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.drafting.signs import HARMLESS, MODERATOR, NO_ANSWER, PATTERNS, SIDE_CLAUSE, TURN, UNITS, Signal

__all__ = ["Reading", "Signal", "read", "valid_until"]

_COMPILED = {signal: re.compile(pattern, re.IGNORECASE) for signal, pattern in PATTERNS.items()}
_ADVERSE: frozenset[Signal] = frozenset({"negated", "gap", "expired"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says about how far something has come."""

    signals: frozenset[Signal]
    mixed: bool = False
    """One side of a turn states what is done, the other what is lacking."""

    @property
    def asks(self) -> bool:
        """Say whether the sentence is a question and so states nothing."""
        return "question" in self.signals

    @property
    def planned(self) -> bool:
        """Say whether it speaks of the future rather than of what is."""
        return "planned" in self.signals

    @property
    def adverse(self) -> bool:
        """Say whether it denies, or names a lack, and states nothing that is done beside it.

        A lack that was found and led to a change speaks for the matter, not against it.
        """
        return bool(self.signals & _ADVERSE) and not self.mixed and "learned" not in self.signals

    @property
    def in_place(self) -> bool:
        """Say whether it states something that is done or holds."""
        return not (self.asks or self.planned or self.adverse)


@lru_cache(maxsize=65536)
def read(sentence: str) -> Reading:
    """Read one sentence for signals."""
    plain = HARMLESS.sub(" ", " ".join(sentence.split()))
    if MODERATOR.match(plain) or NO_ANSWER.match(plain):
        return Reading(frozenset({"question"}))
    sides = [_signals(side) for side in TURN.split(plain) if side.count(" ") >= 1] or [_signals(plain)]
    found = frozenset().union(*sides) | _extent(plain)
    done = any(not side & (_ADVERSE | {"planned"}) for side in sides)
    lacking = any(side & _ADVERSE for side in sides)
    return Reading(found, mixed=len(sides) > 1 and done and lacking)


def _signals(side: str) -> frozenset[Signal]:
    """Return the signals of one side of a turn; a negation in a side clause does not count."""
    found = {signal for signal, pattern in _COMPILED.items() if pattern.search(side)}
    if "negated" in found and not _COMPILED["negated"].search(SIDE_CLAUSE.sub(" ", side)):
        found -= {"negated"}
        found -= set() if _COMPILED["gap"].search(SIDE_CLAUSE.sub(" ", side)) else {"gap"}
    if "gap" in found and _TO_YOU.search(side):
        found -= {"gap"}  # a page that tells its reader what to do when something is hard
    if "negated" in found and "learned" not in found:
        found -= {"developed"}  # "har inte ändrats"
    return frozenset(found)


_TO_YOU = re.compile(r"\b(?:du|dig|din|ditt|dina)\b", re.IGNORECASE)
_NUMBERS = {
    w: n for n, w in enumerate("noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton".split())
}
_COUNT = r"(\d{1,5}|" + "|".join(_NUMBERS) + r")"
_PERCENT = re.compile(
    rf"\b(\d{{1,3}})(?:,\d+)? ?(?:procent|%) (?:av (?:(?:\w+ ){{0,2}}{UNITS}|de \w+|\w+(?:arna|erna|orna)\b)|vet|känner|kan|kunde|hade|har|instämmer)",
    re.IGNORECASE,
)
_RATIO = re.compile(rf"(?<!var och )\b{_COUNT} av (?:\w+ ){{0,2}}?{_COUNT} (?:\w+ ){{0,1}}{UNITS}", re.IGNORECASE)
_MOST, _FEW = 0.8, 0.5


def _extent(text: str) -> frozenset[Signal]:
    """Return how far something reaches when the sentence counts units: "93 procent av cheferna"."""
    shares = [int(m[1]) / 100 for m in _PERCENT.finditer(text)]
    for match in _RATIO.finditer(text):
        part, whole = (_NUMBERS.get(w.lower()) if not w.isdigit() else int(w) for w in match.groups())
        if part is not None and whole:
            shares.append(part / whole)
    found: set[Signal] = set()
    if shares and max(shares) >= _MOST:
        found.add("whole_municipality")
    elif shares and max(shares) <= _FEW:
        found.add("one_unit")
    return frozenset(found)


_VALID_UNTIL = re.compile(
    r"(?:gäll(?:er|de)|giltig(?:hetstid)?|giltighet|avser perioden|gäller för perioden)[^.\n]{0,40}?"
    r"(?:till och med|t\.?\s?o\.?\s?m\.?|tom|till|–|-|—):?\s*(?:den )?(?:(\d{4})-(\d{2})-(\d{2})|(?:\d{1,2} \w+ )?(\d{4}))",
    re.IGNORECASE,
)


def valid_until(text: str) -> str | None:
    """Return the ISO date on which a document says its validity ends, or None when it says nothing.

    Only the first 6,000 characters and the last 1,500 are read: that is where documents say so.
    """
    head = text if len(text) < 7500 else f"{text[:6000]}\n{text[-1500:]}"
    dates = []
    for match in _VALID_UNTIL.finditer(head):
        year, month, day, only_year = match.groups()
        if only_year and 1990 <= int(only_year) <= 2100:
            dates.append(f"{only_year}-12-31")
        elif year:
            dates.append(f"{year}-{month}-{day}")
    return max(dates) if dates else None


_UNDECIDED = re.compile(
    r"\b(?:utkast|arbetsversion|arbetsmaterial|remissversion|samrådsversion|granskningsversion|ej (?:beslutad|antagen|fastställd)|"
    r"inte (?:ännu )?(?:beslutad|antagen|fastställd)|förslag till (?:\w+ ){0,3}(?:program|plan|policy|strategi|riktlinje\w*|budget|reglemente))\b",
    re.IGNORECASE,
)
_HEAD = 600


def is_undecided(title: str, text: str) -> bool:
    """Say whether a document calls itself a draft or a proposal, in its title or its first 600 characters."""
    return _UNDECIDED.search(f"{title}\n{text[:_HEAD]}") is not None
