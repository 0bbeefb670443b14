"""The log: what was done, by whom, chained so that a change to it shows.

Append in the same transaction as the change itself, so that neither exists without the other.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from assistant.domain.assessment import Event, first_broken, next_event
from assistant.errors import StoreError
from assistant.store.codec import decode, encode
from assistant.store.rows import hold_assessment
from assistant.store.tables import events

_COLUMNS = tuple(column for column in events.c if column.name != "assessment_id")
_Details = Mapping[str, str]


class Events:
    """The logs of assessments within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(
        self,
        assessment_id: str,
        *,
        at: str,
        by: str,
        action: str,
        subject: str = "",
        details: Mapping[str, str] | None = None,
    ) -> Event:
        """Add an event after the newest one. Ids and counts only: never text, quotes or names."""
        hold_assessment(self._connection, assessment_id)
        last = self.head(assessment_id)
        event = next_event(assessment_id, last, at=at, by=by, action=action, subject=subject, details=details or {})
        row = {column.name: getattr(event, column.name) for column in _COLUMNS if column.name != "details"}
        row["details"] = encode(_Details, event.details)  # type: ignore[type-abstract]  # a type to read by, never made
        self._connection.execute(insert(events).values(assessment_id=assessment_id, **row))
        return event

    def head(self, assessment_id: str) -> Event | None:
        """Return the newest event; its hash stands for the whole log."""
        query = self._of(assessment_id).order_by(events.c.sequence.desc()).limit(1)
        row = self._connection.execute(query).mappings().first()
        return _event(row) if row else None

    def list(self, assessment_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Event, ...]:
        """Return the events after a sequence number, oldest first."""
        query = self._of(assessment_id).where(events.c.sequence > after).order_by(events.c.sequence).limit(limit)
        return tuple(_event(row) for row in self._connection.execute(query).mappings())

    def newest(self, assessment_id: str, count: int) -> tuple[Event, ...]:
        """Return the last events, newest first."""
        query = self._of(assessment_id).order_by(events.c.sequence.desc()).limit(count)
        return tuple(_event(row) for row in self._connection.execute(query).mappings())

    def verify(self, assessment_id: str) -> int | None:
        """Return the sequence number where the log stops being whole, None when it is whole."""
        return first_broken(assessment_id, self._all(assessment_id))

    def _all(self, assessment_id: str) -> Iterator[Event]:
        query = self._of(assessment_id).order_by(events.c.sequence)
        for part in self._connection.execute(query).yield_per(500).mappings().partitions():
            for row in part:
                try:
                    yield _event(row)
                except StoreError:
                    # Details that were made unreadable are a break in the chain like any other.
                    yield Event(**{**row, "details": {}, "hash": ""})

    def _of(self, assessment_id: str) -> Select[*tuple[Any, ...]]:
        return select(*_COLUMNS).where(events.c.assessment_id == assessment_id)


def _event(row: Mapping[Any, Any]) -> Event:
    details = decode(_Details, row["details"])  # type: ignore[type-abstract]  # as above
    return Event(**{**row, "details": details})
