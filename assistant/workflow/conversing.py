"""A conversation with the evidence: asking, keeping what was asked, and putting a quote onto a question.

Without a language model an answer is made of whole sentences from the evidence.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.domain.conversation import Cited, Narrowed, Reply, Said, Turn
from assistant.domain.criteria import Area
from assistant.domain.draft import Evidence, Stance
from assistant.domain.evidence import Passage, SearchFilter
from assistant.domain.review import current_evidence
from assistant.drafting.topics import topic_of, word_weights
from assistant.errors import InvalidInputError, NotAllowedError, NotFoundError
from assistant.workflow import asking, assessments, reviewing, sources
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import NewQuote, Standing, Verdict

LONGEST_QUESTION = 500
REMEMBERED = 20
"""Turns that are shown of a conversation."""
AREA_MATCH = 0.5
"""How surely a passage must speak of one of an area's questions to belong to the area."""
_KEY = re.compile(r"[0-9a-f]{32}")


def ask(parts: Parts, assessment_id: str, question: str, narrowed: Narrowed, *, key: str) -> Turn:
    """Answer a question and keep it in one's own conversation; the same key again gives the turn as it was.

    Raises:
        InvalidInputError: there is no question, it is too long, or the key is not one that a page gives.
        NotFoundError: no such area or source.
        IndexUnavailableError: the evidence cannot be searched now.
    """
    plain = " ".join(question.split())
    if not _KEY.fullmatch(key):
        raise InvalidInputError("Formuläret är trasigt.", hint="Läs om sidan och försök igen.")
    with parts.store.reading() as tx:
        known = tx.conversations.find(assessment_id, parts.user, key)
    if known:
        return known
    if not plain:
        raise InvalidInputError("Skriv en fråga först.", hint="Till exempel: När antogs kommunikationspolicyn?")
    if len(plain) > LONGEST_QUESTION:
        raise InvalidInputError("Frågan är för lång.", hint="Ställ en kortare fråga, högst 500 tecken.")
    reply = _reply(parts, assessment_id, plain, narrowed)
    with parts.store.transaction() as tx:
        return tx.conversations.add(assessment_id, parts.user, key=key, at=parts.now(), question=plain, reply=reply)


def _reply(parts: Parts, assessment_id: str, question: str, narrowed: Narrowed) -> Reply:
    if narrowed.source_id:
        sources.find_source(parts, assessment_id, narrowed.source_id)
    where = SearchFilter(kinds=narrowed.kinds, source_ids=(narrowed.source_id,) if narrowed.source_id else ())
    keep = _of_area(parts, assessment_id, narrowed.area_id) if narrowed.area_id else None
    answer = asking.ask(parts, assessment_id, question, where=where, keep=keep)
    asked = [
        source
        for source in sources.list_sources(parts, assessment_id)
        if source.state == "ready"
        and (not narrowed.kinds or source.kind in narrowed.kinds)
        and narrowed.source_id in ("", source.id)
    ]
    return Reply(
        said=tuple(Said((_cited(quote),)) for quote in answer.quotes),
        narrowed=narrowed,
        refused=answer.refused,
        searched_passages=sum(source.passages for source in asked),
        searched_sources=len(asked),
        nearest=answer.nearest,
    )


def _cited(quote: asking.Quote) -> Cited:
    passage = quote.passage
    return Cited(passage.source_id, passage.revision, passage.id, quote.start, quote.end)


def _of_area(parts: Parts, assessment_id: str, area_id: str) -> Callable[[Passage], bool]:
    """Return whether a passage belongs to an area: it was put forward there, or speaks of one of its questions."""
    now = reviewing.standing(parts, assessment_id)
    area = next((known for known in now.criteria.areas if known.id == area_id), None)
    if area is None:
        raise NotFoundError("Det finns inget sådant område.", hint="Välj ett område i listan.")
    weights = parts.kept.get(("criteria weights", now.criteria.fingerprint), lambda: word_weights(now.criteria))
    questions = [question for sub in area.sub_areas for question in sub.questions]
    topics = [topic_of(question, weights) for question in questions]
    put_forward = {item.passage_id for item in _evidence_in(now, area)}
    return lambda passage: (
        passage.id in put_forward or any(topic.match(passage.search_text) >= AREA_MATCH for topic in topics)
    )


