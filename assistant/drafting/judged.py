"""A question with its level and its evidence, as the writing sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.domain.copies import distinct
from assistant.domain.criteria import Question
from assistant.domain.draft import Evidence
from assistant.domain.review import Judgement

MAX_CITATIONS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its level (drafted or decided) and its evidence."""

    question: Question
    judgement: Judgement
    evidence: tuple[Evidence, ...]

    @property
    def supporting(self) -> list[Evidence]:
        """Verified quotes that speak for the level, best first; the same sentence in two sources once."""
        return _best_first(e for e in self.evidence if e.counts and e.stance == "supports")

    @property
    def contradicting(self) -> list[Evidence]:
        """Verified quotes that speak against, best first; the same sentence in two sources once."""
        return _best_first(e for e in self.evidence if e.counts and e.stance == "contradicts")

    def cited(self, *, at: int) -> tuple[str, ...]:
        """Return the ids of the quotes that a statement about a rung rests on: those that reach it first."""
        reaching = [e for e in self.supporting if (e.level or 0) >= at]
        return tuple(e.id for e in [*reaching, *(e for e in self.supporting if e not in reaching)][:MAX_CITATIONS])


def _best_first(items: Iterable[Evidence]) -> list[Evidence]:
    return [group[0] for group in distinct(sorted(items, key=lambda e: -e.score), lambda e: e.quote)]


@dataclass(frozen=True, slots=True)
class Rated:
    """A question that applies, with its level as a number."""

    judged: Judged
    level: int

    @property
    def question(self) -> Question:
        """The question."""
        return self.judged.question

    @property
    def gain(self) -> Fraction:
        """Points that the next rung adds; 0 at the top."""
        if self.level >= self.question.top:
            return Fraction(0)
        return self.question.level(self.level + 1).points - self.question.level(self.level).points


def rated(judged: Sequence[Judged]) -> list[Rated]:
    """Return the questions that apply, in the order given."""
    return [Rated(item, item.judgement) for item in judged if item.judgement != "not_applicable"]
