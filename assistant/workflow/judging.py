"""Judging a question at the workbench: in one step each, safe to send twice, and undone again.

Every act comes with an id that the page was given when it was shown. Sent again after a broken
connection, it finds itself done and changes nothing. Something else sent with the same id, from a
page that one went back to, is another act.
"""

import hashlib
import re

from assistant.domain import review
from assistant.domain.draft import Evidence
from assistant.domain.review import Decision, Opinion, Strike
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.store import Transaction
from assistant.workflow import assessments, following, reviewing
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import NewQuote, Verdict

_ID = re.compile(r"[0-9a-f]{32}")


def basis_of(tx: Transaction, assessment_id: str, question_id: str) -> str:
    """Name what a decision on a question would be taken on now."""
    draft = tx.drafts.get(assessment_id, question_id)
    evidence = review.current_evidence(draft, tx.reviews.opinion_history(assessment_id, question_id))
    return review.basis(tx.reviews.version(assessment_id, question_id), evidence)


def judge(
    parts: Parts, assessment_id: str, question_id: str, verdict: Verdict, *, act: str, basis: str | None = None
) -> Opinion:
    """Record one's opinion; with a ``basis`` also take the decision, both or neither.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        question_id: of the question.
        verdict: the level, the reason and a comment.
        act: id of this act; the same act again changes nothing.
        basis: what the decision is taken on, as the page named it; None for an opinion only.

    Raises:
        ConflictError: somebody decided, or the evidence changed, since the page was shown; nothing is saved.
        NotAllowedError: a rule forbids it; the message says which.
    """
    assessment = assessments.get(parts, assessment_id)
    question = reviewing.question_of(parts, assessment, question_id)
    added = tuple(reviewing.checked_quote(parts, assessment, item, parts.user) for item in verdict.add)
    with parts.store.transaction() as tx:
        identity = _identity(act, parts.user, question_id, verdict, basis is not None)
        done = _done(tx, assessment_id, identity)
        if done and (basis is None or _holds(tx, assessment_id, done)):
            return done
        version = tx.reviews.version(assessment_id, question_id)
        if basis is not None and (done or basis_of(tx, assessment_id, question_id) != basis):
            raise ConflictError(
                f"Delfråga {question_id} har ändrats sedan du öppnade den. Ditt beslut sparades inte.",
                hint="Jämför de två texterna och välj.",
            )
        made = reviewing.opinion_in(
            tx, parts, assessment, question, verdict, added=added, by=parts.user, identity=identity
        )
        if basis is not None:
            reviewing.decision_in(tx, parts, assessment, question_id, version, parts.user)
    return made


def remark(
    parts: Parts,
    assessment_id: str,
    question_id: str,
    *,
    act: str,
    comment: str = "",
    strike: tuple[Strike, ...] = (),
    add: tuple[NewQuote, ...] = (),
    restore: tuple[str, ...] = (),
) -> Opinion:
    """Comment on a question, or change its evidence, without judging it.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        question_id: of the question.
        act: id of this act; the same act again changes nothing.
        comment: for the other evaluators.
        strike: quotes to set aside, each with its reason.
        add: quotes to add.
        restore: ids of quotes that were set aside, to take up again.

    Raises:
        InvalidInputError: nothing is said, a reason is missing, or a quote does not stand in its source.
        NotFoundError: a quote to strike or restore is not there; perhaps somebody did so already.
    """
    if not (comment.strip() or strike or add or restore):
        raise InvalidInputError("Det finns inget att spara.", hint="Skriv en kommentar först.")
    if any(not item.reason.strip() for item in strike):
        raise InvalidInputError("Ange varför citatet stryks.", hint="Ett par ord räcker.")
    assessment = assessments.get(parts, assessment_id)
    reviewing.question_of(parts, assessment, question_id)
    added = tuple(reviewing.checked_quote(parts, assessment, item, parts.user) for item in add)
    with parts.store.transaction() as tx:
        identity = _identity(act, parts.user, question_id, comment, strike, add, restore)
        done = _done(tx, assessment_id, identity)
        if done:
            return done
        draft = tx.drafts.get(assessment_id, question_id)
        history = tx.reviews.opinion_history(assessment_id, question_id)
        now = review.current_evidence(draft, history)
        _require_all({item.evidence_id for item in strike} <= {item.id for item in now}, "struket")
        everything = {item.id: item for item in (draft.evidence if draft else ())}
        everything |= {item.id: item for opinion in history for item in opinion.added}
        _require_all(set(restore) <= everything.keys() - {item.id for item in now}, "återtaget")
        _refuse_twice(now, added)
        made = Opinion(
            id=identity,
            question_id=question_id,
            by=parts.user,
            at=parts.now(),
            judgement=None,
            reason="",
            added=(*added, *(everything[item] for item in restore)),
            struck=strike,
            comment=comment.strip(),
        )
        tx.reviews.add_opinion(assessment_id, made)
        reviewing.note_event(tx, parts, assessment_id, _action(made), question_id)
    return made


