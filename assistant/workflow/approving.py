"""Signing sub-areas, and the texts above them, as they were shown."""

from collections.abc import Collection

from assistant.domain import review
from assistant.domain.criteria import SubArea
from assistant.domain.overall import SUMMARY
from assistant.domain.review import Approval, Refusal
from assistant.drafting.extractive import NAME
from assistant.errors import ConflictError, NotAllowedError
from assistant.store import Transaction
from assistant.workflow import assessments, drafting, following, overall, writing
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import note_event
from assistant.workflow.standings import stood_in
from assistant.workflow.stood import Standing


def approve(
    parts: Parts, assessment_id: str, *, under: str | None = None, by: str = "", seen: str | None = None
) -> list[str]:
    """Approve sub-areas as they stand now; with an area its text too, and with everything all texts and the summary.

    A machine's text that does not say what was decided is written anew first; who signs what was ``seen`` is then
    shown it before signing.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        under: only this area or sub-area, or only the ``summary``.
        by: who signs, when not the one who acts.
        seen: ``seen_of`` the one sub-area, as the one who signs was shown it.

    Raises:
        NotAllowedError: something is undecided or rests on quotes that are gone; names the sub-area.
        ConflictError: decisions or the text changed since they were seen.
    """
    assessment = assessments.get(parts, assessment_id)
    assessments.check_criteria(parts, assessment)
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    asked = () if under == SUMMARY else drafting.questions_of(parts, assessment, under)
    wanted = {criteria.sub_area_of(q.id).id for q in asked}
    signed = []
    with parts.store.transaction() as tx:
        tx.reviews.hold(assessment_id)
        states = stood_in(tx, parts, assessment).standing.states
        following.follow(tx, parts, assessment, {sub for sub in wanted if states[sub] != "approved"})
    with parts.store.transaction() as tx:
        tx.reviews.hold(assessment_id)
        now = stood_in(tx, parts, assessment).standing
        if seen is not None:
            _require_seen(now, wanted, seen)
        for sub in criteria.sub_areas():
            if sub.id not in wanted or now.states[sub.id] == "approved":
                continue
            _sign(tx, parts, now, sub, by)
            signed.append(sub.id)
        now = stood_in(tx, parts, assessment).standing
        texts = overall.signed_with(under, now)
        return signed + overall.sign(tx, parts, now, texts, by=by, required=under == SUMMARY)


def _sign(tx: Transaction, parts: Parts, now: Standing, sub: SubArea, by: str) -> None:
    ids, text = [q.id for q in sub.questions], now.narratives.get(sub.id)
    refusal = review.refuse_approval(ids, now.decisions, text)
    if refusal or text is None:
        raise NotAllowedError(f"{sub.id} {sub.name.sv}: {refusal.message if refusal else ''}")
    if writing.is_stale(text, {i: now.decisions[i].judgement for i in ids}):
        raise NotAllowedError(
            f"{sub.id} {sub.name.sv}: Texten skrevs av en modell för andra bedömningar än de beslutade.",
            hint="Låt den skrivas om, eller läs och bekräfta den: kompass model write, kompass model confirm",
        )
    content = review.content_hash(now.assessment.criteria_fingerprint, [now.decisions[i] for i in ids], text)
    approval = Approval(parts.new_id(), sub.id, by or parts.user, parts.now(), content)
    tx.reviews.add_approval(now.assessment.id, approval)
    note_event(tx, parts, now.assessment.id, "sub_area_approved", sub.id, by=by)


def seen_of(now: Standing, sub: SubArea) -> str:
    """Name what one is shown of a sub-area before signing: its decisions and its text."""
    decided = [now.decisions[q.id] for q in sub.questions if q.id in now.decisions]
    return review.content_hash(now.assessment.criteria_fingerprint, decided, now.narratives.get(sub.id))


def _require_seen(now: Standing, wanted: Collection[str], seen: str) -> None:
    if any(seen_of(now, now.criteria.sub_area_of(sub)) != seen for sub in wanted):
        raise not_as_seen()


def not_as_seen() -> ConflictError:
    """Refuse a signature under something else than what was shown."""
    return ConflictError(
        "Beslut eller text har ändrats sedan du öppnade sidan. Inget godkändes.",
        hint="Gå igenom det som det är nu och godkänn sedan.",
    )


def refuse_sub_area(now: Standing, sub: SubArea) -> Refusal | None:
    """Say why a sub-area may not be approved, or None when it may; a machine's text would be written anew first."""
    text = now.narratives.get(sub.id)
    refusal = review.refuse_approval([q.id for q in sub.questions], now.decisions, text)
    by_machine = text is None or text.author.startswith(NAME)
    return None if refusal and refusal.code != "undecided" and by_machine else refusal
