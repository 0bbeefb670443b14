"""Strengths and improvements of a sub-area: whole sentences, each resting on quotes."""

from collections.abc import Sequence

from assistant.domain.copies import nearly_same
from assistant.domain.criteria import Language
from assistant.domain.draft import Finding, Sentence
from assistant.domain.lift import advice
from assistant.drafting.judged import MAX_CITATIONS, Judged, Rated, rated
from assistant.drafting.statements import placed, sentences_of
from assistant.drafting.wording import resolved

MAX_IMPROVEMENTS = 2
"""Of a sub-area: those that would lift it most, so that the list can be acted on."""


def findings(judged: Sequence[Judged], language: Language) -> tuple[Finding, ...]:
    """Return strengths, then improvements; nearly the same sentence only once."""
    found = [*_strengths(judged, language), *_improvements(judged, language)]
    kept: list[Finding] = []
    for finding in found:
        if not any(nearly_same(finding.sentence.text, other.sentence.text) for other in kept):
            kept.append(finding)
    return tuple(kept)


def _strengths(judged: Sequence[Judged], language: Language) -> list[Finding]:
    """Name what is in place across the municipality; where nothing is, what is in place at all."""
    supported = [item for item in rated(judged) if item.judged.supporting]
    high = [item for item in supported if item.level * 2 > item.question.top]
    chosen = high or [item for item in supported if item.level * 2 == item.question.top][:1]
    return [Finding("strength", _strength(item, language)) for item in chosen]


def _strength(item: Rated, language: Language) -> Sentence:
    first, *more = sentences_of(item.question, item.level, language)
    first = resolved(first, item.judged.supporting, language)
    first = placed(first, item.question) if language == "sv" else first
    return Sentence(" ".join([first, *more]), item.judged.cited(at=item.level), item.question.id)


def _improvements(judged: Sequence[Judged], language: Language) -> list[Finding]:
    """Name what would lift the sub-area most, in the order of the criteria."""
    low = [item for item in rated(judged) if item.level * 2 <= item.question.top]
    wanted = sorted(low, key=lambda item: -item.gain)[:MAX_IMPROVEMENTS]
    return [Finding("improvement", _lift(item, language)) for item in low if item in wanted]


def _lift(item: Rated, language: Language) -> Sentence:
    proof = [*item.judged.contradicting, *item.judged.supporting][:MAX_CITATIONS]
    return Sentence(advice(item.question, item.level, language), tuple(e.id for e in proof), item.question.id)
