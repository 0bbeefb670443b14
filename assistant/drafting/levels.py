"""From read sentences to a level: what each rung of a ladder asks for, and what the evidence shows.

A rung's *stage* is read from its demand text with the same eyes as the evidence, so that any ladder
in anybody's criteria file works: partial (planned, some unit, expired), in place, spread (the whole
municipality, known and used), developed (followed up and changed). Position in the ladder decides
where the text does not say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Question
from assistant.domain.evidence import SourceKind
from assistant.drafting.reading import Reading, Signal, read

NONE, PARTIAL, IN_PLACE, SPREAD, DEVELOPED = range(5)

SURE, NEAR = 0.7, 0.6
"""Relevance at which one quote, or each of two, is evidence; chosen on the demo set."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of a question's rungs, and the signals that belong to its topic rather than to progress."""

    stages: tuple[int, ...]
    topical: frozenset[Signal]

    def level(self, stage: int) -> int:
        """Return the highest rung whose stage is reached."""
        return max(number for number, own in enumerate(self.stages) if own <= stage)


def ladder_of(question: Question) -> Ladder:
    """Read a question's ladder."""
    stages: list[int] = []
    top = question.top
    for level in question.levels:
        by_place = round(level.number * DEVELOPED / top) if top else NONE
        stages.append(max(by_place, stages[-1] + 1 if stages and len(question.levels) <= DEVELOPED + 1 else NONE))
    middle = next((i for i, stage in enumerate(stages) if stage >= IN_PLACE), len(stages) - 1)
    asked = read(question.text.sv).signals | read(question.levels[middle].demand.sv).signals
    lifting: frozenset[Signal] = frozenset({"whole_municipality", "known_and_used", "followed_up", "developed"})
    return Ladder(tuple(min(s, DEVELOPED) for s in stages), asked & lifting)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one quote speaks for."""

    stage: int
    adverse: bool
    weight: float
    """Relevance to the question, 0 to 1."""
    kind: SourceKind
    source_id: str
    near: int | None = None
    """The rung whose own words and cues the quote comes nearest to, if any."""


def stage_of(reading: Reading, ladder: Ladder, *, kind: SourceKind, expired: bool) -> int:
    """Return the stage that a sentence speaks for on its own."""
    signals = reading.signals - ladder.topical
    held_back = _held_back(reading, signals, expired=expired)
    if held_back is not None:
        return held_back
    if "norm" in signals and kind == "steering_document":
        return IN_PLACE  # a rule in a decided document says what shall be, not that it is used
    if "developed" in signals:
        return DEVELOPED
    if signals & {"whole_municipality"} or {"known_and_used", "systematic"} <= signals:
        return SPREAD
    return IN_PLACE


def _held_back(reading: Reading, signals: frozenset[Signal], *, expired: bool) -> int | None:
    """Return the stage of what is not in place, or None when it is."""
    if reading.asks:
        return NONE
    if reading.planned or expired or "expired" in signals:
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


def weigh(votes: Sequence[Vote], ladder: Ladder) -> Weighed:
    """Weigh all votes of a question."""
    positive = [v for v in votes if not v.adverse]
    adverse = [v for v in votes if v.adverse]
    if not positive or not _enough(positive):
        return Weighed(0, 0.4 if adverse or positive else 0.6, NONE, bool(adverse), True)
    stage = _supported_stage(positive)
    stage, contradicted = _after_contradiction(stage, positive, adverse)
    level = _near_level(ladder.level(stage), positive, ladder)
    kinds = {v.kind for v in positive if v.stage >= min(stage, IN_PLACE)}
    return Weighed(level, _confidence(positive, adverse, stage, len(kinds)), stage, contradicted, len(kinds) < 2)


def _enough(positive: Sequence[Vote]) -> bool:
    """Say whether quotes are near enough to the question to be taken for evidence at all."""
    weights = sorted((v.weight for v in positive), reverse=True)
    return weights[0] >= SURE or (len(weights) > 1 and weights[0] >= NEAR and weights[1] >= NEAR)


def _supported_stage(positive: Sequence[Vote]) -> int:
    """Return the highest stage with enough weight behind it; high stages need the lower ones too."""
    needed = {PARTIAL: 0.0, IN_PLACE: 0.3, SPREAD: 0.55, DEVELOPED: 0.7}
    best = PARTIAL
    for stage in (IN_PLACE, SPREAD, DEVELOPED):
        carried = max((v.weight for v in positive if v.stage >= stage), default=0.0)
        breadth = sum(v.weight for v in positive if v.stage >= min(stage - 1, IN_PLACE))
        if carried >= needed[stage] and breadth >= 1.5 * needed[stage]:
            best = stage
    return best


def _after_contradiction(stage: int, positive: Sequence[Vote], adverse: Sequence[Vote]) -> tuple[int, bool]:
    """Lower the stage when what speaks against weighs near as much, most of all between kinds of sources."""
    against = sum(sorted((v.weight for v in adverse), reverse=True)[:3])
    speaking = sum(sorted((v.weight for v in positive if v.stage >= IN_PLACE), reverse=True)[:3])
    if not against:
        return stage, False
    other_kinds = {v.kind for v in adverse} - {v.kind for v in positive if v.stage >= stage}
    if against > 0.9 * speaking:
        return min(stage, PARTIAL), True
    if against >= 0.6 * speaking or (other_kinds and against >= 0.4 * speaking):
        return max(PARTIAL, stage - 1), True
    return stage, False


def _near_level(level: int, positive: Sequence[Vote], ladder: Ladder) -> int:
    """Let a quote that nearly says a rung's own words move the level one rung that way."""
    near = [v.near for v in positive if v.near is not None and v.weight >= 0.4]
    if not near:
        return level
    wanted = max(near)
    if wanted > level:
        return level + 1
    if wanted < level and len(near) == sum(v.weight >= 0.4 for v in positive):
        return level - 1
    return min(level, len(ladder.stages) - 1)


def _confidence(positive: Sequence[Vote], adverse: Sequence[Vote], stage: int, kinds: int) -> float:
    carried = sum(v.weight for v in positive if v.stage >= stage)
    share = carried / (carried + sum(v.weight for v in adverse) + 0.5)
    return round(min(0.95, 0.25 + 0.5 * share + 0.1 * min(kinds, 2)), 2)
