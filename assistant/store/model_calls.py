"""Calls to language models: the record of what was asked, and the answers that need not be asked for again."""

from sqlalchemy import Connection, delete, func, insert, select

from assistant.domain.model_call import ModelCall, Usage
from assistant.store.codec import decode, encode
from assistant.store.tables import model_calls


class ModelCalls:
    """Answers about calls to language models, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, call: ModelCall) -> None:
        """Keep the record of a call."""
        row = {"assessment_id": call.assessment_id, "key": call.key, "outcome": call.outcome}
        self._connection.execute(insert(model_calls).values(**row, body=encode(ModelCall, call)))

    def answer(self, assessment_id: str, key: str) -> ModelCall | None:
        """Return the newest answered call of these inputs in this assessment, None when there is none."""
        query = (
            select(model_calls.c.body)
            .where(
                model_calls.c.assessment_id == assessment_id,
                model_calls.c.key == key,
                model_calls.c.outcome == "answered",
            )
            .order_by(model_calls.c.n.desc())
            .limit(1)
        )
        body = self._connection.execute(query).scalar()
        return None if body is None else decode(ModelCall, body)

    def list(self, assessment_id: str) -> tuple[ModelCall, ...]:
        """Return the calls of an assessment, oldest first."""
        query = select(model_calls.c.body).where(model_calls.c.assessment_id == assessment_id).order_by(model_calls.c.n)
        return tuple(decode(ModelCall, body) for body in self._connection.execute(query).scalars())

    def stamp(self, assessment_id: str) -> int:
        """Return a number that changes with every call that is added or deleted; 0 for none."""
        mine = model_calls.c.assessment_id == assessment_id
        query = select(func.coalesce(func.max(model_calls.c.n), 0) * 1_000_000 + func.count()).where(mine)
        return int(self._connection.execute(query).scalar_one())

    def used(self, assessment_id: str) -> Usage:
        """Return the tokens of all calls of an assessment."""
        return sum((call.usage for call in self.list(assessment_id)), Usage())


def forget_calls(connection: Connection, assessment_id: str, source_id: str) -> None:
    """Delete the calls that were shown passages of a source, whose words their answers may hold."""
    query = select(model_calls.c.n, model_calls.c.body).where(model_calls.c.assessment_id == assessment_id)
    gone = [
        row.n
        for row in connection.execute(query)
        if any(passage.startswith(f"{source_id}.") for passage in decode(ModelCall, row.body).evidence)
    ]
    for number in gone:
        connection.execute(delete(model_calls).where(model_calls.c.n == number))
