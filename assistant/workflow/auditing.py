"""The score, and working it out another way with all that it rests on."""

from dataclasses import dataclass

from assistant.domain import citations
from assistant.domain.scoring import AuditItem, Scorecard, audit, score
from assistant.errors import NotFoundError
from assistant.store import Transaction
from assistant.workflow.parts import Parts
from assistant.workflow.standings import standing, whole_standing
from assistant.workflow.stood import Standing


def scorecard(parts: Parts, assessment_id: str, *, drafted: bool = False) -> Scorecard:
    """Return the score of what is decided; with ``drafted`` also of proposals not decided yet."""
    now = standing(parts, assessment_id)
    return score(now.criteria, now.drafted) if drafted else now.card


@dataclass(frozen=True, slots=True)
class Audited:
    """The scorer's own checks and those of stored quotes, approvals and the log."""

    items: tuple[AuditItem, ...]

    @property
    def passed(self) -> bool:
        """Say whether all but completeness holds."""
        return all(item.passed for item in self.items if item.code != "complete")


def audit_all(parts: Parts, assessment_id: str, *, drafted: bool = False) -> Audited:
    """Recompute the score another way, check every decided quote against its stored source, and the log."""
    now = whole_standing(parts, assessment_id)
    judgements = now.drafted if drafted else now.judgements
    items = audit(now.criteria, judgements, score(now.criteria, judgements))
    items.append(_audit_quotes(parts, now))
    items.append(_audit_evidence(now))
    with parts.store.reading() as tx:
        broken = tx.events.verify(assessment_id)
    detail = "" if broken is None else f" Första felet: händelse {broken}."
    items.append(AuditItem("event_log", broken is None, f"Händelseloggen är obruten.{detail}"))
    states = {**now.states, **now.overall}
    reopened = [key for key, state in states.items() if state == "reopened"]
    detail = f" Öppnade igen: {', '.join(reopened)}." if reopened else ""
    items.append(AuditItem("approvals", not reopened, f"Godkännanden gäller det innehåll som finns nu.{detail}"))
    return Audited(tuple(items))


def _audit_quotes(parts: Parts, now: Standing) -> AuditItem:
    checked = wrong = 0
    texts: dict[tuple[str, int], citations.Normalised | None] = {}
    with parts.store.reading() as tx:
        for decision in now.decisions.values():
            for item in decision.evidence:
                key = (item.source_id, item.revision)
                if key not in texts:
                    texts[key] = _text_of(tx, *key)
                checked += 1
                text = texts[key]
                wrong += text is None or citations.find(item.quote, text) is None
    return AuditItem("quotes", wrong == 0, f"{checked} citat i beslut kontrollerade mot källorna, {wrong} fel.")


def _text_of(tx: Transaction, source_id: str, revision: int) -> citations.Normalised | None:
    try:
        return citations.normalise(tx.sources.text(source_id, revision))
    except NotFoundError:
        return None


def _audit_evidence(now: Standing) -> AuditItem:
    bare = [
        key
        for key, d in now.decisions.items()
        if isinstance(d.judgement, int) and d.judgement > 0 and not any(e.counts for e in d.evidence)
    ]
    detail = f" Saknas: {', '.join(bare)}." if bare else ""
    return AuditItem("evidence", not bare, f"Varje nivå över 0 vilar på minst ett verifierat citat.{detail}")
