"""Reading the text of a published report: how far a sub-area has come, by what its evaluators wrote.

Evaluators state what is in place, how far it reaches and whether it is followed up, and then wish:
"skulle kunna", "efterfrågas", a role model to look at. Each sentence is read for what it says is in
place and gets a worth between 0 and 1; questions, the past and method notes get none. The worth of a
text is the weighted mean, drawn towards the middle, since a text says less than the evaluators knew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from assistant.domain.criteria import SubArea
from assistant.drafting.reading import Reading, read
from assistant.drafting.relevance import Relevance
from ingest import sentence_spans

Sort = Literal["in_place", "rule", "part", "mixed", "planned", "lacking", "wish", "role_model"]

_WORTH: dict[Sort, tuple[float, float]] = {
    "rule": (0.42, 0.9),
    "mixed": (0.4, 1.0),
    "part": (0.38, 1.0),
    "planned": (0.25, 0.9),
    "wish": (0.15, 0.9),
    "role_model": (0.15, 0.5),
    "lacking": (0.12, 1.0),
}
"""Worth and weight of a sentence of each sort but ``in_place``."""
IN_PLACE, WIDE, DEVELOPED, KEPT_UP, USED, PRAISED, RESERVED = 0.6, 0.15, 0.12, 0.12, 0.05, 0.1, -0.1
"""Worth of what is in place, and what reach, development, follow-up, use, praise and a reservation add to it."""
MIDDLE, MIDDLE_PERCENT, SLOPE = 0.42, 51.0, 50.0
"""A text of this worth is taken for this percent, and how many percent a whole unit of worth makes up."""
ANYWAY = 0.02
"""Squared relevance with which a statement counts even for a question of the sub-area that it does not name."""
SHORTEST = 25

_WISH = re.compile(
    r"\b(?:skulle (?:\w+ ){0,4}kunna|skulle (?:\w+ ){0,2}(?:behöva|vara|vinna)|"
    r"kan (?:\w+ ){0,4}(?:hjälpa|bli (?:\w+are|bättre|mer)|utvecklas|stärkas?|vara (?:ett stöd|något|(?:en )?inspiration\w*)|lära|titta|"
    r"förbättras|tydliggöras|förtydligas)|kan användas|kan (?:kommunen|man|organisationen|ni|[A-ZÅÄÖ]\w+) (?:\w+ ){0,3}"
    r"(?:använda|nå|utveckla|stärka|bygga|skapa|nyttja)|behöver (?!inte)|efterfråga\w*|efterlys\w*|förbättringsmöjlighet\w*|"
    r"utvecklingsområd\w*|identifierat (?:ett )?behov|(?:är|dock) (?:\w+ ){0,3}viktig\w* (?:\w+ ){0,2}(?:att|strategisk\w*)|"
    r"önskar|önskas|önskvärt att|gäller (?:det )?nu att|borde|rekommender\w*|med fördel|hjälp att få|extra angeläget)",
    re.IGNORECASE,
)
_ROLE_MODEL = re.compile(
    r"(?:\bär (?:\w+ )?(?:ett exempel på )?(?:en kommun|kommuner)\b|\binspirationskäll\w*|\bkan titta|\batt studera\b|"
    r"\bsom också fått utmärkelsen|\bhar som \w+ kommun\b|^en kommun som\b|^SKR har\b|\bskrifter på temat\b)",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:god[at]? exempel|goda? (?:samtals)?klimat\w*|gott (?:samtals)?klimat|uppskatta\w*|framgångsrik\w*|lyckad\w*|premiera\w*|"
    r"utmärkelse\w*|medalj|stolthet|väl (?:utveckla|fungera|inarbeta)\w*|innehållsrik\w*|fungerar (?:väl|bra)|öppen kultur|sund\w*|"
    r"aktivt|medvetet|trygg\w* med|styrka|starkt?|gynna\w*)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"^(?:tidigare|förr)\b|\btidigare (?:upplevts|varit) (?:tydligare|bättre)", re.IGNORECASE)
_RESERVATION = re.compile(r",? \b(?:men|dock|fast|även om|medan)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence of a report says of how far things have come."""

    text: str
    sort: Sort
    worth: float
    weight: float


def statements(text: str) -> tuple[Statement, ...]:
    """Read a report's text on one sub-area; sentences that claim nothing of today are left out."""
    return tuple(_read_all(text))


def percent(text: str, sub_area: SubArea, relevance: Relevance) -> Fraction | None:
    """Return the share of its points, in percent, that a report's text on a sub-area speaks for.

    Each question takes its worth from the statements, those most that speak of it, and counts by its points.
    None when the text states nothing.
    """
    found = statements(text)
    if not found:
        return None
    worths = np.array([s.worth for s in found])
    weights = np.array([s.weight for s in found])
    spoken = np.array([relevance.of(s.text) for s in found], dtype=np.float64)
    total = 0.0
    for question in sub_area.questions:
        shares = weights * (spoken[:, relevance.place[question.id]] ** 2 + ANYWAY)
        total += float(question.max_points) * float(shares @ worths / shares.sum())
    worth = total / float(sub_area.max_points)
    return Fraction(round(min(max(MIDDLE_PERCENT + SLOPE * (worth - MIDDLE), 0.0), 100.0) * 10), 10)


def _read_all(text: str) -> Iterator[Statement]:
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        reading = read(sentence)
        if end - start < SHORTEST or reading.asks or _PAST.search(sentence):
            continue
        sort = _sort_of(sentence, reading)
        worth, weight = (_worth(sentence, reading), 1.0) if sort == "in_place" else _WORTH[sort]
        yield Statement(sentence, sort, worth, weight)


def _sort_of(sentence: str, reading: Reading) -> Sort:
    signals = reading.signals
    done = signals & {"known_and_used", "followed_up", "systematic"}
    wishes = _WISH.search(sentence) is not None
    rules: tuple[tuple[bool, Sort], ...] = (
        (_ROLE_MODEL.search(sentence) is not None, "role_model"),
        (wishes and not reading.mixed, "wish"),
        (reading.adverse, "lacking"),
        (reading.mixed, "mixed"),
        (reading.planned, "planned"),
        ("norm" in signals and not done, "rule"),
        ("one_unit" in signals and "whole_municipality" not in signals, "part"),
    )
    return next((sort for fits, sort in rules if fits), "in_place")


def _worth(sentence: str, reading: Reading) -> float:
    signals = reading.signals
    worth = IN_PLACE
    worth += KEPT_UP if signals & {"systematic", "followed_up"} else 0.0
    worth += WIDE if "whole_municipality" in signals else 0.0
    worth += DEVELOPED if "developed" in signals else 0.0
    worth += USED if "known_and_used" in signals else 0.0
    worth += PRAISED if _PRAISE.search(sentence) else 0.0
    worth += RESERVED if _RESERVATION.search(sentence) else 0.0
    return min(worth, 1.0)
