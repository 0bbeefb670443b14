"""How a question is answered: by a language model where one is set, else with sentences of the evidence.

A model's answer is kept with what is unproven about it. Where the model cannot answer, or may not see what was
asked, the sentences of the evidence answer in its place, and the reply says why.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from assistant.domain.conversation import Cited, ModelPart, Narrowed, Reply, Said
from assistant.domain.criteria import Area
from assistant.domain.draft import Evidence
from assistant.domain.evidence import SOURCE_KINDS, Passage, SearchFilter, Source, SourceKind
from assistant.domain.model_call import Usage, spent
from assistant.drafting.following import Spelled, spelled_out
from assistant.drafting.stating import Statement
from assistant.drafting.topics import topic_of, word_weights
from assistant.errors import AssistantError, ModelCancelledError, NotFoundError
from assistant.models import Anew, LanguageModel
from assistant.workflow import asking, chatting, sources, standings
from assistant.workflow.chatting import Piece, Talk
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing

logger = logging.getLogger(__name__)

AREA_MATCH = 0.5
"""How surely a passage must speak of one of an area's questions to belong to the area."""


@dataclass(frozen=True)
class Asker:
    """Who waits for an answer."""

    tell: Callable[[Piece | Said], None] = lambda _: None
    """Hears what a model writes as it comes: unchecked pieces, and sentences that are checked."""
    stopped: Callable[[], bool] = lambda: False
    """Says whether the answer is no longer wanted."""
    searching: AbstractContextManager[object] = field(default_factory=nullcontext)
    """Held while the index is used."""


@dataclass(frozen=True, slots=True)
class Told:
    """An earlier question, with what was answered for certain and may still be seen."""

    question: str
    answer: str
    sources: tuple[str, ...]
    """Ids of the sources whose words the answer may hold."""


@dataclass(frozen=True)
class _Question:
    """A question with the part of the evidence it is put to."""

    text: str
    narrowed: Narrowed
    where: SearchFilter
    keep: Callable[[Passage], bool] | None
    asked: tuple[Source, ...]
    """Sources that are read in and asked."""
    told: tuple[Told, ...]

    def closed(self, said: tuple[Said, ...], refused: str, nearest: tuple[str, ...], by: ModelPart) -> Reply:
        """Return the reply to this question."""
        passages = sum(source.passages for source in self.asked)
        return Reply(said, self.narrowed, refused, passages, len(self.asked), nearest, by)


def reply(
    parts: Parts,
    assessment_id: str,
    question: str,
    narrowed: Narrowed,
    told: Sequence[Told],
    asker: Asker,
) -> Reply:
    """Answer a question; see ``conversing.ask`` for arguments and errors.

    Args:
        parts: what the workflow needs, and who asks.
        assessment_id: of the assessment.
        question: without blanks around it.
        narrowed: what part of the evidence is asked.
        told: what was asked and answered before, the oldest first.
        asker: who waits.
    """
    put = _put(parts, assessment_id, question, narrowed, told)
    try:
        model = parts.model()
        kept_back = _kept_back(model, put.asked) if model else ()
        if model and len(kept_back) < len(_kinds(put.asked)):
            return _by_model(parts, assessment_id, put, asker, model, kept_back)
        by = ModelPart(kept_back=kept_back)
    except ModelCancelledError:
        raise
    except AssistantError as error:
        logger.warning("model gave no answer", extra={"assessment_id": assessment_id, "error": type(error).__name__})
        by = ModelPart(failed=error.message)
    return _by_sentences(parts, assessment_id, put, asker, by)