def _evidence_in(now: Standing, area: Area) -> Iterable[Evidence]:
    for sub in area.sub_areas:
        for question in sub.questions:
            draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
            yield from draft.evidence if draft else ()
            yield from decision.evidence if decision else ()


def history(parts: Parts, assessment_id: str) -> tuple[Turn, ...]:
    """Return one's own newest turns in an assessment, the oldest of them first."""
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        return tx.conversations.newest(assessment_id, parts.user, REMEMBERED)


def forget(parts: Parts, assessment_id: str) -> int:
    """Delete one's own conversation in an assessment; return how many turns it had."""
    assessments.get(parts, assessment_id)
    with parts.store.transaction() as tx:
        return tx.conversations.forget(assessment_id, parts.user)


@dataclass(frozen=True, slots=True)
class Place:
    """A quoted stretch as it stands in the evidence now."""

    passage: Passage
    text: str


def places(parts: Parts, assessment_id: str, turns: Iterable[Turn]) -> Mapping[Cited, Place]:
    """Return what the turns quote; what is no longer there, or may no longer be seen, is left out."""
    wanted = {cited for turn in turns for said in turn.reply.said for cited in said.cited}
    seen = {source.id for source in sources.list_sources(parts, assessment_id)}
    with parts.store.reading() as tx:
        ids = sorted({cited.passage_id for cited in wanted})
        found = tx.passages.get(ids, assessment_id=assessment_id, live=True)
    shown: dict[Cited, Place] = {}
    for cited in wanted:
        passage = found.get(cited.passage_id)
        if passage and passage.source_id in seen and passage.revision == cited.revision:
            text = passage.text[cited.start - passage.start : cited.end - passage.start]
            shown[cited] = Place(passage, text)
    return shown


Put = Literal["decision", "opinion"]
"""A quote put onto a decided question is part of a new decision; onto another, of one's opinion."""


def put_on_question(
    parts: Parts, assessment_id: str, question_id: str, source_id: str, quote: str, *, stance: Stance = "supports"
) -> Put:
    """Put a quote onto a question as evidence.

    Where the question is decided, the same judgement is decided again with the quote added, which re-opens
    an approval. Where it is only proposed, the quote goes with an opinion that keeps the proposed level:
    nothing is decided by it.

    Raises:
        NotFoundError: no such question or source.
        InvalidInputError: the quote does not stand in its source, or is on the question already.
        NotAllowedError: the question has neither a proposal nor a decision.
        ConflictError: somebody else decided at the same moment.
    """
    now = reviewing.standing(parts, assessment_id)
    if question_id not in {question.id for question in now.criteria.questions()}:
        raise NotFoundError("Det finns ingen sådan delfråga.", hint="Ange dess nummer, till exempel 1.2.3.")
    decision, draft = now.decisions.get(question_id), now.drafts.get(question_id)
    opinions = now.opinions.get(question_id, ())
    held = decision.evidence if decision else current_evidence(draft, opinions)
    plain = " ".join(quote.split())
    if any(item.source_id == source_id and plain in " ".join(item.quote.split()) for item in held):
        raise InvalidInputError("Citatet finns redan på delfrågan.", hint="Välj en annan delfråga eller mening.")
    added = (NewQuote(source_id, quote, stance),)
    if decision:
        reason = decision.reason or "Citat tillagt."
        verdict = Verdict(decision.judgement, reason=reason, add=added)
        reviewing.give_opinion(parts, assessment_id, question_id, verdict)
        reviewing.decide(parts, assessment_id, question_id, expected_version=decision.version)
        return "decision"
    if draft is None:
        raise NotAllowedError("Delfrågan har inget förslag än.", hint="Ta fram förslag först, eller bedöm frågan.")
    judged = (opinion.judgement for opinion in reversed(opinions) if opinion.judgement is not None)
    newest = next(judged, draft.level)
    reviewing.give_opinion(parts, assessment_id, question_id, Verdict(newest, reason="Citat tillagt.", add=added))
    return "opinion"
