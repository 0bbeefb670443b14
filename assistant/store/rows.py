"""Small things that every part of the store asks of its connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from assistant.errors import NotFoundError
from assistant.store.tables import assessments

T = TypeVar("T")

CHUNK = 500
"""How many values go into one IN list; far below every database's limit."""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut a sequence into lists of at most ``size``."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, passing over those whose key is there already."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
    else:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)


def hold_assessment(connection: Connection, assessment_id: str) -> None:
    """Let no other writer into this assessment until the transaction ends.

    SQLite has one writer anyway; elsewhere the row is locked, but so that rows that merely refer to
    it may still be inserted. NotFoundError if there is no such assessment.
    """
    query = select(assessments.c.id).where(assessments.c.id == assessment_id).with_for_update(key_share=True)
    if connection.execute(query).first() is None:
        raise NotFoundError(
            f"Utvärderingen {assessment_id} finns inte.", hint="Kontrollera namnet i listan över utvärderingar."
        )


def hold_table(connection: Connection, table: Table) -> None:
    """Let no other writer into a table until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE")