def _require_all(there: bool, what: str) -> None:
    if not there:
        raise NotFoundError(f"Citatet är redan {what} eller finns inte på frågan.", hint="Läs om sidan.")


def _refuse_twice(now: tuple[Evidence, ...], added: tuple[Evidence, ...]) -> None:
    places = {(item.source_id, item.revision, item.start, item.end) for item in now}
    if any((item.source_id, item.revision, item.start, item.end) in places for item in added):
        raise InvalidInputError("Citatet finns redan bland beläggen.", hint="Välj en annan mening.")


def _action(made: Opinion) -> str:
    return "evidence_changed" if made.added or made.struck else "commented"


def undo(parts: Parts, assessment_id: str, question_id: str, *, expected_version: int) -> Decision:
    """Take the newest decision back: the one before it holds again, or none. Undoing twice gives it back.

    Raises:
        NotAllowedError: there is no decision to take back.
        ConflictError: somebody else decided since ``expected_version``.
    """
    assessment = assessments.get(parts, assessment_id)
    reviewing.question_of(parts, assessment, question_id)
    with parts.store.transaction() as tx:
        tx.reviews.hold(assessment_id)
        history = tx.reviews.decision_history(assessment_id, question_id)
        if not history:
            raise NotAllowedError("Det finns inget beslut att ångra.", hint="Besluta frågan först.")
        newest = history[-1]
        if newest.version == expected_version + 1 and newest.restores is not None and newest.by == parts.user:
            return newest  # sent twice
        if newest.version != expected_version:
            raise ConflictError(
                f"Någon annan har hunnit besluta om delfråga {question_id}. Inget ångrades.",
                hint="Se det nya beslutet först.",
            )
        made = review.take_back(history, identity=parts.new_id(), by=parts.user, at=parts.now())
        tx.reviews.add_decision(assessment_id, made, expected_version=expected_version)
        action = "decision_withdrawn" if made.withdrawn else "decision_restored"
        reviewing.note_event(tx, parts, assessment_id, action, question_id)
        following.follow_question(tx, parts, assessment, question_id)
    return made


def _identity(act: str, *content: object) -> str:
    """Name an act by the id that its page was given and by all that it says. InvalidInputError for no such id."""
    if not _ID.fullmatch(act):
        raise InvalidInputError("Formuläret är trasigt.", hint="Läs om sidan och försök igen.")
    return hashlib.sha256(repr((act, *content)).encode()).hexdigest()[:32]


def _done(tx: Transaction, assessment_id: str, identity: str) -> Opinion | None:
    """Return what an act made when it was sent before; nobody else judges meanwhile."""
    tx.reviews.hold(assessment_id)
    return tx.reviews.opinion(identity, assessment_id=assessment_id)


def _holds(tx: Transaction, assessment_id: str, opinion: Opinion) -> bool:
    """Say whether the decision that was taken on an opinion has not been undone since."""
    decision = tx.reviews.decided(assessment_id, opinion.question_id)
    return decision is not None and opinion.id in decision.opinion_ids
