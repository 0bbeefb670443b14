"""People's part: opinions, decisions and the quotes under them, each with a name, a time and a reason."""

from dataclasses import dataclass, replace

from assistant.domain import citations, review
from assistant.domain.assessment import Assessment
from assistant.domain.criteria import Question
from assistant.domain.draft import Evidence, Stance
from assistant.domain.evidence import Place, place_at
from assistant.domain.review import Decision, Judgement, Opinion, Refusal, Strike
from assistant.errors import InvalidInputError, NotAllowedError, NotFoundError
from assistant.store import Transaction
from assistant.workflow import assessments, drafting, following
from assistant.workflow.parts import Parts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an evaluator says of a question."""

    judgement: Judgement
    reason: str = ""
    comment: str = ""
    strike: tuple[Strike, ...] = ()
    add: tuple["NewQuote", ...] = ()


@dataclass(frozen=True, slots=True)
class NewQuote:
    """A quote that an evaluator points at."""

    source_id: str
    quote: str
    stance: Stance = "supports"


def give_opinion(parts: Parts, assessment_id: str, question_id: str, verdict: Verdict, *, by: str = "") -> Opinion:
    """Record one evaluator's opinion of a question. Nobody's earlier opinion is changed.

    Raises:
        NotFoundError: no such question or source.
        InvalidInputError: the level does not exist, a reason is missing, or a quote does not stand in its source.
    """
    assessment = assessments.get(parts, assessment_id)
    question = question_of(parts, assessment, question_id)
    added = tuple(checked_quote(parts, assessment, item, by or parts.user) for item in verdict.add)
    with parts.store.transaction() as tx:
        return opinion_in(tx, parts, assessment, question, verdict, added=added, by=by or parts.user)


def opinion_in(
    tx: Transaction,
    parts: Parts,
    assessment: Assessment,
    question: Question,
    verdict: Verdict,
    *,
    added: tuple[Evidence, ...],
    by: str,
    identity: str = "",
) -> Opinion:
    """Record an opinion within a transaction, with its added quotes checked already; see ``give_opinion``."""
    draft = tx.drafts.get(assessment.id, question.id)
    levels = [level.number for level in question.levels]
    refuse(review.refuse_opinion(verdict.judgement, reason=verdict.reason, draft=draft, levels=levels))
    known = {e.id for e in review.current_evidence(draft, tx.reviews.opinion_history(assessment.id, question.id))}
    unknown = [s.evidence_id for s in verdict.strike if s.evidence_id not in known]
    if unknown:
        raise NotFoundError(f"Det finns inget citat {unknown[0]} på frågan.", hint="Se kompass show.")
    opinion = Opinion(
        id=identity or parts.new_id(),
        question_id=question.id,
        by=by,
        at=parts.now(),
        judgement=verdict.judgement,
        reason=verdict.reason,
        added=added,
        struck=verdict.strike,
        comment=verdict.comment,
    )
    tx.reviews.add_opinion(assessment.id, opinion)
    note_event(tx, parts, assessment.id, "opinion_given", question.id, by=by)
    return opinion


def decide(
    parts: Parts, assessment_id: str, question_id: str, *, expected_version: int | None = None, by: str = ""
) -> Decision:
    """Turn the newest opinion on a question into the agreed decision, with the evidence as it stands.

    Raises:
        NotAllowedError: there is no opinion yet, or a rule forbids the decision; the message says which.
        ConflictError: somebody else decided since ``expected_version``.
    """
    assessment = assessments.get(parts, assessment_id)
    question_of(parts, assessment, question_id)
    with parts.store.transaction() as tx:
        return decision_in(tx, parts, assessment, question_id, expected_version, by or parts.user)


def decision_in(
    tx: Transaction, parts: Parts, assessment: Assessment, question_id: str, expected: int | None, by: str
) -> Decision:
    """Turn the newest opinion into a decision within a transaction; see ``decide``."""
    opinions = tx.reviews.opinion_history(assessment.id, question_id)
    judged = [(o, o.judgement) for o in opinions if o.judgement is not None]
    if not judged:
        raise NotAllowedError(f"Ingen har bedömt {question_id} än.", hint="Ge en bedömning först.")
    newest, judgement = judged[-1]
    draft = tx.drafts.get(assessment.id, question_id)
    evidence = review.current_evidence(draft, opinions)
    refuse(review.refuse_decision(judgement, evidence, reason=newest.reason))
    version = tx.reviews.version(assessment.id, question_id) if expected is None else expected
    decision = Decision(
        id=parts.new_id(),
        question_id=question_id,
        by=by,
        at=parts.now(),
        version=version + 1,
        judgement=judgement,
        reason=newest.reason,
        evidence=evidence,
        opinion_ids=tuple(o.id for o in opinions),
        draft_level=draft.level if draft else None,
    )
    tx.reviews.add_decision(assessment.id, decision, expected_version=version)
    note_event(tx, parts, assessment.id, "decision_taken", question_id, by=by)
    following.follow_question(tx, parts, assessment, question_id)
    return decision


def accept_drafts(parts: Parts, assessment_id: str, *, under: str | None = None, by: str = "") -> list[str]:
    """Accept the drafted level of every undecided question under a node; return the ids decided.

    Drafts that a person must look at are left undecided.
    """
    assessment = assessments.get(parts, assessment_id)
    accepted = []
    for question in drafting.questions_of(parts, assessment, under):
        with parts.store.reading() as tx:
            draft = tx.drafts.get(assessment_id, question.id)
            decided = tx.reviews.decided(assessment_id, question.id)
        if draft is None or decided or review.needs_a_person(draft):
            continue
        give_opinion(parts, assessment_id, question.id, Verdict(draft.level, reason="Förslaget godtas."), by=by)
        decide(parts, assessment_id, question.id, by=by)
        accepted.append(question.id)
    return accepted


def waiting_for_a_person(parts: Parts, assessment_id: str, *, under: str | None = None) -> list[str]:
    """Return the undecided questions whose drafts may not be accepted unseen."""
    assessment = assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        drafts, decided = tx.drafts.current(assessment_id), tx.reviews.current_decisions(assessment_id)
    asked = drafting.questions_of(parts, assessment, under)
    return [q.id for q in asked if q.id in drafts and q.id not in decided and review.needs_a_person(drafts[q.id])]


_UNVERIFIED: dict[str, str] = {
    "altered": "Citatet är ändrat.",
    "spliced": "Citatet är hopfogat.",
    "cannot_tell": "Citatet är för kort att kontrollera.",
}


def checked_quote(parts: Parts, assessment: Assessment, item: NewQuote, by: str) -> Evidence:
    """Return a quote as evidence, grown to whole sentences of its source.

    Raises:
        NotFoundError: no such source that is read.
        InvalidInputError: the quote does not stand in it.
    """
    with parts.store.reading() as tx:
        sources = {s.id: s for s in tx.sources.list(assessment.id, states=("ready",))}
        if item.source_id not in sources:
            raise NotFoundError(
                "Källan är borttagen eller inte läst.", hint="Välj en annan källa. Alla står på sidan Källor."
            )
        source = sources[item.source_id]
        text = tx.sources.text(source.id)
        checked = citations.check(item.quote, text)
        if checked.verdict != "verified":
            raise InvalidInputError(
                _UNVERIFIED.get(checked.verdict, "Citatet finns inte i källan."),
                hint="Kopiera en hel mening ur källan.",
            )
        passages = tx.passages.of_source(source.id, source.revision)
        segments = tx.sources.segments(source.id, source.revision)
    inside = next((p for p in passages if p.start <= checked.start < p.end), None)
    if inside is None:
        raise InvalidInputError("Citatet står utanför källans text.", hint="Välj en annan mening.")
    return replace(
        _EMPTY,
        id=parts.new_id(),
        source_id=source.id,
        revision=source.revision,
        source_name=source.name,
        kind=source.kind,
        passage_id=inside.id,
        start=checked.sentence_start,
        end=checked.sentence_end,
        quote=text[checked.sentence_start : checked.sentence_end],
        place=place_at(segments, checked.sentence_start, inside.place),
        stance=item.stance,
        added_by=by,
    )


_EMPTY = Evidence(
    id="", source_id="", revision=0, source_name="", kind="steering_document", passage_id="", start=-1, end=-1,
    quote="", place=Place(), stance="supports", verdict="verified", score=1.0,
)  # fmt: skip


def question_of(parts: Parts, assessment: Assessment, question_id: str) -> Question:
    """Return a question of an assessment's criteria. NotFoundError if there is none of that id."""
    try:
        return parts.criteria(assessment.criteria_id, assessment.criteria_version).question(question_id)
    except KeyError:
        raise NotFoundError(f"Det finns ingen delfråga {question_id!r}.", hint="Exempel: 1.2.3.") from None


def refuse(refusal: Refusal | None) -> None:
    """Raise a refusal as NotAllowedError; nothing when there is none."""
    if refusal:
        raise NotAllowedError(refusal.message)


def note_event(tx: Transaction, parts: Parts, assessment_id: str, action: str, subject: str, *, by: str = "") -> None:
    """Write what was done into the assessment's log."""
    tx.events.append(assessment_id, at=parts.now(), by=by or parts.user, action=action, subject=subject)
