"""The page of one question: ladder, quotes and the sources against each other, for reading only."""

from dataclasses import dataclass

from assistant.domain.criteria import Language, Question
from assistant.domain.draft import Evidence, Stance
from assistant.domain.evidence import SourceKind
from assistant.domain.triangulation import Says, Triangulation, Voice
from assistant.export.words import place_text, points_text
from assistant.workflow import guiding
from assistant.workflow.stood import Standing


@dataclass(frozen=True, slots=True)
class LadderRow:
    """A rung, and whether it is the proposed or the decided one."""

    number: int
    points: str
    demand: str
    drafted: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """What one kind of source says."""

    kind: SourceKind
    says: Says
    level: int | None
    speaks: bool
    supporting: int
    contradicting: int
    sources: int


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote and where it stands."""

    stance: Stance
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question as it stands, as far as it may be seen."""

    title: str
    looks_for: str
    assessment_id: str
    assessment_title: str
    sub_area: str
    ladder: tuple[LadderRow, ...]
    voices: tuple[VoiceRow, ...]
    """Empty for those who may not see every kind of source."""
    sentence: str
    """Of the voices, in Swedish."""
    quotes: tuple[QuoteRow, ...]
    missing: tuple[str, ...]
    """What the next level asks for, in Swedish."""
    siblings: tuple[tuple[str, bool], ...]
    """Ids of the questions of the sub-area, and which of them this is."""


def question_page(now: Standing, question: Question, view: Triangulation | None, *, language: Language) -> QuestionPage:
    """Build the page of a question from its proposal, its decision and its evidence."""
    sub = now.criteria.sub_area_of(question.id)
    draft = now.drafts.get(question.id)
    return QuestionPage(
        title=f"{question.id} {question.text.in_language(language)}",
        looks_for=question.looks_for.in_language(language),
        assessment_id=now.assessment.id,
        assessment_title=now.assessment.title,
        sub_area=f"{sub.id} {sub.name.in_language(language)}",
        ladder=_ladder(now, question, language),
        voices=tuple(_voice(voice) for voice in view.voices) if view else (),
        sentence=view.sentence if view else "",
        quotes=tuple(_quote(item, language) for item in guiding.evidence_of(now, question.id)),
        missing=tuple(question.demand_in(text, language) for text in draft.missing) if draft else (),
        siblings=tuple((q.id, q.id == question.id) for q in sub.questions),
    )


def _ladder(now: Standing, question: Question, language: Language) -> tuple[LadderRow, ...]:
    draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
    return tuple(
        LadderRow(
            number=level.number,
            points=points_text(level.points, language),
            demand=level.demand.in_language(language),
            drafted=draft is not None and draft.level == level.number,
            decided=decision is not None and decision.judgement == level.number,
        )
        for level in question.levels
    )


def _voice(voice: Voice) -> VoiceRow:
    return VoiceRow(
        kind=voice.kind,
        says=voice.says,
        level=voice.level,
        speaks=voice.speaks,
        supporting=len(voice.supporting),
        contradicting=len(voice.contradicting),
        sources=voice.sources,
    )


def _quote(item: Evidence, language: Language) -> QuoteRow:
    place = place_text(item.place, language)
    where = f"{item.source_name}{', ' + place if place else ''}"
    return QuoteRow(item.stance, " ".join(item.quote.split()), where)
