"""What people asked of the evidence, each for themselves, in one assessment."""

from sqlalchemy import Connection, delete, insert, select, update

from assistant.domain.conversation import Reply, Turn
from assistant.store.codec import decode, encode
from assistant.store.rows import hold_assessment
from assistant.store.tables import conversations


class Conversations:
    """Answers about conversations, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, assessment_id: str, user_name: str, *, key: str, at: str, question: str, reply: Reply) -> Turn:
        """Keep a turn. A turn of the same key is returned as it is kept, and nothing is changed."""
        hold_assessment(self._connection, assessment_id)
        known = self.find(assessment_id, user_name, key)
        if known is not None:
            return known
        row = {"assessment_id": assessment_id, "user_name": user_name, "key": key, "at": at, "question": question}
        made = self._connection.execute(insert(conversations).values(**row, body=encode(Reply, reply)))
        number = made.inserted_primary_key[0] if made.inserted_primary_key else 0
        return Turn(number, key, at, question, reply)

    def find(self, assessment_id: str, user_name: str, key: str) -> Turn | None:
        """Return a user's turn by its key, None when there is none."""
        found = self._select(assessment_id, user_name, key=key)
        return found[0] if found else None

    def newest(self, assessment_id: str, user_name: str, count: int) -> tuple[Turn, ...]:
        """Return a user's newest turns, the oldest of them first."""
        return tuple(reversed(self._select(assessment_id, user_name, limit=count)))

    def forget(self, assessment_id: str, user_name: str) -> int:
        """Delete all turns of a user; return how many there were."""
        mine = (conversations.c.assessment_id == assessment_id, conversations.c.user_name == user_name)
        return self._connection.execute(delete(conversations).where(*mine)).rowcount

    def _select(self, assessment_id: str, user_name: str, *, key: str = "", limit: int | None = None) -> list[Turn]:
        query = select(conversations).where(
            conversations.c.assessment_id == assessment_id, conversations.c.user_name == user_name
        )
        if key:
            query = query.where(conversations.c.key == key)
        rows = self._connection.execute(query.order_by(conversations.c.n.desc()).limit(limit))
        return [Turn(row.n, row.key, row.at, row.question, decode(Reply, row.body)) for row in rows]


def forget_answers(connection: Connection, assessment_id: str, source_id: str) -> None:
    """Delete a model's words from all turns in which it read a source, whose words they may hold."""
    query = select(conversations.c.n, conversations.c.body).where(conversations.c.assessment_id == assessment_id)
    for row in connection.execute(query).all():
        reply = decode(Reply, row.body)
        kept = reply.without([source_id])
        if kept != reply:
            body = encode(Reply, kept)
            connection.execute(update(conversations).where(conversations.c.n == row.n).values(body=body))
