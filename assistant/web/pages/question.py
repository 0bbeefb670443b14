"""The page of one question: ladder, quotes and the sources against each other, for reading only."""

from dataclasses import dataclass

from assistant.domain.criteria import Question
from assistant.domain.draft import Evidence
from assistant.domain.triangulation import KIND_NAMES, Triangulation, Voice
from assistant.export.words import place_text, points_text
from assistant.workflow import guiding
from assistant.workflow.reviewing import Standing

_STANCES = {"supports": "för", "contradicts": "emot", "context": "sammanhang"}


@dataclass(frozen=True, slots=True)
class LadderRow:
    """A rung, and whether it is the proposed or the decided one."""

    number: int
    points: str
    demand: str
    marks: str


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """What one kind of source says."""

    kind: str
    says: str
    level: str
    quotes: str
    sources: str


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote and where it stands."""

    stance: str
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question as it stands."""

    title: str
    looks_for: str
    assessment_id: str
    assessment_title: str
    sub_area: str
    ladder: tuple[LadderRow, ...]
    voices: tuple[VoiceRow, ...]
    sentence: str
    quotes: tuple[QuoteRow, ...]
    missing: tuple[str, ...]
    siblings: tuple[tuple[str, bool], ...]
    """Ids of the questions of the sub-area, and which of them this is."""


def question_page(now: Standing, question: Question, view: Triangulation) -> QuestionPage:
    """Build the page of a question from its proposal, its decision and its evidence."""
    sub = now.criteria.sub_area_of(question.id)
    draft = now.drafts.get(question.id)
    return QuestionPage(
        title=f"{question.id} {question.text.sv}",
        looks_for=question.looks_for.sv,
        assessment_id=now.assessment.id,
        assessment_title=now.assessment.title,
        sub_area=f"{sub.id} {sub.name.sv}",
        ladder=_ladder(now, question),
        voices=tuple(_voice(voice) for voice in view.voices),
        sentence=view.sentence,
        quotes=tuple(_quote(item) for item in guiding.evidence_of(now, question.id)),
        missing=draft.missing if draft else (),
        siblings=tuple((q.id, q.id == question.id) for q in sub.questions),
    )


def _ladder(now: Standing, question: Question) -> tuple[LadderRow, ...]:
    draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
    marks = {draft.level: "Förslag"} if draft else {}
    if decision and decision.judgement != "not_applicable":
        known = marks.get(decision.judgement)
        marks[decision.judgement] = f"{known}, beslut" if known else "Beslut"
    return tuple(
        LadderRow(level.number, points_text(level.points), level.demand.sv, marks.get(level.number, ""))
        for level in question.levels
    )


def _voice(voice: Voice) -> VoiceRow:
    return VoiceRow(
        kind=KIND_NAMES[voice.kind],
        says=voice.text,
        level="" if voice.level is None else str(voice.level),
        quotes=f"{len(voice.supporting)} för, {len(voice.contradicting)} emot" if voice.speaks else "",
        sources=str(voice.sources or ""),
    )


def _quote(item: Evidence) -> QuoteRow:
    place = place_text(item.place, "sv")
    where = f"{item.source_name}{', ' + place if place else ''}"
    return QuoteRow(_STANCES[item.stance], " ".join(item.quote.split()), where)
