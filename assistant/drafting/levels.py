"""From read sentences to a level: what each rung of a ladder asks for, and what the evidence shows.

A rung's *stage* follows from its place in the ladder, so that any ladder in anybody's criteria file
works: partial (planned, some unit, expired), in place, spread (the whole municipality, known and
used), developed (followed up and changed). The quotes are weighed by how surely they speak of the
question; the shares of the weight that tell of reach, development, rules, reservations and denials
make up the estimate, and no level goes above what the strongest single quote proves.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Question
from assistant.domain.evidence import SourceKind
from assistant.drafting.reading import Reading

NONE, PARTIAL, IN_PLACE, SPREAD, DEVELOPED = range(5)

FAINT = 0.15
"""Relevance below which a sentence is not evidence at all."""
WEIGHTY = 0.3
"""Share of all weight at which what speaks against must be looked at."""
BEST = 3
"""Quotes whose relevance tells whether there is evidence at all."""

# What each share adds to the estimated stage; fitted on eval sets that are named in docs/quality.md.
BASE = 0.77
AMOUNT, REACH, DEVELOPMENT, WITH_COMPANIES = 3.3, 1.0, 3.0, 2.0
RULES, RESERVATIONS, PARTS, DENIALS, DENIED_IN_INTERVIEWS = -1.0, -1.6, -1.1, -1.0, -0.85


def by_chance(passages: int) -> float:
    """Return the relevance that the best of so many passages mostly have by chance.

    Measured on texts about other questions: among 3 passages about 0.2, among 650 about 0.6.
    """
    return 0.13 + 0.17 * math.log10(max(passages, 1))


def enough(passages: int) -> float:
    """Return the relevance of the best quotes below which nothing is taken to be shown.

    Texts about other questions stay below it 97 times in 100.
    """
    return 0.25 + 0.24 * math.log10(max(passages, 1))


def sure(relevance: float) -> float:
    """Return a relevance of any size as a share of certainty, 0 to 1."""
    return relevance / (1.0 + relevance)


def shown(relevance: float) -> float:
    """Return that share in hundredths: the digits that a source more or less does not move."""
    return round(sure(relevance), 2)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of a question's rungs."""

    stages: tuple[int, ...]

    def level(self, stage: float) -> int:
        """Return the highest rung whose stage is reached."""
        return max(number for number, own in enumerate(self.stages) if own <= stage)

    def nearest(self, stage: float) -> int:
        """Return the rung whose place in the ladder is nearest to a stage, 0 to DEVELOPED; the lower one on a tie."""
        top = len(self.stages) - 1
        return min(range(top + 1), key=lambda number: (abs(number * DEVELOPED / top - stage), number))


def ladder_of(question: Question) -> Ladder:
    """Read a question's ladder."""
    stages: list[int] = []
    top = question.top
    for level in question.levels:
        by_place = round(level.number * DEVELOPED / top) if top else NONE
        stages.append(max(by_place, stages[-1] + 1 if stages and len(question.levels) <= DEVELOPED + 1 else NONE))
    return Ladder(tuple(min(s, DEVELOPED) for s in stages))


@dataclass(frozen=True, slots=True)
class Vote:
    """What one quote speaks for."""

    stage: int
    adverse: bool
    weight: float
    """Relevance to the question; about 1 with its whole vocabulary."""
    kind: SourceKind
    source_id: str
    norm: bool = False
    """It says what shall be, not what is."""
    mixed: bool = False
    """It states something done and something lacking."""
    companies: bool = False
    """It speaks of the municipality's companies."""


def stage_of(reading: Reading, *, kind: SourceKind, expired: bool = False, undecided: bool = False) -> int:
    """Return the stage that a sentence speaks for on its own.

    Args:
        reading: the sentence, read.
        kind: of the source it stands in.
        expired: the document's validity has ended.
        undecided: the document is a draft or a proposal, so that its rules hold for nobody yet.
    """
    signals = reading.signals
    held_back = _held_back(reading, expired=expired, undecided=undecided)
    if held_back is not None:
        return held_back
    if "learned" in signals:
        return DEVELOPED
    if "norm" in signals and kind == "steering_document":
        return IN_PLACE  # a rule in a decided document says what shall be, not that it is used
    if "developed" in signals:
        return DEVELOPED
    if signals & {"whole_municipality"} or {"known_and_used", "systematic"} <= signals:
        return SPREAD
    return IN_PLACE