def _put(parts: Parts, assessment_id: str, question: str, narrowed: Narrowed, told: Sequence[Told]) -> _Question:
    if narrowed.source_id:
        sources.find_source(parts, assessment_id, narrowed.source_id)
    asked = tuple(
        source
        for source in sources.list_sources(parts, assessment_id)
        if source.state == "ready"
        and (not narrowed.kinds or source.kind in narrowed.kinds)
        and narrowed.source_id in ("", source.id)
    )
    where = SearchFilter(kinds=narrowed.kinds, source_ids=(narrowed.source_id,) if narrowed.source_id else ())
    keep = _of_area(parts, assessment_id, narrowed.area_id) if narrowed.area_id else None
    return _Question(question, narrowed, where, keep, asked, tuple(told))


# --- by a model ---------------------------------------------------------------------------------


def _kinds(asked: Iterable[Source]) -> tuple[SourceKind, ...]:
    there = {source.kind for source in asked}
    return tuple(kind for kind in SOURCE_KINDS if kind in there)


def _kept_back(model: LanguageModel, asked: Iterable[Source]) -> tuple[SourceKind, ...]:
    return tuple(kind for kind in _kinds(asked) if kind not in model.choice.kinds)


def _by_model(
    parts: Parts,
    assessment_id: str,
    put: _Question,
    asker: Asker,
    model: LanguageModel,
    kept_back: tuple[SourceKind, ...],
) -> Reply:
    history = [chatting.Turn(told.question, told.answer) for told in put.told]
    talk = Talk(history, put.where, put.keep, asker.searching)
    said: list[Said] = []
    for event in chatting.talk(parts, assessment_id, put.text, talk, cancelled=asker.stopped):
        if isinstance(event, Piece):
            asker.tell(event)
        elif isinstance(event, Statement):
            said.append(_said(event))
            asker.tell(said[-1])
        elif isinstance(event, Anew):
            said.clear()  # the whole answer takes the place of what was told so far
        else:
            by = _part(event, model, kept_back, put)
            return put.closed(tuple(said), event.refused, event.nearest_ids, by)
    raise RuntimeError("an answer ends with a reply")


def _said(statement: Statement) -> Said:
    cited = tuple(Cited(e.source_id, e.revision, e.passage_id, e.start, e.end) for e in statement.evidence if e.counts)
    return Said(cited, statement.text, statement.marks)


def _part(end: chatting.Reply, model: LanguageModel, kept_back: tuple[SourceKind, ...], put: _Question) -> ModelPart:
    before = (source for told in put.told for source in told.sources)
    cost = spent(end.calls, price_in=model.choice.price_in, price_out=model.choice.price_out)
    usage: Usage = cost.usage
    return ModelPart(
        model=model.id,
        kept_back=kept_back,
        shown=tuple(sorted({*end.shown, *before})),
        searched=end.question if end.question != put.text else "",
        sent=usage.sent,
        received=usage.received,
        cost=cost.cost,
        seconds=cost.seconds,
    )


# --- by sentences of the evidence ---------------------------------------------------------------


def _by_sentences(parts: Parts, assessment_id: str, put: _Question, asker: Asker, by: ModelPart) -> Reply:
    spelled = spelled_out(put.text, [told.question for told in put.told])
    refused = asking.understood(parts, assessment_id, put.text).refused
    if refused not in ("", "no_words"):  # what was asked before makes no such question better
        spelled = Spelled(put.text)
    where = put.where if put.where.kinds or not spelled.kinds else replace(put.where, kinds=spelled.kinds)
    with asker.searching:
        answer = asking.ask(parts, assessment_id, spelled.text, where=where, keep=put.keep)
    if spelled.text != put.text:
        by = replace(by, searched=spelled.text)
    said = tuple(Said((_cited(quote),)) for quote in answer.quotes)
    return put.closed(said, answer.refused, answer.nearest, by)


def _cited(quote: asking.Quote) -> Cited:
    passage = quote.passage
    return Cited(passage.source_id, passage.revision, passage.id, quote.start, quote.end)


def _of_area(parts: Parts, assessment_id: str, area_id: str) -> Callable[[Passage], bool]:
    """Return whether a passage belongs to an area: it was put forward there, or speaks of one of its questions."""
    now = standings.standing(parts, assessment_id)
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
