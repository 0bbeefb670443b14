"""Texts that follow decisions: what a person signs is what was decided, and stands there to be read before."""

from collections.abc import Collection, Mapping

from assistant.domain.assessment import Assessment
from assistant.drafting.extractive import NAME
from assistant.drafting.prose import Judged, write
from assistant.store import Transaction
from assistant.workflow import drafting
from assistant.workflow.parts import Parts


def follow_question(tx: Transaction, parts: Parts, assessment: Assessment, question_id: str) -> None:
    """Write the text of a question's sub-area anew where all of its questions are decided; see ``follow``."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    sub = criteria.sub_area_of(question_id)
    if all(tx.reviews.decided(assessment.id, question.id) for question in sub.questions):
        follow(tx, parts, assessment, {sub.id})


def follow(tx: Transaction, parts: Parts, assessment: Assessment, wanted: Collection[str]) -> None:
    """Write machine-made texts anew where they do not say what was decided.

    A text that a person wrote, and a sub-area with a question left to decide, are not touched.
    """
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    decisions = tx.reviews.current_decisions(assessment.id)
    versions = tx.drafts.current_narratives(assessment.id)
    titles: Mapping[str, str] = {}
    for sub in criteria.sub_areas():
        known = versions.get(sub.id)
        by_person = known is not None and not known.narrative.author.startswith(NAME)
        if sub.id not in wanted or by_person or any(q.id not in decisions for q in sub.questions):
            continue
        titles = titles or {s.id: s.shown for s in tx.sources.list(assessment.id)}
        judged = [Judged(q, decisions[q.id].judgement, decisions[q.id].evidence) for q in sub.questions]
        author = known.narrative.author if known else NAME
        text = write(sub, judged, titles, author=author, homes=_homes(tx, parts, assessment))
        if known is None or known.narrative != text:
            version = known.version if known else 0
            tx.drafts.add_narrative(assessment.id, text, at=parts.now(), by=parts.user, expected_version=version)


def _homes(tx: Transaction, parts: Parts, assessment: Assessment) -> Mapping[str, str]:
    """Return where each quoted sentence is told; kept as long as the drafts are the same."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    key = ("homes", assessment.id, assessment.criteria_fingerprint, tx.drafts.stamp(assessment.id))
    return parts.kept.get(key, lambda: drafting.homes_of(criteria, tx.drafts.current(assessment.id)))
