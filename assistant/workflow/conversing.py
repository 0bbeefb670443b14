"""A conversation with the evidence: asking, keeping what was asked, and putting a quote onto a question."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.conversation import Cited, Narrowed, Said, Turn
from assistant.domain.draft import Stance
from assistant.domain.evidence import Passage
from assistant.domain.review import current_evidence
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import Transaction
from assistant.workflow import assessments, judging, replying, sources, standings
from assistant.workflow.parts import Parts
from assistant.workflow.replying import Asker, Told
from assistant.workflow.reviewing import NewQuote, Verdict

LONGEST_QUESTION = 500
REMEMBERED = 20
"""Turns that are shown of a conversation."""
REMEMBERED_BY_MODEL = 6
"""Turns that a language model understands a follow-up question from."""
_KEY = re.compile(r"[0-9a-f]{32}")


def ask(
    parts: Parts, assessment_id: str, question: str, narrowed: Narrowed, *, key: str, asker: Asker | None = None
) -> Turn:
    """Answer a question and keep it in one's own conversation; the same key again gives the turn as it was.

    Args:
        parts: what the workflow needs, and who asks.
        assessment_id: of the assessment.
        question: as it was typed.
        narrowed: what part of the evidence is asked.
        key: of this question, from the page.
        asker: who waits for the answer, and may stop it.

    Raises:
        InvalidInputError: there is no question, it is too long, or the key is not one that a page gives.
        NotFoundError: no such area or source.
        IndexUnavailableError: the evidence cannot be searched now.
        ModelCancelledError: the asker stopped it; nothing is kept.
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
    reply = replying.reply(parts, assessment_id, plain, narrowed, _told(parts, assessment_id), asker or Asker())
    with parts.store.transaction() as tx:
        return tx.conversations.add(assessment_id, parts.user, key=key, at=parts.now(), question=plain, reply=reply)


def _told(parts: Parts, assessment_id: str) -> tuple[Told, ...]:
    """Return one's last questions, which a follow-up question is understood from."""
    turns = history(parts, assessment_id)[-REMEMBERED_BY_MODEL:]
    shown = places(parts, assessment_id, [said for turn in turns for said in turn.reply.said])
    told = []
    for turn in turns:
        cited = [c for said in turn.reply.said for c in said.cited]
        words = (_answered(said, shown) for said in turn.reply.said if said.certain)
        read = tuple(dict.fromkeys((*turn.reply.by.shown, *(c.source_id for c in cited))))
        told.append(Told(turn.question, " ".join(word for word in words if word), read))
    return tuple(told)


def _answered(said: Said, shown: "Mapping[Cited, Place]") -> str:
    return said.text or next((shown[cited].text for cited in said.cited if cited in shown), "")


def history(parts: Parts, assessment_id: str) -> tuple[Turn, ...]:
    """Return one's own newest turns in an assessment, the oldest of them first, without what may not be seen now."""
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        turns = tx.conversations.newest(assessment_id, parts.user, REMEMBERED)
    return tuple(seen(parts, assessment_id, turn) for turn in turns)


def seen(parts: Parts, assessment_id: str, turn: Turn) -> Turn:
    """Return a turn without a model's words when one of the sources it read is gone, or may not be seen."""
    if not turn.reply.by.shown:
        return turn
    mine = {source.id for source in sources.list_sources(parts, assessment_id)}
    return replace(turn, reply=turn.reply.without(set(turn.reply.by.shown) - mine))


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


def places(parts: Parts, assessment_id: str, sentences: Iterable[Said]) -> Mapping[Cited, Place]:
    """Return what sentences quote; what is no longer there, or may no longer be seen, is left out."""
    wanted = {cited for said in sentences for cited in said.cited}
    mine = {source.id for source in sources.list_sources(parts, assessment_id)}
    shown: dict[Cited, Place] = {}
    with parts.store.reading() as tx:
        ids = sorted({cited.passage_id for cited in wanted})
        found = tx.passages.get(ids, assessment_id=assessment_id, live=True)
        for cited in wanted:
            passage = found.get(cited.passage_id)
            if passage and passage.source_id in mine and passage.revision == cited.revision:
                shown[cited] = Place(passage, _words(tx, cited, passage))
    return shown


def _words(tx: Transaction, cited: Cited, passage: Passage) -> str:
    """Return the words quoted; a whole sentence may begin before its passage, or end after it."""
    if passage.start <= cited.start and cited.end <= passage.end:
        return passage.text[cited.start - passage.start : cited.end - passage.start]
    return tx.sources.text(cited.source_id, cited.revision)[cited.start : cited.end]


Put = Literal["decision", "opinion"]
"""A quote put onto a decided question is part of a new decision; onto another, of one's opinion."""


def put_on_question(
    parts: Parts,
    assessment_id: str,
    question_id: str,
    source_id: str,
    quote: str,
    *,
    act: str,
    stance: Stance = "supports",
) -> Put:
    """Put a quote onto a question as evidence.

    Where the question is decided, the same judgement is decided again with the quote added, which re-opens
    an approval. Elsewhere the quote joins the evidence, as at the workbench: nothing is decided or judged by it.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        question_id: of the question.
        source_id: of the source that is quoted.
        quote: word for word.
        act: id of this act, from the page; the same act again changes nothing.
        stance: whether the quote supports or contradicts.

    Raises:
        NotFoundError: no such question or source.
        InvalidInputError: the quote does not stand in its source, or is on the question already.
        ConflictError: somebody else decided at the same moment.
    """
    now = standings.standing(parts, assessment_id)
    if question_id not in {question.id for question in now.criteria.questions()}:
        raise NotFoundError("Det finns ingen sådan delfråga.", hint="Ange dess nummer, till exempel 1.2.3.")
    added = (NewQuote(source_id, quote, stance),)
    decision = now.decisions.get(question_id)
    if decision is None:
        judging.remark(parts, assessment_id, question_id, act=act, add=added)
        return "opinion"
    with parts.store.reading() as tx:
        basis = judging.basis_of(tx, assessment_id, question_id)
        held = (*decision.evidence, *current_evidence(now.drafts.get(question_id), now.opinions.get(question_id, ())))
    plain = " ".join(quote.split())
    if any(item.source_id == source_id and plain in " ".join(item.quote.split()) for item in held):
        raise InvalidInputError("Citatet finns redan på delfrågan.", hint="Välj en annan delfråga eller mening.")
    verdict = Verdict(decision.judgement, reason=decision.reason or "Citat tillagt.", add=added)
    judging.judge(parts, assessment_id, question_id, verdict, act=act, basis=basis)
    return "decision"
