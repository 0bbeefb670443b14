"""Where an assessment stands, kept in memory for as long as nothing was added to it.

Every reading asks the database, in its own transaction, whether something was added; only that is
then read, and only the sub-areas it touches are worked out again. What saves something asks the
database itself and stores nothing here.
"""

from dataclasses import replace

from assistant.domain import review
from assistant.domain.access import Sight
from assistant.domain.assessment import Assessment
from assistant.domain.criteria import CriteriaSet, SubArea
from assistant.domain.overall import overall_states
from assistant.domain.review import ApprovalState
from assistant.domain.scoring import score
from assistant.store import Ledger, Transaction
from assistant.workflow import assessments, overall, seeing
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing, Stood


def standing(parts: Parts, assessment_id: str) -> Standing:
    """Read where an assessment stands, as far as the one who acts may see it."""
    now = whole_standing(parts, assessment_id)
    if parts.sight.whole:
        return now
    # The sight is the key: what somebody else may see is another value.
    return now.kept.get(("seen", parts.sight), lambda: _seen(parts, now, parts.sight))


def _seen(parts: Parts, now: Standing, sight: Sight) -> Standing:
    with parts.store.reading() as tx:
        interviews = {source.id for source in tx.sources.titles(now.assessment.id) if source.kind == "interview"}
    seen = seeing.seen_standing(now, sight, interviews)
    return replace(seen, card=score(seen.criteria, seen.judgements))


def whole_standing(parts: Parts, assessment_id: str) -> Standing:
    """Read where an assessment stands, all of it; for what is computed and not shown."""
    with parts.store.reading() as tx:
        assessment = tx.assessments.find(assessment_id)
        if assessment is not None:
            stood = stood_in(tx, parts, assessment)
            parts.standings.put(assessment_id, stood)
            return stood.standing
    raise assessments.no_such(parts, assessment_id)


def stood_in(tx: Transaction, parts: Parts, assessment: Assessment) -> Stood:
    """Read where an assessment stands within a transaction, with what the transaction itself added."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    known = parts.standings.get(assessment.id)
    ledger = tx.ledger(assessment.id, known.ledger if known else None)
    before = known.standing if known else None
    if before and (before.assessment != assessment or before.criteria is not criteria):
        before = None
    if known and before and known.ledger is ledger:
        return known
    return Stood(ledger, _assembled(assessment, criteria, ledger, before))


def _assembled(assessment: Assessment, criteria: CriteriaSet, ledger: Ledger, before: Standing | None) -> Standing:
    decisions = {key: decision for key, decision in ledger.decided.items() if not decision.withdrawn}
    made = Standing(
        assessment=assessment,
        criteria=criteria,
        drafts={key: draft for key, (_, draft) in ledger.drafted.items()},
        opinions=ledger.opinions,
        decisions=decisions,
        narratives={key: version.narrative for key, version in ledger.narratives.items()},
        approvals=ledger.approvals,
        states={},
        overall={},
        has_draft=frozenset(ledger.drafted),
        has_decision=frozenset(decisions),
        card=score(criteria, {key: decision.judgement for key, decision in decisions.items()}),
        fresh=ledger.fresh,
    )
    states = {sub.id: _state(made, sub, before) for sub in criteria.sub_areas()}
    made = replace(made, states=states)
    return replace(made, overall=overall_states(overall.basis_of(made)))


def _state(now: Standing, sub: SubArea, before: Standing | None) -> ApprovalState:
    """Say how far a sub-area has come; as before when all that it depends on is the very same."""
    ids = [question.id for question in sub.questions]
    if before and _depends_on(before, sub.id, ids) == _depends_on(now, sub.id, ids):
        return before.states[sub.id]
    decided = [now.decisions[i] for i in ids if i in now.decisions]
    content = review.content_hash(now.assessment.criteria_fingerprint, decided, now.narratives.get(sub.id))
    return review.approval_state(ids, now.decisions, now.approvals.get(sub.id), content)


def _depends_on(now: Standing, sub: str, ids: list[str]) -> list[int]:
    """Name what the state of a sub-area depends on by identity; the ledgers hand values on as they are."""
    held = [now.narratives.get(sub), now.approvals.get(sub), *(now.decisions.get(i) for i in ids)]
    return [id(value) for value in held]
