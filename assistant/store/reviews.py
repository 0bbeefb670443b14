"""Opinions, decisions and approvals: appended, never overwritten.

Every id may be added once; adding the very same value again (a double click, a repeated job)
changes nothing, another value under the same id is a ConflictError.
"""

from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from assistant.domain.review import Approval, Decision, Opinion
from assistant.errors import ConflictError
from assistant.store.codec import decode, encode
from assistant.store.rows import hold_assessment
from assistant.store.tables import approvals, decisions, opinions

Kept = TypeVar("Kept", Opinion, Decision, Approval)


class Reviews:
    """Answers about judgements, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_opinion(self, assessment_id: str, opinion: Opinion) -> None:
        """Keep one evaluator's judgement."""
        body = encode(Opinion, opinion)
        if self._is_new(opinions, assessment_id, opinion.id, body):
            self._insert(opinions, assessment_id, id=opinion.id, question_id=opinion.question_id, body=body)

    def add_decision(self, assessment_id: str, decision: Decision, *, expected_version: int) -> None:
        """Keep an agreed judgement.

        ``expected_version`` is the version of the decision that was on the table, 0 for none, and
        ``decision.version`` the one after it (ValueError otherwise). ConflictError when somebody else
        decided in between.
        """
        if decision.version != expected_version + 1:
            raise ValueError(f"version {decision.version} does not follow {expected_version}")
        body = encode(Decision, decision)
        if not self._is_new(decisions, assessment_id, decision.id, body):
            return
        found = self.version(assessment_id, decision.question_id)
        if found != expected_version:
            raise ConflictError(
                f"Någon annan har hunnit besluta om fråga {decision.question_id} (version {found}). "
                "Ditt beslut sparades inte.",
                hint="Läs om sidan, se det nya beslutet och besluta igen om du vill ändra det.",
            )
        self._insert(
            decisions,
            assessment_id,
            id=decision.id,
            question_id=decision.question_id,
            version=decision.version,
            body=body,
        )

    def add_approval(self, assessment_id: str, approval: Approval) -> None:
        """Keep a signature under a sub-area."""
        body = encode(Approval, approval)
        if self._is_new(approvals, assessment_id, approval.id, body):
            self._insert(approvals, assessment_id, id=approval.id, sub_area_id=approval.sub_area_id, body=body)

    def version(self, assessment_id: str, question_id: str) -> int:
        """Return the version of a question's current decision, 0 when there is none."""
        query = select(func.max(decisions.c.version)).where(
            decisions.c.assessment_id == assessment_id, decisions.c.question_id == question_id
        )
        return self._connection.execute(query).scalar() or 0

    def hold(self, assessment_id: str) -> None:
        """Let nobody else judge in this assessment until the transaction ends."""
        hold_assessment(self._connection, assessment_id)

    def current_decisions(self, assessment_id: str) -> dict[str, Decision]:
        """Return the newest decision of every question that has one; what was taken back is none."""
        found = self._newest(Decision, decisions, "question_id", assessment_id)
        return {question: decision for question, decision in found.items() if not decision.withdrawn}

    def current_approvals(self, assessment_id: str) -> dict[str, Approval]:
        """Return the newest approval of every sub-area that has one; whether it still holds is for the domain."""
        return self._newest(Approval, approvals, "sub_area_id", assessment_id)

    def opinions(self, assessment_id: str) -> dict[str, tuple[Opinion, ...]]:
        """Return all opinions by question, oldest first."""
        found: dict[str, list[Opinion]] = {}
        for opinion in self._history(Opinion, opinions, assessment_id):
            found.setdefault(opinion.question_id, []).append(opinion)
        return {question: tuple(given) for question, given in sorted(found.items())}

    def decisions(self, assessment_id: str) -> dict[str, tuple[Decision, ...]]:
        """Return all decisions by question, oldest first, those that were taken back too."""
        found: dict[str, list[Decision]] = {}
        for decision in self._history(Decision, decisions, assessment_id):
            found.setdefault(decision.question_id, []).append(decision)
        return {question: tuple(taken) for question, taken in sorted(found.items())}

    def opinion_history(self, assessment_id: str, question_id: str) -> tuple[Opinion, ...]:
        """Return the opinions on a question, oldest first."""
        return self._history(Opinion, opinions, assessment_id, question_id=question_id)

    def decision_history(self, assessment_id: str, question_id: str) -> tuple[Decision, ...]:
        """Return the decisions on a question, oldest first."""
        return self._history(Decision, decisions, assessment_id, question_id=question_id)

    def opinion(self, opinion_id: str, *, assessment_id: str) -> Opinion | None:
        """Return an opinion of an assessment by its id, or None."""
        return next(iter(self._history(Opinion, opinions, assessment_id, id=opinion_id)), None)

    def decided(self, assessment_id: str, question_id: str) -> Decision | None:
        """Return the decision that holds for a question, None when there is none or it was taken back."""
        history = self.decision_history(assessment_id, question_id)
        return history[-1] if history and not history[-1].withdrawn else None

    def approval_history(self, assessment_id: str, sub_area_id: str) -> tuple[Approval, ...]:
        """Return the approvals of a sub-area, oldest first."""
        return self._history(Approval, approvals, assessment_id, sub_area_id=sub_area_id)

    def _is_new(self, table: Table, assessment_id: str, identity: str, body: str) -> bool:
        hold_assessment(self._connection, assessment_id)
        query = select(table.c.assessment_id, table.c.body).where(table.c.id == identity)
        known = self._connection.execute(query).first()
        if known is not None and tuple(known) != (assessment_id, body):
            raise ConflictError(f"{identity} finns redan med annat innehåll. Inget sparades.", hint="Läs om sidan.")
        return known is None

    def _insert(self, table: Table, assessment_id: str, **values: str | int) -> None:
        self._connection.execute(insert(table).values(assessment_id=assessment_id, **values))

    def _history(self, kind: type[Kept], table: Table, assessment_id: str, **where: str) -> tuple[Kept, ...]:
        query = select(table.c.body).where(table.c.assessment_id == assessment_id).filter_by(**where)
        bodies = self._connection.execute(query.order_by(table.c.n)).scalars()
        return tuple(decode(kind, body) for body in bodies)

    def _newest(self, kind: type[Kept], table: Table, by: str, assessment_id: str) -> dict[str, Kept]:
        subject: Any = table.c[by]
        newest = select(func.max(table.c.n)).where(table.c.assessment_id == assessment_id).group_by(subject)
        query = select(subject, table.c.body).where(table.c.n.in_(newest)).order_by(subject)
        return {name: decode(kind, body) for name, body in self._connection.execute(query)}