def _held_back(reading: Reading, *, expired: bool, undecided: bool) -> int | None:
    """Return the stage of what is not in place, or None when it is."""
    signals = reading.signals
    if reading.asks:
        return NONE
    if reading.planned or expired or "expired" in signals or (undecided and "norm" in signals):
        return PARTIAL
    if reading.adverse:
        return PARTIAL if "one_unit" in signals else NONE
    if "one_unit" in signals and "whole_municipality" not in signals:
        return PARTIAL
    return None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The level that the evidence carries, and how sure that is."""

    level: int
    confidence: float
    stage: int
    contradicted: bool
    one_kind: bool
    """Only one kind of source speaks for it."""
    enough: bool = True
    """The quotes are near enough to the question to show anything."""


def weigh(votes: Sequence[Vote], ladder: Ladder, *, passages: int = 1) -> Weighed:
    """Weigh all votes of a question.

    Args:
        votes: what the quotes speak for.
        ladder: of the question.
        passages: how many passages the quotes were chosen from; the more, the more is needed to be no chance.
    """
    positive = [v for v in votes if not v.adverse]
    denied = len(positive) < len(votes)
    shown = bool(votes) and amount(votes) >= enough(passages)
    if not positive or not shown:
        return Weighed(0, _confidence(votes, passages), NONE, contradicted=denied, one_kind=True, enough=shown)
    proven = _proven(votes, positive)
    estimate = min(max(_estimate(votes, passages), float(NONE)), float(proven))
    level = ladder.nearest(estimate)
    stage = ladder.stages[level]
    kinds = {v.kind for v in positive if v.stage >= min(stage, IN_PLACE)}
    return Weighed(level, _confidence(votes, passages), stage, _contradicted(votes), len(kinds) < 2)


def _proven(votes: Sequence[Vote], positive: Sequence[Vote]) -> int:
    """Return the highest stage that a quote proves, one less when another kind of source weightily denies it."""
    proven = max(v.stage for v in positive)
    kinds = {v.kind for v in positive if v.stage == proven}
    if proven >= IN_PLACE and _share(votes, lambda v: v.adverse and v.kind not in kinds) >= WEIGHTY:
        return proven - 1
    return proven


def amount(votes: Sequence[Vote]) -> float:
    """Return the mean relevance of the best three quotes, or of those there are."""
    best = sorted((v.weight for v in votes), reverse=True)[:BEST]
    return sum(best) / max(len(best), 1)


def _estimate(votes: Sequence[Vote], passages: int) -> float:
    """Return the stage, as a number between NONE and DEVELOPED or a little beyond, that the votes add up to."""
    surest = max(v.weight for v in votes)
    reach = max((v.weight for v in votes if not v.adverse and v.stage >= SPREAD), default=0.0)
    return (
        BASE
        + AMOUNT * sure(max(amount(votes) - by_chance(passages), 0.0))
        + REACH * reach / surest
        + DEVELOPMENT * _share(votes, lambda v: not v.adverse and v.stage == DEVELOPED)
        + WITH_COMPANIES * _share(votes, lambda v: not v.adverse and v.companies)
        + RULES * _share(votes, lambda v: v.norm)
        + RESERVATIONS * _share(votes, lambda v: v.mixed)
        + PARTS * _share(votes, lambda v: not v.adverse and v.stage == PARTIAL)
        + DENIALS * _share(votes, lambda v: v.adverse)
        + DENIED_IN_INTERVIEWS * _share(votes, lambda v: v.adverse and v.kind == "interview")
    )


def _share(votes: Sequence[Vote], fits: Callable[[Vote], bool]) -> float:
    """Return the share of all weight that fitting votes have."""
    total = sum(v.weight for v in votes)
    return sum(v.weight for v in votes if fits(v)) / total if total else 0.0


def _contradicted(votes: Sequence[Vote]) -> bool:
    """Say whether what speaks against weighs so much that a person should look."""
    return _share(votes, lambda v: v.adverse) >= WEIGHTY


def _confidence(votes: Sequence[Vote], passages: int) -> float:
    """Return how often an evaluator gives the same level where the evidence looks like this.

    Calibrated on the sets named in docs/quality.md: more kinds of source and surer quotes help, doubt hurts, all of
    them a little.
    """
    kinds = len({v.kind for v in votes})
    beyond_chance = min(max(amount(votes) - by_chance(passages), 0.0), 1.0)
    doubt = _share(votes, lambda v: v.adverse or v.mixed)
    return round(0.42 + 0.05 * min(kinds, 3) + 0.08 * beyond_chance - 0.08 * doubt, 2)
