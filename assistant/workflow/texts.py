"""The texts of sub-areas: what they may cite, saving them, and what changed since they were approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.criteria import Question, SubArea
from assistant.domain.draft import Evidence, Narrative, Sentence
from assistant.domain.review import Approval, Decision, current_evidence
from assistant.drafting.extractive import NAME
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import NarrativeVersion, Transaction
from assistant.workflow import assessments
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import Standing
from assistant.workflow.writing import AUTHOR

LONGEST_SENTENCE = 2000
MOST_SENTENCES = 120
"""Of one text, its strengths and improvements counted too."""


def by_machine(author: str) -> bool:
    """Say whether a text was written by the built-in drafter or a language model, and not by a person."""
    return author.startswith((NAME, f"{AUTHOR} "))


def evidence_of(now: Standing, sub: SubArea) -> list[tuple[Question, tuple[Evidence, ...]]]:
    """Return what a text may cite: what its decisions rest on, and where none is taken, what is proposed."""
    found = []
    for question in sub.questions:
        decision = now.decisions.get(question.id)
        proposed = current_evidence(now.drafts.get(question.id), now.opinions.get(question.id, ()))
        found.append((question, decision.evidence if decision else proposed))
    return found


def known_evidence(now: Standing, sub: SubArea) -> dict[str, Evidence]:
    """Return every quote that was ever put forward and is still on record for a sub-area, by id."""
    found: dict[str, Evidence] = {}
    for question in sub.questions:
        draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
        found |= {e.id: e for e in (draft.evidence if draft else ())}
        found |= {e.id: e for opinion in now.opinions.get(question.id, ()) for e in opinion.added}
        found |= {e.id: e for e in (decision.evidence if decision else ())}
    return found


def versions(parts: Parts, assessment_id: str, sub_id: str) -> tuple[NarrativeVersion, ...]:
    """Return the versions of a text, the newest first."""
    with parts.store.reading() as tx:
        return tx.drafts.narrative_history(assessment_id, sub_id)


def save(parts: Parts, assessment_id: str, text: Narrative, *, expected_version: int) -> int:
    """Keep a text as a person left it, and return its version. The same content again changes nothing.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        text: with its author, the one who acts.
        expected_version: the version that was edited, 0 for none.

    Raises:
        NotFoundError: no such sub-area.
        InvalidInputError: a sentence is empty, too long, or cites what is no quote of the sub-area.
        ConflictError: somebody else saved since; nothing was overwritten.
    """
    assessment = assessments.get(parts, assessment_id)
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    sub = next((s for s in criteria.sub_areas() if s.id == text.sub_area_id), None)
    if sub is None:
        raise NotFoundError("Det finns inget sådant delområde.", hint="Börja från sidan med texter.")
    _check_sentences(sentences_of(text), [q.id for q in sub.questions])
    with parts.store.transaction() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(sub.id)
        if known and _content(known.narrative) == _content(text):
            return known.version  # sent twice, or two people wrote the same
        cited = {key for sentence in sentences_of(text) for key in sentence.evidence_ids}
        if cited - _citable(tx, assessment_id, sub, known):
            raise InvalidInputError("Texten hänvisar till ett citat som inte finns.", hint="Läs om sidan.")
        at = parts.now()
        made = tx.drafts.add_narrative(assessment_id, text, at=at, by=parts.user, expected_version=expected_version)
        tx.events.append(assessment_id, at=at, by=parts.user, action="text_edited", subject=sub.id)
    return made.version


def sentences_of(text: Narrative) -> list[Sentence]:
    """Return all sentences of a text, its strengths and improvements too."""
    return [*text.sentences, *(finding.sentence for finding in text.findings)]


def _check_sentences(sentences: Sequence[Sentence], questions: Sequence[str]) -> None:
    if len(sentences) > MOST_SENTENCES:
        raise InvalidInputError(f"Texten har fler än {MOST_SENTENCES} meningar.", hint="Slå ihop eller ta bort några.")
    for sentence in sentences:
        if not sentence.text.strip():
            raise InvalidInputError("En mening saknar text.", hint="Skriv den eller ta bort den.")
        if len(sentence.text) > LONGEST_SENTENCE:
            raise InvalidInputError(
                f"En mening är längre än {LONGEST_SENTENCE} tecken.", hint="Dela upp den i flera meningar."
            )
        if sentence.question_id and sentence.question_id not in questions:
            raise InvalidInputError("En mening hör till en annan delfråga.", hint="Läs om sidan.")


def _citable(tx: Transaction, assessment_id: str, sub: SubArea, known: NarrativeVersion | None) -> set[str]:
    """Return the quotes on record for a sub-area, and those its text cites already, struck or not."""
    drafts, decisions = tx.drafts.current(assessment_id), tx.reviews.current_decisions(assessment_id)
    found = {key for sentence in (sentences_of(known.narrative) if known else ()) for key in sentence.evidence_ids}
    for question in sub.questions:
        draft, decision = drafts.get(question.id), decisions.get(question.id)
        opinions = tx.reviews.opinion_history(assessment_id, question.id)
        found |= {e.id for e in (*(draft.evidence if draft else ()), *(decision.evidence if decision else ()))}
        found |= {e.id for opinion in opinions for e in opinion.added}
    return found


def _content(text: Narrative) -> tuple[object, ...]:
    return text.sentences, text.findings


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A question that was decided anew after the approval."""

    question: Question
    before: Decision | None
    after: Decision | None


@dataclass(frozen=True, slots=True)
class SinceApproval:
    """What stood when a sub-area was approved, and what was decided after it."""

    approval: Approval
    text: Narrative | None
    """As it was approved."""
    rejudged: tuple[Rejudged, ...]


def since_approval(parts: Parts, now: Standing, sub: SubArea) -> SinceApproval | None:
    """Return what an approval covered that no longer holds; None when there is no approval or it still holds."""
    approval = now.approvals.get(sub.id)
    if approval is None or now.states[sub.id] != "reopened":
        return None
    with parts.store.reading() as tx:
        texts = tx.drafts.narrative_history(now.assessment.id, sub.id)
        decided = {q.id: tx.reviews.decision_history(now.assessment.id, q.id) for q in sub.questions}
    signed = _moment(approval.at)
    text = next((v.narrative for v in texts if _moment(v.at) <= signed), None)
    rejudged = []
    for question in sub.questions:
        before = next((d for d in reversed(decided[question.id]) if _moment(d.at) <= signed), None)
        after = now.decisions.get(question.id)
        if before != after:
            rejudged.append(Rejudged(question, before, after))
    return SinceApproval(approval, text, tuple(rejudged))


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
