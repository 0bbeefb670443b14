"""Taking personal data out for good: what nothing refers to any more.

Deleted rows are overwritten (``secure_delete``), and the store empties the journal after the commit.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Table, delete, select

from assistant.store.rows import chunks
from assistant.store.tables import passages, revisions, vectors


def keys_of(connection: Connection, source_ids: Sequence[str]) -> set[str]:
    """Return the content keys of all passages of sources, in all their revisions."""
    keys: set[str] = set()
    for part in chunks(source_ids):
        query = select(passages.c.content_key).where(passages.c.source_id.in_(part)).distinct()
        keys.update(connection.execute(query).scalars())
    return keys


def unshared_blobs(connection: Connection, source_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the files of sources, in all their revisions, that no other source refers to."""
    blobs: set[str] = set()
    for part in chunks(source_ids):
        blobs.update(connection.execute(select(revisions.c.blob).where(revisions.c.source_id.in_(part))).scalars())
    mine = set(source_ids)
    for part in chunks(sorted(blobs)):
        query = select(revisions.c.blob, revisions.c.source_id).where(revisions.c.blob.in_(part))
        blobs -= {blob for blob, source in connection.execute(query) if source not in mine}
    return tuple(sorted(blobs - {""}))


def erase_rows(connection: Connection, tables: Sequence[Table], source_ids: Sequence[str]) -> None:
    """Delete all rows of sources from tables that have a ``source_id``."""
    for table in tables:
        for part in chunks(source_ids):
            connection.execute(table.delete().where(table.c.source_id.in_(part)))


def forget_vectors(connection: Connection, keys: Collection[str]) -> None:
    """Delete the vectors of those keys that no passage has any more."""
    for part in chunks(sorted(keys)):
        used = select(passages.c.content_key).where(passages.c.content_key.in_(part))
        connection.execute(delete(vectors).where(vectors.c.content_key.in_(part), vectors.c.content_key.not_in(used)))
